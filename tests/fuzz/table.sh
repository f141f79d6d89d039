#!/bin/bash
# Make the table in README.md of statistics.tsv and of the corpora.
set -eu
cd "$(dirname "$0")"
rows() {
	echo '| target | executions | processor time | of an hour | edges | corpus |'
	echo '|---|--:|--:|--:|--:|--:|'
	for source in fuzz_*.c
	do
		target=${source#fuzz_}
		target=${target%.c}
		files=$(find "corpus/$target" -type f | wc -l)
		awk -F '\t' -v target="$target" -v files="$files" '
		$1 == target { n = $2; seconds = $3; edges = $4 }
		END {
			printf "| %s | %d | %d s | %.1f %% | %d | %d |\n",
				target, n, seconds, seconds / 36, edges, files
		}' statistics.tsv
	done
	awk -F '\t' '!/^#/ { n += $2; seconds += $3 } END {
		printf "| together | %d | %d s | | | |\n", n, seconds
	}' statistics.tsv
}
rows >README.rows
awk '/^<!-- made by table.sh/ { print; print ""; while ((getline row <"README.rows") > 0)
		print row; print ""; is_made = 1 }
	/^<!-- end/ { is_made = 0 }
	!is_made' README.md >README.new
rm README.rows
mv README.new README.md
