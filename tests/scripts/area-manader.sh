#!/bin/sh
# A clinic's own figures month by month, and what run-chart says of them.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area manader 2025

sqlite3 "$here/db" <<SQL
create view contact as
	select MottagningsId as clinic, substr(Kontaktdatum, 1, 7) as month,
		Personnummer as patient, Kontakttyp as form,
		Status = 'Genomförd' as done
	from fys002 f join mottagningar m on m.Namn = f.Mottagning
	where Kontaktdatum like '2025%';
create view staffed as
	select MottagningsId as clinic, Månad as month,
		replace(Heltidsresurs, ',', '.') + 0 as fte
	from resurs where Månad like '2025%';
SQL
# monthly TITLE INDICATOR EXPRESSION: by clinic and month, of staffed months.
monthly() {
	check "R-RUN-07: $1" agree "$2" clinic+month "
		select s.clinic || '+' || s.month, $3
		from staffed s left join contact c
			on c.clinic = s.clinic and c.month = s.month
		group by s.clinic, s.month"
}
monthly 'visits' monthly_visits 'ifnull(sum(done), 0)'
monthly 'patients' monthly_patients \
	'count(distinct case when done then patient end)'
monthly 'visits per FTE of the month' monthly_visits_per_fte \
	'ifnull(sum(done), 0) / fte'
check 'R-RUN-07: a month with staff and no visit is 0' \
	value monthly_visits clinic+month rud+2025-05 0
check 'R-RUN-07: first visits' agree monthly_first_visits_share clinic+month "
	select clinic || '+' || month, avg(form = 'Enskilt nybesök')
	from contact where done group by clinic, month"
check 'R-RUN-07: no-shows' agree monthly_no_show_share month "
	select month, avg(not done) from contact group by month"

# charts FILE...: the run charts as lines of clinic, member and value.
charts() {
	run-chart --charts-only -i monthly_visits "$@" >"$here/charts.ndjson"
}
chart() {
	jq -c "select(.clinic == \"$1\") | $2" "$here/charts.ndjson" \
		>"$here/got"
	echo "$3" >"$here/wanted"
	same "$here/got" "$here/wanted"
}
check 'charts of the year' charts "$here/indicators.ndjson"
# 3 3 3 4 4 5 6 6 6 7 7 8: the middle two are 5 and 6.
check 'R-RUN-01: the median of twelve, by hand' chart gripen .median 5.5
check 'R-RUN-02: half a year below, half a year above' chart gripen \
	'[.signals[] | select(.rule == "shift") | .from, .to, .side]' \
	'["2025-01","2025-06","below","2025-07","2025-12","above"]'
check 'R-RUN-04: two runs where four are the fewest' chart gripen \
	'[.runs, .runs_low, .runs_high]' '[2,4,10]'
# Steps 1 1 2 1 1 3 1 1 2 1 1 are 15; 62 / 12 and 2.66 * 15 / 11.
check 'R-RUN-05: mean and limits, by hand' chart gripen \
	'[.mean, .upper | . * 1000 | round]' '[5167,8794]'
check 'R-RUN-05: no month beyond them' chart gripen \
	'[.signals[] | select(.rule == "astronomical")]' '[]'
check 'nothing to see at the other clinic' chart rud .signals '[]'

