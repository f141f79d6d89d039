#!/bin/sh
# Common misspellings in what people read. Words of ours that codespell takes
# for misspelt ones are in spelling.txt.
set -u
git ls-files '*.md' 'lib/*.[ch]' 'cmd/*.[ch]' 'include/*.h' '*.1' '*.sh' Makefile pipelines |
	grep -v -e '\.json$' -e '\.ndjson$' -e '\.csv$' |
	xargs codespell --quiet-level 2 --ignore-words tests/lint/spelling.txt
