#!/bin/sh
# Give each benchmark of a module a file of canonical records, made for it:
# run.sh BENCH... Figures of one machine and one moment; compare the ratios.
set -eu
LC_ALL=C
VARDSTROM_BIN=$BIN
export LC_ALL VARDSTROM_BIN
folder=build/bench
mkdir -p "$folder"
rm -rf "$folder/extracts"
"$BIN/synthesize" --contacts 100000 "$folder/extracts"
"$BIN/normalize" -q -p pipelines/profiles/mottagningar.json \
	-o "$folder/clinics.ndjson" "$folder/extracts/mottagningar.csv"
"$BIN/normalize" -q -p pipelines/profiles/fys002.json \
	--table clinics="$folder/clinics.ndjson" \
	-o "$folder/contacts.ndjson" "$folder/extracts/fys002.csv"
for bench
do
	echo "${bench##*/}:"
	"$bench" "$folder/contacts.ndjson"
done
