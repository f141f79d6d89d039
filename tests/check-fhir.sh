#!/bin/sh
# The year 2025 as FHIR resources, held against two validators: installs
# two npm packages where they are missing. And back: its contacts as a bulk
# export, whose figures are those of the CSV. Prints TAP.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C.UTF-8
export LC_ALL
tests/need-packages.sh fhir
work=build/check-fhir
mkdir -p "$work"
cp tests/fhir/package.json "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund >&2)
VARDSTROM_BIN=${BIN:-$PWD/build/bin}
export VARDSTROM_BIN
rm -rf "$work/extracts" "$work/out"
"$VARDSTROM_BIN/synthesize" -q --year 2025 "$work/extracts"
pipelines/kvalitetsbokslut -q --year 2025 "$work/extracts" "$work/out"
"$VARDSTROM_BIN/suppress-small" -q \
	--rules pipelines/suppression/kvalitetsbokslut.json \
	-o "$work/suppressed.ndjson" "$work/out/indicators.ndjson"
"$VARDSTROM_BIN/indicators-to-fhir" -q --base https://example.org/fhir \
	-o "$work/MeasureReport.ndjson" "$work/suppressed.ndjson"

rm -rf "$work/export" "$work/from-fhir" "$work/out-fhir"
/usr/bin/python3 tests/fhir/export.py "$work/extracts" "$work/export"
mkdir "$work/from-fhir"
cp "$work/extracts"/*.csv "$work/from-fhir"
rm "$work/from-fhir/fys002.csv"
"$VARDSTROM_BIN/fhir-to-rows" --strict \
	-o "$work/from-fhir/fhir-kontakter.ndjson" "$work/export"/*
pipelines/kvalitetsbokslut -q --year 2025 "$work/from-fhir" "$work/out-fhir"
figures=same
cmp "$work/out/indicators.ndjson" "$work/out-fhir/indicators.ndjson" ||
	figures=other

NODE_PATH=$PWD/$work/node_modules node tests/fhir/validate.js \
	"$work/MeasureReport.ndjson" \
	"$figures" "$work/export"/*.ndjson
