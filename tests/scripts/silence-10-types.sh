#!/bin/sh
# Issue 9, 10: comparisons that can never hold because of types are told, with
# what to write instead; what is advised is right.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

cat >"$here/in" <<'END'
{"age":65,"year":2025,"kva":["QG003","XS900"],"diagnosis":"M171","status":"done","completed":true,"code":"7"}
{"age":40,"year":2025,"kva":["XS900"],"status":"no_show","completed":false,"code":"8"}
END

# never EXPRESSION ADVICE N: told with -q, --strict is exit 1, and the advice,
# taken, is told nothing of and holds for N records.
never() {
	aggregate -q -w "$1" count "$here/in" >"$here/out" 2>"$here/said" || return 1
	grep -F "can never" "$here/said" || return 1
	grep -F "; write $2" "$here/said" || {
		cat "$here/said"
		return 1
	}
	aggregate -q --strict -w "$1" count "$here/in" >"$here/out" 2>&1
	test $? -eq 1 || return 1
	aggregate --strict -w "$2" count "$here/in" >"$here/out" 2>"$here/said" &&
		test ! -s "$here/said" &&
		test "$(cat "$here/out")" = "{\"count\":$3}" && return
	cat "$here/said" "$here/out"
	return 1
}
check 'a number with a string' never 'age == "65"' 'age == 65' 1
check 'in order' never 'age >= "65"' 'age >= 65' 1
check 'a year with a string' never "year == '2025'" 'year == 2025' 2
check 'a string with a number' never 'code == 7' 'code == "7"' 1
check 'a list with a string' never 'kva == "QG003"' '"QG003" in kva' 1
check 'a list that is not a string' never 'kva != "QG003"' '!("QG003" in kva)' 1
check 'a list in a list' never 'kva in ["QG003"]' '"QG003" in kva' 1
check 'in a string' never '"done" in status' 'status == "done"' 1
check 'a number in a list of strings' never 'age in ["65", "66"]' 'age in [65, 66]' 1
check 'null' never 'diagnosis == null' '!has(diagnosis)' 1
check 'not null' never 'diagnosis != null' 'has(diagnosis)' 1
check 'true or false with a string' never 'completed == "J"' 'completed' 1
check 'a string by itself' never 'status' 'has(status)' 2
check 'and within others' never 'year == 2025 && age == "65"' 'age == 65' 1
check 'share:' sh -c "aggregate -q share:'age == \"65\"' '$here/in' 2>&1 |
	grep -F 'write age == 65'"
# silent EXPRESSION
silent() {
	aggregate --strict -w "$1" count "$here/in" >"$here/out" 2>"$here/said" &&
		test ! -s "$here/said" && return
	cat "$here/said"
	return 1
}
check 'one type is enough' silent 'age == 65 || year > 2024'
mixed() {
	printf '{"a":1}\n{"a":"1"}\n' >"$here/in"
	silent 'a == "1"'
}
check 'a member of two types' mixed
nulls() {
	printf '{"a":null}\n{"a":"1"}\n' >"$here/in"
	silent 'a == null' && silent 'a == "1"'
}
check 'a null that is there' nulls
finish
