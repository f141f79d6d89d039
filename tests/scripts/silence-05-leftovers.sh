#!/bin/bash
# A program that is killed while it publishes leaves nothing that is in the way
# of a later run; one that is told to end leaves all files old, or all new.
# shellcheck source=tests/fault/faults.sh
. "${0%/*}/../fault/faults.sh"
make_inputs

# signalled JOB KIND N SIGNAL: behind that call the signal comes.
signalled() {
	FAULT_IN=$1 FAULT_KIND=$2 FAULT_AT=$3 FAULT_SIGNAL=$4 \
		LD_PRELOAD=$shim "${line[@]}" >said 2>&1
}
later_run_is_right() {
	rm -rf out
	mkdir kept
	cp -R "$1" out && "${line[@]}" >said 2>&1 && plain &&
		find out -name '.vardstrom-*.tmp' -exec mv '{}' kept ';' &&
		diff -r good out
	local ret=$?
	rm -rf kept
	return $ret
}
# Killed behind each link and each rename; then the same job over what it left.
killed() {
	local kind at n=0
	prepare "$1" || return 1
	for kind in linkat rename unlink
	do
		for at in $(seq "$(calls_of $kind)")
		do
			rm -rf out left
			cp -R old out
			signalled "$1" $kind "$at" 9
			test $? -eq 137 || return 1
			cp -R out left
			# what is shared may have got its line already
			cp old/s* left 2>/dev/null
			later_run_is_right left || return 1
			n=$((n + 1))
		done
	done
	test $n -gt 3
}
told_to_end() {
	local kind at
	prepare "$1" || return 1
	for kind in fsync linkat rename unlink
	do
		for at in $(seq "$(calls_of $kind)")
		do
			rm -rf out
			cp -R old out
			signalled "$1" $kind "$at" 15
			test $? -eq 143 || return 1
			plain
			diff -rq old out >differ || diff -r good out || {
				echo "TERM behind $kind number $at"
				cat differ
				return 1
			}
		done
	done
}

for job in split-patients code-kva chain-stages synthesize
do
	check "05: $job is killed while it publishes" killed $job
	check "05: $job is told to end while it publishes" told_to_end $job
done
finish
