#!/bin/sh
# The main job is killed at random, again and again: KILLS times, 15 if not
# given (make kills: 200).
#
# Two sets of extracts take turns, as a chain and with --pipes; the driver, one
# of its programs, or its whole group gets KILL, TERM, INT or HUP after a random
# time. Another process looks all the time: OUT is there, and is the result of
# the one or of the other set, whole. At the end one run clears everything up.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
if test -n "${SAN-}"
then
	echo '1..0 # SKIP it is the plain programs that are killed'
	exit 0
fi
kills=${KILLS:-15}
cd "$here" || exit 2
mkdir to

synthesize -q --contacts 2000 --seed 1 one
synthesize -q --contacts 2000 --seed 2 two
job two to/out && cp -R to/out was-two
job one to/out && cp -R to/out was-one

# The sums of all files but run.ndjson, which holds times.
sums() {
	(cd "$1" && cksum drops.ndjson indicators.ndjson manifest.json \
		rejects.ndjson rows.ndjson run-charts.ndjson) 2>&1
}
sums was-one >one.sums
sums was-two >two.sums

# A look takes a moment, in which the folder may change places: it is held by
# its inode while it is read.
look() {
	(
		cd -P to/out 2>/dev/null || { echo absent; exit; }
		sums . >"$here/seen"
	)
	cmp -s seen one.sums || cmp -s seen two.sums || {
		# removed under our feet: look again, the new one is whole
		(cd -P to/out 2>/dev/null && sums . >"$here/seen")
		cmp -s seen one.sums || cmp -s seen two.sums ||
			{ echo broken; cat seen; }
	}
}
looks() {
	while test ! -e stop
	do
		look
		echo . >>looked
	done >faults 2>&1
}
looks &
looker=$!

random() { # random N: 0 to N - 1
	od -An -N 4 -t u4 /dev/urandom | awk -v n="$1" '{ print $1 % n }'
}
pick() {
	shift "$(random $#)"
	echo "$1"
}

i=0
: >said
while test $((i += 1)) -le "$kills"
do
	way=$(pick --pipes --quiet)
	set=$(pick one two)
	who=$(pick driver group stage)
	signal=$(pick KILL TERM INT HUP)
	setsid "$(command -v kvalitetsbokslut)" -q --year 2025 "$way" "$set" to/out \
		>>said 2>&1 &
	victim=$!
	sleep "0.$(printf %03d "$(random 400)")"
	case $who in
	driver) kill -s "$signal" $victim ;;
	group) kill -s "$signal" -- -$victim ;;
	stage)
		stage=$(pgrep -s $victim -f "$VARDSTROM_BIN" | shuf -n 1)
		test -z "$stage" || kill -s "$signal" "$stage"
		;;
	esac 2>/dev/null
	wait $victim 2>/dev/null
done
tries=0
until job one to/out 2>>said
do
	test $((tries += 1)) -lt 100 || break
	sleep 0.1
done
touch stop
wait $looker

nothing_wrong() {
	cat faults
	test ! -s faults && test "$(wc -l <looked)" -gt "$kills"
}
last_is_whole() {
	sums to/out | cmp - one.sums
}
no_trace() {
	left=$(find to -mindepth 1 -maxdepth 1 ! -name out ! -name .out.lock)
	echo "$left"
	test -z "$left"
}
check "$kills kills, $(wc -l <looked) looks: OUT was there, the old one or the new" \
	nothing_wrong
check 'the last run is whole' last_is_whole
check 'nothing is left beside OUT' no_trace
finish
