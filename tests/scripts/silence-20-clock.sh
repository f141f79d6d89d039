#!/bin/sh
# Issue 9, 20: the clock of the care guarantee is set in one place and heard
# by every definition that counts days.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
ASAN_OPTIONS=detect_leaks=0 # of a program that dies of trouble
export ASAN_OPTIONS

# Four days from the contact, three from the decision; and one whose assessment
# is before the decision, but not before the contact.
row() {
	printf '{"record":"guarantee","contact_id":"%s","patient":"%s","clinic":"a","regi":"egen","wait_days":%s,"year":2025,"month":"2025-03","covered":true,"completed":true,"decision_date":"2025-03-04","decision_wait_days":%s}\n' \
		"$1" "$1" "$2" "$3"
}
{
	row 1 4 3
	row 2 4 3
	row 3 0 -1
} >"$here/stream"

cp -R "$top/pipelines/indicators" "$here/other"
jq '.values.guarantee_clock = "decision_date"' \
	"$top/pipelines/indicators/kvalitetsbokslut.json" \
	>"$here/other/kvalitetsbokslut.json"

# value FOLDER FILE INDICATOR BY WANTED
value() {
	got=$(aggregate -q --period 2025 --indicators "$1/$2.json" \
		"$here/stream" | jq -c --arg i "$3" --argjson by "$4" \
		'select(.indicator == $i and .by == $by) | .value')
	test "$got" = "$5" && return
	echo "$3: $got, wanted $5"
	return 1
}
ours=$top/pipelines/indicators
check 'from the contact: one of three' \
	value "$ours" kvalitetsbokslut guarantee_share '[]' 0.333333333333
check 'by month as well' \
	value "$ours" manader monthly_guarantee_share '["month"]' 0.333333333333
check 'and all three have a day of assessment' \
	value "$ours" kvalitet guarantee_assessment_coverage '[]' 1
check 'from the decision: two of three' \
	value "$here/other" kvalitetsbokslut guarantee_share '[]' 0.666666666667
check 'by month too, from one place' value "$here/other" manader \
	monthly_guarantee_share '["month"]' 0.666666666667
check 'and one day of assessment is before the decision' value "$here/other" \
	kvalitet guarantee_assessment_coverage '[]' 0.666666666667

one_place() {
	for name in guarantee_clock guarantee_days
	do
		jq -c --arg n "$name" '.values[$n] // empty |
			select(type != "object")' "$ours"/*.json >"$here/set"
		test "$(wc -l <"$here/set")" -eq 1 || return 1
	done
}
check 'clock and days are set in one file each' one_place

echo '{"values":{}}' >"$here/empty.json"
# trouble WORDS FILE-CONTENT: exit 2, and this is said.
trouble() {
	printf '%s' "$2" >"$here/mine.json"
	aggregate --indicators "$here/mine.json" "$here/stream" 2>"$here/said"
	test $? -eq 2 && grep -F "$1" "$here/said" && return
	cat "$here/said"
	return 1
}
check 'a file that is not there' trouble 'none.json' \
	'{"values":{"a":{"from":"none.json"}},"measures":{},"indicators":[]}'
check 'a file without such a value' trouble 'has no value of this name' \
	'{"values":{"a":{"from":"empty.json"}},"measures":{},"indicators":[]}'
check 'a file of another folder' trouble 'a file of the same folder' \
	'{"values":{"a":{"from":"../x.json"}},"measures":{},"indicators":[]}'
parts() {
	for folder in "$ours" "$here/other"
	do
		aggregate -q --period 2025 --partial \
			--indicators "$folder/manader.json" "$here/stream" \
			>"$here/part" || return 1
	done
	aggregate -q --period 2025 --merge \
		--indicators "$ours/manader.json" "$here/part" 2>"$here/said"
	test $? -eq 2
}
check 'parts that were counted by another clock are not merged' parts
finish
