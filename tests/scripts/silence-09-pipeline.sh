#!/bin/sh
# Issue 9, 9: the main job is strict: a column that an extract has lost, or
# that was renamed, is exit 1 and OUT stays; --no-strict goes on and tells.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

synthesize -q --contacts 300 "$here/2025"
clean() {
	job "$here/2025" "$here/out" 2>"$here/said" && test ! -s "$here/said" ||
		return 1
	job --pipes "$here/2025" "$here/piped" 2>"$here/said" &&
		test ! -s "$here/said" &&
		cmp "$here/out/manifest.json" "$here/piped/manifest.json"
}
check 'a year as it should be: nothing is said' clean

# Yrkeskategori is optional, and one letter off it is not read.
cp -R "$here/2025" "$here/renamed"
sed '1s/Yrkeskategori/Yrkeskategorie/' "$here/2025/fys002.csv" \
	>"$here/renamed/fys002.csv"
cp -R "$here/out" "$here/kept"
refused() {
	job "$@" "$here/renamed" "$here/out" 2>"$here/said"
	test $? -eq 1 && grep -F '"Yrkeskategorie"' "$here/said" &&
		grep -F -e '--no-strict' "$here/said" &&
		diff -r "$here/kept" "$here/out" && return
	cat "$here/said"
	return 1
}
check 'a renamed column: exit 1, and OUT stays' refused
check 'with pipes too' refused --pipes
goes_on() {
	job --no-strict "$@" "$here/renamed" "$here/lax" 2>"$here/said" || {
		cat "$here/said"
		return 1
	}
	grep -F '"Yrkeskategorie"' "$here/said" &&
		grep '"unmet_names":1' "$here/lax/run.ndjson" || return 1
	# who verifies or traces that run is not stopped by it
	verify-run "$here/lax" "$here/renamed" &&
		trace "$here/lax" visits >"$here/rows"
}
check '--no-strict: told with -q, and counted' goes_on
check '--no-strict with pipes' goes_on --pipes
several() {
	mkdir "$here/years"
	mv "$here/renamed" "$here/years/2025"
	over-years -q "$here/years" "$here/over" 2>"$here/said"
	test $? -eq 1 && test ! -e "$here/over/indicators.ndjson" || return 1
	over-years -q --no-strict "$here/years" "$here/over" 2>"$here/said" &&
		grep -F '"Yrkeskategorie"' "$here/said"
}
check 'over-years hands it on' several
# Nobody coded anything: then what is counted by codes is no figure.
cp -R "$here/2025" "$here/uncoded"
awk 'BEGIN { FS = OFS = ";" } NR > 1 { $7 = $8 = $9 = "" } { print }' \
	"$here/2025/fys002.csv" >"$here/uncoded/fys002.csv"
sed 1q "$here/2025/vuf01.csv" >"$here/uncoded/vuf01.csv"
uncoded() {
	job "$@" "$here/uncoded" "$here/none" 2>"$here/said"
	test $? -eq 1 && test ! -e "$here/none" && cat "$here/said" &&
		grep -F 'no record has kva, diagnosis or diagnoses' \
			"$here/said" && grep -F -e '--no-strict' "$here/said"
}
check 'a year that nobody coded' uncoded
check 'the same with pipes' uncoded --pipes
config=$here/config
cp -R "$top/pipelines" "$config"
# refused_config STATUS WORDS FILE FILTER
refused_config() {
	jq "$4" "$top/pipelines/$3" >"$config/$3"
	job --no-strict --config "$config" "$here/2025" "$here/made" \
		2>"$here/said"
	status=$?
	cp "$top/pipelines/$3" "$config/$3"
	test $status -eq "$1" && grep -F "$2" "$here/said" &&
		test ! -e "$here/made" && return
	cat "$here/said"
	return 1
}
check 'a target for no indicator: exit 2, strict or not' refused_config 2 \
	'visitz' targets/kvalitetsbokslut.json '.targets[0].indicator = "visitz"'
finish
