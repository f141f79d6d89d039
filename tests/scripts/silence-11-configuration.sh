#!/bin/sh
# Issue 9, 11: what a configuration says and what could have no effect is an
# error with its place, before any data is read; beside profiles also in
# definitions, targets, rules, tables, links and the list of sources.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

printf '{"record":"indicator","indicator":"visits","period":"2025","by":["clinic"],"clinic":"g","value":9,"n":9,"unit":"x"}\n' >"$here/figures"
printf '{"record":"contact","contact_id":"K","date":"2025-01-02","patient":"197010189806","clinic":"g","kva":["DV200"]}\n' >"$here/contacts"

# trap_ WORDS FILTER FILE INPUT COMMAND...: FILE, changed by FILTER, is exit 2
# with these words and its place; as it is it is taken, and nothing is said.
trap_() {
	words=$1 filter=$2 file=$3 input=$here/$4
	shift 4
	jq "$filter" "$here/$file" >"$here/bad.json"
	"$@" "$here/bad.json" "$input" >"$here/out" 2>"$here/said"
	if test $? -ne 2 || test -s "$here/out" ||
		! grep -F -e "$words" "$here/said" ||
		! grep -q 'bad.json:[0-9]*:[0-9]*: ' "$here/said"
	then
		cat "$here/said"
		return 1
	fi
	"$@" "$here/$file" "$input" >"$here/out" 2>"$here/said" &&
		test ! -s "$here/said"
}

cat >"$here/i.json" <<'END'
{"measures":{"m":{"take":"count"}},"indicators":[
	{"id":"i","title":{"sv":"x","en":"x"},"unit":"x","decimals":0,
		"by":[[],["clinic","date"]],"value":"m"}]}
END
define() {
	check "definitions: $1" trap_ "$2" "$3" i.json contacts \
		aggregate --indicators
}
define 'no grouping' 'makes no figure' '.indicators[0].by = []'
define 'a grouping twice' 'these members are there twice' \
	'.indicators[0].by[0] = ["clinic","date"]'
define 'a member twice' 'clinic given twice' \
	'.indicators[0].by[1] = ["clinic","clinic"]'
define 'an empty member' 'an empty name' '.indicators[0].by[1] = [""]'
define 'a member with a blank' 'a name with blanks around it' \
	'.indicators[0].by[1] = [" clinic"]'
define 'an empty id' 'an empty name' '.indicators[0].id = ""'
define 'an unknown member' 'did you mean decimals?' \
	'.indicators[0].decimal = 1'

cat >"$here/t.json" <<'END'
{"targets":[{"indicator":"visits","by":["clinic"],"relation":">=","target":1,
	"requires":[{"indicator":"visits","relation":">=","limit":1,"reason":"r"}]}]}
END
target() {
	check "targets: $1" trap_ "$2" "$3" t.json figures check-targets -t
}
target 'an empty indicator' 'an empty name' '.targets[0].indicator = ""'
target 'an empty demand' 'an empty name' \
	'.targets[0].requires[0].indicator = ""'
target 'no reason' 'an empty name' '.targets[0].requires[0].reason = ""'
target 'a member twice' 'twice' '.targets[0].by = ["clinic","clinic"]'
target 'two for the same' 'a second target' '.targets += [.targets[0]]'
target 'an unknown member' 'did you mean requires?' \
	'.targets[0].require = []'
# by WORDS FILTER: against figures it is told, with --strict exit 1; against
# the definitions it is exit 2.
sed 's/"i"/"visits"/; s/\["clinic","date"\]/["clinic"]/' "$here/i.json" \
	>"$here/visits.json"
by() {
	jq "$1" "$here/t.json" >"$here/bad.json"
	check-targets -t "$here/bad.json" -q "$here/figures" >"$here/out" \
		2>"$here/said" && grep -F "$2" "$here/said" || return 1
	check-targets -t "$here/bad.json" --strict "$here/figures" \
		>"$here/out" 2>&1
	test $? -eq 1 && ! grep '^{' "$here/out" || return 1
	check-targets -t "$here/bad.json" --indicators "$here/visits.json" \
		"$here/figures" >"$here/out" 2>"$here/said"
	test $? -eq 2 && grep -F 'by these members' "$here/said" &&
		check-targets -t "$here/t.json" --strict --indicators \
			"$here/visits.json" "$here/figures" >"$here/out"
}
check 'targets: by members that no figure is by' by \
	'.targets[0].by = ["clinc"]' 'clinc (did you mean clinic?)'

