#!/bin/sh
# What lies between two events of a patient: first of each, within so many days
# and followed for as long, both, again; and products of two members. Each as
# sqlite3 works it out, and the same in parts, merged, and in a chain.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# 3000 patients: some with referrals, some with visits, before, on the day and
# after, in other clinics; admissions that follow discharges. A few have no id.
awk 'BEGIN {
	srand(11)
	for (i = 0; i < 12000; i++) {
		p = int(rand() * 3000)
		kind = substr("rvvvda", 1 + int(rand() * 6), 1)
		month = 1 + int(rand() * 12)
		date = sprintf("2025-%02d-%02d", month, 1 + int(rand() * 28))
		clinic = "c" int(rand() * 4)
		patient = p % 499 == 0 ? "" : "P" p
		fte = int(rand() * 400) / 100
		rate = int(rand() * 1000) / 1000
		print kind "," date "," substr(date, 1, 7) "," clinic "," patient \
			"," fte "," rate >"in.csv"
		printf "{\"record\":\"%s\",\"date\":\"%s\",\"month\":\"%s\",\"clinic\":\"%s\"", \
			kind, date, substr(date, 1, 7), clinic
		if (patient)
			printf ",\"patient\":\"%s\"", patient
		printf ",\"fte\":%s,\"rate\":%s}\n", fte, rate
	}
}' >in
cat >definitions <<'END'
{
  "title": { "sv": "Prov", "en": "Trial" },
  "values": { "extract": "2025-12-31", "within": 14, "again": 30 },
  "classes": { "day": { "value": "day(date)" } },
  "measures": {
    "referral": { "take": "min:day(date)", "where": "record == 'r' && has(patient)" },
    "visit": { "take": "min:day(date)", "where": "record == 'v' && has(patient)" },
    "discharge": { "take": "min:day(date)", "where": "record == 'd' && has(patient)" },
    "admission": { "take": "min:day(date)", "where": "record == 'a' && has(patient)" },
    "weighted": { "take": "sum:product(fte, rate)" },
    "fte": { "take": "sum:fte" },
    "followed": { "formula": "at_least(day(extract) - referral, within)" },
    "wait": { "formula": "next(across(clinic, visit), referral) - referral" },
    "left": { "formula": "at_least(day(extract) - discharge, again)" },
    "back": { "formula": "next(across(clinic, across(day, admission)), discharge + 1) - discharge" }
  },
  "indicators": [
    { "id": "in_time", "title": { "sv": "I tid", "en": "In time" },
      "unit": "share", "decimals": 2, "by": [[], ["clinic"]],
      "numerator": "sum_over(patient, followed * at_least(within, wait))",
      "denominator": "sum_over(patient, followed)",
      "censored": "sum_over(patient, 1 - followed)",
      "interval": { "method": "wilson", "level": 0.95 } },
    { "id": "both", "title": { "sv": "Båda", "en": "Both" },
      "unit": "patients", "decimals": 0, "by": [[], ["clinic"]],
      "value": "sum_over(patient, at_least(visit, 0) * at_least(referral, 0))" },
    { "id": "mean_wait", "title": { "sv": "Väntan", "en": "Wait" },
      "unit": "days", "decimals": 1, "by": [[], ["clinic"]],
      "value": "mean_over(patient, wait)" },
    { "id": "median_wait", "title": { "sv": "Väntan", "en": "Wait" },
      "unit": "days", "decimals": 1, "by": [[], ["clinic"]],
      "value": "median_over(patient, wait)" },
    { "id": "new", "title": { "sv": "Nya", "en": "New" },
      "unit": "patients", "decimals": 0, "by": [["month"]],
      "value": "sum_over(patient, at_least(across(month, visit), visit))" },
    { "id": "again", "title": { "sv": "Åter", "en": "Again" },
      "unit": "share", "decimals": 2, "by": [[], ["clinic"]],
      "numerator": "sum_over(patient, sum_over(day, left * at_least(again, back)))",
      "denominator": "sum_over(patient, sum_over(day, left))",
      "censored": "sum_over(patient, sum_over(day, 1 - left))" },
    { "id": "weighted", "title": { "sv": "Vägt", "en": "Weighted" },
      "unit": "share", "decimals": 3, "by": [[], ["clinic"]],
      "numerator": "weighted", "denominator": "fte" }
  ]
}
END
aggregate -q --indicators definitions in >plain || exit 2

