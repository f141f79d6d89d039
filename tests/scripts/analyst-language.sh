#!/bin/sh
# Issue 11, 1 and 2: the conditions and groups of an analyst. Their answers are
# those of sqlite3, and the same whole, in parts, by files and without what
# only saves time.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# 4000 records: dates, some of which are none, lists, some of which are empty,
# and members that are missing.
awk 'function random(n) { seed = (seed * 69069 + 1) % 4294967296
	return int(seed / 65536) % n }
function date() { return random(9) ? sprintf("%d-%02d-%02d%s",
		2023 + random(3), 1 + random(12), 1 + random(28),
		random(5) ? "" : "T10:30:00") : random(2) ? "2025-13-01" : "x" }
function code() { return substr("MEFZ", 1 + random(4), 1) 15 + random(4) \
	random(10) }
BEGIN { seed = 11
	for (i = 1; i <= 4000; i++) {
		line = "{\"id\":" i ",\"patient\":\"p" random(700) "\""
		if (random(8)) line = line ",\"date\":\"" date() "\""
		if (random(8)) line = line ",\"referral\":\"" date() "\""
		if (random(8)) line = line ",\"diagnosis\":\"" code() "\""
		if (random(8)) line = line ",\"age\":" random(100)
		if (random(8)) {
			n = random(4)
			line = line ",\"codes\":["
			for (k = 0; k < n; k++)
				line = line (k ? "," : "") "\"" code() "\""
			line = line "]"
		}
		print line ",\"fte\":" random(100) / 4 "}"
	}
}' >in
split -n l/3 in part.
: >part.empty

sqlite3 db <<'EOS'
CREATE TABLE lines(l);
.mode ascii
.separator "\037" "\n"
.import in lines
CREATE VIEW t AS SELECT l ->> 'id' AS id, l ->> 'patient' AS patient,
	l ->> 'date' AS date, l ->> 'referral' AS referral,
	l ->> 'diagnosis' AS diagnosis, l ->> 'age' AS age,
	l -> 'codes' AS codes, l ->> 'fte' AS fte FROM lines;
CREATE VIEW e AS SELECT t.*, j.value AS code FROM t
	LEFT JOIN json_each(t.codes) AS j;
EOS

# ask SQL: its rows.
ask() {
	sqlite3 -separator '	' -nullvalue none db "$1" | LC_ALL=C sort
}
# rows MEMBER...: these of each record, and none where one is missing.
rows() {
	jq -r --args '[$ARGS.positional[] as $name | .[$name] // "none"] | @tsv' "$@" |
		LC_ALL=C sort
}
# condition EXPRESSION SQL: which records it holds of, also where more
# conditions make hit lists pay, and with its reverse.
condition() {
	aggregate -g id -w "$1" count in 2>said | rows id >got
	ask "SELECT id FROM t WHERE $2" | same - got || return
	test -s got && test "$(wc -l <got)" -lt 4000 || return
	aggregate -g id -w "!($1)" count in 2>said | rows id >not
	LC_ALL=C sort got not | uniq | wc -l | grep -qx 4000 || return
	test "$(aggregate n=count:"$1" a=count:'age > 1' b=count:'age > 2' \
		c=count:'age > 3' d=count:'age > 4' e=count:'fte > 5' \
		f=count:'fte > 6' g=count:'fte > 7' h=count:'fte > 8' \
		i=count:'fte > 9' in | jq .n)" = "$(wc -l <got)"
}
# groups MEMBERS SQL WORD...: the rows, whole and merged.
groups() {
	members=$1 sql=$2
	shift 2
	aggregate "$@" in >whole 2>said || return
	# shellcheck disable=SC2086  # several names
	rows $members <whole >got
	ask "$sql" | same - got || return
	for part in part.??
	do
		aggregate --partial "$@" "$part" >"$part.state" 2>said || return
	done
	aggregate --partial "$@" part.empty >part.none.state 2>said &&
		aggregate --merge "$@" part.*.state 2>said | same whole - &&
		tac in | aggregate "$@" 2>said | same whole - || return
	# in a chain, and with little memory
	chain-stages aggregate "$@" <in 2>said | same whole - &&
		aggregate --memory 16M "$@" in 2>said | same whole -
}

check 'starts_with' condition 'starts_with(diagnosis, "M")' \
	"diagnosis GLOB 'M*'"
check 'one of several beginnings' condition \
	'starts_with(diagnosis, ["M16", "F", "Z9"])' \
	"diagnosis GLOB 'M16*' OR diagnosis GLOB 'F*'"
check 'an element of a list starts with' condition \
	'starts_with(codes, "M1")' "EXISTS
	(SELECT 1 FROM json_each(codes) WHERE value GLOB 'M1*')"
