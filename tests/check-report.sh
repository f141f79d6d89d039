#!/bin/sh
# The pages in a real browser: installs two npm packages where they are
# missing, makes the year 2025 and its pages, and runs
# tests/report/browser.js over them. Prints TAP.
set -eu
cd "$(dirname "$0")/.."
LC_ALL=C.UTF-8
export LC_ALL
tests/need-packages.sh report
work=build/check-report
mkdir -p "$work"
cp tests/report/package.json "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund >&2)
VARDSTROM_BIN=${BIN:-$PWD/build/bin}
export VARDSTROM_BIN
rm -rf "$work/extracts" "$work/out" "$work/publish"
"$VARDSTROM_BIN/synthesize" -q --year 2025 "$work/extracts"
pipelines/kvalitetsbokslut -q --year 2025 "$work/extracts" "$work/out"
"$VARDSTROM_BIN/normalize" -q -p pipelines/profiles/mottagningar.json \
	"$work/extracts/mottagningar.csv" >"$work/clinics.ndjson"
pipelines/publish -q --clinics "$work/clinics.ndjson" \
	--notice 'Påhittade uppgifter: sidorna är gjorda av syntetiska data.' \
	"$work/out" "$work/publish"
NODE_PATH=$PWD/$work/node_modules node tests/report/browser.js \
	"$PWD/$work/publish" "${PICTURES:-}"
