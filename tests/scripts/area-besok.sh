#!/bin/sh
# Visits and patients by age, sex, diagnosis group, condition and contact
# form; the schools.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area besok 2025

# Ids are of twelve characters; the eleventh tells the sex of a reserve number
# too. Ages, groups and conditions are told here once more, by hand.
sqlite3 "$here/db" <<SQL
create table meaning (code, dx_group, condition);
insert into meaning values ('M17.1', 'osteoarthritis', 'osteoarthritis'),
	('M16.0', 'osteoarthritis', 'osteoarthritis'), ('M54.5', 'back', ''),
	('M54.2', 'neck_shoulder', ''), ('M79.7', '', 'fibromyalgia'),
	('J44.9', 'copd', 'copd'), ('I50.9', 'heart_failure', 'heart_failure'),
	('I63.9', 'stroke_tia', 'stroke'), ('G45.9', 'stroke_tia', 'tia'),
	('R42', 'dizziness', 'dizziness'), ('H81.1', '', 'dizziness'),
	('F43.8A', 'stress', 'exhaustion'), ('N39.4', 'incontinence',
	'incontinence'), ('M80.0', 'osteoporosis', 'osteoporosis'),
	('S13.4A', 'injury', 'whiplash'), ('S83.5', 'injury', ''),
	('R52.2A', 'long_term_pain', 'long_term_pain'),
	('G20', 'neurology', 'neurology'), ('Z96.6', 'orthopaedic_aftercare', '');
create view visit as
	select MottagningsId as clinic, substr(Kontaktdatum, 1, 7) as month,
		case Regi when 'Egen regi' then 'egen' else 'privat' end
			as regi,
		case when Personnummer not glob '*SP*' then Personnummer end
			as patient,
		case when Personnummer glob '*S[XP]*' then null
			else substr(Kontaktdatum, 1, 4) -
			substr(Personnummer, 1, 4) -
			(replace(substr(Kontaktdatum, 6), '-', '') <
			substr(Personnummer, 5, 4)) end as age,
		case substr(Personnummer, 11, 1) % 2 when 1 then 'M'
			else 'F' end as sex,
		case Kontakttyp when 'Enskilt nybesök' then 'first_visit'
			when 'Enskilt återbesök' then 'return_visit'
			when 'Gruppbesök' then 'group' when 'Telefonsamtal'
			then 'phone' when 'Videobesök' then 'video'
			end as form,
		ifnull((select dx_group from meaning
			where code = Huvuddiagnos), 'null') as dx_group,
		Huvuddiagnos as dx, Bidiagnoser as more, KvåKoder as codes
	from fys002 f join mottagningar m on m.Namn = f.Mottagning
	where Status = 'Genomförd' and Kontakttyp in ('Enskilt nybesök', 'Enskilt återbesök', 'Gruppbesök',
		'Telefonsamtal', 'Videobesök') and Kontaktdatum like '2025%' and
		KontaktId not in ('K89', 'K90');
create view aged as
	select *, case when age is null then 'null' when age < 18 then '0-17'
		when age < 25 then '18-24' when age < 50 then '25-49'
		when age < 65 then '50-64' when age < 75 then '65-74'
		else '75-' end as ages from visit;
SQL

# by WORD... : the group's value as SQL, from columns.
by() {
	echo "$*" | sed "s/ / || '+' || /g"
}
# figure TITLE INDICATOR BY COLUMNS EXPRESSION [WHERE]
figure() {
	group=$(by "$4")
	check "$1" agree "$2" "$3" \
		"select $group, $5 from aged ${6-} group by $group"
}
people='count(distinct patient)'

check 'R-AGE-01: 17 the day before, 18 on the birthday, 24 the next year' \
	value patients_by_age age_group 18-24 4
check 'R-AGE-01: who turns 18 is in both groups, and one child besides' \
	value patients_by_age age_group 0-17 3
figure 'R-AGE-01: patients by age' patients_by_age age_group ages "$people"
figure 'R-AGE-01: patients by age and sex' patients_by_age age_group+sex \
	'ages sex' "$people" 'where patient is not null'
figure 'R-AGE-01: by regi' patients_by_age regi+age_group+sex \
	'regi ages sex' "$people" 'where patient is not null'
