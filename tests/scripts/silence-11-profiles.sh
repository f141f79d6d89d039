#!/bin/sh
# Issue 9, 11: what a profile says and what could have no effect is an error,
# with its place, before any data is read.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

cat >"$here/p.json" <<'END'
{
  "record": "x",
  "tables": { "clinics": { "record": "clinic", "key": "clinic", "names": ["name"] } },
  "columns": [
    { "column": ["A", "Alpha"], "as": "a", "type": "enum", "values": { "J": "yes" }, "required": false },
    { "column": "B", "as": "b", "type": "date", "required": true },
    { "column": "C", "as": "c", "type": "lookup", "table": "clinics", "required": true }
  ],
  "derive": [ { "as": "year", "take": "year", "of": "b" } ],
  "constants": { "k": "v" },
  "members": ["a", "b", "c", "year", "k"]
}
END
echo '{"record":"clinic","clinic":"g","name":"G"}' >"$here/clinics"
right() {
	printf 'A;B;C\nJ;2025-01-02;G\n' | normalize --strict \
		-p "$here/p.json" --table clinics="$here/clinics" |
		grep '"a":"yes","b":"2025-01-02","c":"g","year":2025,"k":"v"'
}
check 'the profile that is right' right
# trap WORDS FILTER
trap_() {
	jq "$2" "$here/p.json" >"$here/bad.json"
	printf 'A;B;C\nJ;2025-01-02;G\n' | normalize -p "$here/bad.json" \
		--table clinics="$here/clinics" >"$here/out" 2>"$here/said"
	test $? -eq 2 && grep -F -e "$1" "$here/said" &&
		grep -q 'bad.json:[0-9]*:[0-9]*: ' "$here/said" && return
	cat "$here/said"
	return 1
}
check 'an empty text as key of an enum' trap_ 'an empty value is missing' \
	'.columns[0].values[""] = "none"'
check 'blanks as key of an enum' trap_ 'an empty value is missing' \
	'.columns[0].values["  "] = "none"'
check 'two keys of an enum that are one' trap_ 'the same text as one before' \
	'.columns[0].values["j"] = "no"'
check 'a constant beside a column of its name' trap_ \
	'a column becomes that already' '.constants.a = "x"'
check 'a constant beside a derivation' trap_ \
	'a derivation becomes that already' '.constants.year = 2025'
check 'a derivation beside a column' trap_ 'a column becomes "b" already' \
	'.derive[0].as = "b" | .members -= ["year"]'
check 'two derivations of one name' trap_ 'a derivation before it' \
	'.derive += [.derive[0]]'
check 'a spelling of two columns' trap_ 'this header is already that of "a"' \
	'.columns[1].column = ["B", "ALPHA"]'
check 'a spelling twice' trap_ 'the same spelling' \
	'.columns[0].column = ["A", " a "]'
check 'a column that nothing comes of' trap_ 'nothing comes of this column' \
	'.members -= ["a"]'
check 'a table that nothing is looked up in' trap_ 'nothing is looked up' \
	'.tables.other = .tables.clinics'

# lacks WORDS FILTER: of a header without A, also with -q.
lacks() {
	jq "$2" "$here/p.json" >"$here/other.json"
	printf '%s;B;C\nJ;2025-01-02;G\n' "$3" >"$here/in"
	normalize -q -p "$here/other.json" --table clinics="$here/clinics" \
		"$here/in" >"$here/out" 2>"$here/said" || return 1
	grep -F -e "$1" "$here/said" || return 1
	normalize -q --strict -p "$here/other.json" \
		--table clinics="$here/clinics" "$here/in" >"$here/out" 2>&1
	test $? -eq 1
}
check '9: an optional column that no header has' lacks \
	'A is not in the header' 'del(.columns[0].required)' Z
check '9: with a header near it' lacks 'but "Alphaa" is' . Alphaa
foreseen() {
	printf 'Z;B;C\nJ;2025-01-02;G\n' | normalize --strict \
		-p "$here/p.json" --table clinics="$here/clinics" \
		>"$here/out" 2>"$here/said" && test ! -s "$here/said"
}
check '9: one that is said to be optional may lack' foreseen
finish
