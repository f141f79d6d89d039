# Read by the scripts in tests/scripts: TAP, and made years to work on.
# shellcheck shell=sh
#
# BIN  the programs; WORK  what the tests of one run share (see run.sh). A
# script that is run by itself gets its own.
set -u
LC_ALL=C.UTF-8
export LC_ALL
top=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
VARDSTROM_BIN=${BIN:-$top/build/bin}
export VARDSTROM_BIN
PATH=$VARDSTROM_BIN:$top/pipelines:$PATH
here=$(mktemp -d) || exit 2
trap 'rm -rf "$here"' EXIT
WORK=${WORK:-$here}

tap_log=$here/why
# shellcheck source=tests/tap.sh
. "$top/tests/tap.sh"

# The year 2025 as figures has it: $year/extracts and $year/out, made once
# for all scripts of a run.
need_year() {
	year=$WORK/2025
	(
		flock 8
		test ! -d "$year" || exit 0
		mkdir "$year" && synthesize "$year/extracts" &&
			kvalitetsbokslut --year 2025 "$year/extracts" "$year/out"
	) 8>"$WORK/2025.lock" >"$here/why" 2>&1 && return
	echo 'not ok 1 - the year 2025 could be made'
	sed 's/^/# /' "$here/why"
	echo '1..1'
	exit 1
}

# job EXTRACTS OUT [WORD]...: the main job, quiet where it goes well.
job() {
	kvalitetsbokslut --quiet --year 2025 "$@"
}

# same FILE FILE: the same bytes, or the first lines that differ.
same() {
	cmp "$1" "$2" && return
	diff "$1" "$2" | head -n 10
	return 1
}

# other_years FOLDER: the indicators of the survey of 2023, of the national
# tariff's years and of the workshop, from the rows of testdata/areas.
other_years() {
	while read -r no area
	do
		synthesize -q --year "$no" --contacts 1000 "$1/$area-$no" &&
			cp "$top/testdata/areas/$area"/*.csv "$1/$area-$no" &&
			kvalitetsbokslut --quiet --year "$no" \
				--max-rejects 10 "$1/$area-$no" \
				"$1/$area-$no.out" &&
			grep -E '"indicator":"(npe|tariff|priority)_?' \
				"$1/$area-$no.out/indicators.ndjson" || return
	done <<-END
		2023 npe
		2014 taxa
		2018 taxa
		2024 taxa
		2025 rostning
	END
}
