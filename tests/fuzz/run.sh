#!/bin/bash
# Let each libFuzzer program search for SECONDS, one after the other:
# run.sh SECONDS PROGRAM...
# What it finds besides goes to build/, a crash to build/fuzz/MODULE-crash-*; a
# crash becomes a file of tests/fuzz/corpus in the commit that mends it. How
# long it searched is added to tests/fuzz/statistics.tsv, of which
# tests/fuzz/table.sh makes the table in README.md.
set -u
cd "$(dirname "$0")/../.." || exit 2
seconds=$1
shift
logs=${LOGS:-build/fuzz/logs}
statistics=tests/fuzz/statistics.tsv
mkdir -p "$logs"
TIMEFORMAT='%U %S'
status=0

# What a run's log tells, added to the line of its target.
count() {
	awk -v target="$1" -v used="$2" '
	BEGIN { OFS = "\t" }
	FNR == NR {
		for (i = 1; i < NF; i++)
			if ($i == "cov:") cov = $(i + 1)
		if ($1 == "stat::number_of_executed_units:") n = $2
		if (/^Done [0-9]+ runs/) done = $2
		if (/^#[0-9]+/) last = substr($1, 2)
		next
	}
	/^#/ || NF == 0 { print; next }
	{ of[$1] = $0 }
	END {
		split(used, part, " ")
		split(of[target], was, "\t")
		n = n ? n : done ? done : last
		if (cov + 0 < was[4] + 0) cov = was[4]
		of[target] = target OFS was[2] + n OFS \
			sprintf("%.0f", was[3] + part[1] + part[2]) OFS cov
		for (t in of) print of[t] | "sort"
	}' "$3" "$statistics" >"$logs/statistics" &&
		cp "$logs/statistics" "$statistics"
}

for program
do
	module=${program##*/fuzz_}
	found=build/fuzz/found/$module
	corpus=tests/fuzz/corpus/$module
	mkdir -p "$found"
	test -d "$corpus" || corpus=
	{ time timeout $((seconds + 120)) "$program" \
		-max_total_time="$seconds" -timeout=20 -rss_limit_mb=1024 \
		-artifact_prefix="build/fuzz/$module-" -print_final_stats=1 \
		"$found" ${corpus:+"$corpus"} >"$logs/$module" 2>&1; } \
		2>"$logs/time"
	grep -q '^Done ' "$logs/$module" || {
		status=1
		echo "$module: stopped, see $logs/$module" >&2
	}
	count "$module" "$(tail -n 1 "$logs/time")" "$logs/$module"
done
exit $status
