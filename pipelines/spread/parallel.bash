# Read by kvalitetsbokslut --spread: the stages of stages.bash, their tasks
# carried out by GNU parallel.
# shellcheck shell=bash disable=SC2154
# shellcheck source=pipelines/spread/stages.bash
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/stages.bash"

by_parallel() {
	local options=(--plain --will-cite --no-notice --halt 'now,fail=1'
		--retries "$SPREAD_TRIES")
	test -z "$SPREAD_TIMEOUT" || options+=(--timeout "$SPREAD_TIMEOUT")
	test -z "$SPREAD_JOBS" || options+=(--jobs "$SPREAD_JOBS")
	test -z "$SPREAD_HOSTS" ||
		options+=(--sshloginfile "$SPREAD_HOSTS" --ssh "$SPREAD_SSH")
	printf '%s\n' "${tasks[@]}" >"$work/list"
	# the first signal only keeps it from beginning more; tasks end with it
	parallel "${options[@]}" "setpriv --pdeathsig KILL $(printf %q "$task") $(printf %q "$work") {}" \
		:::: "$work/list" </dev/null >"$work/said" 2>&1 &
	trap '{ kill -TERM $! && sleep 0.2 && kill -TERM $!; } 2>/dev/null; exit 143' TERM
	wait $!
}
