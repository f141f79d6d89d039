#!/bin/bash
# tuned_mawk.sh - the main job's figures by mawk, as fast as it will go:
# tuned_mawk.sh EXTRACTS
#
# Repeats are removed by sort, which is faster than a set of all ids; the
# patients and all the rest are two processes.
set -euo pipefail
export LC_ALL=C

here=$(cd "$(dirname "$0")" && pwd)
extracts=$1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

jq -r '[.diagnosis_groups[] | .name as $name | .codes[] | gsub("[.]"; "") / "-"
	| [$name, .[0], .[-1]]] | sort_by(.[1] | -length)[] | join(";")' \
	"$RULES" >"$tmp/groups"
"$here/once.sh" "$extracts/fys002.csv" >"$tmp/contacts"
{
	"$here/once.sh" "$extracts/t002.csv" >"$tmp/t002"
	mawk -v half=rest -f "$here/main.awk" "$tmp/groups" \
		"$extracts/mottagningar.csv" "$tmp/contacts" "$tmp/t002" \
		"$extracts/vuf01.csv" "$extracts/resurs.csv" >"$tmp/rest"
} &
rest=$!
mawk -v half=patients -f "$here/main.awk" "$tmp/groups" \
	"$extracts/mottagningar.csv" "$tmp/contacts" "$extracts/lankar.csv"
wait "$rest"
cat "$tmp/rest"
