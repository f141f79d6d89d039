#!/bin/bash
# pipelines/tables/definitions.ndjson, what each shipped indicator means in
# words, which ACCEPT=1 rewrites, against the definitions and RULES.md; and no
# indicator lacks any of it.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
config=$top/pipelines

# Each rule of RULES.md: its id, text, source, and since when.
rules() {
	awk 'function put() {
			if (rule != "" && text != "")
				printf "%s\t%s\t%s\t%s\n", rule, text, source,
					since
		}
		/^### / { put(); rule = $2; text = source = since = ""; next }
		/^#/ { put(); rule = ""; next }
		rule == "" || /^$/ { next }
		/^Source: / {
			since = $0
			sub(/.* Laid down /, "", since)
			sub(/[.]$/, "", since)
			source = substr($0, 9)
			sub(/[.] Laid down .*/, "", source)
			next
		}
		{ text = text (text == "" ? "" : " ") $0 }
		END { put() }' "$config/RULES.md" |
		jq -cR 'split("\t") | { rule: .[0], counted: .[1], source: .[2],
			since: .[3] }'
}
files() {
	find "$config/indicators" -name '*.json' \
		! -name indicators.schema.json | LC_ALL=C sort
}
needs() {
	local definitions=() file
	for file in "$config"/profiles/*.json
	do
		test "$file" = "$config/profiles/profile.schema.json" ||
			normalize --members "$file"
	done >members
	code-kva --members --rules "$config/rules/physiotherapy.json" >>members
	while read -r file
	do
		definitions+=(--indicators "$file")
	done < <(files)
	aggregate --needs --period 2025 --members members "${definitions[@]}"
}
made() {
	rules >said && needs >looked && files | xargs cat |
		jq -c --slurpfile rules said --slurpfile needs looked '
		INDEX($rules[]; .rule) as $rule |
		($needs | group_by(.indicator) |
			INDEX(.[]; .[0].indicator)) as $need |
		.title as $set | .source as $source | .indicators[] |
		{ record: "definition", indicator: .id, title, set: $set } +
		$rule[.rule] + { named_in: (.source // $source), unit, by } +
		({ value, numerator, denominator, spread: .spread.of?,
			basis } |
			with_entries(select(.value != null))) +
		{ needs: ($need[.id] | group_by(.of) | map({ key: .[0].of,
			value: ([.[].members[]] | unique) }) | from_entries) }'
}
check 'the definitions in words are made' made
made >definitions.ndjson
agrees() {
	test -z "${ACCEPT-}" ||
		cp definitions.ndjson "$config/tables/definitions.ndjson"
	same "$config/tables/definitions.ndjson" definitions.ndjson
}
check 'the table is what definitions and rules say' agrees
all_there() {
	files | xargs jq -r '.indicators[].id' | sort >ids
	jq -r .indicator "$config/tables/definitions.ndjson" | sort >told
	test "$(wc -l <ids)" -gt 200 && same ids told
}
check 'every shipped indicator has one' all_there
nothing_lacks() {
	jq -r 'select((.title.sv and .title.en and .set.sv and .set.en and
		.unit and .by and .named_in and (.counted | length > 20) and
		.source and (.since // "" | test("^20[0-9]{2}-[01][0-9]-[0-3][0-9]$"))
		and (.value or .spread or .numerator and .denominator) and
		(.needs | length > 0 and all(.[]; length > 0))) | not) |
		.indicator' "$config/tables/definitions.ndjson" >lacking
	cat lacking
	test ! -s lacking
}
check 'none lacks title, words, source, unit, needs or since when' nothing_lacks
kinds() {
	(cd "$top" && /usr/bin/python3 tests/records/check.py \
		pipelines/tables/definitions.ndjson)
}
check 'they are records of their kind' kinds
handbook() {
	jq -c '.title = .title.sv' "$config/tables/definitions.ndjson" |
		render-table --records definition -f markdown \
			-c title,rule,since,counted >page &&
		grep -q '^| Täckningsgrad i Artrosregistret .*R-REG-02.*Coverage' page
}
check 'a table of them, for a handbook' handbook
finish
