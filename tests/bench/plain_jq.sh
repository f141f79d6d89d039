#!/bin/sh
# plain_jq.sh - the main job's figures by jq, written plainly:
# plain_jq.sh EXTRACTS
#
# One process an extract, with nothing in front of it; plain.jq tells the rest.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
extracts=$1

# of EXTRACT FUNCTION
of() {
	jq -L "$here" -Rnr --rawfile register "$extracts/mottagningar.csv" \
		--rawfile links "$extracts/lankar.csv" --slurpfile rules "$RULES" \
		"include \"plain\"; input | $2" "$extracts/$1.csv"
}

of fys002 contacts
of vuf01 bookings
of t002 waits
of resurs staffing
of mottagningar open_clinics
