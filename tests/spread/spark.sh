#!/bin/bash
# Issue 14, 2: the main job over the executors of Spark is the main job: the
# same bytes, whatever fails on the way; and where that cannot be mended,
# nothing is published. Prints TAP.
#
# CONTACTS  of a made year that is only compared (default 100000)
set -u
# shellcheck source=tests/spread/common.bash
. "${0%/*}/common.bash"
"$top/tests/need-packages.sh" spark >&2 || exit 2
python=$top/build/spark/bin/python3
pyspark=pyspark==3.5.3
"$python" -c 'import pyspark' 2>/dev/null || {
	echo "installing $pyspark" >&2
	rm -rf "$top/build/spark"
	python3 -m venv "$top/build/spark" &&
		"$top/build/spark/bin/pip" install --quiet "$pyspark" >&2 || exit 2
}
# --- a cluster ----------------------------------------------------------------

# A master and two workers, each on an address of its own, with one executor
# each for every application.
master=spark://127.0.0.2:17077
export SPARK_HOME
SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_LOG_DIR=$here/logs SPARK_LOCAL_DIRS=$here/local
java='-XX:+UseSerialGC -XX:TieredStopAtLevel=1'
daemons=() # by the last number of their addresses
# daemon NUMBER CLASS [WORD]...
daemon() {
	local address=127.0.0.$1
	SPARK_LOCAL_IP=$address SPARK_DAEMON_MEMORY=200m PYSPARK_PYTHON=$python \
		SPARK_DAEMON_JAVA_OPTS=$java "$SPARK_HOME/bin/spark-class" \
		"org.apache.spark.deploy.$2" --host "$address" --webui-port 0 \
		"${@:3}" >"$here/daemon.$1" 2>&1 </dev/null &
	daemons[$1]=$!
}
worker() {
	daemon "$1" worker.Worker --cores 1 --memory 1g \
		--work-dir "$here/worker.$1" "$master" &&
		said "daemon.$1" 'Successfully registered with master'
}
# said FILE TEXT: waits for it, a minute at most
said() {
	for _ in {1..600}
	do
		! grep -qF -e "$2" "$1" || return 0
		sleep 0.1
	done
	tail -n 20 "$1"
	return 1
}
cluster_up() {
	daemon 2 master.Master --port 17077
	said daemon.2 'New state: ALIVE' && worker 3 && worker 4
}
workers_again() {
	local k
	for k in 3 4
	do
		kill -0 "${daemons[k]}" 2>/dev/null || worker $k || return
	done
}
cluster_down() {
	kill "${daemons[@]}"
	wait "${daemons[@]}"
} 2>/dev/null
trap 'cluster_down; rm -rf "$here"' EXIT

# Two executors before the first task, so that both have some.
spread() {
	SPARK_LOCAL_IP=127.0.0.1 timeout 300 "$top/pipelines/spread/spark" \
		--master "$master" --python "$python" --parts 3 -q --year 2025 \
		--conf spark.driver.host=127.0.0.1 \
		--conf spark.driver.memory=600m \
		--conf spark.executor.memory=600m \
		--conf spark.executor.cores=1 \
		--conf spark.scheduler.minRegisteredResourcesRatio=1 \
		--conf spark.cores.max=2 \
		--conf spark.driver.extraJavaOptions="$java" \
		--conf spark.executor.extraJavaOptions="$java" \
		"$@"
}

# --- what fails in a cluster --------------------------------------------------

