# Read by kvalitetsbokslut --spread: the stages of stages.bash, their tasks
# carried out by Spark.
# shellcheck shell=bash disable=SC2154

spread_folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=pipelines/spread/stages.bash
. "$spread_folder/stages.bash"

# One application for all of a run: it reads the name of a list of tasks from
# standard input, and answers each with a line. It ends with its input, which a
# run that was killed has closed, too; so it does not keep the lock.
application='' to_spark='' from_spark=''
start_application() {
	trap end_application EXIT
	coproc SPARK {
		exec "$SPREAD_PYTHON" "$spread_folder/spark-tasks.py" "$task" "$work" \
			2>"$work/spark.log" 9>&-
	}
	application=$SPARK_PID
	to_spark=${SPARK[1]} from_spark=${SPARK[0]}
}

by_spark() {
	local status=2 reason=''
	test -n "$application" || start_application
	printf '%s\n' "${tasks[@]}" >"$work/list"
	# an application that is gone is seen by its missing answer
	trap '' PIPE
	echo "$work/list" 1>&"$to_spark" 2>/dev/null || true
	trap - PIPE
	read -r status reason <&"$from_spark" || {
		status=2
		reason=$(tail -n 5 "$work/spark.log")
	}
	{
		sed -n 's/.* ERROR [A-Za-z]*: /spark: /p' "$work/spark.log" | head -n 3
		echo "spark: $reason"
	} >"$work/said"
	return "$status"
}

# What still runs, such as a second try of a task that is done, is told to end
# by the file; its folder goes with it.
end_application() {
	local left
	trap '' PIPE
	: >"$work/over"
	exec {to_spark}>&-
	for _ in {1..100}
	do
		kill -0 "$application" || break
		sleep 0.1
	done 2>/dev/null
	kill -KILL "$application" 2>/dev/null || true
	for _ in {1..20}
	do
		left=("$work"/tries/*)
		test -e "${left[0]}" || break
		sleep 0.1
	done
}
