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

readers='codebook definitions header links profile records rows table'
READERS=$readers "$top/tests/bench/hostile.sh" 1 8 >"$here/costs"

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
for reader in $readers
do
	check "$reader" linear "$reader"
done

# The readers of all programs, at 16 MiB.
KINDS='nul quote bracket return letter' "$top/tests/bench/hostile.sh" 16 \
	>"$here/costs"
under_two_seconds() {
	awk '
	{ n++; seen[$1] = 1 }
	$4 > 2000 { print; failed = 1 }
	END {
		for (i in seen)
			n_readers++
		print n_readers " readers"
		exit failed || n_readers < 25 || n != 5 * n_readers
	}' "$here/costs"
}
check '16 MiB of one kind, every reader: under 2 s' under_two_seconds
finish
