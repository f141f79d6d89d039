#!/bin/sh
# What no C file may hold: calls that lose their bounds or follow the locale,
# loose ends, more than 700 lines, another look than .clang-format's.
set -u
banned='strcpy|strcat|strncpy|sprintf|vsprintf|strtok|atoi|atol|atof|gets'
banned="$banned|system|popen|setlocale|localtime|alloca"

git grep -nE "\b($banned) *\(" -- '*.c' '*.h' |
	sed 's/$/   <- banned call/'
git grep -nE '#include <ctype\.h>' -- '*.c' '*.h' |
	sed 's/$/   <- use ascii.h/'
# cat.c is the main.c of a stage that is no program of its own.
git grep -nE '\b(die|exit|printf|fprintf|puts|fputs|diag_[a-z]+) *\(' \
	-- 'cmd/*.c' ':!cmd/*/main.c' ':!cmd/chain-stages/cat.c' |
	sed 's/$/   <- only main.c prints and exits/'
# In brackets, so that this file does not find itself.
git grep -nE '\b(TOD[O]|FIXM[E]|XX[X])\b|not implemente[d]' \
	-- cmd lib include pipelines tests | sed 's/$/   <- left open/'
git grep -nE '^(<{7}|>{7}) ' -- . | sed 's/$/   <- a merge that was not ended/'
git grep -nE "(^|[\"' =(])/(home|root|Users|wor[k])/" -- . |
	sed 's/$/   <- a path of one machine/'
git ls-files '*.c' '*.h' | xargs wc -l |
	awk '$2 != "total" && $1 > 700 { print $2 ": " $1 " lines" }'
git ls-files '*.c' '*.h' | xargs clang-format --dry-run --Werror 2>&1
# The first line says what the file is: "/* name.c - ..." or below "/*".
for file in $(git ls-files 'lib/*.[ch]' 'include/*.h' 'cmd/*.[ch]')
do
	name=${file##*/}
	test "$name" != main.c ||
		name="(main.c|$(basename "$(dirname "$file")"))"
	head -n 2 "$file" | grep -qE "$name - " ||
		echo "$file: does not begin with what it is"
done
