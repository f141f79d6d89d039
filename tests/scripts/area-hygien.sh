#!/bin/sh
# Hygiene routines and dress code by clinic and year, against their targets.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area hygien 2025

# An observation with its verdicts: 1 kept, 0 not, null not looked at.
sqlite3 "$here/db" <<SQL
create view observations as
	select ObservationsId as id, m.MottagningsId as clinic,
		substr(Datum, 1, 7) as month,
		m.Regi = 'Egen regi' as own,
		case when DesinfektionFöre || DesinfektionEfter || Handskar ||
			Förkläde like '%N%' then 0 else 1 end as routines,
		'' in (DesinfektionFöre, DesinfektionEfter, Handskar, Förkläde)
			as routines_lack,
		Arbetskläder || UtanSmycken || KortaNaglar || UppsattHår = 'JJJJ'
			as dress,
		'' in (Arbetskläder, UtanSmycken, KortaNaglar, UppsattHår)
			as dress_lack
	from hygien h join mottagningar m on m.Namn = h.Mottagning
	where Datum between '2025-01-01' and '2025-12-31' and
		Datum <> '2025-02-30' and 'X' not in (DesinfektionFöre,
			DesinfektionEfter, Handskar, Förkläde)
	group by id;
-- A measurement is a clinic's month.
create view measured as
	select clinic, own, month, avg(routines) as share, count(*) as n
	from observations where not routines_lack group by clinic, month;
create view dressed as
	select clinic, own, month, avg(dress) as share, count(*) as n
	from observations where not dress_lack group by clinic, month;
SQL

# by clinic, those of ten observations or more
routines='select clinic, case when sum(n) >= 10 then avg(share) end
	from measured group by clinic'
dress='select clinic, case when sum(n) >= 10 then avg(share) end
	from dressed group by clinic'
pooled='select clinic, case when count(*) >= 10 then avg(routines) end
	from observations where not routines_lack group by clinic'

check 'R-HYG-01: hygiene routines by clinic' \
	agree hygiene_compliance clinic "$routines"
check 'R-HYG-01: hygiene routines, all' agree hygiene_compliance '' \
	"select '', avg(share) from measured"
check 'R-HYG-05: each observation alike, by clinic' \
	agree hygiene_compliance_pooled clinic "$pooled"
check 'R-HYG-05: each observation alike, by month' \
	agree hygiene_compliance_pooled month "select month,
	case when count(*) >= 10 then avg(routines) end
	from observations where not routines_lack group by month"
check 'R-HYG-05: 18 of 21 by hand' value hygiene_compliance_pooled clinic \
	gripen 0.857142857
no_month() {
	jq -es 'map(select(.indicator == "hygiene_compliance" or
		.indicator == "dress_code_compliance") | .by) |
		length > 0 and all(index("month") == null)' \
		"$here/indicators.ndjson"
}
check 'R-HYG-05: no month is held against the target of the year' no_month
check 'R-HYG-02: dress code by clinic' \
	agree dress_code_compliance clinic "$dress"
check 'R-HYG-02: dress code by regi' agree dress_code_compliance regi "
	select case own when 1 then 'egen' else 'privat' end, avg(share)
	from dressed group by own"
check 'R-HYG-03: ten observations are enough' \
	value hygiene_compliance_pooled clinic sano 0.9
check 'R-HYG-03: nine are not, and it says so' \
	said hygiene_compliance clinic kil observations_below_10
check 'R-HYG-04: four clinics of 38 measure' \
	value hygiene_measuring '' '' 0.105263158
check 'faults' rejected hygien 54:bad_date 55:unknown_clinic 56:unknown_value

# met CLINIC INDICATOR VERDICT: what the targets of the main job say.
met() {
	check-targets -q --targets "$pipelines/targets/kvalitetsbokslut.json" \
		"$here/indicators.ndjson" >"$here/checked" &&
		jq -r --arg c "$1" --arg i "$2" 'select(.indicator == $i and
			.by == ["clinic"] and .clinic == $c) |
			.met // .not_assessed // false' \
			"$here/checked" >"$here/got" &&
		echo "$3" >"$here/wanted" && same "$here/got" "$here/wanted"
}
check 'R-TARGET-04: above 85 % is met' met gripen hygiene_compliance true
check 'R-TARGET-04: 75 % is not' met grums hygiene_compliance false
check 'R-TARGET-05: 100 % is met' met gripen dress_code_compliance true
check 'R-TARGET-05: 92 % is not' met grums dress_code_compliance false
check 'too few observations is no verdict' \
	met kil hygiene_compliance observations_below_10
finish
