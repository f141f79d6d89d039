#!/bin/sh
# How many wrong digits in the printed tables reconcile finds, by the relations
# between them and with the figures of their years: reconcile-power.sh TEST.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
cd "$top" || exit 2
{
	normalize -q -p pipelines/profiles/mottagningar.json \
		"$year/extracts/mottagningar.csv" &&
		cat "$year/out/indicators.ndjson" && other_years "$here"
} >"$here/figures.ndjson" || exit 2
POWER=1 FIGURES=$here/figures.ndjson "$1"
