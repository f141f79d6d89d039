#!/bin/bash
# The main job as a chain: each of its sources and stages fails, the whole of
# it is killed or told to end. The job names who failed, OUT and its folder are
# as they were. killed-stage.sh is its counterpart for --pipes.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
synthesize --contacts 3000 --dirty 1% extracts 2>/dev/null
mkdir to bin
job extracts to/out || echo "# the first job failed"
cp -R to/out before
ASAN_OPTIONS=detect_leaks=0 # of a program that dies of trouble
export ASAN_OPTIONS

as_it_was() {
	diff -qr before to/out || return 1
	left=$(find to -mindepth 1 -maxdepth 1 ! -name out ! -name .out.lock)
	test -z "$left" && return
	echo "left behind: $left"
	return 1
}

# fails STATUS WORDS [WORD]...: the job over extracts fails so, with these
# words in its last line.
fails() {
	job "${@:3}" broken to/out 2>said
	status=$?
	tail -n 3 said
	test "$status" -eq "$1" || echo "exit $status, expected $1"
	test "$status" -eq "$1" && tail -n 1 said | grep -q -e "$2" && as_it_was
}

# --- each of them fails -----------------------------------------------------

# Everything good but for what comes next.
as_good() {
	rm -rf broken config
	cp -R extracts broken
	cp -R "$top/pipelines" config
}
a_source() {
	as_good
	gzip -c "extracts/$1.csv" | head -c -20 >"broken/$1.csv.gz"
	rm "broken/$1.csv"
	fails 2 "normalize of $1 failed with exit status 2"
}
without_column() {
	as_good
	sed '1s/Mottagning/Enhet/' "extracts/$1.csv" >"broken/$1.csv"
	fails 2 "normalize of $1 failed with exit status 2"
}
with_profile() {
	as_good
	echo '{' >"config/profiles/$1.json"
	# all profiles are read before the first row
	fails 2 'normalize failed with exit status 2' --config config &&
		grep -q "profiles/$1.json:2:1" said
}
# All sources up to this one have few enough.
with_too_many() {
	as_good
	seq 3000 >>"broken/$1.csv"
	fails 1 "normalize of $1 rejected too many rows" --max-rejects 20%
}
links_in_a_circle() {
	as_good
	awk -F ';' -v OFS=';' '{ print } NR == 2 { print $2, $1, $3 }' \
		"$top/testdata/small/lankar.csv" >broken/lankar.csv
	fails 2 'dedupe-patients failed with exit status 2'
}
with_config() {
	as_good
	echo '{' >"config/$2"
	fails 2 "$1 failed with exit status 2" --config config
}

# in_place: a program in the place of chain-stages that does what standard
# input says.
in_place() {
	ln -sf "$VARDSTROM_BIN"/* bin
	rm bin/chain-stages
	{
		printf '#!/bin/bash\nreal=%s\n' "$VARDSTROM_BIN/chain-stages"
		cat
	} >bin/chain-stages
	chmod +x bin/chain-stages
}
fails_in_place() {
	as_good
	in_place
	VARDSTROM_BIN=$here/bin fails "$@"
}
a_stage_says_no() {
	fails_in_place 1 "$1 rejected too many rows" <<END
n=\$(printf '%s\n' "\$@" | grep -cx and)
test "\$1" = --failed && echo "\$((n + 1 + $2))" >"\$2"
echo 'code-kva: 3 of 4 rejected' >&2
echo '$1: its answer is no: the stages behind it publish nothing' >&2
exit 1
END
}
silent() {
	fails_in_place 2 'the chain failed with exit status 2' <<'END'
exit 2
END
}
noisy() {
	fails_in_place 2 'the chain failed with exit status 2' <<'END'
echo 'code-kva: a note' >&2
echo 'free(): what another library says' >&2
exit 2
END
}
aborted() {
	fails_in_place 2 'the chain was killed by signal 6' <<'END'
ulimit -c 0
kill -ABRT $$
END
}
lost_stats() {
	fails_in_place 1 'do not add up' <<'END'
"$real" "$@"
sed -i 's/"read":[0-9]*/"read":7/' "$PWD"/../to/.out.run.*/code-kva.stats
END
}

