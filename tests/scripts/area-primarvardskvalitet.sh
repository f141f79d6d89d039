#!/bin/sh
# The indicators of Primärvårdskvalitet are those of sqlite3 over the raw
# rows, and those of osteoarthritis lie in the synthetic year where the report
# has them.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area primarvardskvalitet 2025

# Done visits of the year. Diagnoses stand between blanks, without their dots.
sqlite3 "$here/db" <<SQL
create view clinic as select MottagningsId as id, Namn as name,
	case Regi when 'Egen regi' then 'egen' else 'privat' end as regi
	from mottagningar;
create table visit as
	select distinct f.KontaktId as id, f.Personnummer as who,
		c.id as clinic, c.regi,
		f.Personnummer like '%SP%' as is_staff,
		case when f.Personnummer not like '%S%' then
			(replace(f.Kontaktdatum, '-', '') -
			substr(f.Personnummer, 1, 8)) / 10000 end as age,
		replace(f.Huvuddiagnos, '.', '') as main,
		' ' || replace(f.Huvuddiagnos || ' ' || f.Bidiagnoser, '.', '')
			|| ' ' as why,
		f.KvåKoder as kva
	from fys002 f join clinic c on c.name = f.Mottagning
	where f.Status = 'Genomförd' and f.Kontaktdatum like '2025-%' and
		f.Huvuddiagnos <> 'artros';
create table carried as
	select '' as by_what, '' as who, count(*) as n, sum(main <> '') as why,
		sum(kva <> '') as what from visit
	union all select 'regi', regi, count(*), sum(main <> ''),
		sum(kva <> '') from visit group by regi
	union all select 'clinic', clinic, count(*), sum(main <> ''),
		sum(kva <> '') from visit group by clinic;
SQL

# by_each INDICATOR QUERY: QUERY has GROUP for what it is grouped by; figures
# that the data do not carry are taken out here.
by_each() {
	for by in '' regi clinic
	do
		agree "$1" "$by" "select q.who, case when $3 then q.share end
			from ($(echo "$2" | sed "s/GROUP/${by:-''}/g")) q
			join carried c on c.by_what = '$by' and c.who = q.who" ||
			return 1
	done
}

# prevalence INDICATOR CONDITION [AMONG]
prevalence() {
	by_each "$1" "select GROUP as who, 1.0 * count(distinct
			case when $2 then v.who end) / count(distinct v.who)
		as share from visit v where not is_staff and ${3:-1}
		group by GROUP" '2 * c.why >= c.n'
}

# share INDICATOR CONDITION CODES [WHERE]: of the patients with the condition,
# those with one of the codes at a visit of the condition or of no diagnosis.
share() {
	given="exists (select * from visit m, json_each('[\"$3\"]') k
		where m.who = p.who and
			(${4:-($2) or m.main = ''}) and
			instr(m.kva, k.value) and (p.g = '' or
			p.g in (m.regi, m.clinic)) and not m.is_staff)"
	by_each "$1" "select g as who, avg($given) as share from
		(select distinct m.who, GROUP as g from visit m
			where ($2) and not m.is_staff) p group by g
		union all select GROUP, null from visit m where not ($2)
			and GROUP not in (select GROUP from visit m
			where ($2) and not m.is_staff)
			and m.main = '' and $(echo "$3" | sed \
	"s/\",\"/') or instr(m.kva, '/g; s/^/(instr(m.kva, '/; s/\$/'))/")
			group by GROUP" '2 * c.why >= c.n and 2 * c.what >= c.n'
}

like() {
	echo "m.why like '% $1%'"
}
oa="m.main glob 'M1[67][0-9]*'"
copd=$(like J44)
stroke="(m.why like '% I63%' or m.why like '% I69%')"
tia="($stroke or m.why like '% G459%')"
leak="m.age >= 20 and (m.why like '% N39%' or m.why like '% R32%')"
stress="(m.why like '% F43%' or m.why like '% Z733%')"
heart=$(like I50)
bones="m.age >= 50 and (m.why like '% M80%' or m.why like '% M81%')"
pain="m.why glob '* R522[ABC]*'"
any() {
	echo "$1" | sed 's/m\./v./g'
}
training='QV011","QV012","QG003","QD016'

check 'R-PVK-04: osteoarthritis' prevalence pvk_ar11 "$(any "$oa")"
check 'R-PVK-05: osteoarthritis school' share pvk_ar12 "$oa" GB020 1
check 'R-PVK-06: supervised training' share pvk_ar13 "$oa" "$training"
check 'R-PVK-07: COPD' prevalence pvk_copd "$(any "$copd")"
check 'R-PVK-07: walk test' share pvk_kol12 "$copd" AV076
check 'R-PVK-02, R-PVK-07: energy conservation' share pvk_kol13 "$copd" QA003
check 'R-PVK-07: supervised training' share pvk_kol14 "$copd" "$training"
check 'R-PVK-07: education' share pvk_kol15 "$copd" \
	'GB002","GB009","GB019","GB020","QV001","QV002","QV003","QV004'
