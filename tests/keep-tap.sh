#!/bin/sh
# Run one test and keep a copy of its TAP for run.sh's count.
set -u
{
	"$@" 3>&-
	echo $? >"$WORK/tap.$$"
} | tee "$WORK/tap/$(echo "$1" | tr / _)"
status=$(cat "$WORK/tap.$$")
rm -f "$WORK/tap.$$"
exit "$status"
