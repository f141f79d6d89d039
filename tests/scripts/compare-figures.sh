#!/bin/sh
# compare-figures explains one changed row, rule, definition, target and
# program; the parts of every figure's difference add up to it.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
synthesize -q --contacts 4000 "$here/raw"
cp -R "$top/pipelines" "$here/config"
run() {
	job --config "$here/config" "$here/${2-raw}" "$here/$1"
}
run old

# explains NAME CAUSE FILTER: at least one figure differs, for that cause only,
# the parts add up, and the summary names what differs.
explains() {
	compare-figures "$here/old" "$here/$1" >"$here/changes" || return 1
	head -n 3 "$here/changes"
	tail -n 1 "$here/changes"
	jq -es --arg cause "$2" 'length > 1 and (.[:-1] | all(
		(.causes | map(.cause) == [$cause]) and
		(.causes | map(.difference) | add) == .difference and
		((.after // 0) - (.before // 0) - .difference | fabs) < 1e-9)) and
		(.[-1] | '"$3"')' "$here/changes" >/dev/null
}
one_row() {
	cp -R "$here/raw" "$here/less"
	line=$(grep -n DV200 "$here/raw/vuf01.csv" | sed -n '2s/:.*//p')
	sed -i "${line}d" "$here/less/vuf01.csv"
	run less_out less && explains less_out rows \
		'.extracts == ["vuf01.csv"] and .configuration == []'
}
by_rows() {
	for name in old less_out
	do
		trace --config "$here/config" "$here/$name" \
			--extracts "$here/$(echo $name | sed 's/old/raw/; s/_out//')" \
			far >"$here/$name.rows" || return 1
	done
	compare-figures --old-rows "$here/old.rows" --new-rows \
		"$here/less_out.rows" "$here/old" "$here/less_out" |
		jq -es --arg at "vuf01.csv:$line" 'map(select(.indicator == "far"
		and .by == []).causes) == [[{cause: "rows_gone", difference: -1,
		rows: 1, sources: [$at]}]]'
}
one_rule() {
	sed -i 's/"DV200"/"DV201"/' "$here/config/rules/physiotherapy.json"
	run ruled && explains ruled configuration \
		'.configuration == ["rules/physiotherapy.json"] and .extracts == []'
	status=$?
	cp "$top/pipelines/rules/physiotherapy.json" "$here/config/rules"
	return $status
}
one_definition() {
	sed -i "s/contact_type in \['first_visit', /contact_type in [/" \
		"$here/config/indicators/kvalitetsbokslut.json"
	run defined && explains defined configuration \
		'.configuration == ["indicators/kvalitetsbokslut.json"]'
	status=$?
	cp "$top/pipelines/indicators/kvalitetsbokslut.json" \
		"$here/config/indicators"
	return $status
}
# A target changes no figure; the summary names it all the same.
one_target() {
	sed -i 's/"target": 280/"target": 281/' \
		"$here/config/targets/kvalitetsbokslut.json"
	run aimed || return 1
	cp "$top/pipelines/targets/kvalitetsbokslut.json" "$here/config/targets"
	compare-figures --exit-code "$here/old" "$here/aimed" >"$here/changes" &&
		jq -es 'length == 1 and (.[0] | .changed == 0 and
		.configuration == ["targets/kvalitetsbokslut.json"])' \
		"$here/changes"
}
one_program() {
	cp -R "$here/old" "$here/other"
	sed -i 's/"version":"[^"]*"/"version":"9.9.9"/' \
		"$here/other/manifest.json"
	sed -i '1s/"value":[0-9.]*/"value":0.123/' \
		"$here/other/indicators.ndjson"
	explains other program '.program[1] == "9.9.9"'
}
two_things() {
	sed -i 's/"DV200"/"DV201"/' "$here/config/rules/physiotherapy.json"
	run both less && explains both rows_and_configuration \
		'.extracts != [] and .configuration != []'
}

check 'one row less' one_row
check 'and which, by its source' by_rows
check 'one rule' one_rule
check 'one definition' one_definition
check 'one target' one_target
check 'one program' one_program
check 'two things at once' two_things
finish
