#!/bin/sh
# trace: from a figure of a run to its rows, and from a raw row to its figures.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cp -R "$top/pipelines" "$here/config"
synthesize -q --contacts 3000 --dirty 3% "$here/extracts"
job --config "$here/config" "$here/extracts" "$here/out" 2>/dev/null
follow() {
	trace --config "$here/config" "$here/out" "$@"
}

# Rows of the extract itself, by file and line, are as many as the figure.
to_rows() {
	follow far regi=egen >"$here/rows" || return 1
	jq -r 'select(.trace) | .source | split(":")[1]' "$here/rows" \
		>"$here/lines"
	figure=$(jq 'select(.indicator == "far" and .by == ["regi"] and
		.regi == "egen").value' "$here/out/indicators.ndjson")
	test "$figure" -gt 0 && test "$(wc -l <"$here/lines")" -eq "$figure" &&
		test "$(tail -n 1 "$here/rows" | jq .value)" -eq "$figure" &&
		awk 'NR == FNR { wanted[$1]; next } FNR in wanted' \
			"$here/lines" "$here/extracts/vuf01.csv" >"$here/raw" &&
		test "$(grep -c DV200 "$here/raw")" -eq "$figure"
}
no_ids() {
	! grep -qE '"(patient|birth_date)":' "$here/rows" &&
		follow --patients far regi=egen | head -n 1 | grep -q '"patient":'
}
# A row that counts: all stages, and the figures that its trace is in.
to_figures() {
	line=$(head -n 1 "$here/lines")
	follow --row "vuf01.csv:$line" >"$here/row" || return 1
	test "$(jq -r 'select(.record == "trace_stage").stage' "$here/row" |
		tr '\n' ' ')" = 'normalize dedupe-patients code-kva ' &&
		jq -es 'any(.indicator == "far" and .regi? == "egen" and
			.numerator == 1)' "$here/row" >/dev/null &&
		! grep -qE '"(patient|birth_date)":' "$here/row"
}
# Nor is it in a figure that the run has not: without a population no rates.
in_no_other() {
	source=$(follow visits | head -n 1 | jq -r .source) &&
		follow --row "$source" >"$here/row" || return 1
	jq -r 'select(.record == "trace_row" and .left_out == null) |
		.indicator' "$here/row" | sort -u >"$here/in"
	jq -r .indicator "$here/out/indicators.ndjson" | sort -u |
		comm -23 "$here/in" - >"$here/unshown"
	cat "$here/unshown"
	grep -q '^visits$' "$here/in" && test ! -s "$here/unshown"
}
# A row of which nothing came: what became of it, and no figure.
ends() {
	jq -r "$2" "$here/out/$1" | head -n 1 >"$here/source"
	test -s "$here/source" || return 1
	follow --row "$(cat "$here/source")" >"$here/row" || return 1
	cat "$here/row"
	grep -q "\"$3\"" "$here/row" && ! grep -q trace_row "$here/row" &&
		! grep -q '"raw"' "$here/row"
}
# refuses WORDS COMMAND...: exit 2, nothing on standard output.
refuses() {
	words=$1
	shift
	"$@" >"$here/out-text" 2>"$here/said"
	status=$?
	cat "$here/said"
	test $status -eq 2 && test ! -s "$here/out-text" &&
		grep -q -e "^trace: .*$words" "$here/said"
}
changed_extract() {
	cp -R "$here/extracts" "$here/strange"
	sed -i '5s/;/;;/' "$here/strange/vuf01.csv"
	refuses 'vuf01.csv: is not the extract of the run' \
		follow --extracts "$here/strange" far regi=egen
}
changed_rules() {
	cp "$here/config/rules/physiotherapy.json" "$here/rules"
	echo >>"$here/config/rules/physiotherapy.json"
	refuses 'rules/physiotherapy.json: is not the configuration' \
		follow far regi=egen
	status=$?
	cp "$here/rules" "$here/config/rules/physiotherapy.json"
	return $status
}
moved() {
	mv "$here/extracts" "$here/elsewhere"
	refuses 'give --extracts' follow far regi=egen &&
		follow --extracts "$here/elsewhere" far regi=egen >"$here/again"
	status=$?
	mv "$here/elsewhere" "$here/extracts"
	return $status
}

check 'a figure, to the rows of the extract' to_rows
check 'no ids, unless asked for' no_ids
check 'a row, through its stages, to its figures' to_figures
check 'a row, and no figure that is not there' in_no_other
check 'a row that was rejected' ends rejects.ndjson .source reject
check 'a row that is a repeat' ends drops.ndjson \
	'select(.reason == "repeat").source' drop
check 'a row that is not there' refuses 'no row of the run' \
	follow --row fys002.csv:999999
check 'another extract is named' changed_extract
check 'another configuration is named' changed_rules
check 'extracts that were moved' moved
check 'no such indicator' refuses "no such indicator.*is 'visits' meant" \
	follow visit
check 'a row without its line' refuses 'must be FILE:LINE' \
	follow --row fys002.csv
check 'an extract that there is not' refuses 'fys02.csv: no extract' \
	follow --row fys02.csv:7
check 'no figure and no row' refuses 'needs an INDICATOR' follow
finish
