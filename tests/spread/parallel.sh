#!/bin/bash
# Issue 14, 3: the main job over processes and hosts, by GNU parallel, is the
# main job: the same bytes, whatever fails on the way; and where that cannot be
# mended, nothing is published. Prints TAP.
set -u
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
"$top/tests/need-packages.sh" parallel >&2 || exit 2
real=$VARDSTROM_BIN
cd "$here" || exit 2

spread() {
	timeout 300 "$top/pipelines/spread/parallel" --jobs 2 --parts 3 -q \
		--year 2025 "$@"
}

# --- extracts in many files ---------------------------------------------------

# by_month EXTRACTS NAME COLUMN: one file a month
by_month() {
	mkdir "$1/$2"
	awk -F ';' -v folder="$1/$2" -v column="$3" '
		NR == 1 { head = $0; next }
		{
			file = folder "/" substr($column, 1, 7) ".csv"
			if (!(file in seen)) {
				seen[file]
				print head >file
			}
			print >file
		}' "$1/$2.csv" && rm "$1/$2.csv"
}

# by_lines EXTRACTS NAME LINES: cut where no quote is near
by_lines() {
	mkdir "$1/$2"
	awk -v folder="$1/$2" -v lines="$3" '
		NR == 1 { head = $0; next }
		/"/ { quote = NR }
		n == 0 || (++at > lines && NR - quote > 20 && /^[A-Z]+[0-9]+;/) {
			file = sprintf("%s/%03d.csv", folder, ++n)
			print head >file
			at = 0
		}
		{ print >file }' "$1/$2.csv" && rm "$1/$2.csv"
}

forty_files() {
	synthesize -q --year 2025 whole && cp -r whole forty &&
		by_month forty fys002 2 && by_month forty vuf01 2 &&
		by_month forty t002 4 && by_month forty resurs 1 &&
		gzip forty/fys002/2025-0[1-4].csv &&
		test "$(find forty -type f | wc -l)" -ge 40 &&
		job whole whole.out && job forty forty.out &&
		cmp whole.out/indicators.ndjson forty.out/indicators.ndjson
}
dirty_files() {
	synthesize -q --year 2025 --contacts 3000 --dirty 3% dirty &&
		rm -f dirty/faults.ndjson &&
		by_lines dirty fys002 250 && by_lines dirty vuf01 70 &&
		test -e dirty/fys002/007.csv &&
		head -n 1 dirty/fys002/001.csv >dirty/fys002/0005.csv &&
		job dirty dirty.out && test -s dirty.out/rejects.ndjson &&
		grep '"reason":"repeat"' dirty.out/drops.ndjson >repeats
}

# --- the same bytes -----------------------------------------------------------

# What is not said of rows but of how they were read: the place in a stream,
# the runs of a stage, the number of stats, and what hangs on these.
accounts() {
	sed 's/,"at":"<stdin>:[0-9]*"//' "$1/drops.ndjson"
	sed 's/"indicator":"rows_read"\(.*\),"n":[0-9]*/"indicator":"rows_read"\1/' \
		"$1/rows.ndjson"
	jq 'del(.stages[].runs, .sha256, (.outputs[] |
		select(.file | test("^(drops|rows)")) | (.sha256, .bytes)))' \
		"$1/manifest.json"
}
# as_main OUT WANT
as_main() {
	local name
	for name in indicators.ndjson rejects.ndjson run-charts.ndjson
	do
		same "$2/$name" "$1/$name" || return
	done
	accounts "$2" >want && accounts "$1" >got && same want got &&
		verify-run -q --no-run "$1"
}
# spread_is WANT EXTRACTS [WORD]...
spread_is() {
	rm -rf out
	spread "${@:3}" "$2" out && as_main out "$1" && nothing_beside
}
nothing_beside() {
	test -z "$(find . -maxdepth 1 -name '.*.run.*')"
}
renamed() {
	local file
	cp -r dirty other
	for file in dirty/fys002/*
	do
		mv "other/${file#*/}" "other/fys002/$(md5sum <"$file" | head -c 8).csv"
	done
	job other other.out && ! cmp -s other.out/rejects.ndjson \
		dirty.out/rejects.ndjson && spread_is other.out other
}
small() {
	job "$top/testdata/small" small.out &&
		spread_is small.out "$top/testdata/small" &&
		job "$top/testdata/small" small.hashed --pseudonymize key &&
		spread_is small.hashed "$top/testdata/small" --pseudonymize key
}