# by_sqlite ID: id|clinic or month|numerator or value|denominator|censored
by_sqlite() {
	sqlite3 >want <<-END
	.mode csv
	CREATE TABLE t(kind, date, month, clinic, p, fte, rate);
	.import in.csv t
	.mode list
	.separator " "
	CREATE TABLE d AS SELECT kind, month, clinic, p,
		CAST(julianday(date) - 2440587.5 AS INTEGER) AS day
		FROM t WHERE p != '';
	CREATE INDEX by_patient ON d(p, kind, day);
	CREATE VIEW g AS SELECT *, clinic AS g FROM d
		UNION ALL SELECT *, 'all' FROM d;
	CREATE VIEW r AS SELECT g, p, min(day) AS x FROM g
		WHERE kind = 'r' GROUP BY g, p;
	CREATE VIEW w AS SELECT g, p, x, 20453 - x >= 14 AS followed,
		(SELECT min(day) FROM d WHERE kind = 'v' AND d.p = r.p
			AND day >= x) - x AS wait FROM r;
	CREATE VIEW out AS SELECT DISTINCT g, p, day AS x FROM g
		WHERE kind = 'd';
	CREATE VIEW back AS SELECT g, x, 20453 - x >= 30 AS followed,
		(SELECT min(day) FROM d WHERE kind = 'a' AND d.p = out.p
			AND day > x) - x AS days FROM out;
	$1
	END
	awk 'NF > 0' want | sort >wanted
}
got() {
	jq -r --arg id "$1" 'select(.indicator == $id) |
		[.clinic // .month // "all", .numerator // .value, .denominator,
			.censored] | map(select(. != null)) | join(" ")' plain |
		sort >got && test -s wanted && same wanted got
}
in_time() {
	by_sqlite "SELECT g, sum(followed AND wait <= 14), sum(followed),
		sum(NOT followed) FROM w GROUP BY g;" && got in_time
}
both() {
	by_sqlite "SELECT g, count(DISTINCT p) FROM g AS o WHERE kind = 'v' AND
		EXISTS (SELECT 1 FROM g WHERE g.g = o.g AND g.p = o.p
			AND g.kind = 'r') GROUP BY g;" && got both
}
mean_wait() {
	by_sqlite "SELECT g, sum(wait), count(wait) FROM w GROUP BY g;" &&
		awk '{ printf "%s %.6f\n", $1, $2 / $3 }' wanted >mean &&
		jq -r 'select(.indicator == "mean_wait") |
			[.clinic // "all", .value] | join(" ")' plain |
		awk '{ printf "%s %.6f\n", $1, $2 }' | sort | same mean -
}
median_wait() {
	by_sqlite "SELECT g, avg(wait) FROM (SELECT g, wait,
		row_number() OVER (PARTITION BY g ORDER BY wait) AS i,
		count(*) OVER (PARTITION BY g) AS n FROM w WHERE wait IS NOT NULL)
		WHERE i IN ((n + 1) / 2, n / 2 + 1) GROUP BY g;" &&
		sed -i 's/\.0$//' wanted && got median_wait
}
new() {
	by_sqlite "SELECT month, count(*) FROM (SELECT p, min(month) AS month
		FROM d WHERE kind = 'v' GROUP BY p) GROUP BY month;" && got new
}
again() {
	by_sqlite "SELECT g, sum(followed AND days <= 30), sum(followed),
		sum(NOT followed) FROM back GROUP BY g;" && got again
}
weighted() {
	by_sqlite "SELECT clinic, sum(CAST(round(fte * 100) AS INTEGER) *
		CAST(round(rate * 1000) AS INTEGER)), sum(CAST(round(fte * 100)
		AS INTEGER)) FROM t GROUP BY clinic UNION ALL SELECT 'all',
		sum(CAST(round(fte * 100) AS INTEGER) *
		CAST(round(rate * 1000) AS INTEGER)), sum(CAST(round(fte * 100)
		AS INTEGER)) FROM t;" &&
		jq -r 'select(.indicator == "weighted") | [.clinic // "all",
			(.numerator * 100000 | round),
			(.denominator * 100 | round)] | join(" ")' plain |
		sort | same wanted -
}
# A patient's rows lie in several parts.
merged() {
	split -n r/3 in part. || return 1
	for part in part.a?
	do
		aggregate -q --indicators definitions --partial --part "$part" \
			"$part" || return 1
	done >state
	aggregate -q --indicators definitions --merge state | same plain -
}
chained() {
	chain-stages cat in 'then' aggregate -q --indicators definitions |
		same plain -
}
# Traced: the rows of a figure are those of its groups.
traced() {
	trace-figure --indicators definitions weighted clinic=c1 -- in >trace &&
		tail -n 1 trace | jq -e --slurpfile f plain '[$f[] | select(
			.indicator == "weighted" and .clinic == "c1")][0] as $f |
			.value == $f.value and .numerator == $f.numerator'
}
# Of the command line, in parts and whole.
one_liner() {
	set -- -g clinic 'sum:product(fte, rate)' 'min:day(date)' \
		'median:days("2025-01-01", date)' 'last:day(date)@fte' \
		'distinct:month(date)' 'n=count:product(fte, rate) >= 1.5'
	aggregate "$@" in >whole || return 1
	for part in part.a?
	do
		aggregate "$@" --partial --part "$part" "$part" || return 1
	done >state
	aggregate "$@" --merge state | same whole - || return 1
	jq -s -c 'group_by(.clinic) | map({ clinic: .[0].clinic,
		n: map(select((.fte * 100 | round) * (.rate * 1000 | round)
			>= 150000)) | length,
		min: (map(.date) | min | strptime("%Y-%m-%d") | mktime / 86400) })[]' \
		in >want &&
		jq -c '{ clinic, n, min: .min_day_date }' whole | same want -
}

check 'followed for 14 days, and seen within them' in_time
check 'patients with both' both
check 'the mean of days between' mean_wait
check 'the median of days between' median_wait
check 'patients whose first visit is of the month' new
check 'again within 30 days, of each discharge' again
check 'a mean that is weighted by a product' weighted
check 'the same in parts and merged' merged
check 'the same in a chain' chained
check 'the product is traced to its rows' traced
check 'values of functions on the command line' one_liner
finish
