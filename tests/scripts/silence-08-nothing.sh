#!/bin/sh
# No rows of a source, no figure that needs it: of all indicators, in any
# scope, none becomes 0 because a source has no rows. (Optional extracts with a
# header only: silence-19-areas.sh.)
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
profiles=$top/pipelines/profiles
synthesize -q --contacts 4000 in
normalize -q -p "$profiles/mottagningar.json" in/mottagningar.csv >mottagningar
for name in resurs fys002 vuf01 t002
do
	normalize -q -p "$profiles/$name.json" --table clinics=mottagningar \
		"in/$name.csv" >$name
done
set -- --period 2025
for file in "$top"/pipelines/indicators/*.json
do
	case $file in
	*.schema.json) ;;
	*) set -- "$@" --indicators "$file" ;;
	esac
done

# zeros FIGURES: what is 0 in them, with its scope
zeros() {
	jq -r '. as $r | select(.value == 0) |
		[.indicator, (.by[] | . + "=" + ($r[.] | tostring))] |
		join(" ")' "$1" | sort
}
cat mottagningar resurs fys002 vuf01 t002 |
	code-kva -q -r "$top/pipelines/rules/physiotherapy.json" |
	aggregate -q "$@" >whole
zeros whole >zeros-whole

none_of() {
	missing=$1
	shift
	for name in mottagningar resurs fys002 vuf01 t002
	do
		test $name = "$missing" || cat $name
	done | code-kva -q -r "$top/pipelines/rules/physiotherapy.json" |
		aggregate -q "$@" >figures || return 1
	test -s figures || return 1
	zeros figures >made-zeros
	comm -13 zeros-whole made-zeros >made
	test ! -s made && return
	head made
	return 1
}
# absent INDICATOR...: none of them has a value
absent() {
	for indicator
	do
		jq -e -n --arg i "$indicator" '[inputs |
			select(.indicator == $i and has("value"))] == []' figures \
			>/dev/null || { echo "$indicator"; return 1; }
	done
}
check 'there are figures that are 0' test -s zeros-whole
for name in resurs fys002 vuf01 t002
do
	check "no rows of $name" none_of $name "$@"
	case $name in
	resurs) needs='fte visits_per_fte unique_patients_per_fte visits_requirement monthly_visits_per_fte' ;;
	fys002) needs='visits visits_per_fte unique_patients_per_fte visits_per_patient far_per_1000_visits contacts' ;;
	vuf01) needs='far far_share far_per_1000_visits' ;;
	t002) needs='guarantee_contacts guarantee_within_3_days guarantee_share' ;;
	esac
	# shellcheck disable=SC2086
	check "no rows of $name: $needs" absent $needs
done
check 'no rows of mottagningar' none_of mottagningar "$@"
check 'no rows of mottagningar: clinics' absent clinics_open clinics_opened
finish
