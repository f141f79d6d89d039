#!/bin/sh
# Issue 14, 8: files over 2 GiB are read and appended to, also where a long has
# 32 bits. They are sparse, and take no disk. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

# A line behind 2 GiB of zeros, which are a line that is too long.
read_to_the_end() {
	echo '{"a":1}' >"$here/in" && truncate -s 2200M "$here/in" &&
		printf '\n{"a":2}\n' >>"$here/in" &&
		aggregate -q --rejects "$here/rejects" count "$here/in" \
			>"$here/out" && rm "$here/in" &&
		grep -qx '{"count":2}' "$here/out" &&
		test "$(wc -l <"$here/rejects")" -eq 1
}
appended_to() {
	truncate -s 3G "$here/stats" && echo >>"$here/stats" &&
		echo '{"a":1}' | aggregate --stats "$here/stats" count &&
		tail -n 1 "$here/stats" | grep -q '"read":1,' &&
		test "$(wc -c <"$here/stats")" -gt 3221225473
}
check 'a file over 2 GiB is read to its end' read_to_the_end
check 'statistics are appended to one over 3 GiB' appended_to
finish
