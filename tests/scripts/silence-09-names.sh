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

check '--key' told 'no record has a member contactid (did you mean contact_id?)' \
	dedupe-patients --key contact:contactid
check '--key of another kind' told \
	'no record is of the kind contct (did you mean contact?)' \
	dedupe-patients --key contct:contact_id
check '--per' told 'no record has a member clinc (did you mean clinic?)' \
	dedupe-patients --per clinc
check '--key and --per that are right' silent dedupe-patients \
	--key contact:contact_id --per 'clinic, month'

figure() {
	printf '{"record":"indicator","indicator":"%s","period":"2025","by":["month"],"month":"2025-03","value":1,"n":1,"unit":"x"}\n' "$1"
}
figure visits >"$here/in"
cat >"$here/targets.json" <<'END'
{"targets":[{"indicator":"visitz","relation":">=","target":1,
	"title":{"sv":"x","en":"x"}}]}
END
check 'a target for no indicator' told \
	'without figures: visitz (did you mean visits?)' \
	check-targets --targets "$here/targets.json"
sed 's/visitz/visits/' "$here/targets.json" >"$here/right.json"
check 'one that is right' silent check-targets --targets "$here/right.json"
echo '{"indicators":[{"id":"visits"},{"id":"fte"}]}' >"$here/ids.json"
by_definitions() {
	check-targets --targets "$here/targets.json" --indicators \
		"$here/ids.json" "$here/in" 2>"$here/said"
	test $? -eq 2 && grep -F 'the nearest is visits' "$here/said" &&
		sed 's/visitz/fte/' "$here/targets.json" >"$here/absent.json" &&
		check-targets --strict --targets "$here/absent.json" \
			--indicators "$here/ids.json" "$here/in" 2>&1 |
		cmp - "$here/in"
}
check 'against the definitions: exit 2, and no word of what may be absent' \
	by_definitions
check 'run-chart -i' told 'of the indicator visit (did you mean visits?)' \
	run-chart -i visit
check 'run-chart -i that is right' silent run-chart -i visits

# Tables: rows, columns, what they are sorted by, the period, kinds of records.
printf '{"record":"indicator","indicator":"fte","period":"2025","by":["clinic"],"clinic":"a","value":1,"n":1,"unit":"x"}\n' \
	>>"$here/in"
check 'render-table -r' told 'by the member clinc (did you mean clinic?)' \
	render-table -r clinc -c fte
check 'render-table -c' told 'of the indicator ftes (did you mean fte?)' \
	render-table -r clinic -c ftes
check 'render-table --sort' told \
	'--sort: no figure is of the indicator visitz (did you mean visits?)' \
	render-table -r clinic -c fte --sort visitz
check 'render-table --sort, not by these rows' told \
	'no figure of visits by clinic' \
	render-table -r clinic -c fte --sort visits
check 'render-table -c, not by these rows' told 'no figure of visits by clinic' \
	render-table -r clinic -c fte,visits
check 'render-table -p' told 'of the period 2024 (did you mean 2025?)' \
	render-table -r clinic -c fte -p 2024
check 'render-table --records' told \
	'of the kind indicater (did you mean indicator?)' \
	render-table --records indicater
check 'render-table --records -c' told \
	'no record has a member values (did you mean value?)' \
	render-table --records indicator -c values
no_kind() {
	timeout 10 render-table -q --records indicater -f "$1" "$here/in" \
		>"$here/out" 2>/dev/null && test ! -s "$here/out"
}
for format in terminal markdown csv excel-csv ndjson
do
	check "render-table --records of no kind, $format: no table" \
		no_kind $format
done
check 'render-table that is right' silent render-table -r clinic -c fte \
	--sort fte -p 2025
check 'render-table of a member that is null' silent render-table \
	--records '*' -c record,value
cat >"$here/tables.json" <<'END'
{"tables":[{"name":"t","title":{"sv":"t","en":"t"},"rows":["clinic"],
	"columns":["fte","absent"]}]}
END
tables() {
	render-table -q --tables "$here/tables.json" "$here/in" \
		>"$here/out" 2>"$here/said" && test ! -s "$here/said" || return 1
	render-table --tables "$here/tables.json" "$here/in" 2>&1 >"$here/out" |
		grep 'of the indicator absent' || return 1
	sed 's/absent/ftee/' "$here/tables.json" >"$here/slip.json"
	render-table -q --tables "$here/slip.json" "$here/in" 2>&1 >"$here/out" |
		grep 'ftee (did you mean fte?)' || return 1
	render-table -q --strict --tables "$here/tables.json" "$here/in" \
		>"$here/out" 2>&1
	test $? -eq 1
}
check 'render-table --tables: a year may lack figures, but no name a letter' \
	tables

