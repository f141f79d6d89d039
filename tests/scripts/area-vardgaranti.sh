#!/bin/sh
# The care guarantee: what it covers and what not, where the days begin, and
# too few to be told.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
definitions=$top/pipelines/indicators/kvalitetsbokslut.json
area vardgaranti 2025 "$definitions"

sqlite3 "$here/db" <<SQL
create view asked as
	select MottagningsId as clinic,
		case Regi when 'Egen regi' then 'egen' else 'privat' end
			as regi,
		substr(Kontaktdatum, 1, 7) as month,
		case Vårdgarantipatient when 'J' then 'true' when 'N'
			then 'false' else 'null' end as covered,
		PatientvaldVäntan = 'J' as chose, Undantag as reason,
		julianday(nullif(Bedömningsdatum, '')) -
			julianday(Kontaktdatum) as wait,
		julianday(nullif(Bedömningsdatum, '')) - julianday(
			ifnull(nullif(Beslutsdatum, ''), Kontaktdatum))
			as decision_wait
	from t002 t join mottagningar m on m.Namn = t.Mottagning
	where Genomförd = 'J' and Undantag <> 'För dyrt' and
		Beslutsdatum <> '2025-02-30' and Vårdgarantipatient <> 'Kanske';
create view covered as
	select *, ifnull(wait between 0 and 3, 0) as is_within,
		ifnull(decision_wait between 0 and 3, 0) as is_within_decision
	from asked where covered = 'true';
create view guaranteed as select * from covered where is_within or not chose;
create view guaranteed_decision as
	select * from covered where is_within_decision or not chose;
SQL

check 'R-GUAR-01: covered, not covered, not said' agree guarantee_scope \
	clinic+covered "select clinic || '+' || covered, count(*) from asked
	group by clinic, covered"
check 'R-GUAR-01: thirteen are not covered, one is not said' value \
	guarantee_scope covered false 13
check 'R-GUAR-01: share covered' agree guarantee_covered_share regi \
	"select regi, avg(covered = 'true') from asked group by regi"
check 'R-GUAR-02: two return visits' value guarantee_not_covered \
	not_covered_reason return_visit 2
check 'R-GUAR-02: one each of ten other reasons, and one without' \
	agree guarantee_not_covered not_covered_reason "
	values ('return_visit', 2), ('postoperative', 1),
	('assistive_device', 1), ('medical_reason', 1), ('investigation', 1),
	('patient_education', 1), ('sampling', 1), ('medical_service', 1),
	('other_region', 1), ('not_publicly_funded', 1), ('other', 1),
	('null', 1)"
check 'R-IND-15: the share of each clinic' agree guarantee_share clinic \
	'select clinic, avg(is_within) from guaranteed group by clinic'
check 'R-IND-14: 0 and 3 days are within, -1, 4 and none are not' \
	value guarantee_share clinic solsta 0.4
check 'R-GUAR-03: twenty are enough' agree guarantee_share_published clinic "
	select clinic, case when count(*) >= 20 then avg(is_within) end
	from guaranteed group by clinic"
check 'R-GUAR-03: 16 of 20 by hand' \
	value guarantee_share_published clinic gripen 0.8
check 'R-GUAR-03: nineteen are not' \
	said guarantee_share_published clinic rud contacts_below_20
check 'R-GUAR-03: nor any clinic in a month' agree guarantee_share_published \
	clinic+month "select distinct clinic || '+' || month, null
	from guaranteed"
check 'R-GUAR-05: one of 45 chose to wait' \
	agree guarantee_chose_wait_share '' \
	"select '', avg(chose) from asked where covered = 'true'"
check 'faults' rejected t002 62:unknown_value 63:bad_date 64:bad_boolean

# R-GUAR-04: the same rows with the other clock.
jq '.values.guarantee_clock = "decision_date"' "$definitions" \
	>"$here/decision.json"
other_clock() {
	figures 2025 "$here/decision.json" && import_figures &&
		agree guarantee_share clinic "select clinic,
			avg(is_within_decision) from guaranteed_decision
			group by clinic" &&
		agree guarantee_within_3_days regi "select regi,
			sum(is_within_decision) from guaranteed_decision
			group by regi"
}
check 'R-GUAR-04: counted from the decision' other_clock
check 'R-GUAR-04: 4 days from contact are 3 from the decision, and 0 is -1' \
	value guarantee_share clinic solsta 0.4
check 'R-GUAR-04: 18 of 20 at Gripen, by hand' \
	value guarantee_share clinic gripen 0.9
finish
