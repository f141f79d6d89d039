#!/bin/sh
# The year 2025 from synthetic extracts: figures.sh EXTRACTS OUT.
# Prints what each provider did, and how it stands to the targets.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
extracts=$1
out=$2
VARDSTROM_BIN=$BIN
export VARDSTROM_BIN
mkdir -p "$(dirname "$extracts")" "$(dirname "$out")"
rm -rf "$extracts"
"$BIN/synthesize" --year 2025 "$extracts"
pipelines/kvalitetsbokslut --year 2025 --publish "$extracts" "$out"
"$BIN/render-table" --rows provider --total \
	--columns "fte,visits,visits_per_fte,visits_requirement,unique_patients,unique_patients_per_fte" \
	--titles pipelines/indicators/kvalitetsbokslut.json \
	"$out/indicators.ndjson"
