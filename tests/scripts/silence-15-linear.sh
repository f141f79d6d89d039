#!/bin/bash
# A hostile line costs every reader in proportion to its length: eight times
# the bytes, not much more than eight times the processor's time. A cost that
# grows with the square would be 64 times; the bound lies well between.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
if test -n "${SAN-}"
then
	echo '1..0 # SKIP times are those of the plain programs'
	exit 0
fi

"$top/tests/bench/hostile.sh" 1 8 >"$here/costs"

linear() {
	awk -v reader="$1" '
	$1 == reader && $3 == 1048576 { small[$2] = $4 }
	$1 == reader && $3 == 8388608 {
		n++
		if ($4 > 24 * small[$2] + 400) {
			print $2 ": " small[$2] " ms, then " $4 " ms"
			failed = 1
		}
	}
	END { exit failed || n < 11 }' "$here/costs"
}
for reader in codebook definitions header links profile records rows table
do
	check "$reader" linear "$reader"
done
finish
