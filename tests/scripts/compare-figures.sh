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
	compare-figures --config "$here/config" "$here/old" "$here/$1" \
		>"$here/changes" || return 1
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
	run less_out less && explains less_out rows_gone \
		'.extracts == ["vuf01.csv"] and .configuration == [] and
		.rows.gone == {rows: 1, sources: ["vuf01.csv:'"$line"'"]} and
		.rows.new.rows == 0 and .rows.changed.rows == 0'
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

# --- several causes at once -------------------------------------------------

# figure_of FILE CODE: bookings that are done with one of the codes, by sqlite.
figure_of() {
	printf '.mode csv\n.separator ;\n.import %s b\n%s;\n' "'$1'" \
		"select count(distinct BokningsId) from b where
		Status = 'Genomförd' and KvåKod in ($2)" | sqlite3 :memory:
}
# Two rows gone, one changed, three new, in the middle; and a rule that counts
# one code more. What each does to the figure is counted from the raw rows.
several_made() {
	mkdir "$here/way"
	cp "$here/raw/vuf01.csv" "$here/way/0"
	gone=$(grep -n 'DV200;Genomf' "$here/way/0" | sed -n '2p;4p' |
		sed 's/:.*/d/' | tr '\n' ';')
	sed "$gone" "$here/way/0" >"$here/way/1"
	line=$(grep -n 'DV200;Genomf' "$here/way/1" | sed -n '3s/:.*//p')
	sed "${line}s/DV200/QG001/" "$here/way/1" >"$here/way/2"
	sed '/QG003;Genomf/ { s/^\([^;]*\);/new-\1;/; s/QG003/DV086/; p; s/^new-//; s/DV086/QG003/; }' \
		"$here/way/2" | awk '/^new-/ && ++n > 3 { next } { print }' \
		>"$here/way/3"
	old="'DV200'" new="'DV200', 'DV086'"
	at=$(figure_of "$here/way/0" "$old")
	: >"$here/parts"
	for step in configuration:0 rows_gone:1 rows_changed:2 rows_new:3
	do
		next=$(figure_of "$here/way/${step#*:}" "$new")
		echo "${step%:*} $((next - at))" >>"$here/parts"
		at=$next
	done
	cp -R "$here/raw" "$here/several"
	cp "$here/way/3" "$here/several/vuf01.csv"
	sed -i 's/"DV200"/"DV200", "DV086"/' \
		"$here/config/rules/physiotherapy.json"
	run several_out several
}
# Their parts, by name, add up to each figure's difference.
add_up() {
	jq -es 'length > 1 and (.[:-1] | all(. as $f |
		($f.causes | length > 0) and
		($f.causes | map(.cause) | unique | length) ==
			($f.causes | length) and
		(($f.causes | map(.difference) | add) - $f.difference | fabs)
			< 1e-9))' "$here/changes" >/dev/null
}
several() {
	several_made || return 1
	compare-figures --config "$here/config" "$here/old" \
		"$here/several_out" >"$here/changes" && add_up || return 1
	jq -r 'select(.indicator == "far" and .by == []).causes[] |
		"\(.cause) \(.difference)"' "$here/changes" >"$here/got"
	awk '$2 < 0 { l++ } $2 > 0 { m++ } END { exit !(l >= 1 && m >= 2) }' \
		"$here/parts" && same "$here/parts" "$here/got" &&
		tail -n 1 "$here/changes" | jq -e '.rows |
			map(.rows) == [2, 1, 3]'
}
# The other way round, by the configuration that OLD had: rows first.
by_old_configuration() {
	cp -R "$here/config" "$here/config-new"
	cp "$top/pipelines/rules/physiotherapy.json" "$here/config/rules"
	compare-figures --config "$here/config" "$here/old" \
		"$here/several_out" >"$here/changes" && add_up &&
		jq -es 'map(select(.indicator == "far" and .by == []) |
			.causes | map(.cause))[0] == ["rows_gone",
			"rows_changed", "configuration"] and
			(.[-1].rows | map(.rows) == [2, 1, 3])' \
			"$here/changes"
}
# A figure that another program gave, and rows.
program_and_rows() {
	cp -R "$here/old" "$here/older"
	sed -i 's/"version":"[^"]*"/"version":"0.0.9"/' \
		"$here/older/manifest.json"
	sed -i '/"indicator":"far",.*"by":\[\],/s/"value":\([0-9]*\)/"value":1\1/' \
		"$here/older/indicators.ndjson"
	before=$(jq 'select(.indicator == "far" and .by == []).value' \
		"$here/older/indicators.ndjson")
	right=$(figure_of "$here/raw/vuf01.csv" "'DV200'")
	compare-figures --config "$here/config" "$here/older" \
		"$here/less_out" >"$here/changes" && add_up &&
		jq -es --argjson part $((right - before)) 'map(select(
			.indicator == "far" and .by == []).causes)[0] ==
			[{cause: "program", difference: $part},
			{cause: "rows_gone", difference: -1}]' "$here/changes"
}
# together WHY CAUSE CONFIG WORD...: it says why causes stay together.
together() {
	why=$1 cause=$2 config=$3
	shift 3
	compare-figures --config "$here/$config" "$@" "$here/old" \
		"$here/several_out" >"$here/changes" 2>"$here/said" || return 1
	cat "$here/said"
	add_up && jq -es --arg why "$why" --arg cause "$cause" '
		(map(select(.causes)) |
			all(.causes | map(.cause) | . == [$cause])) and
		(.[-1].not_told_apart // "" | contains($why))' \
		"$here/changes" >/dev/null || return 1
	if test -n "$why"
	then
		grep -qF -e "$why" "$here/said"
	else
		test ! -s "$here/said"
	fi
}
lost() {
	mv "$here/raw/vuf01.csv" "$here/way/lost"
	together 'its extracts are not where they were' \
		rows_and_configuration config-new
	status=$?
	mv "$here/way/lost" "$here/raw/vuf01.csv"
	return $status
}
other_configuration() {
	echo >>"$here/config/rules/physiotherapy.json"
	together 'is the configuration of neither run' \
		rows_and_configuration config
	status=$?
	cp "$top/pipelines/rules/physiotherapy.json" "$here/config/rules"
	return $status
}
not_run() {
	together '' rows_and_configuration config --no-run
}
# Killed while it runs: what was made goes with it.
killed() {
	compare-figures --config "$here/config-new" "$here/old" \
		"$here/several_out" >/dev/null 2>&1 &
	pid=$!
	until_there 1
	kill -KILL $pid
	wait $pid
	until_there 0
}
# until_there N: that many folders, or give up after 20 seconds.
until_there() {
	for _ in $(seq 100)
	do
		test "$(find "$TMPDIR" -mindepth 1 -maxdepth 1 | wc -l)" \
			-ne "$1" || return 0
		sleep 0.2
	done
	find "$TMPDIR" | head
	return 1
}
nothing_left() {
	test -z "$(find "$TMPDIR" -mindepth 1)"
}

mkdir "$here/tmp"
export TMPDIR="$here/tmp"
check 'one row less' one_row
check 'and which, by its source' by_rows
check 'one rule' one_rule
check 'one definition' one_definition
check 'one target' one_target
check 'one program' one_program
check 'rows gone, changed and new, and a rule, at once' several
check 'the same by the configuration before' by_old_configuration
check 'rows and a program' program_and_rows
check 'extracts that are gone: told, and together' lost
check 'another configuration: told, and together' other_configuration
check 'nothing is run: together' not_run
check 'killed, and nothing is left' killed
check 'nothing is left behind' nothing_left
finish
