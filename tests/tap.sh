# Read by the scripts that test: the lines of TAP.
# shellcheck shell=sh
#
# tap_log  a file for what a test printed, set before the first check
n=0 failed=0

# check NAME COMMAND...: one line of TAP; what it printed, where it failed.
check() {
	what=$1
	shift
	n=$((n + 1))
	# shellcheck disable=SC2154  # tap_log is the script's
	if "$@" >"$tap_log" 2>&1
	then
		echo "ok $n - $what"
	else
		failed=$((failed + 1))
		echo "not ok $n - $what"
		{ head -n 10; tail -n 20; } <"$tap_log" | cut -c 1-300 | sed 's/^/# /'
	fi
}

# finish: the plan; false where a test failed.
finish() {
	echo "1..$n"
	test "$failed" -eq 0
}
