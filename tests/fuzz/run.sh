#!/bin/sh
# Let each libFuzzer program search for SECONDS: run.sh SECONDS PROGRAM...
# What it finds besides goes to build/, a crash to build/fuzz/crash-*; a crash
# becomes a file of tests/fuzz/corpus in the commit that mends it.
set -eu
seconds=$1
shift
for program
do
	module=${program##*/fuzz_}
	found=build/fuzz/found/$module
	corpus=tests/fuzz/corpus/$module
	mkdir -p "$found"
	test -d "$corpus" || corpus=
	"$program" -max_total_time="$seconds" -artifact_prefix=build/fuzz/ \
		-print_final_stats=1 "$found" ${corpus:+"$corpus"}
done