# --- what fails on the way ----------------------------------------------------

# stand_in PROGRAM: a folder of programs in which this one is a script, which
# is read here. $n is how often it was called before.
stand_in() {
	local program
	rm -rf bin calls
	mkdir bin calls
	for program in "$real"/*
	do
		ln -s "$program" bin/
	done
	rm "bin/$1"
	{
		echo '#!/bin/bash'
		echo "calls=$here/calls real=$real/$1"
		# shellcheck disable=SC2016
		echo 'case " $* " in *" --stats "*) ;; *) exec "$real" "$@" ;; esac'
		# shellcheck disable=SC2016
		echo 'n=0; until mkdir "$calls/$n" 2>/dev/null; do n=$((n + 1)); done'
		cat
	} >"bin/$1"
	chmod +x "bin/$1"
	VARDSTROM_BIN=$here/bin
}
# mended: it was called, and what came of it is the same
mended() {
	spread_is dirty.out dirty && test -d "calls/$1"
}
# ends STATUS TEXT [WORD]...: and what there was is there
ends() {
	local status=0
	rm -rf out && cp -r dirty.out out
	spread "${@:3}" dirty out >said 2>&1 || status=$?
	cat said
	test $status -eq "$1" && grep -qF -e "$2" said &&
		diff -r dirty.out out && nothing_beside
}

killed_worker() {
	stand_in dedupe-patients <<-'END'
		test $n -ne 0 || { kill -KILL $PPID; sleep 1; }
		exec "$real" "$@"
	END
	mended 3
}
killed_child() {
	stand_in aggregate <<-'END'
		test $n -ne 1 || kill -KILL $$
		exec "$real" "$@"
	END
	mended 3
}
fails_twice() {
	stand_in code-kva <<-'END'
		test $n -gt 1 || exit 2
		exec "$real" "$@"
	END
	mended 4
}
ends_early() {
	stand_in normalize <<-'END'
		case $n in
		3) "$real" "$@" | head -n 40; exit 0 ;;
		5) exit 0 ;;
		esac
		exec "$real" "$@"
	END
	mended 8
}
too_few_rows() {
	stand_in code-kva <<-'END'
		"$real" "$@" | sed -e '2d'
	END
	ends 2 'code-kva and aggregate of part' --tries 2
}
always_early() {
	stand_in dedupe-patients <<-'END'
		"$real" "$@" | head -n 40
		exit 0
	END
	ends 2 'dedupe-patients of part'
}
always_fails() {
	stand_in code-kva <<-'END'
		echo "code-kva: no more today" >&2
		exit 2
	END
	ends 2 'no more today'
}
state_of_another() {
	stand_in aggregate <<-'END'
		case " $* " in *" --partial "*) ;; *) exec "$real" "$@" ;; esac
		exec "$real" "${@/#1\/3 of/1\/3 of another}"
	END
	ends 2 "is none of the plan's" --tries 1
}
hangs() {
	stand_in dedupe-patients <<-'END'
		test $n -gt 1 || exec sleep 100
		exec "$real" "$@"
	END
	spread_is dirty.out dirty --task-timeout 20 && test -d calls/3
}
is_ended() {
	local status=0 job
	stand_in dedupe-patients <<-'END'
		exec sleep 100
	END
	rm -rf out && cp -r dirty.out out
	spread dirty out >said 2>&1 &
	job=$!
	for _ in {1..200}
	do
		test ! -d calls/0 || break
		sleep 0.1
	done
	test -d calls/0 && pkill -TERM -P "$job" && wait "$job" || status=$?
	cat said
	test $status -eq 143 && test "$(wc -l <said)" -eq 1 &&
		diff -r dirty.out out && nothing_beside
}
limits() {
	VARDSTROM_BIN=$real
	ends 1 'rejected too many rows' --max-rejects 10 &&
		ends 1 'rejected too many rows' --max-rejects 0.1% &&
		spread_is dirty.out dirty --max-rejects 50%
}
strictness() {
	cp -r "$top/pipelines" config
	sed -i 's/contact:contact_id/contact:contact_nr/' \
		config/sources/kvalitetsbokslut.txt
	ends 1 'no record has a member contact_nr' --config config
}

# --- hosts --------------------------------------------------------------------

# Three hosts of our own: a network namespace and an sshd each, which share the
# files as the hosts of a cluster do.
net=vs$$
hosts_up() {
	local k
	ip link add "$net" type bridge && ip addr add 10.213.77.1/24 dev "$net" &&
		ip link set "$net" up || return
	ssh-keygen -q -t ed25519 -N '' -f key.ssh && ssh-keygen -q -t ed25519 \
		-N '' -f key.host && cp key.ssh.pub authorized || return
	mkdir -p /run/sshd
	for k in 2 3 4
	do
		ip netns add "$net-$k" && ip link add "$net.$k" type veth peer \
			name eth0 netns "$net-$k" &&
			ip link set "$net.$k" master "$net" up &&
			ip -n "$net-$k" addr add "10.213.77.$k/24" dev eth0 &&
			ip -n "$net-$k" link set eth0 up || return
		ip netns exec "$net-$k" "$(command -v sshd)" -D -e -f /dev/null \
			-h "$here/key.host" -o PidFile=none -o UsePAM=no \
			-o StrictModes=no -o PermitRootLogin=yes -o MaxStartups=100 \
			-o "AuthorizedKeysFile=$here/authorized" 2>"sshd.$k" &
		echo $! >>sshd.pids
		echo "1/10.213.77.$k" >>hosts
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
		timeout 20 ssh -F ssh.conf "10.213.77.$k" true || return
	done
}
hosts_down() {
	local k
	test ! -s sshd.pids || xargs kill <sshd.pids
	for k in 2 3 4
	do
		ip netns del "$net-$k"
	done
	ip link del "$net"
} 2>/dev/null
over_hosts() {
	VARDSTROM_BIN=$real
	spread_is dirty.out dirty --hosts hosts --jobs 1 --ssh "ssh -F $here/ssh.conf"
}
# The second host is gone once it works on a part, for good.
one_cut_off() {
	stand_in dedupe-patients <<-'END'
		case $SSH_CONNECTION in
		*' 10.213.77.3 '*) >"$calls/there"; sleep 60 ;;
		esac
		exec "$real" "$@"
	END
	(
		for _ in {1..600}
		do
			test ! -e calls/there || break
			sleep 0.1
		done
		ip link set "$net.3" down
	) &
	spread_is dirty.out dirty --hosts hosts --jobs 1 \
		--ssh "ssh -F $here/ssh.conf" && test -e calls/there
}

head -c 32 /dev/urandom >key && chmod 600 key
check 'a dirty year, cut as it comes, with an empty file' dirty_files
check 'the small extracts, with pseudonyms too' small
check 'dirty files: the main job' spread_is dirty.out dirty
check 'many parts, one task at a time' spread_is dirty.out dirty --parts 17 --jobs 1
check 'in another order: the main job over these' renamed
check 'a worker killed in the middle' killed_worker
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
	echo '# no network namespaces here: the hosts were not tried'
	sed 's/^/# /' hosts.log 2>/dev/null
fi
hosts_down
finish