check 'contains' condition 'contains(diagnosis, "17")' \
	"instr(diagnosis, '17') > 0"
check 'an element of a list contains' condition 'contains(codes, "180")' \
	"EXISTS (SELECT 1 FROM json_each(codes) WHERE instr(value, '180') > 0)"
check 'contains another member' condition 'contains(codes, diagnosis)' \
	"EXISTS (SELECT 1 FROM json_each(codes) WHERE value = diagnosis)"
check 'between numbers' condition 'between(age, 18, 64)' \
	'age BETWEEN 18 AND 64'
check 'between codes, with all that begin so' condition \
	'between(diagnosis, "M15", "M16")' \
	"substr(diagnosis, 1, 3) BETWEEN 'M15' AND 'M16'"
check 'an element of a list between' condition \
	'between(codes, "E16", "F15")' "EXISTS (SELECT 1 FROM json_each(codes)
	WHERE substr(value, 1, 3) BETWEEN 'E16' AND 'F15')"
check 'between months' condition 'between(date, "2024-11", "2025-02")' \
	"substr(date, 1, 7) BETWEEN '2024-11' AND '2025-02'"
check 'between members' condition 'between(date, referral, "2025")' \
	"date >= referral AND substr(date, 1, 4) <= '2025'"
check 'year' condition 'year(date) == 2024' "strftime('%Y', date) = '2024'"
check 'another year' condition 'year(date) != 2024' \
	"strftime('%Y', date) <> '2024'"
check 'month' condition 'month(date) in [6, 7, 8]' \
	"strftime('%m', date) IN ('06', '07', '08')"
check 'quarter' condition 'quarter(date) == 2' \
	"strftime('%m', date) IN ('04', '05', '06')"
check 'weekday' condition 'weekday(date) >= 6' \
	"strftime('%w', date) IN ('6', '0')"
check 'days' condition 'days(referral, date) <= 14' \
	'julianday(date(date)) - julianday(date(referral)) <= 14'
check 'days since a date' condition 'days("2024-02-28", date) == 2' \
	"date(date) = '2024-03-01'"
check 'two functions' condition \
	'year(date) == year(referral) && weekday(date) < weekday(referral)' \
	"strftime('%Y', date) = strftime('%Y', referral) AND
	(strftime('%w', date) + 6) % 7 < (strftime('%w', referral) + 6) % 7"

check 'by each element of a list' groups \
	'codes count sum_fte distinct_patient max_age' \
	"SELECT code, count(*), printf('%.10g', sum(fte)),
	count(DISTINCT patient), max(age) FROM (SELECT DISTINCT id, code, fte,
	patient, age FROM e) GROUP BY code" \
	-g 'codes[]' count sum:fte distinct:patient max:age
check 'different elements' groups 'distinct_codes distinct_patient' \
	'SELECT count(DISTINCT code), count(DISTINCT patient) FROM e' \
	distinct:'codes[]' distinct:patient
check 'different elements by a member' groups 'patient distinct_codes' \
	'SELECT patient, count(DISTINCT code) FROM e GROUP BY 1' \
	-g patient distinct:'codes[]'
check 'elements by the beginnings of the same' groups \
	'chapter distinct_codes count' 'SELECT substr(code, 1, 1),
	count(DISTINCT code), count(DISTINCT id) FROM e GROUP BY 1' \
	-g 'chapter=first(codes[], 1)' distinct:'codes[]' count
check 'by the beginning of a text' groups 'first_diagnosis count' \
	'SELECT substr(diagnosis, 1, 3), count(*) FROM t GROUP BY 1' \
	-g 'first(diagnosis, 3)' count
check 'by spans' groups 'age_group count' "SELECT CASE WHEN age < 18
	THEN '0-17' WHEN age BETWEEN 20 AND 64 THEN '20-64' WHEN age >= 65
	THEN '65-' END, count(*) FROM t GROUP BY 1" \
	-g 'age_group=bins(age, "0-17,20-64,65-")' count
check 'by year and quarter' groups 'year_date q count' \
	"SELECT CAST(strftime('%Y', date) AS INT),
	(strftime('%m', date) + 2) / 3, count(*) FROM t GROUP BY 1, 2" \
	-g 'year(date),q=quarter(date)' count
check 'by weekday and month, from a condition' groups \
	'weekday_date month_date count' "SELECT (strftime('%w', date) + 6) % 7
	+ 1, CAST(strftime('%m', date) AS INT), count(*) FROM t WHERE age > 50
	GROUP BY 1, 2" -w 'age > 50' -g 'weekday(date),month(date)' count
