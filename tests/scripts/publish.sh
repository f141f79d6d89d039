#!/bin/sh
# pipelines/publish: everything in its place, made of suppressed figures, the
# same bytes again, and nothing where something failed.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
synthesize -q --contacts 20000 "$here/extracts" &&
	job "$here/extracts" "$here/out" &&
	normalize -q -p "$top/pipelines/profiles/mottagningar.json" \
		"$here/extracts/mottagningar.csv" >"$here/clinics.ndjson"

make_it() {
	publish -q --clinics "$here/clinics.ndjson" "$here/out" "$1"
}
is_whole() {
	for file in report.html definitions.html tables.xlsx indicators.ndjson \
		tables/vardgivare.csv clinics/gripen.html
	do
		test -s "$here/one/$file" || return
	done
}
is_suppressed() {
	grep -q '"suppressed":"small"' "$here/one/indicators.ndjson" &&
		grep -q '<i>dolt</i>' "$here/one/report.html"
}
figures_hold() {
	perl "$top/tests/report/check-page.pl" "$here"/one/*.html \
		"$here"/one/clinics/*.html -- "$here/one/indicators.ndjson" >"$here/amiss" ||
		return
	cat "$here/amiss"
	test ! -s "$here/amiss"
}
refuses() {
	! publish -q "$@" && test ! -e "$here/three" &&
		test -z "$(find "$here" -name 'three.new.*')"
}

has_mark() {
	head -c 3 "$here/one/tables/regi.csv" | od -An -tx1 | grep -q 'ef bb bf'
}
refuses_folder() {
	! make_it "$here/one"
}
mkdir "$here/bad" && echo '{' >"$here/bad/indicators.ndjson"

check 'it is made' make_it "$here/one"
check 'everything is there' is_whole
check 'figures are hidden' is_suppressed
check 'every figure is the published stream'"'"'s' figures_hold
check 'Excel reads the tables as UTF-8' has_mark
check 'made again' make_it "$here/two"
check 'the same bytes' diff -r "$here/one" "$here/two"
check 'what is there already is left alone' refuses_folder
check 'a folder without figures is refused' refuses "$here/extracts" "$here/three"
check 'broken figures leave nothing' refuses "$here/bad" "$here/three"
finish
