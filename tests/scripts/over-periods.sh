#!/bin/sh
# Formulas over periods (year to date, rolling, the year before, a baseline)
# against what sqlite3 makes of the same rows; whole, in parts and as a chain.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# Rows of 30 months from 2023-07 on; clinics have months without any, one
# begins late, one closes, and nobody has rows in the July of 2024.
awk 'BEGIN {
	srand(5)
	for (m = 6; m < 36; m++) {
		month = sprintf("%d-%02d", 2023 + int(m / 12), m % 12 + 1)
		for (c = 0; c < 5; c++) {
			if (m == 18 || c == 1 && m < 12 || c == 2 && m > 22 ||
			    rand() < 0.2)
				continue
			for (k = int(rand() * 9); k > 0; k--)
				printf "v,c%d,%s,p%d,\n", c, month, rand() * 30
			if (rand() < 0.9)
				printf "s,c%d,%s,,%.2f\n", c, month,
					0.25 * (1 + int(rand() * 6))
		}
	}
}' >rows.csv
awk -F, '{
	y = substr($3, 1, 4)
	q = int((substr($3, 6) + 2) / 3)
	line = "{\"record\":\"" $1 "\",\"clinic\":\"" $2 "\",\"month\":\"" $3
	line = line "\",\"quarter\":\"" y "-Q" q "\",\"year\":" y
	print line ($4 == "" ? "" : ",\"patient\":\"" $4 "\"") \
		($5 == "" ? "" : ",\"fte\":" $5) "}"
}' rows.csv >rows.ndjson
definition() {
	printf '{ "id": "%s", "title": { "sv": "a", "en": "a" },
		"unit": "a", "decimals": 2, "by": %s, %s }' "$@"
}
cat >d.json <<J
{
  "measures": {
    "visits": { "take": "count", "where": "record == 'v'" },
    "fte": { "take": "sum:fte", "where": "record == 's'" },
    "all": { "take": "count" }
  },
  "indicators": [
    $(definition to_date '[["month"], ["clinic", "month"]]' \
	'"value": "cumulate(month, visits)", "groups": "all"'),
    $(definition rolling '[["clinic", "month"]]' \
	'"numerator": "rolling(month, 12, visits)",
	"denominator": "rolling(month, 12, fte)", "groups": "all"'),
    $(definition before '[["clinic", "month"]]' \
	'"value": "visits - before(month, 12, visits)", "groups": "all"'),
    $(definition load_before '[["clinic", "month"]]' \
	'"value": "before(month, 1, visits / fte)", "groups": "all"'),
    $(definition baseline '[["clinic"], ["clinic", "month"]]' \
	'"numerator": "visits",
	"denominator": "baseline(month, 2023-Q4, 2024-02, visits)"'),
    $(definition quarters '[["quarter"]]' \
	'"value": "cumulate(quarter, visits)"'),
    $(definition best '[["clinic"]]' \
	'"value": "max_over(month, rolling(month, 3, visits))"')
  ]
}
J
sqlite3 db <<'SQL'
create table rows (record, clinic, month, patient, fte);
.mode csv
.import rows.csv rows
create view own as select clinic, month, 12 * substr(month, 1, 4) +
	substr(month, 6) - 1 as no, sum(record = 'v') as visits,
	sum(0.0 + fte) as fte from rows group by clinic, month;
-- the first and last month of visits, of staff, and of either
create view stream as select
	(select min(no) from own where visits > 0) as v0,
	(select max(no) from own where visits > 0) as v1,
	(select min(no) from own where fte > 0) as s0,
	(select max(no) from own where fte > 0) as s1,
	min(no) as e0, max(no) as e1 from own;
SQL
# agree ID BY SQL: the members of by and value, to nine decimals; nothing where
# sqlite3 has null.
agree() {
	sqlite3 -separator ' ' db "$3" | grep -v ' $' | sort >want
	aggregate --indicators d.json rows.ndjson | jq -r --arg id "$1" \
		--arg by "$2" 'select(.indicator == $id and .value != null and
		(.by | join(" ")) == $by) |
		"\([.[$by | split(" ")[]]] | join(" ")) \(.value)"' | sort >got
	test -s want && test "$(wc -l <want)" -eq "$(wc -l <got)" &&
		paste -d ' ' want got | awk '{
			d = $(NF) - $(NF / 2)
			if (NF % 2 || $1 != $(NF / 2 + 1) || d > 1e-9 ||
			    d < -1e-9) {
				print
				bad = 1
			}
		} END { exit bad }'
}
check 'the year to date by clinic' agree to_date 'clinic month' "
	select o.clinic, o.month, (select sum(visits) from own p where
		p.clinic = o.clinic and p.no <= o.no and
		p.no / 12 = o.no / 12) from own o, stream where o.no <= v1"
