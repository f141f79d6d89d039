#!/bin/sh
# dedupe-patients above its memory: the same bytes as within it, the unique
# patients that sqlite3 counts, and a disk that is full. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
tmp=$here
mkdir "$tmp/spilled"

# 400 000 contacts of 180 000 patients at 38 clinics in two years, of which
# every fifth is a repeat, every hundredth repeat differs, and some are told
# by a number that links replace.
awk -v links="$tmp/links" 'BEGIN {
	OFS = ""
	for (i = 0; i < 400000; i++) {
		k = i % 5 == 4 ? (i * 7919) % i : i
		if (k % 5 == 4) k--
		p = (k * 104729) % 180000
		print "{\"record\":\"contact\",\"contact_id\":\"K", k,
			"\",\"year\":", 2024 + k % 2, ",\"patient\":\"P", p,
			"\",\"clinic\":\"c", (k * 31) % 38, "\",\"n\":",
			(k != i && i % 500 == 4), ",\"source\":\"f",
			int(i / 150000), ".csv:", i % 150000 + 2, "\"}"
	}
	for (p = 0; p < 20000; p += 2)
		print "{\"from\":\"P", p, "\",\"to\":\"P", p + 1,
			"\"}" >links
}' >"$tmp/in"

# run NAME WORD...: output, drops, messages and stats in files NAME.*
run() {
	name=$1
	shift
	TMPDIR=$tmp/spilled "$VARDSTROM_BIN/dedupe-patients" --links "$tmp/links" \
		--drops "$tmp/$name.drops" --stats "$tmp/$name.stats" "$@" \
		"$tmp/in" >"$tmp/$name" 2>"$tmp/$name.err"
}

same() {
	for suffix in '' .drops .err
	do
		cmp "$tmp/$1$suffix" "$tmp/$2$suffix" || return 1
	done
	test -s "$tmp/$1" && test -s "$tmp/$1.err"
}

count_of() {
	sed 's/.*"conflicts":\([0-9]*\),"linked":\([0-9]*\).*/\1 \2/' \
		"$tmp/$1.stats"
}
same_counts() {
	count_of "$1" | grep '^[1-9][0-9]* [1-9][0-9]*$' &&
		test "$(count_of "$1")" = "$(count_of "$2")"
}

# Sanitizers need memory of their own, so only a plain build is measured.
within() {
	rss=$(sed 's/.*"max_rss_bytes":\([0-9]*\).*/\1/' "$tmp/$1.stats")
	echo "$rss bytes"
	test -n "${SAN:-}" || test "$rss" -le "$2"
}

check 'events in memory' run all
check 'events above it' run few --memory 16M
check 'are the same bytes, drops and messages' same all few
check 'and the same counts' same_counts all few
check 'within the memory' within few 16777216
check 'patients in memory' run per --per clinic,year
check 'patients above it' run per-few --per clinic,year --memory 16M
check 'are the same bytes, drops and messages' same per per-few
check 'and the same counts' same_counts per per-few
check 'within the memory' within per-few 16777216
check 'no file is left behind' rmdir "$tmp/spilled"

# The same question to sqlite3, over the same rows.
expected_patients() {
	sed 's/^[^K]*"K\([0-9]*\)","year":\([0-9]*\),"patient":"P\([0-9]*\)","clinic":"\([^"]*\)".*/\1,\2,\3,\4/' \
		"$tmp/in" >"$tmp/in.csv"
	sqlite3 >"$tmp/expected" <<END
CREATE TABLE t(k, year, p INTEGER, clinic);
.mode csv
.import $tmp/in.csv t
SELECT clinic, year, count(DISTINCT
	CASE WHEN p < 20000 AND p % 2 = 0 THEN p + 1 ELSE p END)
FROM t GROUP BY clinic, year ORDER BY clinic, year;
END
	tr -d '\r' <"$tmp/expected" | sort >"$tmp/expected.sorted"
}
counted_patients() {
	sed 's/.*"year":\([0-9]*\),.*"clinic":"\([^"]*\)".*/\2,\1/' \
		"$tmp/per-few" | sort | uniq -c |
		awk '{ print $2 "," $1 }' | sort >"$tmp/counted"
}
unique_patients() {
	expected_patients
	counted_patients
	test -s "$tmp/counted" && diff "$tmp/expected.sorted" "$tmp/counted"
}
if command -v sqlite3 >/dev/null
then
	check 'unique patients are those that sqlite3 counts' unique_patients
fi

full_disk() (
	trap '' XFSZ
	ulimit -f 1000
	TMPDIR=$tmp "$VARDSTROM_BIN/dedupe-patients" --memory 16M -q -o "$tmp/none" \
		"$tmp/in" 2>"$tmp/full.err"
	test $? -eq 2 && test ! -e "$tmp/none" && cat "$tmp/full.err"
)
no_folder() {
	TMPDIR=/none "$VARDSTROM_BIN/dedupe-patients" --memory 16M -o "$tmp/none" \
		"$tmp/in" 2>"$tmp/full.err"
	test $? -eq 2 && test ! -e "$tmp/none" &&
		grep -q '^dedupe-patients: /none: ' "$tmp/full.err"
}
sealed() {
	TMPDIR=$tmp "$VARDSTROM_BIN/dedupe-patients" --seal -q --memory 16M "$tmp/in" \
		>"$tmp/sealed" 2>"$tmp/err" &&
		"$VARDSTROM_BIN/dedupe-patients" -q "$tmp/sealed" >"$tmp/again" &&
		cmp "$tmp/sealed" "$tmp/again"
}
many_links() {
	awk 'BEGIN { for (i = 0; i < 150000; i++)
		print "{\"from\":\"A" i "\",\"to\":\"B" i "\"}" }' \
		>"$tmp/many"
	"$VARDSTROM_BIN/dedupe-patients" --memory 16M --links "$tmp/many" \
		<"$tmp/in" 2>"$tmp/err"
	test $? -eq 2 && grep 'the links alone take' "$tmp/err"
}
check 'what was held is within the seal' sealed
check 'links that leave no memory are told' many_links
check 'a full disk is trouble, and nothing is published' full_disk
check 'so is a folder that is not there' no_folder
finish
