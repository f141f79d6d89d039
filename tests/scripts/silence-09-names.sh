#!/bin/sh
# Issue 9, 9: names that match nothing are told with what there is and the
# nearest spelling, also with -q; --strict makes it exit 1 and publishes nothing.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

cat >"$here/in" <<'END'
{"record":"contact","clinic":"gripen","month":"2025-03","status":"done","patient":"1","fte":1,"regi":"egen","contact_id":"K1"}
{"record":"contact","clinic":"rud","month":"2025-04","status":"done","patient":"2","fte":2,"regi":"egen","contact_id":"K2"}
END

# told WORDS COMMAND...: those words are said with -q, and it is exit 0; with
# --strict exit 1, and nothing is written.
told() {
	words=$1 program=$2
	shift 2
	"$program" -q "$@" "$here/in" >"$here/out" 2>"$here/said" || {
		cat "$here/said"
		return 1
	}
	grep -F -e "$words" "$here/said" || {
		echo "not told: $words"
		cat "$here/said"
		return 1
	}
	echo old >"$here/kept"
	"$program" -q --strict -o "$here/kept" "$@" "$here/in" 2>/dev/null
	test $? -eq 1 && test "$(cat "$here/kept")" = old && return
	echo "--strict does not refuse it"
	return 1
}
# silent COMMAND...: nothing is told, and --strict is content.
silent() {
	program=$1
	shift
	"$program" --strict "$@" "$here/in" >"$here/out" 2>"$here/said" &&
		test ! -s "$here/said" && return
	cat "$here/said"
	return 1
}
check '-g' told 'no record has a member clinc (did you mean clinic?)' \
	aggregate -g clinc count
check '-w' told 'no record has a member stats (did you mean status?)' \
	aggregate -w "stats == 'done'" count
check 'sum:' told 'no record has a member ftes (did you mean fte?)' \
	aggregate sum:ftes
check 'distinct:' told 'no record has a member patiant (did you mean patient?)' \
	aggregate distinct:patiant
check 'a capital letter' told 'no record has a member Clinic (did you mean clinic?)' \
	aggregate -g Clinic count
check 'what there is' told 'there are record, clinic, month' \
	aggregate -g unheardof count
check 'names that are right' silent aggregate -g clinic,month -w \
	"status == 'done'" sum:fte distinct:patient

two_members() {
	aggregate -g 'clinic, month' count "$here/in" >"$here/got" &&
		aggregate -g clinic,month count "$here/in" | same - "$here/got" &&
		grep -q month "$here/got"
}
check 'a blank behind a comma is not part of a name' two_members
no_name() {
	aggregate -g 'clinic, ,month' count "$here/in" 2>"$here/said"
	test $? -eq 2
}
check 'nor a name by itself' no_name
no_answer() {
	aggregate -q --strict -g clinc count "$here/in" >"$here/out" 2>&1
	test $? -eq 1 && ! grep '^{' "$here/out"
}
check '--strict writes nothing to standard output either' no_answer
no_ids() {
	printf '{"197010189806":1,"a":2}\n' |
		aggregate -g b count >"$here/out" 2>"$here/said"
	! grep 1970 "$here/said"
}
check 'a name that may be an id is not shown' no_ids
finish