# Definitions against the members that profiles and rules make, before data.
config=$top/pipelines
{
	for profile in "$config"/profiles/*.json
	do
		test "${profile%.schema.json}" != "$profile" ||
			normalize --members "$profile"
	done
	code-kva --members --rules "$config/rules/physiotherapy.json"
} >"$here/members"
# nobody WORDS FILTER: a definition so changed is exit 2 with these words.
nobody() {
	jq "$2" "$config/indicators/kvalitetsbokslut.json" >"$here/bad.json"
	aggregate --period 2025 --members "$here/members" --indicators \
		"$here/bad.json" </dev/null 2>"$here/said"
	test $? -eq 2 && grep -F "$1" "$here/said" && return
	cat "$here/said"
	return 1
}
check 'where' nobody 'no member stats; did you mean status?' \
	'.conditions.contact |= sub("status"; "stats")'
check 'a kind of record' nobody 'holds of no kind of record' \
	'.conditions.contact |= sub("contact"; "contcat")'
check 'a member of another kind' nobody 'records contact are given no member fte' \
	'.conditions.contact += " && fte > 1"'
check 'sum: in definitions' nobody 'no record that counts is given a member costs' \
	'.measures.fte_months.take = "sum:costs"'
check 'distinct: in definitions' nobody 'did you mean patient?' \
	'.measures.patients.take = "distinct:patiant"'
check 'by' nobody 'did you mean regi?' '.indicators[0].by[1] = ["regix"]'
check '10: a string with a number, before data' nobody 'write year == 2025' \
	".conditions.contact += \" && year == '2025'\""
check '10: a list with a string, before data' nobody 'write "QG003" in kva' \
	".conditions.contact += \" && kva == 'QG003'\""
check '10: null, before data' nobody 'write !has(diagnosis)' \
	'.conditions.contact += " && diagnosis == null"'
# Values that no profile and no rule makes.
check 'a value of an enum' nobody \
	'status is never "dnoe"; did you mean "done"?' \
	'.conditions.contact |= sub("done"; "dnoe")'
check 'a value that is none, by != too' nobody 'status is never "gone"' \
	".conditions.contact += \" && status != 'gone'\""
check 'a value in a list of them' nobody \
	'contact_type is never "vidoe"; did you mean "video"?' \
	".conditions.contact += \" && contact_type in ['group', 'vidoe']\""
check 'a value of a clinic, in a contact' nobody \
	'regi is never "egn"; did you mean "egen"?' \
	".conditions.contact += \" && regi == 'egn'\""
check 'a value of a derived member' nobody \
	'sex is never "K"; there are F, M' \
	".conditions.contact += \" && (sex == 'K' || age > 7)\""
check 'a measure that no rule has' nobody \
	'measures never has "fra"; did you mean "far"?' \
	".conditions.contact += \" && 'fra' in measures\""
check 'a group that no rule has' nobody 'diagnosis_group is never "othr"' \
	".conditions.contact += \" && !(diagnosis_group == 'othr')\""
# either WHERE VALUES: another profile makes contacts whose status can be those.
either() {
	printf '{"record":"members","of":"contact","members":{"status":"string"}%s}\n' \
		"$2" | cat "$here/members" - >"$here/more"
	jq ".conditions.contact |= sub(\"done\"; \"$1\")" \
		"$config/indicators/kvalitetsbokslut.json" >"$here/bad.json"
	aggregate -q --period 2025 --members "$here/more" --indicators \
		"$here/bad.json" </dev/null >"$here/out" 2>"$here/said"
}
values=',"values":{"status":["x"]}'
neither() {
	either dnoe "$values"
	test $? -eq 2 && grep -F 'status is never "dnoe"' "$here/said"
}
check 'what one of two profiles makes' either x "$values"
check 'and the other' either 'done' "$values"
check 'what neither makes' neither
check 'anything, where one tells no values' either dnoe ''
# A profile that makes regi itself, beside one that takes it of the clinic.
own_regi() {
	own='{"record":"members","of":"contact","members":{"regi":"string"},"values":{"regi":["x"]}}'
	{
		test "$1" = after || echo "$own"
		cat "$here/members"
		test "$1" = before || echo "$own"
	} >"$here/more"
	jq ".conditions.contact += \" && regi == 'x'\"" \
		"$config/indicators/kvalitetsbokslut.json" >"$here/bad.json"
	aggregate -q --period 2025 --members "$here/more" --indicators \
		"$here/bad.json" </dev/null >"$here/out"
}
check 'values of its own, before those that are taken' own_regi before
check 'and after them' own_regi after
loops() {
	printf '{"record":"members","of":"%s","members":{"a":"string"},"taken":{"a":["%s","a"]}}\n' \
		x y y x >"$here/loop"
	echo '{"indicators":[{"id":"i","title":{"sv":"x","en":"x"},"unit":"x","by":[[]],"value":{"where":"record == '"'x'"' && a == '"'1'"'","take":"count"}}]}' >"$here/i.json"
	timeout 10 aggregate -q --members "$here/loop" --indicators \
		"$here/i.json" </dev/null >"$here/out" 2>&1
	test $? -ne 124
}
check 'members that are taken of each other' loops
all_hold() {
	for file in "$config"/indicators/*.json
	do
		test "${file%.schema.json}" = "$file" || continue
		aggregate -q --period 2025 --members "$here/members" \
			--indicators "$file" </dev/null >/dev/null || return 1
	done
}
check 'all shipped definitions hold' all_hold
main_job() {
	cp -R "$config" "$here/config"
	jq '.measures.fte_months.take = "sum:ftes"' \
		"$config/indicators/kvalitetsbokslut.json" \
		>"$here/config/indicators/kvalitetsbokslut.json"
	synthesize -q --contacts 200 "$here/2025"
	job --config "$here/config" "$here/2025" "$here/made" 2>"$here/said"
	test $? -eq 2 && test ! -e "$here/made" && grep 'member ftes' "$here/said"
}
check 'the main job stops at it, before any data' main_job
finish
