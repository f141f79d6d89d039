#!/bin/sh
# Visits and patients per 1000 inhabitants, by municipality, age and sex.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area befolkning 2025

# Age group, sex and municipality of visits and of the population. The ids
# here are personnummer, but for a reserve number that tells neither.
sqlite3 "$here/db" <<SQL
create view grouped as
	select *, case when age is null then 'null' when age < 18 then '0-17'
		when age < 25 then '18-24' when age < 50 then '25-49'
		when age < 65 then '50-64' when age < 75 then '65-74'
		else '75-' end as age_group
	from (
		select 'visit' as kind, Personnummer as who, m.Kommun as town,
			case when substr(Personnummer, 9, 1) = 'S' then 'null'
			when substr(Personnummer, 11, 1) % 2 then 'M'
			else 'F' end as sex,
			case when substr(Personnummer, 9, 1) <> 'S' then
			(replace(Kontaktdatum, '-', '') -
				substr(Personnummer, 1, 8)) / 10000 end as age,
			1 as n
		from (select * from fys002 group by KontaktId) f
		join mottagningar m on m.MottagningsId = f.Mottagning
		where Status = 'Genomförd' and Kontaktdatum like '2025%' and
			Personnummer not like '%SP%' and KontaktId <> 'K900'
		union all
		select 'people', '', Kommun,
			case "Kön" when 'K' then 'F' else 'M' end,
			"Ålder" + 0, Antal + 0
		from (select * from befolkning where "År" = '2025' and
			"Kön" in ('K', 'M') group by Kommun, "Kön", "Ålder")
	);
SQL

# per WHAT GROUP: the rates of patients or visits, by SQL.
per() {
	case $1 in
	visits) above="sum(kind = 'visit')" ;;
	*) above="count(distinct nullif(who, ''))" ;;
	esac
	echo "select $2, 1000.0 * $above / nullif(sum(n * (kind = 'people')), 0)
		from grouped group by 1"
}

check 'R-POP-01: population by municipality' agree population municipality \
	"select town, sum(n) from grouped where kind = 'people' group by town"
check 'R-POP-01: population by age group' agree population age_group \
	"select age_group, sum(n) from grouped where kind = 'people' group by 1"
check 'R-POP-02: visits, all' agree visits_per_1000 '' "$(per visits "''")"
check 'R-POP-02: visits by municipality' \
	agree visits_per_1000 municipality "$(per visits town)"
check 'R-POP-02: visits by age group' \
	agree visits_per_1000 age_group "$(per visits age_group)"
check 'R-POP-02: visits by sex and age group' \
	agree visits_per_1000 sex+age_group "$(per visits "sex || '+' || age_group")"
check 'R-POP-02: visits by municipality, sex and age group' \
	agree visits_per_1000 municipality+sex+age_group \
	"$(per visits "town || '+' || sex || '+' || age_group")"
check 'R-POP-03: patients, all' \
	agree patients_per_1000 '' "$(per patients "''")"
check 'R-POP-03: patients by municipality' \
	agree patients_per_1000 municipality "$(per patients town)"
check 'R-POP-03: patients by sex' agree patients_per_1000 sex "$(per patients sex)"
check 'R-POP-03: patients by municipality, sex and age group' \
	agree patients_per_1000 municipality+sex+age_group \
	"$(per patients "town || '+' || sex || '+' || age_group")"
check 'R-POP-02: a municipality without population has no rate' \
	said visits_per_1000 municipality Munkfors no_denominator
check 'R-POP-03: in two municipalities, counted once in all' test \
	"$(sqlite3 "$here/db" "select numerator / 1000 from made
	where indicator = 'patients_per_1000' and by_what = ''")" -lt \
	"$(sqlite3 "$here/db" "select sum(numerator) / 1000 from made
	where indicator = 'patients_per_1000' and by_what = 'municipality'")"
check 'faults of the population' rejected befolkning 39:unknown_value
check 'faults of the contacts' rejected fys002 56:bad_check_digit
# R-POP-02: without the population there are no rates, not rates of nothing.
no_rates() {
	grep -v '"record":"population"' "$here/coded.ndjson" |
		aggregate --period 2025 --indicators "$definitions" >"$here/got"
	test ! -s "$here/got"
}
check 'without population no records' no_rates
finish
