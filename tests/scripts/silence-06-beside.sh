#!/bin/bash
# A file that changes while it is read is refused by name, exit 2, and nothing
# is published: whatever the file is for, in every program that reads it.
# tests/fault/change.c changes it behind the first read of it.
# shellcheck source=tests/fault/faults.sh
. "${0%/*}/../fault/faults.sh"
change=${CHANGE_SO:-$top/build/rel/tests/change.so}
config=$top/pipelines
{
	synthesize -q --contacts 1500 extracts
	normalize -q -p "$profiles/mottagningar.json" extracts/mottagningar.csv \
		>clinics.ndjson
	normalize -q -p "$profiles/fys002.json" --table clinics=clinics.ndjson \
		extracts/fys002.csv >contacts.ndjson
	normalize -q -p "$profiles/lankar.json" "$small/lankar.csv" >links.ndjson
	code-kva -q -r "$rules" contacts.ndjson >coded.ndjson
	normalize --members "$profiles"/*[!a].json >members.ndjson 2>/dev/null
	kvalitetsbokslut -q --year 2025 extracts out
	cp -R "$top/testdata/published" print
	cp out/indicators.ndjson figures.ndjson
	normalize -q -p "$profiles/mottagningar.json" extracts/mottagningar.csv \
		--stats stats >/dev/null
	trace out far >rows.ndjson
	cp "$top/tests/cli/code-kva/example-codebook/book.ndjson" book.ndjson
	head -c 40 /dev/urandom >key
	chmod 600 key
} >why 2>&1 || sed 's/^/# /' why

# changed HOW FILE WORDS...: a copy of FILE, ./it, changes; WORDS name it.
changed() {
	local how=$1 file=$2 status=0
	shift 2
	rm -rf it it.beside result
	cp -p "$file" it
	CHANGE_FILE=$here/it CHANGE_HOW=$how LD_PRELOAD=$change \
		timeout 60 "$@" >to 2>said || status=$?
	cat said
	test "$status" -eq 2 || echo "exit $status, expected 2"
	test "$status" -eq 2 && grep -q 'it.*: changed while it was read' said &&
		test ! -e result && test "$(wc -l <said)" -eq 1
}
# all WHAT FILE WORDS...: in each way
all() {
	local of=$1 how
	shift
	for how in append empty cut replace remove
	do
		check "$of: $how" changed $how "$@"
	done
}

all 'normalize -p' "$profiles/mottagningar.json" \
	normalize -q -o result -p it extracts/mottagningar.csv
all 'normalize --table' clinics.ndjson normalize -q -o result \
	-p "$profiles/fys002.json" --table clinics=it extracts/fys002.csv
all 'normalize --members' "$profiles/fys002.json" normalize --members it
all 'normalize, an extract' extracts/mottagningar.csv normalize -q -o result \
	-p "$profiles/mottagningar.json" it
all 'normalize --pseudonymize' key normalize -q -o result \
	-p "$profiles/lankar.json" --pseudonymize it extracts/lankar.csv
all 'dedupe-patients --links' links.ndjson \
	dedupe-patients -q -o result --links it contacts.ndjson
all 'code-kva --rules' "$rules" code-kva -q -o result -r it contacts.ndjson
all 'code-kva --codebook' book.ndjson \
	code-kva -q -o result -r "$rules" -c it contacts.ndjson
all 'aggregate --indicators' "$config/indicators/besok.json" \
	aggregate -q -o result --period 2025 --indicators it coded.ndjson
all 'aggregate --members' members.ndjson aggregate -q -o result --period 2025 \
	--indicators "$config/indicators/hygien.json" --members it coded.ndjson
all 'check-targets --targets' "$config/targets/kvalitetsbokslut.json" \
	check-targets -q -o result -t it figures.ndjson
all 'check-targets --indicators' "$config/indicators/kvalitetsbokslut.json" \
	check-targets -q -o result -t "$config/targets/kvalitetsbokslut.json" \
	--indicators it figures.ndjson
all 'render-table --titles' "$config/indicators/kvalitetsbokslut.json" \
	render-table -q -o result -r regi -c visits --titles it figures.ndjson
all 'render-table --tables' "$config/report/kvalitetsbokslut.json" \
	render-table -q -o result --tables it -f xlsx figures.ndjson
all 'render-report --report' "$config/report/kvalitetsbokslut.json" \
	render-report -q -o result --report it figures.ndjson
all 'render-report --indicators' "$config/indicators/kvalitetsbokslut.json" \
	render-report -q -o result --indicators it figures.ndjson
all 'run-chart' figures.ndjson run-chart -q -o result it
all 'compare-years' figures.ndjson compare-years -q -o result it
all 'compare-figures' figures.ndjson compare-figures -q -o result figures.ndjson it
all 'compare-figures --old-rows' rows.ndjson compare-figures -q -o result \
	--old-rows it --new-rows rows.ndjson figures.ndjson figures.ndjson
all 'suppress-small --rules' "$config/suppression/kvalitetsbokslut.json" \
	suppress-small -q -o result --rules it figures.ndjson
all 'suppress-small --before' figures.ndjson suppress-small -q -o result \
	--rules "$config/suppression/kvalitetsbokslut.json" --before it figures.ndjson
all 'reconcile --published' "$config/published/kvalitetsbokslut.json" \
	reconcile -q -o result -p it --tables print figures.ndjson
all 'trace-figure --indicators' "$config/indicators/kvalitetsbokslut.json" \
	trace-figure -q -o result --indicators ./it --period 2025 visits -- coded.ndjson
all 'trace-figure --targets' "$config/targets/kvalitetsbokslut.json" \
	trace-figure -q -o result --targets it --period 2025 \
	--indicators "$config/indicators/kvalitetsbokslut.json" visits -- coded.ndjson
all 'balance-run --stage' stats balance-run -q -o result --stage one=it
all 'balance-run --output-file' figures.ndjson balance-run -q -o result \
	--stage one=stats --output-file a=it
all 'balance-run --config-file' "$rules" balance-run -q -o result \
	--stage one=stats --config-file a=it
all 'check-sources --manifest' out/manifest.json \
	check-sources -q -o result --manifest it out/drops.ndjson
all 'check-sources --before' out/manifest.json check-sources -q -o result \
	--manifest out/manifest.json --before it out/drops.ndjson
all 'fhir-to-rows' "$top/testdata/fhir/Encounter.ndjson" \
	fhir-to-rows -q -o result it
all 'indicators-to-fhir' figures.ndjson indicators-to-fhir -q -o result \
	--base https://example.org/fhir it

# printed HOW: a printed table that reconcile reads
printed() {
	local table status=0
	rm -rf print2
	cp -R print print2
	table=$here/print2/far.csv
	CHANGE_FILE=$table CHANGE_HOW=$1 LD_PRELOAD=$change timeout 60 \
		reconcile -q -o result -p "$config/published/kvalitetsbokslut.json" \
		--tables print2 figures.ndjson >to 2>said || status=$?
	cat said
	test "$status" -eq 2 && grep -q 'far.csv.*changed while it was read' said
}
# verified HOW FILE: verify-run, of what it holds against the manifest
verified() {
	local status=0
	rm -rf out2
	cp -R out out2
	CHANGE_FILE=$here/out2/$2 CHANGE_HOW=$1 LD_PRELOAD=$change timeout 60 \
		verify-run -q out2 >to 2>said || status=$?
	cat said
	test "$status" -eq 2 && grep -q "$2.*changed while it was read" said
}
for how in append empty cut replace
do
	check "reconcile, a printed table: $how" printed $how
	for file in manifest.json run.ndjson indicators.ndjson
	do
		check "verify-run, $file: $how" verified $how $file
	done
done

# chained HOW WHAT: the main job, in which a file of its configuration or an
# extract changes
chained() {
	local file=$here/$2 status=0
	rm -rf ours in
	cp -R "$config" ours
	cp -R extracts in
	mkdir -p to-out
	CHANGE_FILE=$file CHANGE_HOW=$1 LD_PRELOAD=$change timeout 60 \
		kvalitetsbokslut -q --year 2025 --config ours in to-out/out \
		>to 2>said || status=$?
	cat said
	test "$status" -eq 2 && grep -q 'changed while it was read' said &&
		test ! -e to-out/out
}
for file in ours/profiles/fys002.json ours/indicators/besok.json \
	ours/targets/kvalitetsbokslut.json ours/rules/physiotherapy.json \
	in/mottagningar.csv in/t002.csv
do
	check "the main job, $file: append" chained append $file
	check "the main job, $file: replace" chained replace $file
done

# Temporary files have no name, whatever fails and whenever the program ends.
seq 1000000 | sed 's/.*/{"record":"contact","contact_id":"&","patient":"p&"}/' \
	>many.ndjson
spilled() {
	rm -rf tmp/*
	FAULT_IN=dedupe-patients FAULT_KIND=unlink FAULT_AT=1 LD_PRELOAD=$shim \
		dedupe-patients -q --memory 16M --stats spill-stats many.ndjson \
		>/dev/null || return
	ls -A tmp
	test -z "$(ls -A tmp)"
}
check 'a temporary file that cannot be removed has no name' spilled
finish
