#!/bin/sh
# What each stage of the main job needs of memory, at ten thousand contacts
# and at a million, each program a process of its own. A filter that holds one
# record may not grow.
set -eu
LC_ALL=C
VARDSTROM_BIN=$BIN
export LC_ALL VARDSTROM_BIN
folder=build/memory
mkdir -p "$folder"
for contacts in 10000 1000000
do
	rm -rf "$folder/extracts-$contacts"
	"$BIN/synthesize" --contacts $contacts "$folder/extracts-$contacts"
	pipelines/kvalitetsbokslut --quiet --pipes --year 2025 \
		"$folder/extracts-$contacts" "$folder/$contacts"
done

# One line a program: its name and input, rows, seconds and MiB of both runs.
jq -rs '.[] | [.by + " " + (.inputs[0].file // "-"), .read, .seconds,
	.max_rss_bytes] | @tsv' "$folder/10000/run.ndjson" >"$folder/small"
jq -rs '.[] | [.by + " " + (.inputs[0].file // "-"), .read, .seconds,
	.max_rss_bytes] | @tsv' "$folder/1000000/run.ndjson" >"$folder/large"
paste "$folder/small" "$folder/large" | awk -F '\t' '
	BEGIN {
		form = "%-32s %9s %8s %9s %8s %8s\n"
		printf form, "stage", "rows", "MiB", "rows", "MiB", "seconds"
	}
	{
		small = $4 / 1048576
		large = $8 / 1048576
		printf form, $1, $2, sprintf("%.1f", small), $6, \
		    sprintf("%.1f", large), $7
	}
	$1 ~ /^(normalize|code-kva|check-targets)/ && large > small + 4 {
		print $1 ": grew, although it holds one record"
		grew = 1
	}
	END { exit grew }'
