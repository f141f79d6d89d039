#!/bin/sh
# A function that no other file of the library and the programs uses is static,
# or gone; externs.txt says which may stay, and why.
set -u
kept=tests/lint/externs.txt

# the dollars are awk's
# shellcheck disable=SC2016
git ls-files 'lib/*.[ch]' 'cmd/*.[ch]' 'include/*.h' |
	xargs awk -v kept="$kept" '
	BEGIN {
		while ((getline line < kept) > 0)
			if (line ~ /^[a-z]/)
				is_kept[substr(line, 1, index(line, " ") - 1)] = 1
	}
	FNR == 1 { before = "" }
	FILENAME ~ /\.c$/ && /^[a-z][a-z0-9_]*\(/ && before !~ /^static/ {
		name = $0
		sub(/\(.*/, "", name)
		if (before ~ /^[a-z]/ && name != "main")
			home[name] = FILENAME
	}
	{
		before = $0
		# a declaration is no use; code in a header is
		if (FILENAME ~ /\.h$/ && !/^(\t|#define)/)
			next
		line = $0
		while (match(line, /[a-z_][A-Za-z0-9_]*/)) {
			word = substr(line, RSTART, RLENGTH)
			line = substr(line, RSTART + RLENGTH)
			if (!((FILENAME, word) in met)) {
				met[FILENAME, word] = 1
				n_files[word]++
			}
		}
	}
	END {
		for (name in home) {
			is_used = n_files[name] > 1
			if (!is_used && !(name in is_kept))
				print home[name] ": " name \
				    " is extern, and no other file uses it"
			if (is_used && name in is_kept)
				print kept ": " name " is used"
		}
		for (name in is_kept)
			if (!(name in home))
				print kept ": " name " is no function"
	}' | sort
