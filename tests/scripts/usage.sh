#!/bin/sh
# How kvalitetsbokslut answers what it cannot do.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
synthesize --contacts 1000 "$here/extracts" 2>/dev/null

# refuses WORDS [WORD]...: exit 2, one line with these words, no OUT.
refuses() {
	words=$1
	shift
	kvalitetsbokslut "$@" >"$here/out-text" 2>"$here/said"
	status=$?
	cat "$here/said"
	test "$status" -eq 2 && test ! -s "$here/out-text" &&
		test "$(wc -l <"$here/said")" -eq 1 &&
		grep -q -e "^kvalitetsbokslut: .*$words" "$here/said" &&
		test ! -e "$here/out"
}
tells() {
	kvalitetsbokslut "$1" 2>"$here/said" | grep -q -e "$2" &&
		test ! -s "$here/said"
}
both() {
	gzip -k "$here/extracts/resurs.csv"
	refuses 'both resurs.csv and resurs.csv.gz' --year 2025 \
		"$here/extracts" "$here/out"
	status=$?
	rm "$here/extracts/resurs.csv.gz"
	return $status
}
missing() {
	mkdir "$here/few"
	cp "$here/extracts/resurs.csv" "$here/extracts/t002.csv" "$here/few"
	refuses 'missing mottagningar.csv fys002.csv vuf01.csv' --year 2025 \
		"$here/few" "$here/out"
}
without_links() {
	rm "$here/extracts/lankar.csv" &&
		job "$here/extracts" "$here/unlinked" &&
		test -s "$here/unlinked/indicators.ndjson"
}
no_result() {
	kvalitetsbokslut --year 2025 "$here/extracts" "$here/extracts" \
		2>"$here/said"
	test $? -eq 2 && grep -q 'lies within the extracts' "$here/said" &&
		test -s "$here/extracts/fys002.csv"
}
one_line() {
	kvalitetsbokslut --year 2025 "$here/extracts" "$here/told" \
		>"$here/out-text" 2>"$here/said"
	cat "$here/said"
	test ! -s "$here/out-text" && test "$(wc -l <"$here/said")" -eq 1 &&
		grep -q '^kvalitetsbokslut: 2025: [0-9]* rows read' "$here/said"
}
bad_rules() {
	cp -R "$top/pipelines" "$here/config"
	echo '{' >"$here/config/rules/physiotherapy.json"
	kvalitetsbokslut --year 2025 --config "$here/config" "$here/extracts" \
		"$here/out" 2>"$here/said"
	status=$?
	cat "$here/said"
	test "$status" -eq 2 && test ! -e "$here/out" &&
		tail -n 1 "$here/said" | grep -q 'code-kva failed'
}

check '--help' tells --help '--max-rejects'
check '--version' tells --version '^kvalitetsbokslut '
check 'no operand' refuses 'EXTRACTS and OUT' --year 2025
check 'no year' refuses -- '--year' "$here/extracts" "$here/out"
check 'an odd year' refuses '--year' --year 25 "$here/extracts" "$here/out"
check 'an unknown option' refuses 'no such option' --yaer 2025
check 'an option without its value' refuses 'needs a value' --year
check 'pseudonyms without their key' refuses 'needs a value' --pseudonymize
check 'no folder of extracts' refuses 'no such folder' --year 2025 \
	"$here/nowhere" "$here/out"
check 'no folder for OUT' refuses 'no such folder' --year 2025 \
	"$here/extracts" "$here/nowhere/out"
check 'a source both plain and gzip' both
check 'sources that are missing' missing
check 'rules that are no JSON' bad_rules
check 'OUT holds something else' no_result
check 'links may be absent' without_links
check 'one line tells how it went' one_line
finish
