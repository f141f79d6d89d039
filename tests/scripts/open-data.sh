#!/bin/sh
# Open statistics and public sample data, by a profile each: no row is refused,
# and counts, distinct patients, sums, medians and shares are those of sqlite3
# over the same file.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
open=$top/testdata/open

for name in synthea-encounters synthea-patients
do
	check "$name: every row" normalize -p "$open/$name.json" \
		"$open/$name.csv" -o "$here/$name"
	sqlite3 "$here/db" ".mode csv" ".import $open/$name.csv '$name'"
	sketched() {
		normalize --sketch "$open/$name.csv" -o "$here/p.json" &&
			normalize -p "$here/p.json" "$open/$name.csv" \
				-o "$here/sketched" &&
			test "$(wc -l <"$here/sketched")" -eq \
				"$(wc -l <"$here/$name")" &&
			jq -e '[.columns[] | select(.type == "id")] |
				length > 0' "$here/p.json"
	}
	check "$name: sketched" sketched
done

# agree RECORDS SQL GROUP FUNCTION...: the same rows of values, one a group.
agree() {
	file=$1 sql=$2 group=$3
	shift 3
	aggregate -g "$group" "$@" "$here/$file" -o "$here/groups" || return 1
	jq -r '[.[]] | join("|")' "$here/groups" | sort >"$here/got"
	sqlite3 "$here/db" "$sql" | sort >"$here/wanted"
	test -s "$here/wanted" && same "$here/got" "$here/wanted"
}
e="'synthea-encounters'"
check 'encounters by class' agree synthea-encounters "
	select case ENCOUNTERCLASS when 'urgentcare' then 'urgent' when 'snf'
		then 'skilled_nursing' else ENCOUNTERCLASS end, count(*),
	count(distinct PATIENT), min(substr(START, 1, 10)),
	max(substr(START, 1, 10)) from $e group by 1" \
	class count distinct:patient min:date max:date
check 'cost by year' agree synthea-encounters "
	select substr(START, 1, 4), count(*), rtrim(rtrim(printf('%.2f',
	sum(cast(round(TOTAL_CLAIM_COST * 100) as integer)) / 100.0),
	'0'), '.') from $e group by 1" year count sum:cost
check 'with a reason' agree synthea-encounters "
	select substr(START, 1, 4), sum(REASONCODE <> '') from $e group by 1" \
	year 'reasons=count:reason != "none"'
p="'synthea-patients'"
check 'patients by sex' agree synthea-patients "
	select GENDER, count(*), sum(DEATHDATE <> ''), min(BIRTHDATE)
	from $p group by 1" sex count 'dead=count:has(death_date)' \
	min:birth_date
# --- OMOP CDM: visits find their persons ------------------------------------

for name in omop-person omop-condition forsakringskassan-sjukfall
do
	check "$name: every row" normalize -p "$open/$name.json" \
		"$open/$name.csv" -o "$here/$name"
done
check 'omop-visit: every row' normalize -p "$open/omop-visit.json" \
	--table persons="$here/omop-person" "$open/omop-visit.csv" \
	-o "$here/omop-visit"
for name in omop-person omop-visit omop-condition forsakringskassan-sjukfall
do
	rows() {
		sqlite3 "$here/db" '.mode csv' ".import $open/$name.csv '$name'"
		test "$(sqlite3 "$here/db" "select count(*) from '$name'")" -eq \
			"$(wc -l <"$here/$name")"
	}
	check "$name: as many as sqlite3 reads" rows
done
v="'omop-visit' v join 'omop-person' p on p.person_id = v.person_id"
age="(cast(strftime('%Y', visit_start_date) as integer) - year_of_birth -
	(strftime('%m-%d', visit_start_date) < strftime('%m-%d', birth_datetime)))"
check 'OMOP: visits by class' agree omop-visit "
	select case visit_concept_id when '9201' then 'inpatient' when '9202'
		then 'outpatient' else 'emergency' end, count(*),
	count(distinct v.person_id), sum(julianday(visit_end_date) -
		julianday(visit_start_date) > 0), cast(sum(julianday(
		visit_end_date) - julianday(visit_start_date)) as integer)
	from $v group by 1" \
	class count distinct:patient 'long=count:days > 0' sum:days
