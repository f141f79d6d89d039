#!/bin/sh
# Three years in one run: what the report prints of each comes out of the raw
# rows, and each figure stands beside that of the year before.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
published=$top/testdata/published

make_years() {
	mkdir "$here/extracts" &&
		ln -s "$year/extracts" "$here/extracts/2025" &&
		synthesize -q --year 2023 "$here/extracts/2023" &&
		synthesize -q --year 2024 "$here/extracts/2024" &&
		cp "$top"/testdata/areas/taxa/taxa.csv "$here/extracts/2024" &&
		over-years -q "$here/extracts" "$here/out"
}
check 'three years in one run' make_years

jq -r '. as $i | [.period, .indicator, (.by | join("+")),
	([.by[] | $i[.] | tostring] | join("+")), .value, .compared_with,
	.previous, .change, .change_percent, .not_compared] | @csv' \
	"$here/out/indicators.ndjson" >"$here/made.csv"
sqlite3 "$here/db" <<SQL
create table made (period, indicator, by_what, who, value numeric,
	compared_with, previous numeric, change numeric, percent numeric, why);
.mode csv
.import '$here/made.csv' made
.import '$published/fte-by-regi.csv' fte
.import '$published/visits-by-year.csv' visits
.import '$published/far.csv' far
SQL

# nothing QUERY: it gives no row, which would be what is wrong.
nothing() {
	sqlite3 -separator ' ' "$here/db" "$1" >"$here/wrong" &&
		test ! -s "$here/wrong" && return
	cat "$here/wrong"
	return 1
}

# printed COLUMN TABLE INDICATOR WHO DIGITS: of each year in the table.
printed() {
	nothing "select p.year, p.$1, m.value from $2 p left join made m
		on m.period = p.year and m.indicator = '$3' and m.who = '$4'
		and m.by_what = case '$4' when '' then '' else 'regi' end
		where p.$1 <> '' and (m.value is null or
			round(m.value, $5) <> round(p.$1, $5))"
}
check 'visits of 2024 and 2025' printed visits visits visits '' 0
for who in egen privat
do
	check "FTE of 2023 to 2025, $who" printed $who fte fte $who 1
done
check 'FTE of 2023 to 2025' printed total fte fte '' 1
check 'FaR of 2023 to 2025' printed prescriptions far far '' 0

# R-YEAR-04: 67 is printed of 2023, which is read as 57.
far_share() {
	sqlite3 "$here/db" "update far set share_privat_percent = 57
		where year = '2023' and share_privat_percent = '67'" &&
		nothing "select year, '$1', share_$1_percent, 100 * m.value
			from far p left join made m on m.period = p.year and
			m.indicator = 'far_share' and m.who = '$1'
			where m.value is null or
			round(100 * m.value) <> share_$1_percent + 0"
}
check 'R-YEAR-04: share of FaR, egen' far_share egen
check 'R-YEAR-04: share of FaR, privat' far_share privat

# is WHAT INDICATOR WHO WANTED: of 2025.
is() {
	nothing "select '$2', $1, 'wanted $4' from made where period = '2025'
		and indicator = '$2' and who = '$3' and
		by_what in ('', 'regi') and round($1, 1) <> $4"
}
check 'R-YEAR-03: visits grew by 4.8 %' is percent visits '' 4.8
check 'R-YEAR-03: FTE grew by just under three' is change fte '' 2.8
check 'R-YEAR-03: FaR fell by 30' is change far '' -30
check 'R-YEAR-01: two private clinics opened in 2024' \
	is previous clinics_opened privat 2
check 'R-YEAR-01: three private ones closed' is value clinics_closed privat 3
check 'R-YEAR-02: each change is from the year before' nothing "
	select m.period, m.indicator, m.by_what, m.who, m.change,
		m.value - p.value
	from made m join made p on p.indicator = m.indicator and
		p.by_what = m.by_what and p.period = m.period - 1 and
		replace(p.who, p.period, m.period) = m.who
	where m.compared_with <> p.period or
		abs(m.change - (m.value - p.value)) > 0.000001"