# The same of the year's every clinic, worked out in SQL.
need_year
run-chart -q --charts-only -i monthly_visits "$year/out/indicators.ndjson" |
	jq -r 'select(.by == ["clinic"] and .median) | [.clinic, .median,
		.mean, .upper, .lower,
		([.signals[] | select(.rule == "astronomical")] | length),
		([.signals[] | select(.rule == "shift") | .points] | add // 0),
		([.signals[] | select(.rule == "trend") | .points] | add // 0)]
		| @csv' >"$here/charts.csv"
jq -r 'select(.indicator == "monthly_visits" and .by == ["clinic", "month"]) |
	[.clinic, .month, .value] | @csv' "$year/out/indicators.ndjson" \
	>"$here/points.csv"
sqlite3 "$here/db" <<SQL
create table chart (clinic, median, mean, upper, lower, n_far, n_shift,
	n_trend);
create table point (clinic, month, value numeric);
.mode csv
.import '$here/charts.csv' chart
.import '$here/points.csv' point
create view stepped as
	select *, value - lag(value) over w as step,
		row_number() over w as place,
		row_number() over (partition by clinic order by value) as rank,
		count(*) over (partition by clinic) as n
	from point window w as (partition by clinic order by month);
create view line as
	select clinic, avg(value) as mean, avg(abs(step)) as range,
		avg(case when rank in ((n + 1) / 2, n / 2 + 1) then value end)
			as median
	from stepped where n >= 10 group by clinic;
-- Runs of points on one side, and of steps in one direction: what the places
-- of such points differ by from their rank among them.
create view sided as
	select clinic, place, value > median as is_above, place - row_number()
		over (partition by clinic, value > median order by place)
		as run
	from stepped join line using (clinic) where value <> median;
create view shifts as
	select clinic, count(*) as n from sided group by clinic, is_above, run
	having count(*) >= 6;
create view rises as
	select clinic, place - row_number() over (partition by clinic, step > 0
		order by place) as run, step > 0 as is_up
	from stepped where step <> 0;
create view trends as
	select clinic, count(*) + 1 as n from rises group by clinic, is_up, run
	having count(*) >= 4;
SQL
# like COLUMN EXPRESSION: of no clinic with ten months do they differ.
like() {
	wrong=$(sqlite3 "$here/db" "
		select clinic, c.$1, $2 from line left join chart c
			using (clinic)
		where c.clinic is null or abs(c.$1 - ($2)) > 0.000001 union
		select 'too few', count(*), '' from line having count(*) < 30")
	test -z "$wrong" && return
	echo "$wrong"
	return 1
}
check 'R-RUN-01: medians of the year' like median median
check 'R-RUN-05: means' like mean mean
check 'R-RUN-05: upper limits' like upper 'line.mean + 2.66 * range'
check 'R-RUN-05: lower limits' like lower 'line.mean - 2.66 * range'
check 'R-RUN-05: points beyond them' like n_far "(select count(*)
	from point p where p.clinic = line.clinic and
	abs(value - line.mean) > 2.66 * range)"

# In ties the rules pass points over, which the SQL here does not.
sqlite3 "$here/db" "delete from chart where clinic in (select clinic
	from stepped join line using (clinic)
	where step = 0 or value = median)"
tieless() {
	wrong=$(sqlite3 "$here/db" "
		select clinic, c.$1, ifnull((select sum(n) from $2
			where $2.clinic = c.clinic), 0) as wanted
		from chart c where c.$1 + 0 <> wanted union
		select 'too few', count(*), '' from chart
			having count(*) < 20")
	test -z "$wrong" && return
	echo "$wrong"
	return 1
}
check 'R-RUN-02: shifts' tieless n_shift shifts
check 'R-RUN-03: trends' tieless n_trend trends

two_years() {
	cp "$here/indicators.ndjson" "$here/2025.ndjson" &&
		figures 2024 "$definitions" &&
		charts "$here/indicators.ndjson" "$here/2025.ndjson"
}
check 'charts of two years' two_years
check 'R-RUN-06: 24 months, none missing' chart gripen \
	'[.from, .to, .points, .missing]' '["2024-01","2025-12",24,0]'
# The median is 3, on which many months lie.
check 'R-RUN-02: above from February of the second year, nine points' \
	chart gripen '[.median, (.signals[] | select(.rule == "shift") |
		.from, .to, .points, .side)]' \
	'[3,"2025-02","2025-12",9,"above"]'
check 'the manifest holds the checksum of the charts' jq -e \
	'[.outputs[].file] | index("run-charts.ndjson")' \
	"$year/out/manifest.json"
finish