check 'OMOP: ages by sex' agree omop-visit "
	select case gender_concept_id when '8507' then 'M' else 'F' end,
	count(*), cast(sum($age) as integer), min($age), max($age)
	from $v group by 1" sex count sum:age min:age max:age
check 'OMOP: median age by sex' agree omop-visit "
	with a as (select gender_concept_id = '8507' as man, $age as age,
		row_number() over (partition by gender_concept_id
			order by $age) as i,
		count(*) over (partition by gender_concept_id) as n from $v)
	select case when man then 'M' else 'F' end,
	rtrim(rtrim(printf('%.1f', avg(age)), '0'), '.') from a
	where i in ((n + 1) / 2, (n + 2) / 2) group by 1" sex median:age
check 'OMOP: conditions by year' agree omop-condition "
	select strftime('%Y', condition_start_date), count(*),
	count(distinct person_id),
	count(distinct condition_source_value),
	sum(condition_source_value = '444814009')
	from 'omop-condition' group by 1" year count distinct:patient \
	distinct:diagnosis 'sinusitis=count:diagnosis == "snomed:444814009"'

# --- a Swedish authority's open statistics ----------------------------------

f="'forsakringskassan-sjukfall'"
check 'cases of sickness by quarter' agree forsakringskassan-sjukfall "
	select kvartal, count(*), sum(antal = '-'),
	sum(cast(antal as integer)), sum(cast(antal_kvinnor as integer)),
	sum(cast(antal_man as integer)) from $f group by 1" quarter count \
	'none=count:why_none == "none"' sum:cases sum:women sum:men
cat >"$here/share.json" <<'END'
{ "measures": {
    "cases": { "take": "sum:cases", "where": "chapter == 'Samtliga'" },
    "msd": { "take": "sum:cases", "where": "chapter == 'M00-M99'" } },
  "indicators": [{ "id": "msd_share", "title": { "sv": "Andel", "en": "Share" },
    "unit": "share", "decimals": 4, "by": [["quarter"]],
    "numerator": "msd", "denominator": "cases" }] }
END
share() {
	aggregate --indicators "$here/share.json" --period 2005 \
		"$here/forsakringskassan-sjukfall" |
		jq -r '"\(.quarter)|\(.numerator)|\(.denominator)|" +
			"\(.value * 1e6 + 0.5 | floor)"' | sort >"$here/got"
	sqlite3 "$here/db" "select kvartal, m, a,
		cast(1e6 * m / a + 0.5 as integer) from (select kvartal,
		sum(case diagnoskapitel_kod when 'M00-M99' then antal end) as m,
		sum(case diagnoskapitel_kod when 'Samtliga' then antal end) as a
		from $f group by 1)" | sort >"$here/wanted"
	test -s "$here/wanted" && same "$here/got" "$here/wanted"
}
check 'the share of musculoskeletal disorders' share

# --- FHIR bulk: nested JSON --------------------------------------------------

check 'FHIR: every patient' normalize -p "$open/fhir-patient.json" \
	"$open/fhir-patient.ndjson" -o "$here/fhir-patient"
check 'FHIR: every condition' normalize -p "$open/fhir-condition.json" \
	--table patients="$here/fhir-patient" "$open/fhir-condition.ndjson" \
	-o "$here/fhir-condition"
check 'FHIR: every identifier' normalize -p "$open/fhir-identifier.json" \
	"$open/fhir-patient.ndjson" -o "$here/fhir-identifier"
sqlite3 "$here/db" 'create table patient (id, sex, born, died, state);
	create table condition (id, patient, onset, ended, code, status);
	create table identifier (patient, system, type)'
# load TABLE FILTER FILE: what jq makes of each line
load() {
	jq -r "$2 | @csv" "$open/$3" >"$here/rows" &&
		sqlite3 "$here/db" '.mode csv' ".import $here/rows $1"
}
load patient '[.id, (.gender[:1] | ascii_upcase), .birthDate,
	.deceasedDateTime, .address[0].state]' fhir-patient.ndjson
