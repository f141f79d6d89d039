#!/bin/bash
# Issue 14, 3: the main job over processes and hosts, by GNU parallel, is the
# main job: the same bytes, whatever fails on the way; and where that cannot be
# mended, nothing is published. Prints TAP.
set -u
# shellcheck source=tests/spread/common.bash
. "$(dirname "$0")/common.bash"
need_packages parallel parallel

spread() {
	timeout 300 "$top/pipelines/spread/parallel" --jobs 2 --parts 3 -q \
		--year 2025 "$@"
}

# --- what fails on the way ----------------------------------------------------

killed_worker() {
	stand_in dedupe-patients <<-'END'
		test $n -ne 0 || { kill -KILL $PPID; sleep 1; }
		exec "$real" "$@"
	END
	mended 3
}
# Its child would go on for long. The next run may begin at once.
left_at_work() {
	stand_in dedupe-patients <<-'END'
		test $n -ne 0 || {
			echo $$ >"$calls/left"
			kill -KILL $PPID
			exec sleep 30
		}
		exec "$real" "$@"
	END
	mended 3 && flock --nonblock .out.lock true &&
		! grep -s '^State:.[^ZX]' "/proc/$(cat calls/left)/status"
}

# --- hosts --------------------------------------------------------------------

# Three hosts of our own: a network namespace and an sshd each, which share the
# files as the hosts of a cluster do.
# A subnet of its own, beside those of other runs.
net=vs$$
subnet=10.213.$(($$ % 250))
hosts_up() {
	local k
	ip link add "$net" type bridge && ip addr add "$subnet.1/24" dev "$net" &&
		ip link set "$net" up || return
	ssh-keygen -q -t ed25519 -N '' -f key.ssh && ssh-keygen -q -t ed25519 \
		-N '' -f key.host && cp key.ssh.pub authorized || return
	mkdir -p /run/sshd
	for k in 2 3 4
	do
		ip netns add "$net-$k" && ip link add "$net.$k" type veth peer \
			name eth0 netns "$net-$k" &&
			ip link set "$net.$k" master "$net" up &&
			ip -n "$net-$k" addr add "$subnet.$k/24" dev eth0 &&
			ip -n "$net-$k" link set eth0 up || return
		ip netns exec "$net-$k" "$(command -v sshd)" -D -e -f /dev/null \
			-h "$here/key.host" -o PidFile=none -o UsePAM=no \
			-o StrictModes=no -o PermitRootLogin=yes -o MaxStartups=100 \
			-o "AuthorizedKeysFile=$here/authorized" 2>"sshd.$k" &
		echo $! >>sshd.pids
		echo "1/$subnet.$k" >>hosts
	done
	cat >ssh.conf <<-END
		IdentityFile $here/key.ssh
		StrictHostKeyChecking no
		UserKnownHostsFile /dev/null
		LogLevel ERROR
		BatchMode yes
		ConnectTimeout 3
		ServerAliveInterval 1
		ServerAliveCountMax 3
	END
	for k in 2 3 4
	do
		within 30 timeout 10 ssh -F ssh.conf "$subnet.$k" true || return
	done
}
hosts_down() {
	local k
	test ! -s sshd.pids || xargs kill <sshd.pids
	for k in 2 3 4
	do
		ip netns pids "$net-$k" | xargs -r kill -KILL
		ip netns del "$net-$k"
		ip link del "$net.$k"
	done
	ip link del "$net"
	: >sshd.pids
} 2>/dev/null
trap 'hosts_down; cd / && rm -rf "$here"' EXIT
trap 'exit 143' TERM INT HUP
over_hosts() {
	VARDSTROM_BIN=$real
	spread_is dirty.out dirty --hosts hosts --jobs 1 --ssh "ssh -F $here/ssh.conf"
}
# The second host is gone once it works on a part, for good.
one_cut_off() {
	stand_in dedupe-patients <<-'END'
		case $SSH_CONNECTION in
		*.3\ *) >"$calls/there"; sleep 60 ;;
		esac
		exec "$real" "$@"
	END
	(
		within 60 test -e calls/there
		ip link set "$net.3" down
	) &
	spread_is dirty.out dirty --hosts hosts --jobs 1 \
		--ssh "ssh -F $here/ssh.conf" && test -e calls/there
}

head -c 32 /dev/urandom >key && chmod 600 key
check 'a dirty year, cut as it comes, with an empty file' dirty_files
check 'the small extracts, with pseudonyms too' small
check 'dirty files: the main job' spread_is dirty.out dirty
check 'verify-run runs it again' verified
check 'many parts, one task at a time' spread_is dirty.out dirty --parts 17 --jobs 1
check 'in another order: the main job over these' renamed
check 'a worker killed in the middle' killed_worker
check 'what a killed worker leaves at work holds no lock' left_at_work
check 'a child killed' killed_child
check 'a task that fails twice' fails_twice
check 'children that end early with exit 0' ends_early
check 'a task that hangs' hangs
check 'one that always ends early: nothing is published' always_early
check 'one that loses a row: nothing is published' too_few_rows
check 'one that always fails: nothing is published' always_fails
check 'a state of another run: nothing is published' state_of_another
check 'ended by a signal: nothing is published, nothing is left' is_ended
check 'too many rejects of the whole' limits
check 'a name that the whole lacks' strictness
check 'the year 2025 as forty files' forty_files
check 'forty files: the main job' spread_is forty.out forty
VARDSTROM_BIN=$real
if test "$(id -u)" -eq 0 && hosts_up >hosts.log 2>&1
then
	check 'over three hosts by ssh' over_hosts
	check 'one of them cut off in the middle' one_cut_off
else
	echo '# SKIP hosts: no network namespaces or no sshd here, as said below'
	sed 's/^/# /' hosts.log 2>/dev/null
fi
hosts_down
finish
