#!/bin/sh
# Rehabilitation plans and SIP, who of the patients has one, and what patients
# say of continuity and participation: as sqlite3 works it out.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area rehabplaner 2025

# PL91 is of another year, PL92 of staff, PL93 and PL94 have faults. DV093 is
# a rehabilitation plan, AU124 a SIP; AW011 is the follow-up of one.
sqlite3 "$here/db" <<SQL
create view clinic as select MottagningsId as id, Namn as name,
	'|' || Alias || '|' as aliases,
	case Regi when 'Egen regi' then 'egen' else 'privat' end as regi
	from mottagningar;
create view plan as
	select distinct p.PlanId as id, p.Personnummer as who, c.id as clinic,
		c.regi, p.Plantyp = 'SIP' as is_sip,
		'J' in (p.Bedömning) and 'J' in (p.Mål) and
			'J' in (p.Åtgärder) and 'J' in (p.Tidplan) and
			'J' in (p.Uppföljning) as complete,
		nullif(p.PatientMedverkat, '') = 'J' as took_part,
		nullif(p.Kunskapsstöd, '') = 'J' as supported,
		nullif(p.GranskadFöljer, '') = 'J' as adheres
	from rehabplaner p join clinic c on c.name = p.Mottagning or
		instr(c.aliases, '|' || p.Mottagning || '|')
	where p.PlanId not in ('PL91', 'PL92', 'PL93', 'PL94');
create view visit as
	select distinct f.KontaktId as id, f.Personnummer as who,
		c.id as clinic, c.regi,
		f.Huvuddiagnos in ('J44.9', 'I50.9', 'I63.9', 'I69.3',
			'R52.2A') or f.Bidiagnoser = 'J449' as chronic,
		f.KvåKoder = 'DV093' as plan, f.KvåKoder like 'AU124%' as sip,
		case substr(f.Personnummer, 11, 1) % 2 when 1 then 'M'
			else 'F' end as sex
	from fys002 f join clinic c on c.name = f.Mottagning or
		instr(c.aliases, '|' || f.Mottagning || '|')
	where f.Status = 'Genomförd';
create view planned as
	select who, clinic, regi, is_sip from plan
	union select who, clinic, regi, 0 from visit where plan
	union select who, clinic, regi, 1 from visit where sip;
create view answer as
	select distinct e.SvarsId as who, c.id as clinic, c.regi,
		case e.Område when 'Kontinuitet' then 'continuity'
			else 'participation' end as subject,
		e.Fråga as question, e.Svar >= '4' as positive
	from rehabenkat e join clinic c on c.name = e.Mottagning
	where e.Datum like '2025-%' and e.Svar in ('1', '2', '3', '4', '5') and
		e.Område <> 'Trivsel';
create view person as select who, clinic, regi, subject,
	avg(positive) as share from answer group by who, subject;
SQL

# each INDICATOR VALUE FROM: over all, by regi and by clinic.
each() {
	agree "$1" '' "select '', $2 from $3" &&
		agree "$1" regi "select regi, $2 from $3 group by regi" &&
		agree "$1" clinic "select clinic, $2 from $3 group by clinic"
}

# having INDICATOR PATIENTS PLANS: share of the patients who have a plan at
# the clinic, with the regi, or anywhere.
having() {
	for by in nobody regi clinic
	do
		as=$by
		test $by != nobody || as="''"
		agree "$1" "$(test $by = nobody || echo $by)" "
			with p as (select distinct who, $as as g from $2),
			q as (select distinct who, $as as g from $3)
			select g, 1.0 * sum((who, g) in (select who, g from q))
				/ count(*) from p group by g" || return 1
	done
}

check 'R-PLAN-01: plans' each rehab_plans 'count(*)' plan
check 'R-PLAN-01: by kind' agree rehab_plans plan_kind "
	select case is_sip when 1 then 'sip' else 'rehab_plan' end, count(*)
	from plan group by is_sip"
check 'R-PLAN-02: plans with all five parts' each rehab_plan_guideline_share \
	'1.0 * sum(complete) / count(*)' '(select * from plan where not is_sip)'
check 'R-PLAN-03: reviewed plans' each rehab_plan_review_share \
	'avg(adheres)' '(select * from plan where adheres is not null)'
check 'R-PLAN-04: decision support' each rehab_plan_support_share \
	'avg(supported)' '(select * from plan where supported is not null)'
check 'R-PLAN-05: the patient took part' each \
	rehab_plan_participation_share 'avg(took_part)' \
	'(select * from plan where took_part is not null)'
check 'R-PLAN-06: patients with a rehabilitation plan' having \
	patients_with_rehab_plan_share visit \
	'(select * from planned where not is_sip)'
check 'R-PLAN-07: chronically ill with a plan or SIP' having \
	chronic_with_plan_share '(select * from visit where chronic)' planned
check 'R-PLAN-07: by sex' agree chronic_with_plan_share sex "
	select sex, 1.0 * count(distinct case when who in
		(select who from planned) then who end) / count(distinct who)
	from visit where chronic group by sex"
check 'R-PLAN-07: which diseases are chronic is our decision' test "$(jq -r \
	'select(.indicator == "chronic_with_plan_share") | .basis' \
	"$here/indicators.ndjson" | sort -u)" = local
check 'R-PLAN-08: continuity and participation' agree rehab_survey subject \
	'select subject, avg(share) from person group by subject'
check 'R-PLAN-08: by clinic, of ten respondents or more' agree rehab_survey \
	clinic+subject "select clinic || '+' || subject,
		case when count(*) >= 10 then avg(share) end
	from person group by clinic, subject"
check 'R-PLAN-09: nine respondents are too few' said rehab_survey \
	clinic+subject solsta+participation respondents_below_10
check 'R-PLAN-09: ten are enough' test "$(sqlite3 "$here/db" "
	select count(*) from person where clinic = 'gripen' and
	subject = 'participation'")" = 10
check 'faults of plans' rejected rehabplaner 46:unknown_value 47:bad_boolean
check 'faults of answers' rejected rehabenkat 159:unknown_value \
	160:unknown_value
finish
