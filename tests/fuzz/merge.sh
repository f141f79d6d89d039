#!/bin/bash
# Make of each corpus, and of what was found besides, as few files as cover the
# same: merge.sh PROGRAM...
# Files with names that people gave are kept as they are; what is added is
# called by its checksum, as libFuzzer calls it, and is short.
set -u
cd "$(dirname "$0")/../.." || exit 2
longest=${LONGEST:-600} # bytes
most=${MOST:-24}        # files that are added to a corpus

for program
do
	module=${program##*/fuzz_}
	found=build/fuzz/found/$module
	corpus=tests/fuzz/corpus/$module
	merged=build/fuzz/merged/$module
	rm -rf "$merged"
	mkdir -p "$found" "$corpus" "$merged/all" "$merged/named"
	find "$corpus" -type f -regextype posix-extended \
		! -regex '.*/[0-9a-f]{40}' -exec cp {} "$merged/named/" \;
	timeout 300 "$program" -merge=1 -rss_limit_mb=1024 -timeout=20 \
		"$merged/named" "$corpus" "$found" >"$merged/log" 2>&1 || {
		echo "$module: stopped, see $merged/log" >&2
		exit 1
	}
	find "$corpus" -type f -regextype posix-extended \
		-regex '.*/[0-9a-f]{40}' -delete
	find "$merged/named" -type f -size -"$longest"c -regextype \
		posix-extended -regex '.*/[0-9a-f]{40}' -printf '%s %p\n' |
		sort -n | head -n "$most" | cut -d ' ' -f 2- |
		xargs -r cp -t "$corpus"
done
