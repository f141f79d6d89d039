#!/bin/sh
# What the yearly dialogue on the contract found: the share of clinics that
# meet each requirement, and what each clinic lacks.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area avtalsuppfoljning 2025

# One row a clinic and requirement: 1 met, 0 not, null not answered.
sqlite3 "$here/db" <<SQL
create table rows as
	select MottagningsId as clinic, Regi = 'Egen regi' as own, a.*,
		replace("ÖppettimmarPerVecka", ',', '.') as hours
	from (select distinct * from avtalsuppfoljning) a
	join mottagningar on Mottagning in (MottagningsId, Namn) or
		'|' || Alias || '|' like '%|' || Mottagning || '|%'
	where Datum like '2025%' and "RutinVåldINära" <> 'Kanske';
create table answers (clinic, own, what, met);
insert into answers select clinic, own, 'opening_hours',
	case when hours <> '' then hours + 0 >= 40 end from rows;
insert into answers select clinic, own, 'safety_report',
	case when "Patientsäkerhetsberättelse" = 'N' then 0
	when "BerättelseInlämnad" <> '' then "BerättelseInlämnad" <= '2026-03-01'
	end from rows;
insert into answers select clinic, own, what,
	case answer when 'J' then 1 when 'N' then 0 end from (
	select clinic, own, 'hygiene_round' as what, Hygienrond as answer
		from rows
	union all select clinic, own, 'quality_system',
		Kvalitetsledningssystem from rows
	union all select clinic, own, 'violence_routine', "RutinVåldINära"
		from rows
	union all select clinic, own, 'assessment_team', MBT from rows
	union all select clinic, own, 'student_placements', VFU from rows);
create view musts as select * from answers where what <> 'student_placements';
SQL

regi="case own when 1 then 'egen' else 'privat' end"
# asks REQUIREMENT RULE: its share of all clinics and by regi, and each clinic.
asks() {
	check "$2: $1, share of clinics" agree "contract_$1" '' \
		"select '', avg(met) from answers where what = '$1'"
	check "$2: $1 by regi" agree "contract_$1" regi \
		"select $regi, avg(met) from answers where what = '$1'
		group by own"
	check "$2: $1 of each clinic" agree "contract_$1" clinic \
		"select clinic, met from answers where what = '$1'"
}
asks opening_hours R-CONTRACT-01
asks hygiene_round R-CONTRACT-02
asks safety_report R-CONTRACT-03
asks quality_system R-CONTRACT-04
asks violence_routine R-CONTRACT-05
asks assessment_team R-CONTRACT-06
asks student_placements R-CONTRACT-07
check 'R-CONTRACT-08: what is missing at each clinic' \
	agree contract_missing clinic 'select clinic, sum(met = 0) from musts
	group by clinic'
check 'R-CONTRACT-08: 12 in all, by hand' value contract_missing '' '' 12
check 'R-CONTRACT-08: nothing is known to be missing where nothing is known' \
	said contract_missing clinic annorlunda no_answers
# Not asked to join a team (MBT) is an answer.
check 'R-CONTRACT-08: what was not answered' agree contract_unanswered clinic \
	"select clinic, sum(met is null) - (MBT = 'Ej aktuellt') from musts
	join rows using (clinic) group by clinic"
check 'R-CONTRACT-08: clinics followed up' \
	agree contract_clinics regi "select $regi, count(*) from rows group by own"
check 'R-CONTRACT-01: opening hours' agree opening_hours clinic \
	"select clinic, nullif(hours, '') + 0 from rows"
check 'R-CONTRACT-03: on 1 March is in time' \
	value contract_safety_report clinic kronoparken 1
check 'R-CONTRACT-03: on 2 March is not' \
	value contract_safety_report clinic rud 0
check 'R-CONTRACT-03: no day is no answer' \
	said contract_safety_report clinic maseide no_denominator
check 'faults' rejected avtalsuppfoljning 15:unknown_clinic 16:unknown_value

# met INDICATOR CLINIC VERDICT: what the targets say.
met() {
	check-targets -q --targets "$pipelines/targets/kvalitetsbokslut.json" \
		"$here/indicators.ndjson" >"$here/checked" &&
		jq -r --arg i "$1" --arg c "$2" 'select(.indicator == $i and
			.clinic == $c) | .not_assessed // .met' \
			"$here/checked" >"$here/got" &&
		echo "$3" >"$here/wanted" && same "$here/got" "$here/wanted"
}
check 'R-TARGET-06: 40 hours are met' met opening_hours rud true
check 'R-TARGET-06: 39.5 are not' met opening_hours maseide false
check 'R-CONTRACT-02: a round is met' met contract_hygiene_round gripen true
check 'R-CONTRACT-02: none is not' met contract_hygiene_round rud false
check 'R-CONTRACT-02: no answer is no verdict' \
	met contract_hygiene_round torsby no_denominator
finish