# --- while it is at work ----------------------------------------------------

# An extract that does not come to its end: the chain is in the midst of it.
begin() {
	as_good
	rm broken/fys002.csv
	mkfifo broken/fys002.csv
	in_place <<END
echo \$\$ >"$here/pid"
exec "\$real" "\$@"
END
	# signals that a job in the background is deaf to otherwise
	VARDSTROM_BIN=$here/bin env --default-signal=INT,HUP \
		kvalitetsbokslut -q --year 2025 broken to/out 2>said &
	first=$!
	exec 7>broken/fys002.csv
	head -n 500 extracts/fys002.csv >&7
	pid=$(cat pid)
}
is_gone() {
	for i in $(seq 100)
	do
		grep -qs '^State:.[^ZX]' "/proc/$1/status" || return 0
		sleep 0.1
	done
	echo "process $1 is still there after $i tries"
	return 1
}
interrupted() {
	begin
	kill "-$1" $first
	wait $first
	status=$?
	exec 7>&-
	cat said
	test $status -eq "$2" || echo "exit $status, expected $2"
	test $status -eq "$2" && is_gone "$pid" && as_it_was
}
chain_killed() {
	begin
	kill "-$1" "$pid"
	wait $first
	status=$?
	exec 7>&-
	cat said
	test $status -eq 2 && as_it_was &&
		tail -n 1 said | grep -q "the chain was killed by signal $2"
}
second_run() {
	begin
	job extracts to/out 2>said-too
	status=$?
	kill -TERM $first
	wait $first
	exec 7>&-
	cat said-too
	test $status -eq 2 && grep -q 'another run is at work' said-too &&
		as_it_was
}
# The job is killed; its chain lives on and keeps the lock until it ends.
job_killed() {
	begin
	kill -KILL $first
	wait $first 2>/dev/null
	job extracts to/out 2>said-too
	grep -q 'another run is at work' said-too || return 1
	kill "$pid"
	is_gone "$pid"
	exec 7>&-
	for i in $(seq 50)
	do
		flock --nonblock to/.out.lock true && break
		sleep 0.1
	done
	test -n "$(find to -name '.out.run.*')" || return 1
	mv to/out "$(echo to/.out.run.??????)/out.old"
	with_config '\(aggregate\|check-targets\)' \
	indicators/besok.json
}
for source in mottagningar resurs fys002 vuf01 t002 lankar
do
	check "the gzip of $source ends early" a_source $source
done
check 'an extract lacks a column' without_column vuf01
for source in resurs fys002 t002
do
	check "the profile of $source is no JSON" with_profile $source
done
for source in resurs fys002 t002
do
	check "$source has too many rejects" with_too_many $source
done
check 'links go round in a circle' links_in_a_circle
check 'rules are no JSON' with_config code-kva rules/physiotherapy.json
# Both read them, and either may be the first.
check 'indicators are no JSON' with_config '\(aggregate\|check-targets\)' \
	indicators/besok.json
check 'targets are no JSON' with_config check-targets \
	targets/kvalitetsbokslut.json
check 'dedupe-patients has too many rejects' a_stage_says_no dedupe-patients 1
check 'aggregate has too many rejects' a_stage_says_no aggregate 3
check 'the chain fails without a word' silent
check 'the chain fails with the word of somebody else' noisy
check 'the chain aborts' aborted
check 'its accounts do not add up' lost_stats
check 'the chain is killed at work' chain_killed KILL 9
check 'the chain is told to end' chain_killed TERM 15
check 'the job is told to end' interrupted TERM 143
check 'the job is interrupted' interrupted INT 130
check 'the terminal hangs up' interrupted HUP 129
check 'a second run at the same time' second_run
check 'a job that was killed is cleared up by the next' job_killed
finish
