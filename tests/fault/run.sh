#!/bin/bash
# Make every n-th call of every kind fail, in each program and in the main
# job, and print a table: run.sh [JOB]...
# MOST bounds the calls for memory that are tried in the main job, which takes
# half a second a time and makes 160 000 of them (default 40 of each kind in
# each program, spread over all); of the programs by themselves, and of all
# other calls, each is tried.
# shellcheck source=tests/fault/faults.sh
. "${0%/*}/faults.sh"

n_lost=0
# row JOB WITHIN MOST
row() {
	prepare "$1" "$2" || exit 2
	for kind in $kinds
	do
		: >losses
		case $kind in
		malloc | calloc | realloc) most=$3 ;;
		*) most=1000000 ;;
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
	set -- $programs chained piped
}
make_inputs
echo '| job | in | call | made | failed in turn | survived |'
echo '|---|---|---|--:|--:|--:|'
for job
do
	case $job in
	chained)
		row chained chain-stages "${MOST:-40}"
		row chained balance-run "${MOST:-40}"
		row chained publish-folder "${MOST:-40}"
		row chained normalize "${MOST:-40}"
		;;
	piped)
		for within in normalize dedupe-patients code-kva aggregate \
			check-targets
		do
			row piped "$within" "${MOST:-40}"
		done
		;;
	*) row "$job" "$job" 1000000 ;;
	esac
done
echo "# $n_lost lost"
test $n_lost -eq 0