cat >"$here/s.json" <<'END'
{"threshold":5,"rules":[{"indicators":["visits"],"threshold":3}]}
END
rule() {
	check "suppression: $1" trap_ "$2" "$3" s.json figures suppress-small -r
}
rule 'a rule for nothing' 'at least one indicator' '.rules[0].indicators = []'
rule 'an empty indicator' 'an empty name' '.rules[0].indicators = [""]'
rule 'two for the same' 'a second rule' '.rules += [.rules[0]]'
rule 'an unknown member' 'did you mean threshold?' '.rules[0].thresholds = 3'
slip() {
	sed 's/"visits"/"visitz"/' "$here/s.json" >"$here/slip.json"
	suppress-small -q -r "$here/slip.json" "$here/figures" >"$here/out" \
		2>"$here/said" && grep -F 'visitz (did you mean visits?)' \
		"$here/said" || return 1
	suppress-small --strict -r "$here/slip.json" "$here/figures" \
		>"$here/out" 2>/dev/null
	test $? -eq 1 && test ! -s "$here/out" || return 1
	sed 's/"visits"/"waiting"/' "$here/s.json" >"$here/other.json"
	suppress-small -r "$here/other.json" "$here/figures" 2>&1 >"$here/out" |
		cmp - /dev/null
}
check 'suppression: a misspelt indicator' slip

cat >"$here/b.json" <<'END'
{"tables":[{"name":"t","title":{"sv":"t","en":"t"},"rows":["clinic"],
	"columns":["visits"]}]}
END
table() {
	check "tables: $1" trap_ "$2" "$3" b.json figures render-table --tables
}
table 'none' 'at least one table' '.tables = []'
table 'no name' 'an empty name' '.tables[0].name = ""'
table 'two of one name' 'a second table' '.tables += [.tables[0]]'
table 'a column twice' 'twice' '.tables[0].columns += ["visits"]'
table 'a row member twice' 'twice' '.tables[0].rows += ["clinic"]'
table 'an empty column' 'an empty name' '.tables[0].columns = [""]'

cat >"$here/r.json" <<'END'
{"measures":[{"name":"far","basis":"local","codes":["DV200"]}]}
END
code() {
	check "code-kva: $1" trap_ "$2" "$3" r.json contacts code-kva -r
}
code 'no code' 'at least one code' '.measures[0].codes = []'
code 'an empty code' 'an empty name' '.measures[0].codes = [""]'
code 'a code twice' 'twice' '.measures[0].codes += ["DV200"]'
code 'an empty name' 'lower-case letters' '.measures[0].name = ""'
code 'no list' 'did you mean measures?' '{measure: .measures}'

# A link's members may be left out, so a misspelt one would be missed by nobody.
link() {
	printf '{"from":"197010189806","to":"197001011234"%s}\n' "$1" \
		>"$here/links"
	dedupe-patients --links "$here/links" "$here/contacts" >"$here/out" \
		2>"$here/said"
}
link_slip() {
	link ',"valid_form":"2025-01-01"'
	test $? -eq 2 && test ! -s "$here/out" &&
		grep 'links:1: valid_from: is missing' "$here/said" || return 1
	link ',"to_sexx":"F"'
	test $? -eq 2 || return 1
	link '' && link ',"valid_from":"2025-01-01","valid_to":"2026-01-01"' &&
		link ',"valid_to":"2026-01-01","note":"x","id":1'
}
check 'links: a misspelt member' link_slip

# Lists on the command line.
twice() {
	aggregate -g clinic,clinic count "$here/contacts" 2>"$here/said"
	test $? -eq 2 && grep 'clinic given twice' "$here/said" || return 1
	render-table -r clinic -c visits,visits "$here/figures" 2>"$here/said"
	test $? -eq 2 && grep 'visits given twice' "$here/said" || return 1
	run-chart -i visits,visits "$here/figures" 2>"$here/said"
	test $? -eq 2
}
check 'a name twice in an option' twice

# sources WORDS FROM TO STATUS: a line of the list of sources, so changed.
synthesize -q --contacts 100 "$here/2025"
cp -R "$top/pipelines" "$here/config"
sources() {
	sed "s/$2/$3/" "$top/pipelines/sources/kvalitetsbokslut.txt" \
		>"$here/config/sources/kvalitetsbokslut.txt"
	job --config "$here/config" "$here/2025" "$here/made" 2>"$here/said"
	test $? -eq "$4" && grep -F "$1" "$here/said" &&
		test ! -e "$here/made" && return
	cat "$here/said"
	return 1
}
check 'sources: neither required nor optional' sources \
	'must be required or optional, not requierd' '^\(fys002  *\)required' \
	'\1requierd' 2
check 'sources: a name twice' sources 'vuf01: given twice' '^t002 ' \
	'vuf01 ' 2
check 'sources: a required one of records is missing' sources \
	'missing fys002.ndjson' '^fys002 ' 'fys002.ndjson ' 2
check 'sources: no such profile' sources 'there is no profiles/telefonii.json' \
	'^telefoni ' 'telefonii ' 2
check 'sources: a key of no member' sources \
	'no record has a member contactid (did you mean contact_id?)' \
	'contact:contact_id' 'contact:contactid' 1
check 'sources: a key of no kind' sources \
	'of the kind contakt (did you mean contact?)' \
	'contact:contact_id' 'contakt:contact_id' 1
finish