check 'the year to date of all' agree to_date month "
	select o.month, (select sum(visits) from own p where p.no <= o.no and
		p.no / 12 = o.no / 12) from own o, stream where o.no <= v1
	group by o.month"
check 'rolling twelve months, as a ratio of sums' \
	agree rolling 'clinic month' "
	select o.clinic, o.month, (select case when sum(fte) > 0 then
		1.0 * sum(visits) / sum(fte) end from own p where
		p.clinic = o.clinic and p.no between o.no - 11 and o.no)
	from own o, stream where o.no - 11 >= v0 and o.no <= v1 and
		o.no - 11 >= s0 and o.no <= s1"
check 'the change to the same month of the year before' \
	agree before 'clinic month' "
	select o.clinic, o.month, visits - ifnull((select visits from own p
		where p.clinic = o.clinic and p.no = o.no - 12), 0)
	from own o, stream where o.no - 12 >= v0 and o.no - 12 <= v1"
check 'a ratio of the month before, and none where it had none' \
	agree load_before 'clinic month' "
	select o.clinic, o.month, (select 1.0 * visits / fte from own p
		where p.clinic = o.clinic and p.no = o.no - 1 and fte > 0)
	from own o, stream where o.no - 1 >= e0"
check 'a frozen baseline, by month' agree baseline 'clinic month' "
	select o.clinic, o.month, 1.0 * visits / (select sum(visits) from own p
		where p.clinic = o.clinic and
		p.month between '2023-10' and '2024-02')
	from own o where visits > 0"
check 'and of all months' agree baseline clinic "
	select o.clinic, 1.0 * sum(visits) / (select sum(visits) from own p
		where p.clinic = o.clinic and
		p.month between '2023-10' and '2024-02')
	from own o group by clinic"
check 'quarters to date' agree quarters quarter "
	select distinct (no / 12) || '-Q' || (no % 12 / 3 + 1), (select
		sum(visits) from own p where p.no / 12 = o.no / 12 and
		p.no / 3 <= o.no / 3) from own o where (select sum(visits)
		from own p where p.no / 3 = o.no / 3) > 0"
check 'the best three months' agree best clinic "
	select clinic, max((select sum(visits) from own p where
		p.clinic = o.clinic and p.no between o.no - 2 and o.no))
	from own o, stream where o.no - 2 >= v0 and visits > 0
	group by clinic"

whole() {
	aggregate --indicators d.json "$@"
}
merged() {
	whole rows.ndjson >all && split -n r/4 rows.ndjson part.
	for part in part.a?
	do
		whole --partial "$part" >"$part.state" || return
	done
	whole --merge part.*.state | same all -
}
chained() {
	# shellcheck disable=SC1010  # a word of chain-stages
	chain-stages cat rows.ndjson then aggregate --indicators d.json |
		same all -
}
other_order() {
	shuf --random-source=rows.csv rows.ndjson | whole | same all -
}
# Of figures of each kind the rows behind them, by a second reading.
traced() {
	jq -c 'select(.value != null and .indicator != "best")' all |
		awk 'NR % 23 == 1' | while read -r figure
		do
			echo "$figure" | jq -r '.indicator, (. as $f | .by[] |
				"\(.)=\($f[.])")' | xargs -d '\n' sh -c \
				'trace-figure -q --indicators d.json "$@" -- \
				rows.ndjson >trace' - || echo "$figure"
			(cd "$top" && perl tests/work-out.pl "$here/d.json" \
				"$figure" "$here/trace") || echo "$figure"
		done >wrong 2>&1
	head -n 5 wrong
	test -s trace && test ! -s wrong
}
withheld() {
	echo '{}' >rules.json
	suppress-small -q -r rules.json all >shown && jq -es 'all(
		has("windows") and .suppressed == "withheld" and
		(has("value") or has("n")) == false)' shown
}
check 'in parts and merged as whole' merged
check 'in a chain as alone' chained
check 'in any order of the records' other_order
check 'the rows behind them come to the same by a second reading' traced
check 'none of them is shown where small figures are hidden' withheld
finish
