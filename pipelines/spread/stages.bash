# Read by kvalitetsbokslut --spread, whose functions and variables it uses: the
# stages as tasks, each of which reads whole files and leaves a folder.
#
#   n-FILE   normalize an extract's file, split by event
#   e-PART   dedupe-patients over a part of events, split by patient
#   p-PART   code-kva and a partial state over a part of patients
#   merge    the states of all parts to indicators, held against the targets
#
# A task writes into a folder of its own, which gets the task's name when all
# of it is checked; a second try finds that folder, or makes the same one. So
# tasks may be tried again and overlap. Between the three kinds all of one kind
# must be there; at the end the states of all parts are merged, by their names.
#
# An engine is a file that reads this one and has a function by_$SPREAD_RUN: it
# carries out the tasks whose ids are in the array tasks, each by "$task $work
# ID", as often as SPREAD_TRIES says, and leaves in $work/said what it has to
# tell. Where it can, it begins the task last by itself when all of these are
# done.
# shellcheck shell=bash disable=SC2154,SC2034

task=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/task
last=''

# --- tasks -------------------------------------------------------------------

# add_task ID WHAT [NAME=WORD...]...: what it is called, and arrays to be set.
tasks=()
add_task() {
	local id=$1
	tasks+=("$id")
	describe_task "$@"
}
describe_task() {
	local id=$1
	{
		printf 'what=%q\n' "$2"
		printf '%s\n' "${@:3}"
	} >"$work/tasks/$id"
}

# array NAME [WORD]...
array() {
	printf '%s=(' "$1"
	printf ' %q' "${@:2}"
	printf ' )\n'
}

# Those of a kind, and then all of them must be there.
run_tasks() {
	local id status=0
	"by_$SPREAD_RUN" || status=$?
	for id in "${tasks[@]}"
	do
		test -d "$work/done/$id" || task_failed "$id" $status
	done
	for id in "${tasks[@]}"
	do
		test -d "$work/done/$id" || note_failure 2 "$id"
	done
	tasks=()
}

# note_failure STATUS NAME: as kvalitetsbokslut's run does
note_failure() {
	echo "1 $1 $2" >>"$work/failed"
	exit 2
}

# task_failed ID STATUS: one that was ended because another failed is not the
# cause, and returns.
task_failed() {
	local id=$1 status=$2 what other
	if test -s "$work/failed.$id"
	then
		read -r status <"$work/failed.$id"
		cat "$work/failed.$id.said" >>"$work/messages"
	else
		for other in "${tasks[@]}"
		do
			test -d "$work/done/$other" ||
				test ! -s "$work/failed.$other" || return 0
		done
		cat "$work/said" >>"$work/messages"
		test "$status" -ne 0 || status=2
	fi
	# shellcheck disable=SC1090
	what=$(. "$work/tasks/$id" && printf %s "$what")
	note_failure "$status" "$what"
}

# --- what the tasks are -------------------------------------------------------

keys=()
find_keys() {
	local name
	keys=()
	for name in "${sources[@]}"
	do
		keys+=(--key "${key[$name]}")
	done
}

# find_pieces FILE: sets pieces to that of each of the tasks ids.
pieces=()
find_pieces() {
	local id
	pieces=()
	for id in "${ids[@]}"
	do
		pieces+=("$work/done/$id/$1")
	done
}