load condition '[.id, (.subject.reference | sub("Patient/"; "")),
	.onsetDateTime, .abatementDateTime, .code.coding[0].code,
	.clinicalStatus.coding[0].code]' fhir-condition.ndjson
load identifier '[.id] + (.identifier[] | [.system,
	(.type.coding[0].code // "none")])' fhir-patient.ndjson
check 'FHIR: patients by sex' agree fhir-patient '
	select sex, count(*), sum(died <> ""), min(born), max(born)
	from patient group by 1' sex count 'dead=count:has(death_date)' \
	min:birth_date max:birth_date
check 'FHIR: identifiers by type' agree fhir-identifier '
	select type, count(*), count(distinct patient), count(distinct system)
	from identifier group by 1' type count distinct:patient distinct:system
check 'FHIR: conditions by code' agree fhir-condition '
	select "snomed:" || code, count(*), count(distinct patient),
	sum(status = "resolved"), sum(ended <> "") from condition group by 1' \
	diagnosis count distinct:patient \
	'resolved=count:status == "resolved"' 'ended=count:has(end)'
# The days in Sweden, as the C library has them, and the ages then.
days() {
	jq -r '"\(.patient) \(.date) \(.end // "-") \(.age)"' \
		"$here/fhir-condition" >"$here/got"
	sqlite3 -separator ' ' "$here/db" 'select patient, onset,
		case ended when "" then "-" else ended end, born from condition c
		join patient p on p.id = c.patient order by c.rowid' |
		while read -r patient onset ended born
		do
			day=$(TZ=Europe/Stockholm date -d "$onset" +%F) &&
				test "$ended" = - ||
				ended=$(TZ=Europe/Stockholm date -d "$ended" +%F)
			age=$(sqlite3 :memory: "select strftime('%Y', '$day') -
				strftime('%Y', '$born') - (strftime('%m-%d',
				'$day') < strftime('%m-%d', '$born'))")
			echo "$patient $day $ended $age"
		done >"$here/wanted"
	test -s "$here/wanted" && same "$here/got" "$here/wanted"
}
check 'FHIR: days in Sweden, and ages' days

# Pseudonyms of a reference and of the patient's own id are the same.
found() {
	(umask 077 && seq 100 >"$here/key")
	normalize -p "$open/fhir-patient.json" --pseudonymize "$here/key" \
		"$open/fhir-patient.ndjson" -o "$here/people" &&
		normalize -p "$open/fhir-condition.json" --pseudonymize \
			"$here/key" --table patients="$here/people" \
			"$open/fhir-condition.ndjson" -o "$here/hidden" || return 1
	for file in fhir-condition hidden
	do
		jq -c '[.date, .sex, .age]' "$here/$file" >"$here/$file.ages"
	done
	jq -r .id "$open/fhir-patient.ndjson" >"$here/ids"
	same "$here/hidden.ages" "$here/fhir-condition.ages" &&
		! grep -qFf "$here/ids" "$here/hidden"
}
check 'FHIR: pseudonyms find their patients' found

nobody() {
	(umask 077 && seq 100 >"$here/key")
	for name in synthea-encounters synthea-patients
	do
		normalize -p "$open/$name.json" --pseudonymize "$here/key" \
			"$open/$name.csv" -o "$here/$name.hidden" || return 1
	done
	tail -n +2 "$open/synthea-patients.csv" | cut -d, -f1 >"$here/ids"
	test -s "$here/ids" && test -s "$here/synthea-encounters.hidden" &&
		! grep -qFf "$here/ids" "$here/synthea-encounters.hidden" &&
		jq -r .patient "$here/synthea-patients.hidden" | sort -u \
			>"$here/one" &&
		jq -r .patient "$here/synthea-encounters.hidden" | sort -u |
		comm -23 - "$here/one" >"$here/more" &&
		test ! -s "$here/more"
}
check 'pseudonyms fit together' nobody
finish
