#!/bin/sh
# Programs at work are confined: one by itself, each thread of a chain, and
# what a program runs. What the filter refuses is in tests/unit/test_confine.c.
# Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

# A system without such filters, or one that is emulated, has none to see.
grep -q '^Seccomp:' /proc/self/status || {
	echo '1..0 # SKIP no filters of calls here'
	exit 0
}

# each_confined COMMAND...: it is at work (reading a pipe that stays open),
# with all its threads, and each of them is confined.
each_confined() {
	mkfifo "$here/in" && exec 9<>"$here/in" || return
	"$@" <"$here/in" >"$here/out" 9<&- &
	pid=$! tries=0
	while test $tries -lt 100 && ! { test -s "/proc/$pid/status" &&
		grep -q '^Name:.*'"$(printf %.15s "$1")" "/proc/$pid/status" &&
		test "$(cat "/proc/$pid/task"/*/status | grep -c '^NoNewPrivs:.*1')" \
			-eq "$threads"; }
	do
		sleep 0.1
		tries=$((tries + 1))
	done
	cat "/proc/$pid/task"/*/status >"$here/status"
	exec 9>&-
	wait "$pid" || return
	rm "$here/in"
	grep -E '^(Name|NoNewPrivs|Seccomp):' "$here/status"
	test "$(grep -c '^NoNewPrivs:.*1$' "$here/status")" -eq "$threads" &&
		test "$(grep -c '^Seccomp:.*2$' "$here/status")" -eq "$threads"
}
threads=1
check 'a program' each_confined aggregate count
# the chain itself, and its two stages
threads=3
check 'each stage of a chain' each_confined chain-stages cat 'then' aggregate count
finish
