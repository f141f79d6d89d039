#!/bin/bash
# Which figures a folder gives, told beforehand, against those that it gave;
# and pipelines/NEEDS.md, which ACCEPT=1 rewrites, against the definitions.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
config=$top/pipelines
export TMPDIR=$here/tmp
mkdir "$TMPDIR"

explain() {
	timeout 300 kvalitetsbokslut --year 2025 --explain "$@"
}
# state ID: what was told of it.
state() {
	awk -F '\t' -v id="$1" '$2 == id { print $1 (NF > 2 ? ": " $3 : "") }' told
}
is() {
	test "$(state "$1")" = "$2" && return
	echo "$1: $(state "$1")"
	return 1
}
# What is not made has no record; what is made has one, but for conditions
# that no row of a small year meets, and has a value somewhere.
agrees() {
	synthesize -q --contacts 4000 raw && job raw out &&
		explain raw >told 2>said && test ! -e "$TMPDIR"/* &&
		jq -r .indicator out/indicators.ndjson | sort -u >given &&
		awk -F '\t' '$1 == "not made" { print $2 }' told | sort -u |
		comm -12 - given >wrong && test ! -s wrong &&
		awk -F '\t' '$1 != "not made" { print $2 }' told | sort -u |
		comm -23 - given >without && test "$(wc -l <given)" -gt 80 &&
		test "$(wc -l <without)" -le 5
}
all_of_them() {
	jq -r '.indicators[]?.id' "$config"/indicators/[!i]*.json |
		sort >defined
	cut -f 2 told | sort | same defined -
}
reasons() {
	is visits made && is visits_per_1000 'not made: no befolkning.csv' &&
		is habit_coverage 'not made: no q006.csv'
}
absent() {
	cp -r raw less && rm less/vuf01.csv less/t002.csv &&
		gzip less/fys002.csv && explain -q less >told 2>said &&
		test ! -s said && is far 'not made: no vuf01.csv' &&
		is guarantee_share 'not made: no t002.csv' && is visits made
}
# A member that no row has: the requirement knows no new graduates.
empty_column() {
	cp -r raw empty && sed 's/;[^;]*$/;/; 1s/;$/;VaravNyutbildad/' \
		raw/resurs.csv >empty/resurs.csv && explain -q empty >told &&
		is visits_requirement \
			'in part: resurs.csv: no fte_new_graduate' &&
		is fte made
}
# Staff of another year: nothing to divide by.
other_year() {
	cp -r raw other && sed 's/^2025-/2019-/' raw/resurs.csv \
		>other/resurs.csv && explain -q other >told &&
		is visits_per_fte 'no value: resurs.csv: no row of 2025'
}
unreadable() {
	cp -r raw broken && sed '1s/KvåKoder/Koder/' raw/fys002.csv \
		>broken/fys002.csv
	explain broken >told 2>said
	test $? -eq 2 && grep -q 'the header lacks KvåKoder' said &&
		is visits 'not made: fys002.csv cannot be read' &&
		is far made
}
no_register() {
	cp -r raw none && rm none/mottagningar.csv
	explain none >told 2>said
	test $? -eq 2 && grep -q 'missing mottagningar.csv' said
}
no_out() {
	explain raw other-out >told 2>said
	test $? -eq 2 && test ! -e other-out
}
check 'what is told is what comes of it' agrees
check 'of every indicator that is defined' all_of_them
check 'why not' reasons
check 'extracts that are not there' absent
check 'a member that no row has' empty_column
check 'rows of another year' other_year
check 'an extract that cannot be read' unreadable
check 'without a register there is nothing to tell' no_register
check 'it makes no OUT' no_out

needs() {
	local definitions=() file
	for file in "$config"/profiles/*.json
	do
		test "$file" = "$config/profiles/profile.schema.json" ||
			normalize --members "$file"
	done >members
	code-kva --members --rules "$config/rules/physiotherapy.json" >>members
	for file in "$config"/indicators/*.json
	do
		test "$file" = "$config/indicators/indicators.schema.json" ||
			definitions+=(--indicators "$file")
	done
	aggregate --needs --period 2025 --members members "${definitions[@]}"
}
page() {
	cat <<'PAGE'
# What each indicator needs

Of which kinds of records each indicator counts, and which members of these its conditions and sums look at; what it is grouped by stands behind the bar. Records of a kind come of the profiles that name it in `record`. Made by `ACCEPT=1 tests/scripts/explain.sh` from the definitions; `kvalitetsbokslut --explain` tells what a folder of extracts lacks.

| indicator | looks at | grouped by |
|---|---|---|
PAGE
	needs | jq -rs 'def unique_by_place: reduce .[] as $x ([];
			if index([$x]) then . else . + [$x] end);
		[group_by(.indicator)[]] | map({
		id: .[0].indicator,
		of: (group_by(.of) | map("`\(.[0].of)`: " +
			([.[].members[]] | unique_by_place | map("`\(.)`") |
			join(", "))) | join("; ")),
		by: ([.[].by[]] | unique_by_place | map("`\(.)`") |
			join(", ")) }) | .[] |
		"| `\(.id)` | \(.of) | \(.by) |"'
}
page_is_new() {
	page >page.md
	test -z "${ACCEPT-}" || cp page.md "$config/NEEDS.md"
	same "$config/NEEDS.md" page.md &&
		test "$(grep -c '^| `' page.md)" -gt 200
}
check 'NEEDS.md is what the definitions look at' page_is_new
finish
