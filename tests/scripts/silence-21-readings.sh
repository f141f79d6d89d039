#!/bin/sh
# Issue 9, 21: what the sources say of hygiene, specialists, training and who
# chose to wait, each worked out by hand.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
ours=$top/pipelines/indicators

# is FILE INDICATOR BY WHO WANTED: of $here/stream; WHO is the group's values.
is() {
	got=$(aggregate -q --period 2025 --indicators "$ours/$1.json" \
		"$here/stream" | jq -c --arg i "$2" --argjson by "$3" \
		--argjson who "$4" '. as $r | select(.indicator == $i and
			.by == $by and [.by[] | $r[.]] == $who) | .value')
	test "$got" = "$5" && return
	echo "$2: $got, wanted $5"
	return 1
}

# 10: eight observations in March, all kept, and two in May, none kept: the
# mean of the two measurements is one half, of the observations four fifths.
observed() {
	printf '{"record":"hygiene_observation","observation_id":"%s","year":2025,"month":"%s","clinic":"a","regi":"egen","provider":"p","disinfected_before":"%s","disinfected_after":"yes","gloves":"yes","apron":"yes","work_clothes":true,"no_jewellery":%s,"short_nails":true,"hair_up":true}\n' "$@"
}
{
	for i in 1 2 3 4 5 6 7 8
	do
		observed $i 2025-03 yes true
	done
	observed 9 2025-05 no false
	observed 10 2025-05 no false
} >"$here/stream"
check '10: the mean of the measurements' is hygien hygiene_compliance '[]' '[]' 0.5
check '10: of a clinic' is hygien hygiene_compliance '["clinic"]' '["a"]' 0.5
check '10: the dress code' is hygien dress_code_compliance '[]' '[]' 0.5
check '10: beside the pooled share' is hygien hygiene_compliance_pooled '[]' '[]' 0.8
# Ten of one clinic in one month, eight kept, beside them: three measurements,
# not two clinics: (1 + 0 + 0.8) / 3.
for i in 1 2 3 4 5 6 7 8
do
	observed "b$i" 2025-03 yes true
done | sed 's/"clinic":"a"/"clinic":"b"/' >>"$here/stream"
for i in 1 2
do
	observed "c$i" 2025-03 no true
done | sed 's/"clinic":"a"/"clinic":"b"/' >>"$here/stream"
check '10: each measurement counts alike, not each clinic' \
	is hygien hygiene_compliance '[]' '[]' 0.6

# 13: two physiotherapists, one a specialist, and an occupational therapist
# who is one and has an extended assignment.
employed() {
	printf '{"record":"employment","employment":"%s","clinic":"a","regi":"egen","provider":"p","profession":"%s","employed":"2020-01-01","specialist":%s,"specialty":"x","extended_assignment":%s}\n' "$@"
}
{
	employed 1 Fysioterapeut true false
	employed 2 Sjukgymnast false false
	employed 3 Arbetsterapeut true true
} >"$here/stream"
check '13: specialists are physiotherapists' is personal specialists '[]' '[]' 1
check '13: their share is of physiotherapists' \
	is personal specialists_share '[]' '[]' 0.5
check '13: so are extended assignments' \
	is personal extended_assignments '[]' '[]' ''
check '13: the others by profession' is personal specialists_by_profession \
	'["profession"]' '["Arbetsterapeut"]' 1
check '13: and their assignments' is personal \
	extended_assignments_by_profession '["profession"]' '["Arbetsterapeut"]' 1

# 14: one course for three, one mentor for one.
took_part() {
	printf '{"record":"training","session":"%s","date":"2025-03-20","year":2025,"month":"2025-03","clinic":"%s","regi":"egen","provider":"p","employment":"%s","training_type":"%s","hours":1}\n' "$@"
}
{
	took_part U1 a 1 course
	took_part U1 a 2 course
	took_part U1 b 3 course
	took_part U2 a 1 mentoring
} >"$here/stream"
check '14: one session' is personal training_sessions '[]' '[]' 1
check '14: of two clinics, one in each' \
	is personal training_sessions '["clinic"]' '["b"]' 1
check '14: three took part' is personal training_participations '[]' '[]' 3
check '14: mentoring' is personal mentoring_participations '[]' '[]' 1

# 15: chose to wait and was assessed on day 3: inside. On day 4: left out.
waited() {
	printf '{"record":"guarantee","contact_id":"%s","clinic":"a","regi":"egen","provider":"p","contact_date":"%s","wait_days":%s,"year":%s,"month":"%s","covered":true,"patient_chose_wait":%s,"completed":true}\n' "$@"
}
{
	waited 1 2025-03-01 3 2025 2025-03 true
	waited 2 2025-03-01 4 2025 2025-03 true
	waited 3 2025-03-01 4 2025 2025-03 false
	waited 4 2025-12-31 2 2025 2025-12 false
	waited 5 2024-12-31 2 2024 2024-12 false
} >"$here/stream"
check '15: three guarantee contacts' \
	is kvalitetsbokslut guarantee_contacts '[]' '[]' 3
check '15: two of them within three days' \
	is kvalitetsbokslut guarantee_within_3_days '[]' '[]' 2
check '15: by month, of whom one chose and came in time' \
	is manader monthly_guarantee_share '["month"]' '["2025-03"]' 0.5
check 'R-GUAR-06: the date of contact says which month' \
	is manader monthly_guarantee_share '["month"]' '["2025-12"]' 1

# 16 is tests/scripts/silence-17-safety-report.sh.
finish
