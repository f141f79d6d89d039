#!/bin/bash
# tuned_jq.sh - the main job's figures by jq, as fast as it will go:
# tuned_jq.sh EXTRACTS
#
# Repeats are removed by sort: a set of all ids takes jq longer. Two processes
# at a time: one for the visits and what comes from the small extracts, one for
# the patients.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

figures() {
	jq -L "$here" -Rnr --rawfile register "$extracts/mottagningar.csv" \
		"${@:2}" -f "$here/$1.jq"
}

extracts=$1
"$here/once.sh" "$extracts/fys002.csv" >"$tmp/contacts"
{
	figures visits --slurpfile rules "$RULES" <"$tmp/contacts"
	{
		cat "$extracts/vuf01.csv"
		"$here/once.sh" "$extracts/t002.csv"
	} |
		figures rest --rawfile resurs "$extracts/resurs.csv"
} >"$tmp/visits" &
visits=$!
figures patients --rawfile links "$extracts/lankar.csv" <"$tmp/contacts"
wait "$visits"
cat "$tmp/visits"