# part_name K: as split-patients writes it
part_name() {
	printf '%0*d' ${#SPREAD_PARTS} "$1"
}

# The tables are few rows, and wanted by all: they are made here, and split as
# the files are. Each file of an extract is a task.
normalize_all() {
	local name one id of words=() n=0
	add_task n-000000 'splitting the clinics' \
		"$(array first cat "$work/mottagningar.ndjson")" "$(array keys "${keys[@]}")"
	for name in "${sources[@]:1}"
	do
		files_of "$name"
		of=("${files[@]}")
		for one in "${of[@]}"
		do
			files=("$one")
			normalize_words "$name"
			printf -v id 'n-%06d' $((n += 1))
			add_task "$id" "normalize of $one" "$(array first "${words[@]}")" \
				"$(array keys "${keys[@]}")"
		done
	done
	ids=("${tasks[@]}")
	run_tasks
}

dedupe_all() {
	local k words=()
	for ((k = 1; k <= SPREAD_PARTS; k++))
	do
		find_pieces "part-$(part_name $k).ndjson"
		dedupe-patients_words dedupe-patients
		add_task "e-$(part_name $k)" "dedupe-patients of part $k" \
			"$(array first "${words[@]}" "${pieces[@]}")" 'keys=()'
	done
	ids=("${tasks[@]}")
	run_tasks
}

# Patients are whole in a part: where they are counted, states need not name
# them. Sets whole.
whole=()
find_whole() {
	whole=()
	! grep -qF '"distinct:patient"' "$config"/indicators/*.json ||
		whole=(--whole patient)
}

# A state is called by its part and by all that the run hangs on, so that one
# of another run is none of the plan's.
count_all() {
	local k digest words=() first=()
	digest=$(cat "$work"/tasks/n-* "$work/plan.files" | sha256sum)
	digest=${digest%% *}
	for ((k = 1; k <= SPREAD_PARTS; k++))
	do
		find_pieces "part-$(part_name $k).ndjson"
		code-kva_words code-kva
		first=("${words[@]}" "${pieces[@]}")
		aggregate_words aggregate
		echo "$k/$SPREAD_PARTS of $digest" >>"$work/plan"
		add_task "p-$(part_name $k)" "code-kva and aggregate of part $k" \
			"$(array first "${first[@]}")" \
			"$(array second "${words[@]}" "${whole[@]}" --partial --part \
				"$k/$SPREAD_PARTS of $digest" -o @try@/state)"
	done
	ids=("${tasks[@]}")
	describe_merge
	last=merge
	run_tasks
	last=''
}

describe_merge() {
	local words=() first=() strict=("${asked_strict[@]}")
	find_pieces state
	aggregate_words merge
	first=(aggregate "${words[@]:1}" "${whole[@]}" --merge --expect "$work/plan" -- \
		"${pieces[@]}")
	check-targets_words check-targets
	describe_task merge 'aggregate --merge' "$(array first "${first[@]}")" \
		"$(array second "${words[@]}")"
}

merge_all() {
	tasks=(merge)
	run_tasks
	cat "$work/done/merge/said" >>"$work/messages"
	mv "$work/done/merge"/{sealed.ndjson,merge.*,check-targets.*} "$work"
}

# --- what they said -----------------------------------------------------------

# The places in pieces that are no more tell nothing: the source does. What a
# stage said of its rows is put in the order of the sources. ordered NAME KIND
ordered() {
	local id all=()
	for id in "${ids[@]}"
	do
		all+=("$work/done/$id/$1.$2")
	done
	cat "${all[@]}" | awk -v order="$work/order" '
		BEGIN {
			while ((getline line < order) > 0)
				place[line] = ++n
		}
		{
			file = ""
			at = 0
			if (match($0, /"source":"([^"\\]|\\.)*"/)) {
				file = substr($0, RSTART + 10, RLENGTH - 11)
				match(file, /:[0-9]+$/)
				at = substr(file, RSTART + 1)
				file = substr(file, 1, RSTART - 1)
			}
			if (match($0, /,"at":"([^"\\]|\\.)*"/))
				$0 = substr($0, 1, RSTART - 1) substr($0, RSTART + RLENGTH)
			printf "%d\t%.0f\t%s\n", place[file], at, $0
		}' | sort -s -t "$(printf '\t')" -k 1,1n -k 2,2n | cut -f 3- \
		>"$work/$1.$2"
}

# sum_of NAME [WORD]...: one account of the stage, and what it left out
sum_of() {
	local id all=()
	for id in "${ids[@]}"
	do
		all+=("$work/done/$id/$1.stats")
	done
	quietly "$bin/balance-run" --quiet --sum "${@:2}" "${all[@]}" \
		>"$work/$1.stats" 2>>"$work/messages" ||
		note_failure 2 "the account of $1"
	ordered "$1" rejects
	ordered "$1" drops
	met_nowhere "$1"
}

# What one part lacks and no other has: those without rows do not count, nor
# those without the kind of record whose key it is.
met_nowhere() {
	local unmet=() one name id words nowhere=()
	mapfile -t unmet < <(for id in "${ids[@]}"
	do
		sed -n "s/^\($1: no record has [^;(,]*[^;(, ]\).*/\1/p" \
			"$work/done/$id/said"
	done | sort -u)
	for one in "${unmet[@]}"
	do
		words=(-e "$one")
		for name in "${sources[@]}"
		do
			case ,${key[$name]#*:}, in
			*,"${one##* }",*) words+=(-e "$1: no record is of the kind ${key[$name]%%:*}") ;;
			esac
		done
		for id in "${ids[@]}"
		do
			grep -qF '"read":0,' "$work/done/$id/$1.stats" ||
				grep -qF "${words[@]}" "$work/done/$id/said" ||
				continue 2
		done
		nowhere+=("$one")
	done
	test ${#nowhere[@]} -gt 0 || return 0
	printf '%s\n' "${nowhere[@]}" >>"$work/messages"
	test ${#asked_strict[@]} -eq 0 || note_failure 1 "$1"
	echo '{"unmet_names":1}' >"$work/unmet.stats"
}

# The limit of rejects is one for a source or a stage, not for its parts.
check_limit() {
	local most
	test ${#asked_limit[@]} -gt 0 || return 0
	most=${asked_limit[1]}
	awk -v most="${most%\%}" -v share="$(test "$most" = "${most%\%}" || echo 1)" '
		{
			match($0, /"read":[0-9]+/)
			read += substr($0, RSTART + 7, RLENGTH - 7)
			match($0, /"rejected":[0-9]+/)
			rejected += substr($0, RSTART + 11, RLENGTH - 11)
		}
		END { exit share ? rejected * 100 > most * read : rejected > most }
	' "$work/$1.stats" && return
	echo "$1: too many rejects" >>"$work/messages"
	note_failure 1 "$1"
}

gather_sources() {
	local name what id n=0
	for name in "${sources[@]:1}"
	do
		files_of "$name"
		for what in stats rejects drops
		do
			: >"$work/$name.$what"
		done
		for _ in "${files[@]}"
		do
			printf -v id 'n-%06d' $((n += 1))
			for what in stats rejects drops
			do
				cat "$work/done/$id/$name.$what" >>"$work/$name.$what"
			done
		done
		check_limit "$name"
	done
	for name in "${sources[@]}"
	do
		cat "$work/$name.stats"
	done | sed 's/.*"inputs":\[//; s/\],"config":.*//' |
		grep -oE '"file":"([^"\]|\\.)*"' |
		sed 's/^"file":"//; s/"$//' >"$work/order"
}

# --- the stages ---------------------------------------------------------------

# Rejects and unmet names are judged over the whole: the tasks let them pass.
asked_limit=() asked_strict=() ids=()
spread() {
	local name
	asked_limit=("${limit[@]}") asked_strict=("${strict[@]}")
	mkdir "$work/tasks" "$work/tries" "$work/done"
	{
		array set_up "$bin" "$PWD"
		echo "SPREAD_PARTS=$SPREAD_PARTS"
	} >"$work/set-up"
	ls -l --time-style=full-iso -- "${file[@]}" >"$work/plan.files"
	: >"$work/plan"
	run_tables
	reports_in=@try@
	limit=()
	find_keys
	find_whole
	normalize_all
	gather_sources
	strict=()
	dedupe_all
	sum_of dedupe-patients
	count_all
	sum_of code-kva
	merge_all
	reports_in=''
	strict=("${asked_strict[@]}")
	sum_of aggregate --merged "$work/merge.stats"
	for name in dedupe-patients code-kva aggregate
	do
		check_limit "$name"
	done
	# moved first: a try that comes too late finds nowhere to put its folder
	mv "$work/done" "$work/over" && rm -r "$work/over"
}