check 'by spans of days' groups 'wait count' "SELECT CASE WHEN d BETWEEN 0
	AND 90 THEN '0-90' WHEN d > 90 THEN '91-' END, count(*) FROM (SELECT
	julianday(date(date)) - julianday(date(referral)) AS d FROM t)
	GROUP BY 1" -g 'wait=bins(days(referral, date), "0-90,91-")' count
check 'by a member under another name' groups 'person count' \
	'SELECT patient, count(*) FROM t GROUP BY 1' -g person=patient count

# Order is that of the spans.
in_order() {
	printf '{"a":7}\n{"a":30}\n{"a":1}\n' |
		aggregate -g 'b=bins(a, "0-5,6-9,10-")' count |
		jq -r .b | tr '\n' ' ' | grep -x '0-5 6-9 10- '
}
check 'spans in their order' in_order
# A record counts once where an element is there twice.
once() {
	printf '{"id":1,"k":["a","a","b"]}\n{"id":2,"k":"a"}\n' |
		aggregate -g 'k[]' count sum:id | same - want
}
cat >want <<'EOS'
{"k":"a","count":2,"sum_id":3}
{"k":"b","count":1,"sum_id":1}
EOS
check 'an element that is there twice' once

# Lists with lists have a bound, one list has none; a reject tells of it.
elements() {
	jq -nc --argjson n "$1" --argjson m "$2" \
		'{a:[range($n)],b:[range($m)]}'
}
bound() {
	elements 256 256 | aggregate -g 'a[],b[]' count | wc -l |
		grep -qx 65536 || return
	elements 257 256 | aggregate --rejects rejects -g 'a[],b[]' count &&
		jq -e '.field == "b" and .error == "too_many_elements"' rejects &&
		elements 100000 1 | aggregate distinct:'a[]' |
		grep -Fx '{"distinct_a":100000}'
}
check 'how many elements' bound

# says WORDS ARGUMENT...: nothing found is told, and strict it is exit 1.
says() {
	words=$1
	shift
	aggregate "$@" in 2>said >out
	grep -F -e "$words" said || return
	aggregate --strict "$@" in >out 2>said
	test $? -eq 1 && test ! -s out
}
check 'a name in a function' says 'did you mean date?' \
	-w 'year(dat) == 2025' count
check 'a name of a list' says 'did you mean codes?' -g 'code[]' count
check 'a name in a group' says 'did you mean diagnosis?' \
	-g 'first(diagnos, 1)' count
check 'never a date' says 'patient is no date' -g 'quarter(patient)' count
check 'a number with a text' says 'write year(date) == 2025' \
	-w 'year(date) == "2025"' count
check 'a number that starts' says 'it asks for texts' \
	-w 'starts_with(age, "1")' count
check 'spans of a text' says 'bins is of numbers' \
	-g 'bins(diagnosis, "1-")' count
check 'the beginning of a list' says '[] behind' -g 'first(codes, 1)' count

# Definitions: classes of values, the same answers as on the command line.
cat >d.json <<'EOS'
{ "classes": {
    "quarter": { "value": "quarter(date)" },
    "day": { "value": "weekday(date)", "bins": ["1-5", "6-7"] },
    "wait": { "value": "days(referral, date)", "bins": ["0-90", "91-"] } },
  "conditions": { "musculoskeletal": "starts_with(codes, 'M')" },
  "measures": { "records": { "take": "count", "where": "$musculoskeletal" } },
  "indicators": [{ "id": "records", "title": { "sv": "r", "en": "r" },
    "unit": "count", "decimals": 0, "value": "records",
    "by": [["quarter"], ["day", "wait"]] }] }
EOS
defined() {
	aggregate --indicators d.json in | jq -r '[.by[0], .quarter // .day //
		"none", .wait // "none", .value] | @tsv' | sort >got
	{
		aggregate -w 'starts_with(codes, "M")' -g 'q=quarter(date)' \
			count in | jq -r '["quarter", .q // "none", "none",
			.count] | @tsv'
		aggregate -w 'starts_with(codes, "M")' -g "d=bins(weekday(date),\
			\"1-5,6-7\"),w=bins(days(referral, date),\"0-90,91-\")" \
			count in | jq -r '["day", .d // "none", .w // "none",
			.count] | @tsv'
	} | sort | same - got
}
check 'classes of definitions' defined
traced() {
	trace-figure --indicators d.json records quarter=2 in |
		jq -e 'select(.record == "trace_summary") |
		.value == .n and ([.left_out[].reason] | sort) ==
		["quarter == 2", "starts_with(codes, '\''M'\'')"]'
}
check 'and traced' traced
finish
