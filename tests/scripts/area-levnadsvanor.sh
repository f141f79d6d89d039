#!/bin/sh
# Living habits: what was found, who was advised at which level, and nothing
# where too few patients were asked.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area levnadsvanor 2025

# An id of ten digits is of this century or the last; all here are of the last
# but those that begin with 0.
sqlite3 "$here/db" <<SQL
create view seen as
	select distinct m.MottagningsId as clinic, case length(Personnummer)
		when 12 then substr(Personnummer, 3)
		else replace(Personnummer, '-', '') end as patient
	from fys002 f join mottagningar m on m.Namn = f.Mottagning
	where Status = 'Genomförd' and Personnummer not like '%SP%';
create view registered as
	select m.MottagningsId as clinic, case length(Personnummer)
		when 12 then substr(Personnummer, 3)
		else replace(Personnummer, '-', '') end as patient,
		case Levnadsvana when 'Tobak' then 'tobacco'
			when 'Alkohol' then 'alcohol' when 'Matvanor' then 'diet'
			when 'Fysisk aktivitet' then 'physical_activity'
		end as habit,
		case Levnadsvana when 'Tobak' then 'DV11' when 'Alkohol'
			then 'DV12' when 'Matvanor' then 'DV14' else 'DV13' end
			as code,
		Bedömning as found, KvåKoder as codes
	from q006 q join mottagningar m on m.Namn = q.Mottagning
	where Datum like '2025%' and Personnummer not like '%SP%' and
		RegistreringsId not like 'R9%';
-- Each patient once for each habit.
create view people as
	select clinic, patient, habit, max(found <> '') as documented,
		max(found = 'Ohälsosam') as unhealthy,
		max(codes like '%' || code || '%') as advised,
		max(codes like '%' || code || '1%') as brief,
		max(codes like '%' || code || '2%') as counselled,
		max(codes like '%' || code || '3%') as qualified
	from registered group by clinic, patient, habit;
create view coverage as
	select clinic, habit, 1.0 * sum(documented) / (select count(*)
		from seen where seen.clinic = people.clinic) as share
	from people group by clinic, habit;
SQL

# by_clinic NUMERATOR DENOMINATOR: null where coverage is below one half.
by_clinic() {
	echo "select clinic || '+' || habit, case when share >= 0.5 then
		1.0 * sum($1) / sum($2) end
		from people join coverage using (clinic, habit)
		group by clinic, habit"
}

check 'R-HABIT-01: coverage by clinic and habit' \
	agree habit_coverage clinic+habit \
	"select clinic || '+' || habit, share from coverage"
check 'R-HABIT-01: coverage by habit' agree habit_coverage habit "
	select habit, 1.0 * sum(documented) / (select count(distinct patient)
		from seen) from people group by habit"
check 'R-HABIT-02: unhealthy habits' agree habit_unhealthy clinic+habit \
	"$(by_clinic unhealthy documented)"
check 'R-HABIT-03: advised in all' agree habit_advised clinic+habit \
	"$(by_clinic 'unhealthy and advised' unhealthy)"
check 'R-HABIT-03: 3 of 5 smokers by hand' \
	value habit_advised clinic+habit gripen+tobacco 0.6
check 'R-HABIT-03: brief advice' agree habit_brief_advice clinic+habit \
	"$(by_clinic 'unhealthy and brief' unhealthy)"
check 'R-HABIT-03: counselling' agree habit_counselling clinic+habit \
	"$(by_clinic 'unhealthy and counselled' unhealthy)"
check 'R-HABIT-03: qualified counselling' \
	agree habit_qualified_counselling clinic+habit \
	"$(by_clinic 'unhealthy and qualified' unhealthy)"
check 'R-HABIT-04: half is enough' \
	value habit_coverage clinic+habit gripen+physical_activity 0.5
check 'R-HABIT-04: half is enough, and published' \
	value habit_advised clinic+habit gripen+physical_activity 0.875
check 'R-HABIT-04: less is not, and it says so' said habit_advised \
	clinic+habit gripen+diet registration_below_50_percent
check 'R-HABIT-04: nothing on the region, as in the report' \
	said habit_advised habit alcohol registration_below_50_percent
check 'R-HABIT-05: two prescriptions in 36 visits' \
	value far_per_1000_visits '' '' 55.555555556
check 'faults' rejected q006 45:bad_check_digit 46:unknown_value 47:bad_kva
finish
