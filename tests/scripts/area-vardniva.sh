#!/bin/sh
# Level of care: how common each diagnosis is, and who is treated where it is
# to be treated, as sqlite3 works it out, and by hand.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area vardniva 2025

# 20 000 inhabitants: common is what 20 patients have.
sqlite3 "$here/db" <<SQL
create view clinic as select MottagningsId as id, Namn as name
	from mottagningar;
create view seen as
	select substr(f.Huvuddiagnos, 1, 3) as category,
		f.Personnummer as who, c.id as clinic, null as unit,
		'primary' as level, 0 as complicated
	from fys002 f join clinic c on c.name = f.Mottagning
	where f.Status = 'Genomförd' and f.Huvuddiagnos <> '' and
		f.Kontaktdatum like '2025-%' and f.Personnummer not like '%SP%'
	union all
	select substr(Huvuddiagnos, 1, 3), Personnummer, null, Enhet,
		Vårdnivå, Komplicerad = 'J'
	from specialistvard
	where Status = 'Genomförd' and Huvuddiagnos <> '' and
		Kontaktdatum like '2025-%' and Personnummer not like '%SP%'
		and Vårdnivå <> 'Sluten vård' and KontaktId <> 'S900'
		and Komplicerad <> 'kanske';
create view diagnosis as
	select category, count(distinct who) as n,
		10000.0 * count(distinct who) / (select
			sum(replace(Antal, ' ', '')) from befolkning
			where År = '2025') as frequency
	from seen group by category;
create view patient as
	select category, who, max(case when d.frequency >= 10 then
			s.level in ('primary', 'Primärvård med stöd')
			or s.complicated
		else s.level <> 'primary' end) as right
	from seen s join diagnosis d using (category) group by category, who;
create view place as
	select distinct category, who, clinic, unit, d.frequency >= 10 as common
	from seen join diagnosis d using (category);
SQL

check 'R-LEVEL-01: patients by diagnosis' agree diagnosis_patients category \
	'select category, n from diagnosis'
check 'R-LEVEL-02: per 10 000 inhabitants' agree diagnosis_frequency \
	category 'select category, frequency from diagnosis'
check 'R-LEVEL-03: 10 per 10 000 are common' \
	value diagnosis_common category M17 1
check 'R-LEVEL-03: 9.5 are not' value diagnosis_common category G35 0
check 'R-LEVEL-03: by diagnosis' agree diagnosis_common category \
	'select category, frequency >= 10 from diagnosis'
check 'R-LEVEL-04: right level by diagnosis' agree right_level_share \
	category 'select category, avg(right) from patient group by category'
check 'R-LEVEL-04: of 20 with M17 two are at the wrong level' \
	value right_level_share category M17 0.9
check 'R-LEVEL-04: of 19 with G35 twelve are at the right level' \
	value right_level_share category G35 0.631578947
check 'R-LEVEL-04: in all' agree right_level_share '' \
	"select '', avg(right) from patient"
check 'R-LEVEL-05: common diagnoses in primary care' agree \
	primary_common_share '' "select '', avg(common) from (select distinct
		category, who, common from place where clinic is not null)"
check 'R-LEVEL-05: by clinic' agree primary_common_share clinic \
	'select clinic, avg(common) from place where clinic is not null
		group by clinic'
check 'R-LEVEL-05: rare diagnoses in specialised care' agree \
	specialised_rare_share specialised_unit 'select unit, avg(not common) from place
		where unit is not null group by unit'
check 'faults' rejected specialistvard 34:unknown_value 35:bad_boolean \
	36:bad_check_digit

# With 9.5 the 19 patients with G35 are enough.
sed 's/"common_per_10000": 10/"common_per_10000": 9.5/' \
	"$pipelines/indicators/vardniva.json" >"$here/other.json"
check 'another limit' figures 2025 "$here/other.json"
import_figures
check 'R-LEVEL-03: the limit is configuration' \
	value diagnosis_common category G35 1

# alone WITHOUT: the figures, and without the records of a kind.
alone() {
	grep -v "\"record\":\"$1\"" "$here/coded.ndjson" |
		aggregate -q --period 2025 -o "$here/indicators.ndjson" \
			--indicators "$pipelines/indicators/vardniva.json"
	import_figures
}
check 'without a population' alone population
check 'R-LEVEL-03: nothing is common then' \
	said right_level_share '' '' no_population
check 'without specialised care' alone specialised_contact
check 'R-LEVEL-04: there is nothing to say then' \
	test ! -s "$here/indicators.ndjson"
finish
