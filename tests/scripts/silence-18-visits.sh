#!/bin/sh
# Issue 9, 18: chat and contacts without a type are no visits, in any file of
# definitions; contacts counts them.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

# One done contact of each type and one without, each of a patient of its own.
no=0
for type in first_visit return_visit group phone video chat ''
do
	no=$((no + 1))
	printf '{"record":"contact","contact_id":"%d","date":"2025-03-04","year":2025,"month":"2025-03","patient":"%d","patient_kind":"personnummer","sex":"F","age":40,"clinic":"a","provider":"p","regi":"egen","municipality":"m"%s,"status":"done"}\n' \
		$no $no "${type:+,\"contact_type\":\"$type\"}"
done >"$here/stream"
printf '{"record":"contact","contact_id":"8","year":2025,"month":"2025-03","patient":"1","clinic":"a","contact_type":"chat","status":"no_show"}\n' \
	>>"$here/stream"

# figure FILE INDICATOR WANTED: of all.
figure() {
	got=$(aggregate -q --period 2025 "$here/stream" \
		--indicators "$top/pipelines/indicators/$1.json" |
		jq -c "select(.indicator == \"$2\" and .by == []) | .value")
	test "$got" = "$3" && return
	echo "$2: $got, wanted $3"
	return 1
}
by_type() {
	aggregate -q --period 2025 "$here/stream" \
		--indicators "$top/pipelines/indicators/kvalitetsbokslut.json" |
		jq -c "select(.indicator == \"$1\" and .by == [\"contact_type\"]) |
			[.contact_type, .value]" >"$here/got"
	printf '%s\n' "$2" | tr ' ' '\n' | same - "$here/got"
}
check 'R-IND-01: five of seven done contacts are visits' figure kvalitetsbokslut visits 5
check 'R-IND-17: contacts counts all seven' figure kvalitetsbokslut contacts 7
check 'who only chatted is no patient with a visit' \
	figure kvalitetsbokslut unique_patients 5
check 'visits by type' by_type visits \
	'["first_visit",1] ["group",1] ["phone",1] ["return_visit",1] ["video",1]'
check 'contacts by type' by_type contacts \
	'[null,1] ["chat",1] ["first_visit",1] ["group",1] ["phone",1] ["return_visit",1] ["video",1]'
check 'two of five visits are at a distance' \
	figure digitalt remote_visits_share 0.4
check 'one of seven contacts is a chat' \
	figure digitalt chat_visits_share 0.142857142857
check 'a missed chat is no missed visit' sh -c "
	aggregate -q --period 2025 '$here/stream' \
		--indicators '$top/pipelines/indicators/manader.json' |
	jq -es 'map(select(.indicator == \"monthly_no_show_share\" and
		.by == [\"month\"])) | .[0].value == 0 and .[0].denominator == 5'"
check 'six of seven contacts have a type' \
	figure kvalitet contact_type_coverage 0.857142857143

# Wherever a definition counts visits, it says what one is in the same words.
one_meaning() {
	for file in "$top"/pipelines/indicators/*.json
	do
		jq -r '(.conditions.visit // empty) as $v |
			(.conditions.contact // "") as $c |
			$v | sub("\\$contact"; $c)' "$file"
	done | grep -v "contact_type in \['first_visit', 'return_visit', 'group', 'phone', 'video'\]" |
		grep -vF "\$visiting" >"$here/other"
	test ! -s "$here/other" && return
	cat "$here/other"
	return 1
}
check 'visit means one thing in all files' one_meaning
finish