check 'R-PVK-08: stroke' prevalence pvk_ts11 "$(any "$stroke")"
check 'R-PVK-08: TIA or stroke' prevalence pvk_stroke_tia "$(any "$tia")"
check 'R-PVK-08: daily living' share pvk_stroke_adl "$tia" QN004
check 'R-PVK-08: balance' share pvk_stroke_balance "$tia" QB001
check 'R-PVK-08: fitness and strength' share pvk_stroke_fitness "$tia" \
	'QD016","QG003'
check 'R-PVK-09: incontinence from 20 years' prevalence pvk_incontinence \
	"$(any "$leak")" 'age >= 20'
check 'R-PVK-09: pelvic floor' share pvk_incontinence_pelvic_floor "$leak" \
	QF001
check 'R-PVK-10: stress' prevalence pvk_st11 "$(any "$stress")"
check 'R-PVK-10: exhaustion' prevalence pvk_st12 "why like '% F438A%'"
check 'R-PVK-11: heart failure' prevalence pvk_heart_failure \
	"$(any "$heart")"
check 'R-PVK-11: training' share pvk_heart_failure_training "$heart" \
	'QD016","QG003'
check 'R-PVK-12: osteoporosis from 50 years' prevalence pvk_os10 \
	"$(any "$bones")" 'age >= 50'
check 'R-PVK-12: training, balance or fall prevention' share pvk_os11 \
	"$bones" "$training\",\"QB001\",\"QB003"
check 'R-PVK-13: long-term pain' prevalence pvk_sm11 "$(any "$pain")"
check 'R-PVK-13: rehabilitation plan' share pvk_pain_plan "$pain" DV093
check 'R-PVK-13: pain school' share pvk_pain_school "$pain" QV007

check 'R-PVK-03: half of the visits with a diagnosis are enough' \
	value pvk_ar11 clinic skoghall 0.5
check 'R-PVK-03: three of seven are not' \
	said pvk_ar11 clinic likenas diagnosed_below_0.5
check 'R-PVK-03: half of them with a code are enough' \
	value pvk_ar13 clinic kil 0.5
check 'R-PVK-03: three of seven are not' \
	said pvk_ar13 clinic molkom coded_below_0.5
check 'R-PVK-01: all is local but what SKR lays down' test "$(jq -r \
	'select(has("basis") | not) | .indicator' "$here/indicators.ndjson" |
	sort -u)" = pvk_sm11
check 'faults' rejected fys002 208:bad_icd10se

# The synthetic year, against what the report prints. It tells ranges of the
# clinics; where few patients have the diagnosis chance decides.
need_year
jq -r 'select((.indicator | test("^pvk_ar1")) and .by == ["clinic"] and
	.denominator >= 100) | [.indicator, 100 * .value] | @csv' \
	"$year/out/indicators.ndjson" >"$here/clinics.csv"
sqlite3 "$here/db" <<SQL
create table clinics (indicator, percent numeric);
.mode csv
.import '$here/clinics.csv' clinics
.import '$top/testdata/published/ranges-2025.csv' printed
SQL

# within INDICATOR MEASURE: each clinic's figure, as printed, in the range.
within() {
	sqlite3 "$here/db" "select c.indicator, c.percent
		from clinics c join printed p on p.measure = '$2'
		where c.indicator = '$1' and not
			(round(c.percent * 2) / 2 between p.low_percent + 0.0
			and p.high_percent + 0.0)
		union all select 'clinics', count(*) from clinics
		where indicator = '$1' having count(*) < 10" >"$here/wrong"
	test ! -s "$here/wrong" && return
	cat "$here/wrong"
	return 1
}
# about INDICATOR MEASURE: the mean clinic, within five points.
about() {
	test "$(sqlite3 "$here/db" "select abs(avg(c.percent) -
		p.typical_percent) < 5 from clinics c join printed p
		on p.measure = '$2' where c.indicator = '$1'")" = 1
}
prevalence='osteoarthritis prevalence per clinic'
school='osteoarthritis patients in artrosskola'
training='osteoarthritis patients with supervised training'
check 'R-PVK-04: prevalence lies in the printed range' \
	within pvk_ar11 "$prevalence"
check 'R-PVK-04: most clinics have 10 to 15 %, as printed' test "$(sqlite3 \
	"$here/db" "select 2 * sum(round(percent) between 10 and 15) > count(*)
	from clinics where indicator = 'pvk_ar11'")" = 1
check 'R-PVK-05: the school lies in the printed range' \
	within pvk_ar12 "$school"
check 'R-PVK-05: a quarter on average, as printed' about pvk_ar12 "$school"
check 'R-PVK-06: training lies in the printed range' \
	within pvk_ar13 "$training"
check 'R-PVK-06: a tenth on average, as printed' about pvk_ar13 "$training"
finish
