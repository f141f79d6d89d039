#!/bin/sh
# Stages as processes of their own (--pipes): each in turn dies in the middle,
# or loses half of what it said: the job fails, names the stage, and OUT and
# its folder are as they were. killed-chain.sh is its counterpart.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
ASAN_OPTIONS=detect_leaks=0 # of a program that dies of a signal
export ASAN_OPTIONS
programs=$VARDSTROM_BIN
synthesize --contacts 3000 "$here/extracts" 2>/dev/null
mkdir "$here/to"
job "$here/extracts" "$here/to/out" || echo "# the first job failed"
cp -R "$here/to/out" "$here/before"

# with STAGE: a folder of programs in which STAGE is what standard input says.
with() {
	mkdir -p "$here/bin"
	ln -sf "$programs"/* "$here/bin"
	rm "$here/bin/$1"
	{
		printf '#!/bin/bash\nreal=%s\n' "$programs/$1"
		# before any data is read, it is as it should be
		# shellcheck disable=SC2016
		printf 'test "$1" != --members || exec "$real" "$@"\n'
		cat
	} >"$here/bin/$1"
	chmod +x "$here/bin/$1"
}

# What outlives a job that was killed has its lock for a moment yet.
lock_is_free() {
	flock -w 30 "$here/to/.out.lock" true
}

as_it_was() {
	diff -r "$here/before" "$here/to/out" || return 1
	left=$(find "$here/to" -mindepth 1 -maxdepth 1 \
		! -name out ! -name .out.lock)
	test -z "$left" && return
	echo "left behind: $left"
	return 1
}

# fails STATUS WORDS: the job fails so, with these words in its last line.
fails() {
	VARDSTROM_BIN=$here/bin job --pipes "$here/extracts" "$here/to/out" \
		2>"$here/said"
	status=$?
	cat "$here/said"
	test "$status" -eq "$1" || echo "exit $status, expected $1"
	test "$status" -eq "$1" || return 1
	tail -n 1 "$here/said" | grep -q -e "$2" || return 1
	as_it_was
}

killed() {
	with "$1" <<'EOS'
"$real" "$@" | head -c 2000
kill -KILL $$
EOS
	fails 2 "$1.* was killed by signal 9"
}

# The same among those that write into the stream one after the other.
killed_within() {
	with normalize <<EOS
case "\$*" in
*$1*)
	"\$real" "\$@" | head -c 2000
	kill -KILL \$\$
	;;
esac
exec "\$real" "\$@"
EOS
	fails 2 "normalize of $1 was killed by signal 9"
}

# Half of what it wrote, and it says that all went well: the seal tells.
cut_short() {
	with "$1" <<'EOS'
"$real" "$@" | head -n 20
exit 0
EOS
	fails 2 'failed with exit status 2'
}

one_lost() {
	with "$1" <<'EOS'
"$real" "$@" | sed 5d
exit "${PIPESTATUS[0]}"
EOS
	fails 2 'failed with exit status 2'
}

full_disk() {
	with "$1" <<'EOS'
exec "$real" "$@" >/dev/full
EOS
	fails 2 "$1.* failed with exit status 2"
}

# A dead process may wait for a parent that asks for it: that is gone too.
is_gone() {
	for i in $(seq 100)
	do
		grep -qs '^State:.[^ZX]' "/proc/$1/status" || return 0
		sleep 0.1
	done
	echo "process $1 is still there after $i tries"
	return 1
}

# Under nohup the job is deaf to it, as it should be: nothing to see then.
hangup_is_ignored() {
	grep -q '^SigIgn:.*[13579bdf]$' "/proc/$$/status"
}

# Starts a job, and sets job, that is in the middle of code-kva for as long as
# anyone here waits; the process there is the one that the file pid names.
start_long_job() {
	with code-kva <<EOS
echo \$\$ >"$here/pid"
exec sleep 60
EOS
	rm -f "$here/pid"
	lock_is_free
	VARDSTROM_BIN=$here/bin kvalitetsbokslut -q --pipes --year 2025 \
		"$here/extracts" "$here/to/out" 2>"$here/said.job" &
	job=$!
	while test ! -s "$here/pid"
	do
		kill -0 "$job" 2>/dev/null || return 1
		sleep 0.05
	done
}

# interrupted SIGNAL STATUS: in the middle of a stage that would take long.
interrupted() {
	start_long_job || return 1
	kill "-$1" "$job"
	wait "$job"
	status=$?
	cat "$here/said.job"
	test "$status" -eq "$2" || echo "exit $status, expected $2"
	test "$status" -eq "$2" && is_gone "$(cat "$here/pid")" && as_it_was
}

second_run() {
	start_long_job || return 1
	job --pipes "$here/extracts" "$here/to/out" 2>"$here/said"
	status=$?
	kill -TERM "$job"
	wait "$job"
	cat "$here/said"
	test "$status" -eq 2 && grep -q 'another run is at work' "$here/said" &&
		as_it_was
}

# A job that was itself killed: its folder is cleared by the next one.
job_killed() {
	start_long_job || return 1
	kill -KILL "$job"
	wait "$job" 2>/dev/null
	kill "$(cat "$here/pid")"
	is_gone "$(cat "$here/pid")"
	lock_is_free
	# as between the two steps, where the system cannot exchange folders
	mv "$here/to/out" "$(echo "$here"/to/.out.run.??????)/out.old"
	with code-kva <<'EOS'
exit 2
EOS
	fails 2 'code-kva failed'
}

for stage in normalize dedupe-patients code-kva aggregate check-targets
do
	check "$stage is killed" killed $stage
done
for source in resurs fys002 t002
do
	check "normalize of $source is killed" killed_within $source
done
for stage in normalize dedupe-patients code-kva aggregate
do
	check "$stage is cut short, and says nothing" cut_short $stage
	check "a record of $stage is lost" one_lost $stage
	check "the disk is full for $stage" full_disk $stage
done
check 'the job is told to end' interrupted TERM 143
hangup_is_ignored ||
	check 'the terminal hangs up' interrupted HUP 129
check 'a second run at the same time' second_run
check 'a job that was killed is cleared up by the next' job_killed
finish