# above TEXT: a function for stand-ins, the process above this one that has TEXT
# in its command line.
above=$(
	cat <<-'END'
		above() {
			local pid=$$
			while test "$pid" -gt 1
			do
				read -r _ pid < <(grep PPid "/proc/$pid/status")
				! grep -qaF -e "$1" "/proc/$pid/cmdline" || break
			done
			test "$pid" -gt 1 && echo "$pid"
		}
	END
)
# killed TEXT: the process with TEXT that a task runs under, and nobody else;
# what the task was at goes on for ever, if nobody ends it.
killed() {
	stand_in dedupe-patients <<-END
		$above
		test \$n -ne 0 || {
			kill -KILL "\$(above $1)"
			exec sleep 7777
		}
		exec "\$real" "\$@"
	END
	spread_is dirty.out dirty "${@:2}" && test -d calls/3 && no_orphans
}
no_orphans() {
	for _ in {1..50}
	do
		pgrep -f '^sleep 7777' >/dev/null || return 0
		sleep 0.1
	done
	pgrep -fa '^sleep 7777'
	return 1
}
killed_machine() {
	local status=0
	killed worker.Worker || status=$?
	sed -n '/ERROR\|WARN/p' daemon.[34]
	kill -0 "${daemons[3]}" && kill -0 "${daemons[4]}" && return 1
	workers_again && return $status
}
slow_task() {
	stand_in dedupe-patients <<-'END'
		test $n -ne 0 || exec sleep 7777
		exec "$real" "$@"
	END
	spread_is dirty.out dirty --conf spark.speculation=true \
		--conf spark.speculation.interval=100ms \
		--conf spark.speculation.quantile=0.5 &&
		test -d calls/3 && no_orphans
}
# Both tries write, and come to their end at about the same time.
two_at_once() {
	stand_in code-kva <<-'END'
		test $n -ne 0 || sleep 3
		exec "$real" "$@"
	END
	spread_is dirty.out dirty --conf spark.speculation=true \
		--conf spark.speculation.interval=100ms \
		--conf spark.speculation.quantile=0.5
}
# From a file system by Hadoop's name.
fetched() {
	local fetch=(timeout 60 "$top/pipelines/spread/spark" --python "$python")
	export SPARK_LOCAL_IP=127.0.0.1
	"${fetch[@]}" --fetch "file://$here/dirty" copy && diff -r dirty copy &&
		test "$(stat -c %a copy)" = 700 || return
	! "${fetch[@]}" --fetch "file://$here/dirty" copy 2>why || return
	grep -qF 'copy: is there already' why || return
	! "${fetch[@]}" --fetch "file://$here/none" other.copy 2>why || return
	cat why
	grep -qF 'FileNotFoundException' why && test ! -e other.copy &&
		test -z "$(find . -maxdepth 1 -name '*.fetch.*')"
}
no_python() {
	ends 2 'has no pyspark' --python /bin/false &&
		ends 2 'spark: /bin/none: not there' --python /bin/none &&
		ln -sfn "${python%/bin/*}" venv &&
		spread_is dirty.out dirty --python venv/bin/python3
}
# Spark takes a minute for it: begun first, looked at last.
no_cluster() {
	local status=0
	wait "$lost" || status=$?
	cat lost.said
	test $status -eq 2 && grep -qF unresponsive lost.said &&
		test "$(ls -A lost)" = .out.lock
}
large_year() {
	synthesize -q --year 2025 --contacts "$contacts" --dirty 3% large &&
		rm -f large/faults.ndjson &&
		by_lines large fys002 $((contacts / 20)) &&
		by_lines large vuf01 $((contacts / 60)) && job large large.out &&
		spread_is large.out large --parts 8
}

contacts=${CONTACTS:-100000}
check 'a master and two workers' cluster_up
check 'a dirty year, cut as it comes, with an empty file' dirty_files
mkdir lost
spread dirty lost/out --master spark://127.0.0.2:9 >lost.said 2>&1 &
lost=$!
check 'dirty files: the main job' spread_is dirty.out dirty
check 'in another order: the main job over these' renamed
check 'a worker killed in the middle' killed_machine
check 'an executor killed' killed CoarseGrainedExecutorBackend
check "Spark's Python killed" killed pyspark.daemon
check 'a child killed' killed_child
check 'a task that fails twice' fails_twice
check 'children that end early with exit 0' ends_early
check 'speculation, and a task that never ends' slow_task
check 'speculation, and two tries that both end' two_at_once
check 'one that always ends early: nothing is published' always_early
check 'one that loses a row: nothing is published' too_few_rows
check 'one that always fails: nothing is published' always_fails
check 'a state of another run: nothing is published' state_of_another
check 'ended by a signal: nothing is published, nothing is left' is_ended
check 'extracts of another file system' fetched
check 'a Python without pyspark, or by a relative name' no_python
VARDSTROM_BIN=$real
check 'the year 2025 as forty files' forty_files
check 'forty files: the main job' spread_is forty.out forty
check "a dirty year of $contacts contacts: the main job" large_year
check 'a cluster that is not there: nothing is published' no_cluster
finish