figure 'R-AGE-01: by clinic' patients_by_age clinic+age_group+sex \
	'clinic ages sex' "$people" 'where patient is not null'
figure 'R-AGE-01: visits by clinic, also of staff' visits_by_age \
	clinic+age_group+sex 'clinic ages sex' 'count(*)'
check 'R-AGE-02: share of patients by age' agree patients_share_by_age \
	clinic+age_group "select clinic || '+' || ages, 1.0 * $people /
	(select $people from aged a where a.clinic = aged.clinic)
	from aged group by clinic, ages"
check 'R-AGE-02: share of patients by sex' agree patients_share_by_sex sex \
	"select sex, 1.0 * $people / (select $people from aged)
	from aged group by sex"
figure 'R-AGE-03: visits per patient by age and sex' \
	visits_per_patient_by_group age_group+sex 'ages sex' \
	"1.0 * count(patient) / $people" 'where patient is not null'
figure 'R-AGE-03: visits per patient by diagnosis group' \
	visits_per_patient_by_group diagnosis_group dx_group \
	"1.0 * count(patient) / $people" 'where patient is not null'
check 'R-AGE-03: the spread of patients over visits, by age' \
	agree patients_by_visits_by_group age_group+visits "
	select ages || '+' || bin, sum(n between low and high) from (
		select ages, patient, count(*) as n from aged
		where patient is not null group by ages, patient
	), (select '1' as bin, 1 as low, 1 as high union select '2', 2, 2
		union select '3', 3, 3 union select '4', 4, 4
		union select '5', 5, 5 union select '6-10', 6, 10
		union select '11-20', 11, 20 union select '21-', 21, 999)
	group by ages, bin"
figure 'R-AGE-04: visits by diagnosis group and clinic' \
	visits_by_diagnosis_group clinic+diagnosis_group 'clinic dx_group' \
	'count(*)'
figure 'R-AGE-04: by month' visits_by_diagnosis_group \
	month+diagnosis_group 'month dx_group' 'count(*)'
check 'R-AGE-05: shares are of the visits with a diagnosis' \
	agree visits_share_by_diagnosis_group diagnosis_group "
	select dx_group, 1.0 * count(*) / (select count(*) from aged
		where dx_group <> 'null') from aged
	where dx_group <> 'null' group by dx_group"
check 'R-AGE-05: four of five with a diagnosis are enough' value \
	visits_share_by_diagnosis_group clinic+diagnosis_group torsby+back 1
check 'R-AGE-05: seven of nine are not' said \
	visits_share_by_diagnosis_group clinic+diagnosis_group sunne+back \
	diagnoses_below_80_percent
for condition in osteoarthritis copd heart_failure stroke tia dizziness \
	exhaustion osteoporosis long_term_pain fibromyalgia incontinence \
	whiplash neurology
do
	has="(select count(*) from meaning where condition = '$condition' and
		code in (dx, more)) > 0"
	figure "R-AGE-06: $condition" "visits_$condition" clinic clinic \
		'count(*)' "where $has"
done
figure 'R-AGE-06: exhaustion is stress too' visits_stress month month \
	'count(*)' "where dx = 'F43.8A'"
figure 'R-AGE-07: visits by contact form' visits_by_contact_type \
	clinic+contact_type 'clinic form' 'count(*)'
check 'R-AGE-07: shares by month' agree visits_share_by_contact_type \
	month+contact_type "select month || '+' || form, 1.0 * count(*) /
	(select count(*) from aged a where a.month = aged.month)
	from aged group by month, form"
figure 'R-AGE-08: visits to osteoarthritis school' \
	osteoarthritis_school_visits clinic clinic 'count(*)' \
	"where codes like '%GB020%'"
figure 'R-AGE-08: its patients' osteoarthritis_school_patients regi regi \
	"$people" "where codes like '%GB020%' and patient is not null"
figure 'R-AGE-08: visits to pain school' pain_school_visits month month \
	'count(*)' "where codes like '%QV007%'"
check 'R-AGE-08: what pain school is, is a local decision' jq -es \
	'map(select(.indicator == "pain_school_patients")) |
	length > 0 and all(.basis == "local")' "$here/indicators.ndjson"
check 'faults' rejected fys002 90:bad_check_digit 91:unknown_clinic
finish
