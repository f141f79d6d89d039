#!/bin/sh
# render-report over a made year, some of its figures hidden: every figure on
# the pages is the stream's as printed, the pages hold together, and nothing
# of them is fetched.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
config=$top/pipelines
checker=$top/tests/report/check-page.pl

need_year
# As suppress-small leaves it: no value, and nothing to work it out from.
jq -c 'if .value != null and .n < 10 and .n > 0
	then del(.value, .numerator, .denominator, .n, .met, .gap) +
		{ suppressed: "small" } else . end' \
	"$year/out/indicators.ndjson" >"$here/hidden.ndjson"
normalize -q -p "$config/profiles/mottagningar.json" \
	"$year/extracts/mottagningar.csv" >"$here/clinics.ndjson"
run-chart -q --charts-only "$here/hidden.ndjson" >"$here/charts.ndjson"
set --
for file in "$config"/indicators/*.json
do
	case $file in
	*.schema.json) ;;
	*) set -- "$@" --indicators "$file" ;;
	esac
done
mkdir "$here/clinics"

page() {
	render-report "$@" "$here/hidden.ndjson" "$here/charts.ndjson" \
		"$here/clinics.ndjson"
}
# pages LANG: all of them, in $here
pages() {
	lang=$1
	shift
	page "$@" --lang "$lang" -o "$here/report.html" &&
		page "$@" --lang "$lang" --list-clinics -o "$here/list" &&
		render-report "$@" --lang "$lang" --definitions \
			-o "$here/definitions.html" || return
	while read -r clinic
	do
		page "$@" --lang "$lang" --clinic "$clinic" \
			-o "$here/clinics/$clinic.html" || return
	done <"$here/list"
	test "$(wc -l <"$here/list")" -gt 30
}
# quiet_check PAGE...: the checker finds nothing.
quiet_check() {
	perl "$checker" "$@" -- "$here/hidden.ndjson" >"$here/amiss" ||
		return
	cat "$here/amiss"
	test ! -s "$here/amiss"
}
all_pages() {
	quiet_check "$here"/report.html "$here"/definitions.html \
		"$here"/clinics/*.html
}
# finds SED: a page that was changed so is told.
finds() {
	sed "$1" "$here/report.html" >"$here/changed.html"
	! cmp -s "$here/report.html" "$here/changed.html" &&
		! quiet_check "$here/changed.html"
}
again() {
	page "$@" -o "$here/again.html" && same "$here/report.html" "$here/again.html"
}
holds() {
	grep -q -e "$1" "$here/report.html"
}

lacks() {
	! holds "$1"
}

check 'pages in English' pages en "$@"
check 'the language is told' holds '<html lang="en">'
check 'pages in Swedish' pages sv "$@"
check 'every figure is the stream'"'"'s as printed' all_pages
check 'a changed figure would be found' finds 's/<data value="102768">102[^ ]*768/<data value="102768">102 769/'
check 'a changed value would be found' finds 's/<data value="102768">/<data value="102769">/'
check 'a tag left open would be found' finds '0,/<\/table>/s///'
check 'a script would be found' finds 's/<main/<script>1<\/script><main/'
check 'a dead anchor would be found' finds 's/href="#aret"/href="#arat"/'
check 'hidden figures are said to be hidden' holds '<i>dolt</i>'
check 'and the foot explains it' holds 'Dolt: '
check 'chapters without figures are left out' lacks 'id="npe"'
check 'the same bytes again' again "$@"
finish
