#!/bin/sh
# Rehabilitation processes: access and how unequal it is, waits, unmet needs,
# time, returns, admissions and costs are those of sqlite3 over the raw rows.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area rehabprocess 2025

# P099 to P104 have a fault each, P105 is of staff, P006 stands twice.
sqlite3 "$here/db" <<SQL
create view clinic as select MottagningsId as id, Namn as name,
	'|' || Alias || '|' as aliases,
	case Regi when 'Egen regi' then 'egen' else 'privat' end as regi
	from mottagningar;
create table groups (diagnosis, name);
insert into groups values ('M17.1', 'osteoarthritis'),
	('M16.0', 'osteoarthritis'), ('M54.5', 'back'),
	('I63.9', 'stroke_tia'), ('J44.9', 'copd'),
	('R52.2A', 'long_term_pain');
create view need as
	select distinct p.ProcessId as id, p.Personnummer as who,
		c.id as clinic, c.regi, p.Hemkommun as residence,
		g.name as diagnosis_group,
		case when p.Personnummer not glob '*S*' then
			case when substr(p.Personnummer, 11, 1) % 2
				then 'M' else 'F' end end as sex,
		case when p.Personnummer not glob '*S*' then
			(replace(p.Bedömningsdatum, '-', '') -
			substr(p.Personnummer, 1, 8)) / 10000 end as age,
		p.FörstaInsats <> '' as begun,
		julianday(nullif(p.FörstaInsats, '')) -
			julianday(p.Bedömningsdatum) as wait,
		p.Slutdatum <> '' as ended,
		julianday(nullif(p.Återbesök, '')) -
			julianday(p.Slutdatum) as back,
		julianday(nullif(p.Inläggning, '')) -
			julianday(p.FörstaInsats) as admitted,
		replace(replace(nullif(p.Kostnad, ''), ',', '.'), ' ', '')
			+ 0.0 as cost,
		nullif(p.KostnadFöre, '') + 0.0 as before,
		nullif(p.KostnadEfter, '') + 0.0 as after
	from rehabprocess p
		left join groups g on g.diagnosis = p.Huvuddiagnos
		join clinic c on c.name = p.Mottagning or
			instr(c.aliases, '|' || p.Mottagning || '|')
	where p.Bedömningsdatum like '2025-%' and p.Behov = 'J' and
		p.ProcessId not between 'P099' and 'P105';
create view needs as select *, case when age < 18 then '0-17'
	when age < 25 then '18-24' when age < 50 then '25-49'
	when age < 65 then '50-64' when age < 75 then '65-74'
	else '75-' end as age_group from need where age is not null
	union all select *, null from need where age is null;
create view done as
	select distinct i.InsatsId as id, i.ProcessId as process,
		i.Personnummer as who, c.id as clinic,
		julianday(i.Datum) - julianday(nullif(i.FöregåendeInsats, ''))
			as gap,
		nullif(i.Minuter, '') + 0 as minutes,
		nullif(i.Samordnad, '') = 'J' as together
	from rehabinsats i join clinic c on c.name = i.Mottagning or
		instr(c.aliases, '|' || i.Mottagning || '|')
	where i.Datum like '2025-%';
create view people as
	select Kommun as residence, case Kön when 'Män' then 'M' else 'F' end
		as sex, case when Ålder = 12 then '0-17' when Ålder = 40 then
		'25-49' when Ålder = 58 then '50-64' else '75-' end
		as age_group, Antal as n
	from befolkning where År = '2025';
SQL

# by COLUMN QUERY: the query for each value of the column, '' for all.
by() {
	case $1 in
	'') echo "select '', $2 from needs $3" ;;
	*) echo "select ifnull(nullif($1, ''), 'null'), $2 from needs $3 group by $1" ;;
	esac
}

# each INDICATOR VALUE [WHERE]: in every grouping.
each() {
	for column in '' regi clinic residence diagnosis_group age_group sex
	do
		agree "$1" "$column" "$(by "$column" "$2" "${3-}")" || return 1
	done
}

# nearest PERCENT COLUMN TABLE [GROUP]: the percentile by nearest rank.
nearest() {
	echo "select ifnull(nullif($4, ''), 'null'), $2
		from (select ${4:-''} as $4, $2,
		row_number() over (partition by ${4:-1} order by $2) as place,
		count(*) over (partition by ${4:-1}) as many from $3)
		where place = (many * $1 + 99) / 100"
}
median() {
	nearest "$@" | sed "s/ifnull(nullif(,.*null')/''/; s/ as ,/ as nobody,/"
}

# unlike COLUMN: highest over lowest access, and the index of disparity.
# Without groups of fewer than so many.
unlike() {
	echo "with g as (select sum(begun) as x, count(*) as n from needs
			where $1 <> '' group by $1 having n >= $3),
		t as (select 1.0 * sum(x) / sum(n) as mean, sum(n) as n from g)
		select '', $2 from g, t"
}
ratio='max(1.0 * x / g.n) / min(1.0 * x / g.n)'
index='sum(g.n * abs(1.0 * x / g.n - mean)) / (max(t.n) * max(mean))'

