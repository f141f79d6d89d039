#!/bin/sh
# Issue 9, 17: a safety report that was handed in is met, also where the answer
# beside it is empty; an empty answer is unanswered, never missed.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

# row CLINIC ANSWER DATE, each of the two may be empty
row() {
	printf '{"record":"contract_answers","date":"2025-09-02","year":2025,"clinic":"%s","regi":"egen"%s%s,"safety_report_due":"2026-03-01"}\n' \
		"$1" "${2:+,\"safety_report\":\"$2\"}" \
		"${3:+,\"safety_report_date\":\"$3\"}"
}
{
	row early '' 2026-02-20
	row day '' 2026-03-01
	row late '' 2026-03-02
	row yes yes 2026-02-20
	row no no ''
	row said yes ''
	row empty '' ''
	row exempt not_applicable 2026-02-20
} | aggregate -q --period 2025 -o "$here/out" \
	--indicators "$top/pipelines/indicators/avtalsuppfoljning.json"

# is CLINIC INDICATOR WANTED: value, or why there is none.
is() {
	got=$(jq -c --arg c "$1" --arg i "$2" 'select(.indicator == $i and
		.clinic == $c) | .not_assessed // .value' "$here/out")
	test "$got" = "$3" && return
	echo "$got, wanted $3"
	return 1
}
check 'handed in on 20 February, the answer empty: met' \
	is early contract_safety_report 1
check 'on 1 March: met' is day contract_safety_report 1
check 'on 2 March: missed' is late contract_safety_report 0
check 'answered and handed in: met' is yes contract_safety_report 1
check 'answered no: missed' is no contract_safety_report 0
check 'yes without a day is no answer' \
	is said contract_safety_report '"no_denominator"'
check 'an empty answer is unanswered' \
	is empty contract_safety_report '"no_denominator"'
check 'who was not asked does not count' \
	is exempt contract_safety_report '"no_denominator"'
check 'nothing is missing where it was handed in' is early contract_missing 0
check 'and one answer less is lacking' is early contract_unanswered 5
check 'than where it was not' is empty contract_unanswered 6
check 'the exempt are not unanswered twice' is exempt contract_unanswered 5

# The kind: != is false of a member that is not there, so a definition that has
# it asks for the member first.
unguarded() {
	for file in "$top"/pipelines/indicators/*.json
	do
		jq -r '[.. | strings | select(test(" != "))] | unique | .[] |
			. as $e | [scan("([a-z_]+) != ")] | .[] | .[0] as $m |
			select($e | contains("has(" + $m + ")") | not) |
			$m + ": " + $e' "$file"
	done | grep -v "routines &&\|told_" >"$here/bare"
	test ! -s "$here/bare" && return
	cat "$here/bare"
	return 1
}
check 'no definition compares with != what may be missing' unguarded
finish
