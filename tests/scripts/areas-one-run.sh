#!/bin/sh
# One run over a folder with every extract there is: all are read once, all
# rows are accounted for, and each area's indicators come out.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
list=$top/pipelines/sources/kvalitetsbokslut.txt
optional=$(awk '/^[a-z]/ && $2 == "optional" { print $1 }' "$list")

synthesize --contacts 20000 "$here/2025" 2>"$here/why"
for name in $optional
do
	set -- "$top"/testdata/areas/*/"$name".csv
	cp "$1" "$here/2025"
done
check 'the job runs with all extracts' job "$here/2025" "$here/out"

all_read() {
	for name in $optional
	do
		jq -e --arg file "$name.csv" '[.inputs[].file] |
			map(select(. == $file)) | length == 1' \
			"$here/out/manifest.json" >"$here/got" && continue
		echo "$name: not read once"
		return 1
	done
}
check 'each extract is read once' all_read
local_is_told() {
	jq -es 'map(select(.indicator == "hygiene_compliance")) |
		length > 0 and all(.basis == "local")' \
		"$here/out/indicators.ndjson"
}
check 'what no source confirms is told' local_is_told
check 'the manifest balances' jq -e .balances "$here/out/manifest.json"

# The ids of a file of definitions are among the figures, but for the words.
all_there() {
	for definitions in "$top"/pipelines/indicators/*.json
	do
		jq -r '.indicators // [] | .[] | .id' "$definitions"
	done | sort >"$here/defined"
	jq -r .indicator "$here/out/indicators.ndjson" | sort -u >"$here/made"
	comm -23 "$here/defined" "$here/made" | grep -vE '^(npe|tariff_)' >"$here/missing"
	test ! -s "$here/missing" && return
	cat "$here/missing"
	return 1
}
check 'each indicator has a figure, but for those of other years' all_there

in_2023() {
	synthesize --year 2023 --contacts 1000 "$here/2023" &&
		cp "$here/2025"/npe*.csv "$here/2023" &&
		job --year 2023 "$here/2023" "$here/out-2023" &&
		jq -es 'any(.indicator == "npe" and .by == ["dimension"] and
			.dimension == "overall" and
			(10 * .value | round) == 856)' \
			"$here/out-2023/indicators.ndjson"
}
check 'the survey of 2023 comes out of the job of 2023' in_2023

without() {
	rm "$here/2025"/npe*.csv "$here/2025/hygien.csv"
	job --allow-shrink "$here/2025" "$here/out" &&
		! grep '"indicator":"hygiene_' "$here/out/indicators.ndjson" &&
		grep -q same_day_calls "$here/out/indicators.ndjson"
}
check 'an extract that may be absent is not asked for' without
needed() {
	rm "$here/2025/t002.csv"
	job "$here/2025" "$here/out" 2>"$here/said"
	test $? -eq 2 && grep 'missing t002.csv' "$here/said"
}
check 'one that must be there is' needed
finish
