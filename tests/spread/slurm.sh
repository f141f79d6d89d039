#!/bin/bash
# Issue 14, 3: the main job over the nodes of a cluster, by Slurm, is the main
# job: the same bytes, whatever fails on the way; and where that cannot be
# mended, nothing is published. The cluster is its own: munged, slurmctld and
# two slurmd. Prints TAP.
set -u
# shellcheck source=tests/spread/common.bash
. "$(dirname "$0")/common.bash"
if test "$(id -u)" -ne 0
then
	echo '1..0 # SKIP slurmd is run by root'
	exit 0
fi
PATH=$PATH:/usr/sbin
need_packages slurm slurmctld

spread() {
	timeout 120 "$top/pipelines/spread/slurm" --parts 3 --poll 2 -q \
		--year 2025 "$@"
}

# --- the cluster --------------------------------------------------------------

# start NAME COMMAND...: a daemon, in the foreground of its own
declare -A daemon
start() {
	"${@:2}" >"log/$1.out" 2>&1 &
	daemon[$1]=$!
}
start_node() {
	mkdir -p "spool/$1"
	start "$1" slurmd -D -N "$1" -f "$SLURM_CONF"
}

cluster_up() {
	local port=$((20000 + RANDOM % 10000))
	mkdir state spool log
	(umask 077 && head -c 1024 /dev/urandom >munge.key)
	# what is waited for most is the nodes' silence, and the requeued job's
	# leave to begin, as long as a credential holds
	cat >slurm.conf <<-END
		ClusterName=vardstrom
		SlurmctldHost=$(hostname -s)(127.0.0.1)
		SlurmctldPort=$port
		SlurmUser=root
		SlurmdUser=root
		AuthInfo=socket=$here/munge.socket,cred_expire=5
		StateSaveLocation=$here/state
		SlurmdSpoolDir=$here/spool/%n
		SlurmctldPidFile=$here/slurmctld.pid
		SlurmdPidFile=$here/%n.pid
		SlurmctldLogFile=$here/log/slurmctld
		SlurmdLogFile=$here/log/slurmd.%n
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		JobAcctGatherType=jobacct_gather/none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_CPU
		MpiDefault=none
		SwitchType=switch/none
		ReturnToService=2
		SlurmdTimeout=10
		MaxArraySize=16
		SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
		NodeName=n[1-2] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 2))] CPUs=2
		PartitionName=all Nodes=ALL Default=YES State=UP
	END
	export SLURM_CONF=$here/slurm.conf
	start munged munged --foreground --force --key-file="$here/munge.key" \
		--socket="$here/munge.socket" --pid-file="$here/munged.pid" \
		--log-file="$here/log/munged" --seed-file="$here/munge.seed"
	within 20 test -S munge.socket || return
	start slurmctld slurmctld -D -f "$SLURM_CONF"
	start_node n1
	start_node n2
	within 60 are_idle || { cat log/* && return 1; }
}
are_idle() {
	test "$(timeout 5 sinfo --noheader --Node --format %t | grep -cx idle)" = 2
}

# Daemons and the minders of jobs, which are children of none of ours.
of_cluster() {
	local pid name
	for pid in /proc/[0-9]*
	do
		read -r name <"$pid/comm" || continue
		case $name in
		munged | slurm*) ;;
		*) continue ;;
		esac
		! tr '\0' '\n' <"$pid/environ" | grep -qxF "SLURM_CONF=$here/slurm.conf" ||
			echo "${pid##*/}"
	done
} 2>/dev/null
cluster_down() {
	local pids
	test ${#daemon[@]} -gt 0 || return 0
	timeout 10 scancel --quiet --user root
	kill "${daemon[n1]}" "${daemon[n2]}" "${daemon[slurmctld]}" \
		"${daemon[munged]}"
	within 10 is_gone || {
		mapfile -t pids < <(of_cluster)
		kill -KILL "${pids[@]}"
		within 5 is_gone
	}
} >/dev/null 2>&1
is_gone() {
	test -z "$(of_cluster)"
}
trap 'cluster_down; cd / && rm -rf "$here"' EXIT
trap 'exit 143' TERM INT HUP

# Nothing of ours waits for ever.
is_queue_empty() {
	within 20 test -z "$(squeue --noheader)" || squeue
	test -z "$(squeue --noheader)"
}

# --- what fails on the way ----------------------------------------------------

# The first to work on a part goes on when its node is gone, and until the
# requeued one has begun: then both do the same.
killed_slurmd() {
	stand_in dedupe-patients <<-'END'
		test "${SLURM_RESTART_COUNT-0}" -eq 0 || >"$calls/again"
		if test $n -eq 0
		then
			echo "$SLURMD_NODENAME" >"$calls/node"
			for _ in {1..600}
			do
				test ! -e "$calls/again" || break
				sleep 0.1
			done
		fi
		exec "$real" "$@"
	END
	(
		within 60 test -s calls/node && kill -KILL "${daemon[$(cat calls/node)]}"
	) &
	spread_is dirty.out dirty && test -e calls/again || return
	start_node "$(cat calls/node)"
	within 60 are_idle && is_queue_empty
}
# The merge that depends on it is cancelled, each time.
not_mended() {
	always_fails && is_queue_empty && squeue --states all --noheader \
		--format '%T %r' | grep -x 'CANCELLED Dependency.*'
}
hangs() {
	stand_in dedupe-patients <<-'END'
		test $n -gt 0 || exec sleep 100
		exec "$real" "$@"
	END
	spread_is dirty.out dirty --task-timeout 12 && test -d calls/3
}
never_begins() {
	VARDSTROM_BIN=$real
	ends 2 'not done after 3 seconds' --phase-timeout 3 --sbatch --begin=now+1hour &&
		is_queue_empty
}
no_such_partition() {
	ends 2 'invalid partition' --sbatch --partition=none
}
is_ended() {
	local status=0 job
	stand_in dedupe-patients <<-'END'
		echo $$ >"$calls/pid"
		exec sleep 100
	END
	rm -rf out && cp -r dirty.out out
	spread dirty out >said 2>&1 &
	job=$!
	within 30 test -s calls/pid && pkill -TERM -P "$job" && wait "$job" ||
		status=$?
	cat said
	test $status -eq 143 && test "$(wc -l <said)" -eq 1 &&
		diff -r dirty.out out && nothing_beside && is_queue_empty &&
		! kill -0 "$(cat calls/pid)"
}
nothing_left() {
	cluster_down
	is_gone
}

check 'a dirty year, cut as it comes, with an empty file' dirty_files
check 'a cluster of two nodes' cluster_up
check 'dirty files: the main job' spread_is dirty.out dirty
check 'verify-run runs it again' verified
check 'in another order: the main job over these' renamed
check 'a slurmd killed in the middle' killed_slurmd
check 'a task that fails twice' fails_twice
check 'children that end early with exit 0' ends_early
check 'a task that hangs' hangs
check 'one that always fails: nothing is published, nothing waits' not_mended
check 'one that never begins: nothing is published' never_begins
check 'what sbatch refuses is told' no_such_partition
check 'ended by a signal: nothing is published, nothing is left' is_ended
check 'the year 2025 as forty files' forty_files
VARDSTROM_BIN=$real
check 'forty files, in more than one array: the main job' spread_is forty.out forty
check 'no daemon is left' nothing_left
finish
