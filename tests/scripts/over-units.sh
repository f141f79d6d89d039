#!/bin/sh
# Formulas over units (median, percentile, share, weighted mean) against what
# sqlite3 makes of the same rows; whole, in parts and as a chain.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# Rows of clinics in four regions: clinics with one or no patient, some that
# have no staff, and a region of a single clinic.
awk 'BEGIN {
	srand(11)
	for (i = 0; i < 900; i++) {
		c = int(rand() * rand() * 23)
		printf "v,r%d,c%02d,p%d,%d,\n", c < 22 ? c % 3 : 3, c,
			rand() * 90, 1 + int(rand() * 40)
	}
	for (c = 0; c < 23; c++)
		if (c % 5 != 4)
			printf "s,r%d,c%02d,,,%.2f\n", c < 22 ? c % 3 : 3, c,
				0.25 * int(1 + rand() * 20)
}' >rows.csv
awk -F, '{
	line = "{\"record\":\"" $1 "\",\"regi\":\"" $2 "\",\"clinic\":\"" $3 "\""
	line = line ($4 == "" ? "" : ",\"patient\":\"" $4 "\",\"wait\":" $5)
	print line ($6 == "" ? "" : ",\"fte\":" $6) "}"
}' rows.csv >rows.ndjson
cat >d.json <<'J'
{
  "values": { "most": 30 },
  "measures": {
    "visits": { "take": "count", "where": "record == 'v'" },
    "patients": { "take": "distinct:patient", "where": "record == 'v'" },
    "wait": { "take": "p50:wait", "where": "record == 'v'" },
    "fte": { "take": "sum:fte", "where": "record == 's'" },
    "load": { "formula": "visits / fte" }
  },
  "indicators": [
    { "id": "median", "title": { "sv": "a", "en": "a" }, "unit": "ratio",
      "decimals": 2, "by": [[], ["regi"]],
      "value": "median_over(clinic, load)" },
    { "id": "p90", "title": { "sv": "a", "en": "a" }, "unit": "ratio",
      "decimals": 2, "by": [[], ["regi"]],
      "value": "percentile_over(clinic, 90, load)" },
    { "id": "wait", "title": { "sv": "a", "en": "a" }, "unit": "days",
      "decimals": 1, "by": [[], ["regi"]],
      "value": "median_over(clinic, wait)" },
    { "id": "meet", "title": { "sv": "a", "en": "a" }, "unit": "share",
      "decimals": 2, "by": [[], ["regi"]],
      "value": "share_over(clinic, at_least(most, load))" },
    { "id": "weighted", "title": { "sv": "a", "en": "a" }, "unit": "ratio",
      "decimals": 2, "by": [[], ["regi"]],
      "value": "mean_over(clinic, load, patients)" },
    { "id": "own", "title": { "sv": "a", "en": "a" }, "unit": "ratio",
      "decimals": 2, "by": [["clinic"]],
      "value": "across(clinic, median_over(clinic, load)) - load" }
  ]
}
J
sqlite3 db <<'SQL'
create table rows (record, regi, clinic, patient, wait, fte);
.mode csv
.import rows.csv rows
create view unit as select regi, clinic,
	sum(record = 'v') as visits,
	count(distinct nullif(patient, '')) as patients,
	sum(0.0 + fte) as fte from rows group by regi, clinic;
create view scope as select '' as regi, regi as of from unit
	union select regi, regi from unit;
create view load as select s.regi, clinic, patients, visits / fte as x
	from scope s join unit u on u.regi = s.of where fte > 0;
create view placed as select *, row_number() over (partition by regi
	order by x) as place, count(*) over (partition by regi) as n from load;
create view waits as select s.regi, clinic, 0.0 + wait as x, row_number()
	over (partition by s.regi, clinic order by 0 + wait) as place,
	count(*) over (partition by s.regi, clinic) as n
	from scope s join rows r on r.regi = s.of where record = 'v';
create view own as select regi, clinic, x, row_number() over
	(partition by regi order by x) as place,
	count(*) over (partition by regi) as n
	from waits where place = (n + 1) / 2;
SQL
# agree ID SQL: regi and value, to nine decimals, with a median of halves.
agree() {
	sqlite3 -separator ' ' db "$2" | sort >want
	aggregate --indicators d.json rows.ndjson | jq -r --arg id "$1" '
		select(.indicator == $id and .value != null) |
		"\(.regi // "") \(.value)"' | sort >got
	test -s want && test "$(wc -l <want)" -eq "$(wc -l <got)" &&
		paste -d ' ' want got | awk '{
			d = $(NF) - $(NF / 2)
			if (NF % 2 || d > 1e-9 || d < -1e-9) {
				print
				bad = 1
			}
		} END { exit bad }'
}
middle='avg(x) from %s where place in ((n + 1) / 2, n / 2 + 1) group by regi'
# the format is ours
# shellcheck disable=SC2059
of_table() {
	printf "select regi, $middle" "$1"
}
check 'the median of clinics' agree median "$(of_table placed)"
check 'of medians' agree wait "$(of_table own)"
check 'the 90th percentile by nearest rank' agree p90 "
	select regi, x from placed where place = (9 * n + 9) / 10"
check 'the share of clinics' agree meet "
	select regi, avg(x <= 30) from load group by regi"
check 'the mean by weight' agree weighted "
	select regi, sum(x * patients) / sum(patients) from load group by regi
	having sum(patients) > 0"
check 'a median beside a clinic' test "$(aggregate --indicators d.json \
	rows.ndjson | jq -s 'map(select(.indicator == "own" and .value == 0)) |
	length')" -ge 1

whole() {
	aggregate --indicators d.json "$@"
}
merged() {
	whole rows.ndjson >all && rm -f part.*
	split -n r/4 rows.ndjson part.
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
traced() {
	whole rows.ndjson | jq -c 'select(.indicator != "own")' |
		while read -r figure
		do
			set -- "$(echo "$figure" | jq -r .indicator)"
			set -- "$@" "$(echo "$figure" |
				jq -r '.regi // empty | "regi=" + .')"
			# shellcheck disable=SC2086  # no word where there is none
			trace-figure -q --indicators d.json $1 $2 -- \
				rows.ndjson >trace || echo "$figure"
			(cd "$top" && perl tests/work-out.pl "$here/d.json" \
				"$figure" "$here/trace") || echo "$figure"
		done >wrong 2>&1
	test -s trace && test ! -s wrong
	status=$?
	head -n 5 wrong
	return $status
}
check 'in parts and merged as whole' merged
check 'in a chain as alone' chained
check 'the rows behind them come to the same by a second reading' traced
finish
