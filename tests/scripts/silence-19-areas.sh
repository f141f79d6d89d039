#!/bin/sh
# Issue 9, 19: each area's command, as pipelines/README.md prints it, gives the
# figures that the main job gives over the same rows; and a figure that rests
# on an extract that is not there is absent.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
readme=$top/pipelines/README.md
list=$top/pipelines/sources/kvalitetsbokslut.txt

# A year with faults, links and repeats, and every extract there is.
whole_year() {
	synthesize -q --year "$1" --contacts 20000 --dirty 3% "$here/$1" || return 1
	awk '/^[a-z]/ { print $1 }' "$list" | while read -r name
	do
		test -e "$here/$1/$name.csv" ||
			find "$top/testdata/areas" -name "$name.csv" | sort |
			head -n 1 | xargs -I '{}' cp '{}' "$here/$1"
	done
}
# Contacts that the synthetic year has none of: at a distance by their code
# only, and the made-up ones of the areas that need fys002 of their own.
more_rows() {
	for area in digitalt levnadsvanor artrosregistret rehabplaner vardniva
	do
		tail -n +2 "$top/testdata/areas/$area/fys002.csv" |
			cut -d ';' -f 1-10 | sed "s/^/$area-/"
	done >"$here/more"
	cat "$here/more" >>"$here/2025/fys002.csv"
	tail -n +2 "$top/testdata/areas/levnadsvanor/vuf01.csv" |
		sed 's/^/levnadsvanor-/' >>"$here/2025/vuf01.csv"
}
for of in 2024 2025
do
	whole_year $of
	test $of = 2024 || more_rows
	check "the main job of $of" kvalitetsbokslut -q --year $of \
		"$here/$of" "$here/out-$of"
done >"$here/first" 2>"$here/said"
cat "$here/first"
n=2

# The first lines of the block are for the reader's own paths.
awk '/^area\(\) \{/, /^\}/' "$readme" >"$here/area.sh"

# bare: what a figure says by itself, without its target.
bare() {
	jq -cS 'select(.record == "indicator") | del(.target, .relation, .met, .gap, .rounded, .not_assessed)' |
		sort
}
# row COMMAND: in a folder with configuration and extracts.
row() {
	of=${1##*--period }
	rm -rf "$here/work"
	cp -R "$top/pipelines" "$here/work"
	cp "$here/$of"/*.csv "$here/work"
	(
		cd "$here/work" || exit 1
		# shellcheck source=/dev/null
		. "$here/area.sh"
		eval "$1" 2>"$here/said"
	) >"$here/figures" || return 1
	file=$(echo "$1" | grep -o 'indicators/[a-z0-9-]*\.json')
	jq -c --slurpfile d "$top/pipelines/$file" 'select(.indicator |
		IN($d[0].indicators[].id))' "$here/out-$of/indicators.ndjson" |
		bare >"$here/wanted"
	bare <"$here/figures" >"$here/got"
	test -s "$here/got" && same "$here/wanted" "$here/got"
}
# shellcheck disable=SC2016 # backquotes of Markdown
grep -o '`area [^`]*`' "$readme" | tr -d '\140\134' | grep aggregate |
	sort -u >"$here/row"
while read -r command
do
	check "$(echo "$command" | sed 's/.*indicators.//; s/.json.*//'): $command" \
		row "$command"
done <"$here/row"
check 'every file with extracts of its own has a command' \
	test "$(wc -l <"$here/row")" -ge 15

# without NAME: no figure differs from those with the extract, but for those
# that say in their rule that it is one source of several.
without() {
	rm -rf "$here/less" "$here/out-less"
	cp -R "$here/2025" "$here/less"
	rm "$here/less/$1.csv"
	kvalitetsbokslut -q --year 2025 "$here/less" "$here/out-less" || return 1
	# an extract of no rows tells nothing either: no figure is 0 for it
	head -n 1 "$here/2025/$1.csv" >"$here/less/$1.csv"
	rm -rf "$here/out-none"
	kvalitetsbokslut -q --year 2025 "$here/less" "$here/out-none" || return 1
	same "$here/out-less/indicators.ndjson" \
		"$here/out-none/indicators.ndjson" || return 1
	for out in 2025 less
	do
		jq -r '. as $r | [.indicator, (.by[] | . + "=" + ($r[.] |
			tostring)), ":", (.value | tostring)] | join(" ")' \
			"$here/out-$out/indicators.ndjson" | sort >"$here/of-$out"
	done
	comm -13 "$here/of-2025" "$here/of-less" |
		grep -vE " : null$|^($2) " >"$here/odd"
	test ! -s "$here/odd" && return
	cat "$here/odd"
	return 1
}
awk '$2 == "optional" { print $1 }' "$list" >"$here/optional"
while read -r name
do
	several=none
	case $name in
	rehabplaner) several='patients_with_rehab_plan_share|chronic_with_plan_share' ;;
	specialistvard) several='diagnosis_[a-z]*' ;;
	esac
	check "without $name no figure is made of nothing" without "$name" \
		"$several"
done <"$here/optional"
finish
