#!/bin/bash
# Issue 13, 4: contacts out of a FHIR bulk export give the figures that the
# same contacts give as CSV. tests/fhir/export.py makes the export, in Python
# and with the time zones of the system.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
export=$top/tests/fhir/export.py
rows=fhir-kontakter.ndjson

# Repeats with the same and other content: the first one stands.
synthesize -q --contacts 3000 "$here/csv"
{
	sed -n '3,20p' "$here/csv/fys002.csv"
	sed -n '30,60s/Genomförd/Avbokad/p' "$here/csv/fys002.csv"
} >"$here/again"
cat "$here/again" >>"$here/csv/fys002.csv"
mkdir "$here/fhir"
cp "$here"/csv/*.csv "$here/fhir" && rm "$here/fhir/fys002.csv"
made() {
	/usr/bin/python3 "$export" "$here/csv" "$here/export" &&
		fhir-to-rows --strict --stats "$here/stats" \
			-o "$here/fhir/$rows" "$here"/export/*
}
check 'an export is made and joined' made

all_accounted() {
	cat "$here/export"/*.ndjson | cat - <(zcat "$here"/export/*.gz) |
		wc -l >"$here/lines"
	jq -e --argjson lines "$(cat "$here/lines")" \
		--argjson again "$(wc -l <"$here/again")" '.read == $lines and
		.written == 3000 and .rejected == 0 and
		.dropped == {"older_version": $again} and
		.read == .written + .absorbed + $again' "$here/stats" || {
		cat "$here/lines" "$here/stats"
		return 1
	}
}
check 'each resource is written, absorbed or dropped' all_accounted

job_of() {
	kvalitetsbokslut --quiet --year 2025 "$here/$1" \
		"$here/out-$1" 2>"$here/said-$1" || { cat "$here/said-$1"; return 1; }
}
check 'the main job over the CSV' job_of csv
check 'the main job over the export' job_of fhir
check 'gives the same figures' same \
	"$here/out-csv/indicators.ndjson" "$here/out-fhir/indicators.ndjson"
check 'and the same run charts' same \
	"$here/out-csv/run-charts.ndjson" "$here/out-fhir/run-charts.ndjson"

# The same contacts, whole: the members that the rows give.
contacts() {
	normalize -q -p "$top/pipelines/profiles/$1.json" \
		--table "clinics=$here/clinics" "$2" | dedupe-patients -q |
		jq -cS 'del(.source) | if .kva then .kva |= sort else . end' | sort
}
normalize -q -p "$top/pipelines/profiles/mottagningar.json" \
	"$here/csv/mottagningar.csv" >"$here/clinics"
same_contacts() {
	contacts fys002 "$here/csv/fys002.csv" >"$here/a" &&
		contacts fhir-kontakter "$here/fhir/$rows" >"$here/b" &&
		test "$(wc -l <"$here/a")" -eq 3000 && same "$here/a" "$here/b"
}
check 'every contact is the same, in all members' same_contacts

# Neither the order of files and lines nor the memory changes a byte but where
# a row came from.
without_source() {
	sed 's/,"source":"[^"]*"//' "$@"
}
any_order() {
	cat "$here/export"/*.ndjson <(zcat "$here"/export/*.gz) |
		shuf --random-source="$here/csv/fys002.csv" >"$here/shuffled"
	without_source "$here/fhir/$rows" >"$here/a"
	for options in '' '--memory 1M --strict'
	do
		# shellcheck disable=SC2086
		fhir-to-rows $options "$here/shuffled" | without_source >"$here/b"
		same "$here/a" "$here/b" || return
	done
}
check 'the rows do not depend on order and memory' any_order

# Which file is whose: in the main job's list of sources.
refused() { # WORDS FOLDER
	! kvalitetsbokslut --year 2025 "$here/$2" "$here/out-x" \
		2>"$here/said" || return 1
	grep -F "$1" "$here/said" && test ! -e "$here/out-x" && return
	cat "$here/said"
	return 1
}
cp -R "$here/fhir" "$here/both" && cp "$here/csv/fys002.csv" "$here/both"
check 'never both' refused "both fys002.csv and $rows" both
cp -R "$here/fhir" "$here/none" && rm "$here/none/$rows"
check 'one of them is required' refused 'missing fys002.csv' none
cp -R "$here/fhir" "$here/capital" && mv "$here/capital/$rows" \
	"$here/capital/Fhir-kontakter.ndjson"
check 'a name in capitals' refused "an extract is called $rows" capital
cp -R "$here/fhir" "$here/slip" && mv "$here/slip/$rows" \
	"$here/slip/fhir-kontakt.ndjson"
check 'a slip of the pen' refused "did you mean $rows?" slip
cp -R "$here/fhir" "$here/empty" && : >"$here/empty/$rows"
check 'one without a row' refused "$rows" empty
packed() {
	gzip "$here/none/"*.csv && gzip -c "$here/fhir/$rows" >"$here/none/$rows.gz" &&
		job_of none && same "$here/out-csv/indicators.ndjson" \
			"$here/out-none/indicators.ndjson"
}
check 'packed, it is the same' packed
# With the marks of a seal, a file that was cut short is refused.
cp -R "$here/fhir" "$here/sealed"
sealed() {
	fhir-to-rows --seal -o "$here/sealed/$rows" "$here"/export/* &&
		job_of sealed && same "$here/out-csv/indicators.ndjson" \
			"$here/out-sealed/indicators.ndjson"
}
check 'sealed, it is the same' sealed
cp -R "$here/sealed" "$here/cut"
head -n 2000 "$here/sealed/$rows" >"$here/cut/$rows"
check 'cut short, it is refused' refused 'did not finish' cut
traced() {
	cd "$here" || return
	trace out-fhir --row "$rows:17" >traced &&
		grep -q '"stage":"code-kva"' traced &&
		verify-run -q out-fhir fhir
}
check 'a row is traced, and the run verified' traced

finish
