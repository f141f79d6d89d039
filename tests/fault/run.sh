#!/bin/bash
# Make every n-th call of every kind fail, in each program and in the main
# job, and print a table: run.sh [JOB]...
# chained and piped are the main job with a small configuration, of which each
# call is tried; chained-whole and piped-whole are it as it ships, where MOST
# bounds the 160 000 calls for memory (default 40 of a kind in each program,
# spread over all), and each of the others is tried.
# shellcheck source=tests/fault/faults.sh
. "${0%/*}/faults.sh"

n_lost=0
# row JOB WITHIN
row() {
	prepare "$1" "$2" || exit 2
	for kind in $kinds
	do
		: >losses
		most=1000000
		case $1/$kind in
		*-whole/*alloc) most=${MOST:-40} ;;
		esac
		strike_all "$1" "$2" "$kind" "$most"
		sed 's/^/# /' losses >&2
		test "$calls" -eq 0 || printf '| %s | %s | %s | %s | %s | %s |\n' \
			"$1" "$2" "$kind" "$calls" "$tried" $((tried - lost))
		n_lost=$((n_lost + lost))
	done
}

test $# -gt 0 || {
	# shellcheck disable=SC2086
	set -- $programs chained piped chained-whole piped-whole
}
make_inputs
echo '| job | in | call | made | failed in turn | survived |'
echo '|---|---|---|--:|--:|--:|'
for job
do
	always='check-sources balance-run publish-folder'
	case $job in
	chained*) within="chain-stages normalize code-kva aggregate $always" ;;
	piped*) within="normalize dedupe-patients code-kva aggregate
		check-targets $always" ;;
	*) within=$job ;;
	esac
	for program in $within
	do
		row "$job" "$program"
	done
done
echo "# $n_lost lost"
test $n_lost -eq 0