# The same of patients per inhabitant, of those who live in the region.
per_head() {
	echo "with who as (select residence, $1, count(distinct who) as x
			from needs where begun and residence in
			(select residence from people) group by residence, $1),
		g as (select p.$1, sum(p.n) as n, ifnull((select sum(x) from who
			where who.$1 = p.$1), 0) as x from people p group by $1),
		t as (select 1.0 * sum(x) / sum(n) as mean, sum(n) as n from g)
		select $3, $2 from g, t"
}

check 'R-PROC-01: needs in every grouping' each rehab_needs 'count(*)'
check 'R-PROC-02: access in every grouping' \
	each rehab_access '1.0 * sum(begun) / count(*)'
for group in residence:residence diagnosis_group:diagnosis sex:sex
do
	column=${group%:*} name=${group#*:}
	check "R-PROC-04: access by $name, highest over lowest" \
		agree "rehab_access_ratio_$name" '' "$(unlike "$column" "$ratio" 5)"
	check "R-PROC-05: access by $name, index of disparity" agree \
		"rehab_access_disparity_$name" '' "$(unlike "$column" "$index" 0)"
done
check 'R-PROC-03: patients per 1000 inhabitants by municipality' \
	value rehab_rate residence Torsby \
	"$(sqlite3 "$here/db" "select 1000.0 * count(distinct who) /
		(select sum(n) from people where residence = 'Torsby')
		from needs where begun and residence = 'Torsby'")"
check 'R-PROC-03: no population, no rate' \
	said rehab_rate residence Oslo no_denominator
for column in residence sex
do
	check "R-PROC-04: rates by $column" agree "rehab_rate_ratio_$column" \
		'' "$(per_head $column "$ratio" "''")"
	check "R-PROC-05: rates by $column" agree \
		"rehab_rate_disparity_$column" '' \
		"$(per_head $column "$index" "''")"
done
check 'R-PROC-06: median wait' agree rehab_wait_median '' \
	"$(median 50 wait 'needs where wait >= 0' '')"
check 'R-PROC-06: 90th percentile by municipality' agree rehab_wait_p90 \
	residence "$(median 90 wait 'needs where wait >= 0' residence)"
check 'R-PROC-07: needs without an intervention' \
	each rehab_unmet 'sum(not begun)'
check 'R-PROC-07: patients of whom one was not met' each rehab_unmet_patients \
	'count(distinct case when not begun then who end)'
check 'R-PROC-07: their share' \
	each rehab_unmet_share '1.0 * sum(not begun) / count(*)'
check 'R-PROC-08: median wait between interventions' \
	agree rehab_gap_median '' "$(median 50 gap 'done where gap >= 0' '')"
check 'R-PROC-08: 90th percentile by clinic' agree rehab_gap_p90 clinic \
	"$(median 90 gap 'done where gap >= 0' clinic)"
check 'R-PROC-09: coordinated visits' agree rehab_coordinated clinic \
	"select clinic, sum(together) from done where together is not null
		group by clinic"
check 'R-PROC-09: their share' agree rehab_coordinated_share '' \
	"select '', avg(together) from done where together is not null"
check 'R-PROC-10: minutes per patient' agree rehab_minutes_per_patient \
	clinic "select clinic, 1.0 * sum(minutes) / count(distinct who)
		from done where minutes is not null group by clinic"
check 'R-PROC-11: time on task' agree rehab_time_on_task profession \
	"select Yrkeskategori, sum(replace(VaravYrkesnära, ',', '.')) /
		sum(replace(Timmar, ',', '.')) from rehabtid
		where Timmar <> '' and Månad <> '2025-13' group by 1"
check 'R-PROC-12: return visits within 30 days' each rehab_return_30_days \
	'1.0 * sum(ifnull(back between 1 and 30, 0)) / count(*)' \
	'where begun and ended'
check 'R-PROC-13: admissions within 90 days' each rehab_admissions \
	'sum(ifnull(admitted between 0 and 90, 0))' 'where begun'
check 'R-PROC-14: cost per process' each rehab_process_cost \
	'avg(cost)' 'where begun and cost is not null'
both='where begun and before is not null and after is not null'
check 'R-PROC-15: cost of care before' \
	each rehab_care_cost_before 'avg(before)' "$both"
check 'R-PROC-15: cost of care after' \
	each rehab_care_cost_after 'avg(after)' "$both"
check 'R-PROC-15: the change' each rehab_care_cost_change \
	'sum(after - before) / sum(before)' "$both"
check 'R-PROC-13: a window of 90 days is our decision' \
	test "$(jq -r 'select(.indicator == "rehab_admissions") | .basis' \
		"$here/indicators.ndjson" | sort -u)" = local
check 'faults' rejected rehabprocess 101:unknown_clinic \
	102:bad_check_digit 103:missing 104:bad_date 105:bad_number

# Of the four needs of Oslo each was met, of the five of Kil two.
smallest() {
	jq ".values.smallest_group = $1" \
		"$pipelines/indicators/rehabprocess.json" >"$here/other.json" &&
		figures 2025 "$here/other.json" && import_figures &&
		agree rehab_access_ratio_residence '' \
			"$(unlike residence "$ratio" "$1")" &&
		value rehab_access_ratio_residence '' '' "$2" 3
}
check 'R-PROC-04: a group of five counts' \
	value rehab_access_ratio_residence '' '' 2.245 3
check 'R-PROC-04: groups of four, too, if that is wanted' smallest 4 2.5
check 'R-PROC-04: six and more' smallest 6 1.347
finish
