# Read by kvalitetsbokslut --spread: the stages of stages.bash, one task after
# the other, without an engine. What spreading leaves is made so again, also
# where no engine is: verify-run does.
# shellcheck shell=bash disable=SC2154
# shellcheck source=pipelines/spread/stages.bash
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/stages.bash"

SPREAD_RUN=in_turn
: "${SPREAD_PARTS:=8}"

by_in_turn() {
	local id
	for id in "${tasks[@]}"
	do
		"$task" "$work" "$id" >"$work/said" 2>&1 || return
	done
}
