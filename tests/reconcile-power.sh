#!/bin/sh
# How many wrong digits in the printed tables reconcile finds, by the relations
# between them and with the figures of the year: reconcile-power.sh TEST.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C.UTF-8
VARDSTROM_BIN=$BIN
export LC_ALL VARDSTROM_BIN
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$BIN/synthesize" --year 2025 "$work/extracts"
pipelines/kvalitetsbokslut --quiet --year 2025 "$work/extracts" "$work/out"
"$BIN/normalize" -q -p pipelines/profiles/mottagningar.json \
	"$work/extracts/mottagningar.csv" >"$work/figures.ndjson"
cat "$work/out/indicators.ndjson" >>"$work/figures.ndjson"
POWER=1 FIGURES=$work/figures.ndjson "$1"
