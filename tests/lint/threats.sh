#!/bin/sh
# What pipelines/THREATS.md says holds a line is there; each line has something.
set -u
page=pipelines/THREATS.md
# shellcheck disable=SC2016  # the marks of code in Markdown
grep -oE '`tests/[^`]*`' "$page" | tr -d '`' | sort -u | while read -r path
do
	test -f "$path" || echo "$page: $path is not there"
done
# shellcheck disable=SC2016
grep -nE '^\|' "$page" | grep -vE '^[0-9]+:\|(---|---\|.*| threat .*)' |
	grep -vE '`tests/[^`]*` \|$' | sed "s|^|$page:|; s/\$/   <- no test/"
