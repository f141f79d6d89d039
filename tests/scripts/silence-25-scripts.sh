#!/bin/bash
# What surrounds the scripts that join programs is exit status 2 with a line of
# their own: an unbuilt clone, CDPATH and POSIXLY_CORRECT, a program that was
# killed, no temporary folder. over-years takes the main job's limits of rows.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
ASAN_OPTIONS=detect_leaks=0 # of a program that dies of a signal
export ASAN_OPTIONS
cd "$here" || exit 2
mkdir years
# enough of them for figures that can be hidden well
synthesize -q --contacts 20000 years/2025
kvalitetsbokslut -q --year 2025 years/2025 out 2>said

# trouble SCRIPT WORDS COMMAND...: exit 2, its own line last
trouble() {
	local script=$1 words=$2 status
	shift 2
	timeout 200 "$@" >to 2>said
	status=$?
	cat said
	test $status -eq 2 || echo "exit $status, expected 2"
	test $status -eq 2 && ! grep -q 'line [0-9]*:' said &&
		tail -n 1 said | grep -q "^$script: .*$words"
}

# Each script with words that work.
declare -A words=(
	[kvalitetsbokslut]='--year 2025 years/2025 out2'
	[over-years]='years out3'
	[trace]='out visits'
	[publish]='out dest'
	[load-postgres]='out'
	[nightly]="--late 9999 --date 2025-06-02 $here/years/{year} $here/store"
)
scripts=(kvalitetsbokslut over-years trace publish nightly)

mkdir clone
cp -R "$top/pipelines" clone
touch clone/Makefile
unbuilt() {
	(
		unset VARDSTROM_BIN
		# shellcheck disable=SC2086
		trouble "$1" 'run make first' "clone/pipelines/$1" ${words[$1]}
	)
}
for script in "${scripts[@]}" load-postgres
do
	check "$script: a clone that is not built" unbuilt "$script"
done

# A folder that is found by CDPATH before the one that is meant.
environment() {
	local script=$1 status=0
	mkdir -p elsewhere/years elsewhere/out
	rm -rf out2 out3 dest store
	# shellcheck disable=SC2086
	CDPATH=$here/elsewhere:/ POSIXLY_CORRECT=1 timeout 200 \
		"$script" ${words[$script]} >to 2>said || status=$?
	cat said
	test $status -eq 0
}
for script in "${scripts[@]}"
do
	check "$script: CDPATH and POSIXLY_CORRECT" environment "$script"
done

# killed SCRIPT PROGRAM [WORDS]: that program is killed as soon as it begins.
killed() {
	rm -rf bin out2 out3 dest store
	mkdir bin
	ln -s "$VARDSTROM_BIN"/* bin
	rm "bin/$2"
	# shellcheck disable=SC2016
	printf '#!/bin/sh\ntest "$1" = --version && exit\nkill -9 $$\n' >"bin/$2"
	chmod +x "bin/$2"
	# shellcheck disable=SC2086
	VARDSTROM_BIN=$here/bin trouble "$1" "${3-killed by signal 9}" \
		"$1" ${words[$1]}
}
check 'kvalitetsbokslut: balance-run is killed' killed kvalitetsbokslut \
	balance-run 'out2 is as it was'
check 'over-years: compare-years is killed' killed over-years compare-years
not_new() {
	test ! -e out3/indicators.ndjson && test ! -e out3/run-charts.ndjson &&
		test -z "$(find out3 -name '.over-years.*')"
}
check 'and neither of its files is there' not_new
check 'over-years: run-chart is killed' killed over-years run-chart \
	'kvalitetsbokslut failed'
check 'trace: trace-figure is killed' killed trace trace-figure
check 'trace: verify-run is killed' killed trace verify-run
check 'publish: suppress-small is killed' killed publish suppress-small
check 'publish: render-table is killed' killed publish render-table
check 'and nothing is left of it' test -z "$(ls -d dest* 2>/dev/null)"
for script in trace load-postgres
do
	# shellcheck disable=SC2086
	check "$script: no temporary folder" trouble $script 'no temporary folder' \
		env TMPDIR="$here/nowhere" PATH="$PATH" "$script" ${words[$script]}
done
check 'publish: no folder for it' trouble publish 'no such folder' \
	publish out nowhere/dest
check 'publish: an empty name' trouble publish 'an empty name' publish out ''

# over-years with the main job's limits.
limited() {
	local status=0
	over-years -q "$@" years out4 >to 2>said || status=$?
	cat said
	test $status -eq 1 && tail -n 1 said |
		grep -q '^over-years: 2025: kvalitetsbokslut .*is as it was'
}
check '--min-rows' limited --min-rows 100000
check '--min-rows=' limited --min-rows=100000
check 'enough rows' over-years -q --min-rows 100 years out4
cp out4/indicators.ndjson was
head -n 15000 years/2025/fys002.csv >short
mv short years/2025/fys002.csv
check '--shrink' limited --shrink 5%
check 'the figures are as they were' cmp was out4/indicators.ndjson
check '--allow-shrink' over-years -q --shrink 5% --allow-shrink years out4

# A signal ends the year that is at work, and all that belongs to it.
signalled() {
	local status=0 tries=0
	synthesize -q --contacts 60000 years/2025 || return 1
	over-years -q --allow-shrink years out5 2>said &
	pid=$!
	until compgen -G 'out5/.2025.run.*' >/dev/null || test $((tries += 1)) -gt 100
	do
		sleep 0.05
	done
	kill -TERM $pid
	wait $pid || status=$?
	cat said
	sleep 0.2
	test $status -eq 143 && test -z "$(ls -d out5/.2025.run.* 2>/dev/null)" &&
		tail -n 1 said | grep -q '^over-years: 2025: stopped by TERM'
}
check 'over-years is stopped' signalled
finish
