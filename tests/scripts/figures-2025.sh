#!/bin/sh
# The raw rows of the synthetic year add up to every figure that the report
# for 2025 prints.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
published=$top/testdata/published

# As a table: indicator, its groups joined by +, the group's value, value.
jq -r 'select(.record == "indicator") |
	. as $i | [.indicator, (.by | join("+")),
		([.by[] | $i[.] | tostring] | join("+")), .value] | @csv' \
	"$year/out/indicators.ndjson" >"$here/indicators.csv"
sqlite3 "$here/db" <<SQL
create table made (indicator, by_what, who, value numeric);
.mode csv
.import '$here/indicators.csv' made
.import '$published/providers-2025.csv' printed
SQL

# agree COLUMN INDICATOR DECIMALS: each printed cell of the column is the
# indicator of its provider, rounded. Half is rounded up: 0.5 is exact.
agree() {
	wrong=$(sqlite3 -separator ' ' "$here/db" "
		select p.provider, 'printed', p.$1, 'made', m.value
		from printed p left join made m on m.indicator = '$2' and
			m.by_what = 'provider' and m.who = p.provider
		where p.provider <> 'Summa' and p.$1 <> '' and
			(m.value is null or
			abs(round(m.value, $3) - p.$1) > 0.0000001)")
	test -z "$wrong" && return
	echo "$wrong"
	return 1
}

# value INDICATOR BY WHO WANTED [DECIMALS]
value() {
	got=$(sqlite3 "$here/db" "select round(value, ${5:-0}) from made
		where indicator = '$1' and by_what = '$2' and who = '$3'")
	test "$(echo "$got" | wc -l)" -eq 1 &&
		test "$(sqlite3 "$here/db" "select '$got' + 0 = $4")" = 1 &&
		return
	echo "$1 by ($2) of ($3): got '$got', wanted $4"
	return 1
}

providers() {
	test "$(sqlite3 "$here/db" "select count(*) from made
		where indicator = 'visits' and by_what = 'provider'")" -eq 20
}

check 'twenty providers' providers
check 'visits of each provider' agree visits visits 0
check 'unique patients of each provider' \
	agree unique_patients unique_patients 0
check 'FTE of each provider' agree fte fte 2
check 'visits per FTE of each provider' agree visits_per_fte visits_per_fte 0
check 'the adjusted requirement of those who have one' \
	agree adjusted_requirement visits_requirement 0
check 'unique patients per FTE of each provider' \
	agree unique_per_fte unique_patients_per_fte 0
check 'visits' value visits '' '' 102768
check 'visits of private units' value visits regi privat 54359
check 'visits of own units' value visits regi egen 48409
check 'share of visits, private' value visits_share regi privat 0.53 2
check 'share of visits, own' value visits_share regi egen 0.47 2
check 'the sum of unique patients' value unique_patients_summed '' '' 30104
check 'FTE' value fte '' '' 82.87 2
check 'FTE of private units' value fte regi privat 43.23 2
check 'FTE of own units' value fte regi egen 39.64 2
check 'FaR' value far '' '' 271
check 'share of FaR, own' value far_share regi egen 0.67 2
check 'share of FaR, private' value far_share regi privat 0.33 2
check 'clinics open' value clinics_open '' '' 38
check 'clinics open, private' value clinics_open regi privat 16
check 'clinics open, own' value clinics_open regi egen 22
check 'R-YEAR-01: clinics closed in the year, private' \
	value clinics_closed regi privat 3
check 'R-YEAR-01: clinics closed, own' value clinics_closed regi egen 0
check 'R-YEAR-01: clinics opened in the year' value clinics_opened '' '' 0

balanced() {
	jq -e '.balances and .rows.read == .rows.rejected +
		([.rows.dropped[]] | add // 0) + .rows.absorbed + .rows.aside
		and .rows.made == .rows.put_out' "$year/out/manifest.json"
}
checksums() {
	(cd "$year/extracts" && jq -r '.inputs[] | .sha256 + "  " + .file' \
		"$year/out/manifest.json" | sha256sum --strict -c) &&
		(cd "$year/out" && jq -r '.outputs[] | .sha256 + "  " + .file' \
			manifest.json | sha256sum --strict -c)
}
nothing_lost() {
	raw=$(cd "$year/extracts" && cat ./*.csv | wc -l)
	files=$(cd "$year/extracts" && find . -name '*.csv' | wc -l)
	rows=$(jq .rows.read "$year/out/manifest.json")
	test "$rows" -eq $((raw - files)) && return
	echo "$raw lines in $files files, but $rows rows read"
	return 1
}
check 'the manifest balances from end to end' balanced
check 'every row of the extracts was read' nothing_lost
check 'the checksums are those of the files' checksums
check 'nothing was rejected' test ! -s "$year/out/rejects.ndjson"
check 'rejects are for their owner only' \
	test "$(stat -c %a "$year/out/rejects.ndjson")" = 600
finish
