#!/bin/sh
# Issue 9, 13: a stage that finds nothing of the kind it works on says so, and
# with --strict it is exit 1.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
rules=$top/pipelines/rules/physiotherapy.json
printf '{"record":"contact","contact_id":"K1","date":"2025-03-04","patient":"1","clinic":"a","kva":["QG003"],"status":"done"}\n' \
	>"$here/contacts"
aggregate -g clinic count -o "$here/counts" "$here/contacts"
printf '{"record":"indicator","indicator":"fte","period":"2025","by":[],"value":1,"n":1,"unit":"fte"}\n' \
	>"$here/figures"
sed 's/"by":\[\]/"by":["month"],"month":"2025-03"/' "$here/figures" >"$here/months"

# wrong WORDS INPUT COMMAND...: those words, exit 0; with --strict exit 1; with
# the right input nothing is said.
wrong() {
	words=$1 input=$here/$2 right=$here/$3
	shift 3
	"$@" "$input" >"$here/out" 2>"$here/said" || return 1
	grep -F -e "$words" "$here/said" || {
		cat "$here/said"
		return 1
	}
	"$@" --strict "$input" >"$here/out" 2>&1
	test $? -eq 1 || return 1
	"$@" --strict "$right" >"$here/out" 2>"$here/said" &&
		test ! -s "$here/said" && return
	cat "$here/said"
	return 1
}
check 'aggregate | code-kva' wrong 'code-kva comes before aggregate' \
	counts contacts code-kva -r "$rules"
cat >"$here/fte.json" <<'END'
{"targets":[{"indicator":"fte","relation":">=","target":1,
	"title":{"sv":"x","en":"x"}}]}
END
check 'check-targets contacts.ndjson' wrong \
	'check-targets comes behind aggregate' contacts figures \
	check-targets -t "$here/fte.json"
check 'run-chart contacts.ndjson' wrong 'run-chart comes behind aggregate' \
	contacts months run-chart
check 'compare-years contacts.ndjson' wrong \
	'compare-years comes behind aggregate' contacts figures compare-years
check 'split-patients of counts' wrong 'no record has a patient' counts \
	contacts split-patients -n 2 --part 1
silent_when_empty() {
	code-kva --strict -r "$rules" </dev/null 2>"$here/said" &&
		test ! -s "$here/said"
}
check 'nothing is said of no records' silent_when_empty
finish
