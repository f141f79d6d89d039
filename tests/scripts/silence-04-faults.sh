#!/bin/bash
# A selection of `make faults`: one call in a program fails. It ends with exit
# status 2 and a message, all old files as they were and nothing left beside
# them; or with 0 and the right answer. Never a hang.
# shellcheck source=tests/fault/faults.sh
. "${0%/*}/../fault/faults.sh"
make_inputs

# Calls of a kind that are tried: fewer of what there are thousands of.
most() {
	case $1 in
	malloc | calloc | realloc) echo 8 ;;
	*) echo 30 ;;
	esac
}
# survives JOB: every kind of call.
survives() {
	local kind n=0
	prepare "$1" || return 1
	: >losses
	for kind in $kinds
	do
		strike_all "$1" "$1" "$kind" "$(most "$kind")"
		n=$((n + tried))
	done
	cat losses
	echo "$n tried"
	test ! -s losses && test $n -gt 50
}
# While publishing, memory is short: it says so, and does not hang.
last_of() {
	local at
	prepare "$1" || return 1
	calls=$(calls_of "$2")
	: >losses
	for at in $(seq $((calls > 20 ? calls - 20 : 1)) "$calls")
	do
		strike "$1" "$1" "$2" "$at" >>losses
	done
	cat losses
	test ! -s losses
}
# The injector does strike: a failed allocation is told.
strikes() {
	prepare code-kva || return 1
	FAULT_IN=code-kva FAULT_KIND=malloc FAULT_AT=20 LD_PRELOAD=$shim \
		"${line[@]}" 2>said
	test $? -eq 2 && grep 'out of memory' said
}

check '04: a fault strikes' strikes
for program in $programs
do
	check "04: $program survives" survives "$program"
done
for kind in malloc calloc realloc
do
	check "04: the last $kind of a chain" last_of chain-stages $kind
	check "04: the last $kind of split-patients" last_of split-patients $kind
done
finish
