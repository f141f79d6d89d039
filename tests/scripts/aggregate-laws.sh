#!/bin/sh
# Laws of aggregate: neither the order of the input nor how it is split and
# merged matters; counts add up; the answers are those of jq.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
synthesize --contacts 4000 "$here/raw" 2>/dev/null
cd "$here" || exit 2
profiles=$top/pipelines/profiles
normalize -p "$profiles/mottagningar.json" raw/mottagningar.csv >clinics.ndjson
{
	cat clinics.ndjson
	for name in resurs fys002 vuf01 t002
	do
		normalize -p "$profiles/$name.json" \
			--table clinics=clinics.ndjson "raw/$name.csv"
	done
} | code-kva --rules "$top/pipelines/rules/physiotherapy.json" >all.ndjson
shuf --random-source=all.ndjson all.ndjson >shuffled.ndjson
definitions=$top/pipelines/indicators/kvalitetsbokslut.json

line() {
	aggregate -g clinic,sex count distinct:patient mean:age sum:fte \
		min:date max:age p25:age p90:wait_days p50:date \
		median:age stdev:wait_days first:diagnosis@date last:fte@month \
		share:'age >= 65' "$@"
}
year() {
	aggregate --indicators "$definitions" --period 2025 "$@"
}
any_order() {
	"$1" all.ndjson >"$1.ordered" && "$1" shuffled.ndjson >"$1.mixed" &&
		same "$1.ordered" "$1.mixed"
}
# The whole, and its parts, one of them empty.
merged() {
	rm -f part.*
	split -n l/5 all.ndjson part.line.
	: >part.empty
	"$1" all.ndjson >"$1.whole" || return
	for part in part.*
	do
		"$1" --partial "$part" >"$part.state" || return
	done
	"$1" --merge part.*.state >"$1.merged" &&
		same "$1.whole" "$1.merged" &&
		cat part.*.state | "$1" --merge --partial | sed 1d >"$1.one" &&
		"$1" --partial shuffled.ndjson | sed 1d | same - "$1.one"
}
by_jq() {
	jq -sc 'map(select(.record == "contact")) | group_by(.clinic)[] |
		{clinic: .[0].clinic, n: length,
		patients: (map(.patient) | unique | length),
		old: (map(select(.age >= 65)) | length),
		last: (map(.date) | max)}' all.ndjson >want
	aggregate -g clinic -w 'record == "contact"' n=count \
		patients=distinct:patient old=count:'age >= 65' last=max:date \
		all.ndjson >got
	same want got
}
groups_add_up() {
	whole=$(aggregate count all.ndjson | jq .count)
	parts=$(aggregate -g record,clinic,month count all.ndjson |
		jq -s 'map(.count) | add')
	test "$whole" -eq "$parts"
}
# Fourteen members that are 1 or not, in nearly as many ways as records: hit
# lists are hardly ever found again, and are forgotten on the way.
forgotten() {
	awk 'BEGIN {
		srand(7)
		for (i = 0; i < 20000; i++) {
			line = "{\"record\":\"r\""
			for (k = 0; k < 14; k++) {
				x = int(rand() * 2)
				n[k] += x
				line = line ",\"m" k "\":" x
			}
			print line "}"
		}
		for (k = 0; k < 14; k++)
			printf "{\"n%d\":%d}\n", k, n[k] >"many.want"
	}' >many.ndjson
	set --
	for k in 0 1 2 3 4 5 6 7 8 9 10 11 12 13
	do
		set -- "$@" "n$k=count:m$k == 1"
	done
	aggregate "$@" many.ndjson |
		jq -c 'to_entries[] | {(.key): .value}' >many.got &&
		same many.want many.got
}

check 'groups in any order' any_order line
check 'indicators in any order' any_order year
check 'groups of parts, merged' merged line
check 'indicators of parts, merged' merged year
check 'the same as jq' by_jq
check 'groups add up to the whole' groups_add_up
check 'hit lists that are forgotten on the way' forgotten
finish
