#!/bin/sh
# Run tests that print TAP, two at a time under prove, and say at the end how
# many passed and failed: run.sh TEST...
# BIN names the folder of the programs, SAN the sanitizer build.
set -u
LC_ALL=C.UTF-8
CMOCKA_MESSAGE_OUTPUT=TAP
export LC_ALL CMOCKA_MESSAGE_OUTPUT

# What tests share (a made year, its figures) and what they said.
WORK=$(mktemp -d) || exit 2
export WORK
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT TERM
mkdir "$WORK/tap"

prove --jobs "${JOBS:-2}" --exec tests/keep-tap.sh "$@"
status=$?

count() {
	cat "$WORK"/tap/* | grep -c "^$1"
}
passed=$(count 'ok ')
failed=$(count 'not ok ')
# A test that died or lost its plan fails, whatever it printed before.
if test "$status" -ne 0 && test "$failed" -eq 0
then
	failed=1
fi
echo "$passed passed, $failed failed"
test "$failed" -eq 0
