# Read by kvalitetsbokslut --spread: the stages of stages.bash, their tasks
# carried out by Slurm, as the elements of arrays.
# shellcheck shell=bash disable=SC2154
spread_folder=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=pipelines/spread/stages.bash
. "$spread_folder/stages.bash"

# All jobs of a run have one name, so that they can be cancelled also where the
# number of one was not learnt.
job_name='' chunk=1000
begin_slurm() {
	local most
	mkdir "$work/slurm"
	most=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p') || most=''
	test "${most:-0}" -le 1 || test "$most" -gt $chunk || chunk=$((most - 1))
	job_name=vardstrom-${work##*.}
	trap 'scancel --quiet --name "$job_name" >/dev/null 2>&1' EXIT
	trap 'exit 143' TERM
}

# submit LIST [OPTION]...: adds a job for its tasks to jobs
jobs=()
submit() {
	local words=() said status=0
	mapfile -t words < <(printf %s "$SPREAD_SBATCH")
	said=$(sbatch --parsable --job-name "$job_name" --chdir "$work" \
		--ntasks 1 --requeue --output /dev/null "${words[@]}" "${@:2}" \
		"$spread_folder/slurm-element" "$task" "$work" "$round" "$1" \
		${SPREAD_TIMEOUT:+"$SPREAD_TIMEOUT"} 2>&1 </dev/null) || status=$?
	if test $status -ne 0
	then
		echo "$said" >>"$work/said"
		return $status
	fi
	said=${said##*$'\n'} # a note may come before the number
	jobs+=("${said%%;*}")
}

# Sets left to the tasks that are not done.
left=()
find_left() {
	local id
	left=()
	for id in "${tasks[@]}"
	do
		test -d "$work/done/$id" || left+=("$id")
	done
}

# The tasks that are left as arrays, and behind them the one that comes last:
# it is cancelled where one of them fails.
submit_round() {
	local i of=() list=$work/slurm/list.$round.${left[0]-}
	jobs=()
	for ((i = 0; i < ${#left[@]}; i += chunk))
	do
		of=("${left[@]:i:chunk}")
		printf '%s\n' "${of[@]}" >"$list.$i"
		submit "$list.$i" \
			--array "1-${#of[@]}${SPREAD_JOBS:+%$SPREAD_JOBS}" || return
	done
	test -n "$last" || return 0
	echo "$last" >"$list.last"
	submit "$list.last" --kill-on-invalid-dep yes \
		--dependency "afterok:$(IFS=: && echo "${jobs[*]}")"
}

is_all_done() {
	local id
	for id in "${left[@]}" ${last:+"$last"}
	do
		test -d "$work/done/$id" || return
	done
}

# Waits until all is done, or none of its jobs is in the queue any more. Slurm
# may be out of reach for a while. Of a sleep that is ended with the run the
# shell need not tell.
wait_for_round() {
	local said='' ask=$SECONDS pause=1 until=$((SECONDS + SPREAD_PHASE_TIMEOUT))
	while test $SECONDS -lt $until
	do
		sleep 0.5
		! is_all_done || return 0
		test $SECONDS -ge $ask || continue
		if said=$(squeue --noheader --format %i \
			--jobs "$(IFS=, && echo "${jobs[*]}")" 2>&1)
		then
			test -n "$said" || return 0
		else
			case $said in *'Invalid job id'*) return 0 ;; esac
		fi
		ask=$((SECONDS + pause)) pause=$((pause * 2))
		test $pause -le "$SPREAD_POLL" || pause=$SPREAD_POLL
	done
	echo "slurm: not done after $SPREAD_PHASE_TIMEOUT seconds" >>"$work/said"
	return 1
} 2>/dev/null

by_slurm() {
	local round id
	test -n "$job_name" || begin_slurm
	for ((round = 1; round <= SPREAD_TRIES; round++))
	do
		: >"$work/said"
		find_left
		test ${#left[@]} -gt 0 || return 0
		submit_round && wait_for_round || return 2
	done
	find_left
	test ${#left[@]} -gt 0 || return 0
	# what became of them, and what they said
	squeue --noheader --states all --format 'slurm: job %i: %T: %r' \
		--jobs "$(IFS=, && echo "${jobs[*]}")" 2>/dev/null |
		grep -v ': COMPLETED: ' >>"$work/said"
	for id in "${left[@]}"
	do
		cat "$work/slurm/$id".*
	done >>"$work/said" 2>/dev/null
	return 2
}
