#!/bin/sh
# Which lines the tests ran: coverage.sh BUILD, a tree that was compiled with
# --coverage and tested. Prints lines by layer of the library and by program,
# and the ten least covered files; exit 1 where nothing was run.
set -u
LC_ALL=C
export LC_ALL
build=$1
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

# gcov writes beside itself; of what it says, a line for each source. A file
# without any run has notes (.gcno) only.
find "$build/lib" "$build/cmd" -name '*.gcno' | sort >"$scratch/notes"
while read -r note
do
	gcov -n "$note" 2>/dev/null |
		sed -n "s/^File '\(.*\)'/\1/p; s/^Lines executed:\([0-9.]*\)% of \([0-9]*\)/\1 \2/p" |
		paste - -
done <"$scratch/notes" |
	awk -F'\t' '$1 ~ /^(lib|cmd)\/.*\.c$/ {
		split($2, n, " ")
		printf "%s %d %d\n", $1, n[1] * n[2] / 100 + 0.5, n[2]
	}' >"$scratch/files"

awk '
	{
		split($1, path, "/")
		room = path[1] "/" path[2]
		hit[room] += $2; all[room] += $3
		hit[path[1]] += $2; all[path[1]] += $3
	}
	END {
		for (room in all)
			printf "%5.1f %% %6d of %6d lines  %s\n",
			    100 * hit[room] / all[room], hit[room], all[room], room
	}' "$scratch/files" | sort -k 6
echo
echo 'The ten least covered files:'
awk '$3 > 0 { printf "%5.1f %% %6d of %6d lines  %s\n", 100 * $2 / $3, $2, $3, $1 }' \
	"$scratch/files" | sort -n | head -n 10
echo
awk '
	{ hit += $2; all += $3 }
	END {
		printf "all: %.1f %% of %d lines\n", all ? 100 * hit / all : 0, all
		exit hit == 0
	}' "$scratch/files"
