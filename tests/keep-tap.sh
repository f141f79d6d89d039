#!/bin/sh
# Run one test and keep a copy of its TAP for run.sh's count. It goes through
# a file, as a process that the test forgot would hold a pipe open for ever;
# and a test that hangs is ended and named, not left to stop the whole run.
set -u
kept=$WORK/tap/$(echo "$1" | tr / _)
limit=${TEST_SECONDS:-900}
timeout --foreground -k 10 "$limit" "$@" 3>&- >"$kept"
status=$?
case $status in
124 | 137) echo "not ok - $1 has ended within $limit s" >>"$kept" ;;
esac
cat "$kept"
exit "$status"
