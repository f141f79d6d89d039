#!/bin/sh
# Splitting a year by patient into seven parts, counting each and putting them
# together: the same as the whole. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
config=$top/pipelines
cd "$here" || exit 2

canonical() {
	normalize -q -p "$config/profiles/$1.json" "$year/extracts/$1.csv" \
		--table clinics=clinics.ndjson
}
make_stream() {
	normalize -q -p "$config/profiles/mottagningar.json" \
		"$year/extracts/mottagningar.csv" >clinics.ndjson &&
		normalize -q -p "$config/profiles/lankar.json" \
			"$year/extracts/lankar.csv" >links.ndjson &&
		{
			cat clinics.ndjson
			for source in resurs fys002 vuf01 t002
			do
				canonical "$source"
			done
		} >united.ndjson &&
		dedupe-patients -q --links links.ndjson united.ndjson |
		code-kva -q --rules "$config/rules/physiotherapy.json" \
			>whole.ndjson && test -s whole.ndjson
}

# The whole in seven parts: each line in one of them, none is lost or new.
split() {
	split-patients -n 7 -o 'part-%.ndjson' --stats split.stats \
		whole.ndjson && sort part-?.ndjson >parts.sorted &&
		sort whole.ndjson >whole.sorted && same parts.sorted whole.sorted
}
# A patient's records are in one part.
is_whole() {
	for k in 1 2 3 4 5 6 7
	do
		jq -r 'select(.patient) | .patient' part-$k.ndjson | sort -u
	done | sort | uniq -d >twice
	test ! -s twice && test -s part-7.ndjson
}
balances() {
	jq -e '.read > 0 and .parts == 7 and .without_patient > 0 and
		.read == .written + .rejected + .absorbed +
		([.dropped[]] | add // 0) and .made == 0' split.stats
}
# Part by part, as seven machines would, is the same as all at once.
one_by_one() {
	for k in 1 2 3 4 5 6 7
	do
		split-patients -n 7 --part $k whole.ndjson >alone &&
			same alone part-$k.ndjson || return 1
	done
}
other_order() {
	shuf --random-source=whole.ndjson whole.ndjson |
		split-patients -n 7 -o 'mixed-%.ndjson' &&
		for k in 1 2 3 4 5 6 7
		do
			sort part-$k.ndjson >a && sort mixed-$k.ndjson >b &&
				same a b || return 1
		done
}

# Patients of parts add up; so do visits.
adds_up() {
	for k in 1 2 3 4 5 6 7
	do
		aggregate -g clinic,provider -w 'record == "contact"' \
			distinct:patient count part-$k.ndjson
	done | aggregate -g clinic,provider sum:distinct_patient sum:count |
		sed 's/sum_//g' >added &&
		aggregate -g clinic,provider -w 'record == "contact"' \
			distinct:patient count whole.ndjson >at-once &&
		same at-once added && test -s added
}

# merged WORD...: aggregate with these words by parts, and at once.
merged() {
	for k in 1 2 3 4 5 6 7
	do
		aggregate --partial "$@" -- part-$k.ndjson || return 1
	done | aggregate --merge "$@" >put-together &&
		aggregate "$@" -- whole.ndjson >at-once &&
		same at-once put-together && test -s put-together
}
# The main job's indicators, from parts.
all_indicators() {
	merged --period 2025 \
		--indicators "$config/indicators/kvalitetsbokslut.json"
}
# Patients are whole in a part: how many were met how often is enough.
whole_patients() {
	set -- --period 2025 --indicators \
		"$config/indicators/kvalitetsbokslut.json"
	aggregate "$@" whole.ndjson >at-once || return
	set -- "$@" --whole patient
	for k in 1 2 3 4 5 6 7
	do
		aggregate --partial "$@" -- part-$k.ndjson || return 1
	done >whole.parts && aggregate --merge "$@" whole.parts >put-together &&
		same at-once put-together || return
	aggregate --merge --partial "$@" whole.parts |
		aggregate --merge "$@" | same at-once - || return
	! aggregate --merge --period 2025 --indicators \
		"$config/indicators/kvalitetsbokslut.json" whole.parts || return
	aggregate --partial -q -g clinic distinct:patient part-3.ndjson >keys
	aggregate --partial -q -g clinic --whole patient distinct:patient \
		part-3.ndjson >counts
	patient=$(jq -r 'select(.patient) | .patient' part-3.ndjson | head -n 1)
	grep -qF "$patient" keys && ! grep -qF "$patient" counts &&
		test "$(wc -c <counts)" -lt $(($(wc -c <keys) / 5))
}
# One patient one identity, part by part.
deduped() {
	for k in 1 2 3 4 5 6 7
	do
		dedupe-patients -q --per clinic,year part-$k.ndjson || return 1
	done | sort >a
	dedupe-patients -q --per clinic,year whole.ndjson | sort >b
	same a b && test -s a
}

check 'a stream of the year' make_stream
check 'seven parts hold each record once' split
check 'a patient is in one part' is_whole
check 'the accounts balance' balances
check 'one part at a time is the same' one_by_one
check 'the order of records does not matter' other_order
check 'patients and visits of the parts add up to the whole' adds_up
check 'merged, by clinic: the same bytes' merged -g clinic distinct:patient \
	count
check 'merged, all indicators of the year: the same bytes' all_indicators
check 'merged, where patients are whole in a part: the same bytes' whole_patients
check 'one record a patient and clinic, by parts' deduped
finish
