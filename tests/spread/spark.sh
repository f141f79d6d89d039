#!/bin/bash
# Issue 14, 2: the main job over the executors of Spark is the main job: the
# same bytes, whatever fails on the way; and where that cannot be mended,
# nothing is published. Prints TAP.
#
# CONTACTS  of a made year that is only compared (default 100000)
set -u
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
"$top/tests/need-packages.sh" spark >&2 || exit 2
real=$VARDSTROM_BIN
python=$top/build/spark/bin/python3
pyspark=pyspark==3.5.3
"$python" -c 'import pyspark' 2>/dev/null || {
	echo "installing $pyspark" >&2
	rm -rf "$top/build/spark"
	python3 -m venv "$top/build/spark" &&
		"$top/build/spark/bin/pip" install --quiet "$pyspark" >&2 || exit 2
}
cd "$here" || exit 2

# --- a cluster ----------------------------------------------------------------

# A master and two workers, each on an address of its own, with one executor
# each for every application.
master=spark://127.0.0.2:17077
export SPARK_HOME
SPARK_HOME=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))')
export SPARK_LOG_DIR=$here/logs SPARK_LOCAL_DIRS=$here/local
daemons=()
# daemon NAME ADDRESS CLASS [WORD]...: its process is the last of daemons
daemon() {
	SPARK_LOCAL_IP=$2 SPARK_DAEMON_MEMORY=200m PYSPARK_PYTHON=$python \
		SPARK_DAEMON_JAVA_OPTS='-XX:+UseSerialGC -XX:TieredStopAtLevel=1' \
		"$SPARK_HOME/bin/spark-class" "org.apache.spark.deploy.$3" \
		--host "$2" --webui-port 0 "${@:4}" >"$here/$1.log" 2>&1 </dev/null &
	daemons+=($!)
}
worker() {
	daemon "worker.$1" "127.0.0.$1" worker.Worker --cores 1 --memory 1g \
		--work-dir "$here/worker.$1" "$master"
}
# said FILE TEXT [TIMES]: waits for it, half a minute at most
said() {
	for _ in {1..300}
	do
		test "$(grep -cF -e "$2" "$1")" -lt "${3-1}" || return 0
		sleep 0.1
	done
	tail -n 20 "$1"
	return 1
}
cluster_up() {
	daemon master 127.0.0.2 master.Master --port 17077
	said master.log 'New state: ALIVE' && worker 3 && worker 4 &&
		said master.log 'Registering worker' 2
}
cluster_down() {
	kill "${daemons[@]}"
	wait "${daemons[@]}"
} 2>/dev/null
trap 'cluster_down; rm -rf "$here"' EXIT

# Two executors before the first task, so that both have some.
spread() {
	SPARK_LOCAL_IP=127.0.0.1 timeout 120 "$top/pipelines/spread/spark" \
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
java='-XX:+UseSerialGC -XX:TieredStopAtLevel=1'

# shellcheck source=tests/spread/cases.bash
. "$top/tests/spread/cases.bash"

check 'a master and two workers' cluster_up
check 'a dirty year, cut as it comes, with an empty file' dirty_files
check 'dirty files: the main job' spread_is dirty.out dirty

finish
