#!/bin/sh
# The verdicts on the twenty providers of 2025 are those that follow from the
# cells that the report prints: R-TARGET-01, R-TARGET-02, R-TARGET-03.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
published=$top/testdata/published

render-table --rows provider --format csv \
	--columns visits_per_fte,unique_patients_per_fte \
	-o "$here/made.csv" "$year/out/indicators.ndjson"
sqlite3 "$here/db" <<SQL
.mode csv
.import '$here/made.csv' made
.import '$published/providers-2025.csv' printed
SQL

# verdicts COLUMN EXPRESSION: of each provider, as the printed cells have it.
verdicts() {
	wrong=$(sqlite3 -separator ' ' "$here/db" "
		select p.provider, 'made', m.\"$1\", 'printed', $2
		from printed p left join made m on m.provider = p.provider
		where p.provider <> 'Summa' and m.\"$1\" is not ($2)")
	test -z "$wrong" && return
	echo "$wrong"
	return 1
}

# count COLUMN VERDICT WANTED
count() {
	got=$(sqlite3 "$here/db" \
		"select count(*) from made where \"$1\" = '$2'")
	test "$got" -eq "$3" || echo "$1 $2: $got, wanted $3"
	test "$got" -eq "$3"
}

exit_code() {
	check-targets -t "$top/pipelines/targets/kvalitetsbokslut.json" \
		--exit-code -o "$here/again" "$year/out/indicators.ndjson"
	test $? -eq 1 && cmp "$here/again" "$year/out/indicators.ndjson"
}

visits_met='visits_per_fte:met'
unique_met='unique_patients_per_fte:met'
check 'visits per FTE against the requirement of each provider' \
	verdicts "$visits_met" "case when p.visits_per_fte + 0 >=
		coalesce(nullif(p.adjusted_requirement, ''), 1200) + 0
		then 'true' else 'false' end"
check 'unique patients per FTE, and not where the cell is blank' \
	verdicts "$unique_met" "case when p.unique_per_fte = ''
		then 'fte_below_0.2' when p.unique_per_fte + 0 >= 280
		then 'true' else 'false' end"
check '13 met the requirement on visits' count "$visits_met" true 13
check '7 missed it' count "$visits_met" false 7
check '7 missed the requirement on unique patients' \
	count "$unique_met" false 7
check 'two are not assessed' count "$unique_met" fte_below_0.2 2
check 'checked again: the same bytes, and exit 1' exit_code
finish