check 'R-YEAR-02: a clinic that opened in 2024 has none before' nothing "
	select who, compared_with, why from made where period = '2024' and
		indicator = 'visits' and by_what = 'clinic' and
		who = 'sano' and why <> 'no_previous'"
check 'the tariff of 2024 is in its year only' nothing "
	select period, value from made where indicator = 'tariff_establishments'
		and by_what = '' and (period <> '2024' or value <> 20)"

# By month since January 2023: the long view of a clinic.
months() {
	jq -es 'map(select(.indicator == "monthly_visits" and
		.clinic == "gripen")) | length == 1 and
		.[0].from == "2023-01" and .[0].to == "2025-12" and
		.[0].points == 36 and .[0].missing == 0' \
		"$here/out/run-charts.ndjson"
}
check 'the months of three years in one chart' months

again() {
	cp "$here/out/indicators.ndjson" "$here/before" &&
		over-years -q "$here/extracts" "$here/out" &&
		same "$here/before" "$here/out/indicators.ndjson"
}
check 'the same bytes again' again
# What a killed run leaves, and what is not its own; and two at once.
left() {
	mkdir "$here/out/.over-years.Ab12Cd" && echo x >"$here/out/.over-years.Ab12Cd/x" &&
		ln -s "$here/extracts" "$here/out/.over-years.linked" &&
		over-years -q "$here/extracts" "$here/out" &&
		test ! -e "$here/out/.over-years.Ab12Cd" &&
		test -e "$here/out/.over-years.linked" &&
		rm "$here/out/.over-years.linked"
}
check 'what a killed run left is cleared up' left
at_once() {
	(
		exec 8<"$here/out"
		flock 8
		over-years -q "$here/extracts" "$here/out" 2>"$here/said" 8<&-
		test $? -eq 2
	) && grep 'another run is at work' "$here/said"
}
check 'two at once: the second does nothing' at_once
# A killed one leaves a stage at work, here one that waits for the file go.
outlived() {
	mkdir "$here/slow" && ln -s "$VARDSTROM_BIN"/* "$here/slow" &&
		rm "$here/slow/chain-stages" || return
	cat >"$here/slow/chain-stages" <<-END
	#!/bin/sh
	: >"$here/begun"
	until test -e "$here/go" || test ! -d "$here"; do sleep 0.05; done
	exec "$VARDSTROM_BIN/chain-stages" "\$@"
	END
	chmod +x "$here/slow/chain-stages"
	VARDSTROM_BIN=$here/slow over-years -q "$here/extracts" "$here/out" &
	victim=$!
	i=0
	until test -e "$here/begun" || test "$i" -ge 400
	do
		sleep 0.05
		i=$((i + 1))
	done
	kill -KILL "$victim"
	wait "$victim" 2>/dev/null
	timeout 100 over-years -q "$here/extracts" "$here/out" 2>"$here/said"
	status=$?
	: >"$here/go"
	cat "$here/said"
	test "$status" -eq 2 && grep 'over-years: .*another run is at work' \
		"$here/said" && timeout 100 flock "$here/out" true
}
check 'who outlives a killed one keeps the others away' outlived
# Root may read all, unless it lays that right down.
unreadable() {
	chmod 300 "$here/out"
	down=
	test "$(id -u)" -ne 0 || down='setpriv --bounding-set=-all'
	$down over-years -q "$here/extracts" "$here/out" 2>"$here/said"
	status=$?
	chmod 755 "$here/out"
	cat "$here/said"
	test "$status" -eq 2 && grep 'out: cannot be read' "$here/said"
}
check 'a folder that cannot be read is trouble' unreadable
broken() {
	rm "$here/extracts/2024/resurs.csv"
	over-years -q "$here/extracts" "$here/out" 2>"$here/said"
	test $? -eq 2 && grep 'missing resurs.csv' "$here/said" &&
		same "$here/before" "$here/out/indicators.ndjson"
}
check 'a year that fails leaves the figures as they were' broken
no_year() {
	mkdir "$here/empty"
	over-years "$here/empty" "$here/none" 2>"$here/said"
	test $? -eq 2 && grep 'holds no folder of a year' "$here/said" &&
		test ! -e "$here/none"
}
check 'a folder without years is trouble' no_year
finish
