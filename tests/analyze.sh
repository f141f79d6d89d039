#!/bin/sh
# What gcc's analyzer says of a file, but for what tests/analyze.txt has with
# its reason: analyze.sh FILE FLAG...; quiet and true where there is nothing. It looks
# at the code as -O1 leaves it, which is what runs.
set -u
LC_ALL=C
export LC_ALL
file=$1
shift
known=${0%.sh}.txt
said=$(gcc "$@" -O1 -fanalyzer -fdiagnostics-plain-output -c -o /dev/null \
	"$file" 2>&1) || {
	printf '%s\n' "$said"
	exit 2
}
printf '%s\n' "$said" | grep 'warning: ' |
	awk -v file="$file" -v known="$known" -F'|' '
	BEGIN {
		while ((getline <known) > 0)
			if ($1 == file)
				text[++n] = $2
	}
	{
		for (i = 1; i <= n && index($0, text[i]) == 0; i++)
			;
		if (i <= n)
			is_met[i] = 1
		else {
			print
			status = 1
		}
	}
	END {
		for (i = 1; i <= n; i++)
			if (!is_met[i]) {
				print known ": nothing is said any more: " file ": " text[i]
				status = 1
			}
		exit status
	}'
