#!/bin/sh
# The nights as they are installed: the crontab under a real cron daemon, and
# the unit as systemd reads it. Needs root; takes up to two minutes, since cron
# looks once a minute. Prints TAP.
set -u
cd "$(dirname "$0")/.." || exit 2
LC_ALL=C.UTF-8
export LC_ALL
if test "$(id -u)" -ne 0 || ! unshare -m true 2>/dev/null
then
	echo '1..0 # SKIP a cron daemon of our own needs root'
	exit 0
fi
tests/need-packages.sh nightly || exit
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
tap_log=$work/why
. tests/tap.sh
unset MAKEFLAGS MFLAGS MAKELEVEL BIN
check 'it installs' make install prefix="$work/usr"
bin=$work/usr/bin

# The example's own line, with our folders, every minute; and one whose
# extracts are not there.
crontab() {
	mkdir "$work/extracts" || return
	"$bin/synthesize" -q --contacts 1000 --year "$(date -d '1 day ago' +%Y)" \
		"$work/extracts/$(date -d '1 day ago' +%Y)" || return
	mkdir "$work/cron.d" "$work/spool" "$work/spool/crontabs" "$work/run"
	sed -e 's/^30 4 /* * /' -e 's/ vardstrom / root /' \
		-e "s|^PATH=.*|PATH=$bin:/usr/bin:/bin|" \
		-e "s|/srv/extracts|$work/extracts|" \
		-e "s|/var/lib/vardstrom|$work/store >>$work/said 2>\&1|" \
		"$work/usr/share/vardstrom/nightly.d/crontab" >"$work/cron.d/nights"
	echo "* * * * *  root  nightly -q $work/nowhere $work/other >>$work/told 2>&1" \
		>>"$work/cron.d/nights"
	grep "^\* \* .*nightly -q $work/extracts/{year} $work/store" \
		"$work/cron.d/nights"
}
# In a namespace of its own, so that it runs nothing of this machine's.
under_cron() {
	# shellcheck disable=SC2016 # of the shell within
	timeout 130 unshare -m --propagation private sh -c '
		mount --bind "$1/cron.d" /etc/cron.d &&
		mount --bind "$1/spool" /var/spool/cron &&
		mount --bind "$1/run" "$(readlink -f /var/run)" || exit
		test ! -e /etc/crontab || mount --bind /dev/null /etc/crontab || exit
		cron -f &
		cron=$!
		i=0
		until test -e "$1/store/nightly.prom" && test -s "$1/told" &&
			test -e "$1/other/nightly.prom"
		do
			sleep 0.5
			i=$((i + 1))
			test "$i" -lt 240 || break
		done
		kill "$cron"
		wait "$cron" 2>/dev/null
		test "$i" -lt 240' sh "$work"
}
verified() {
	"$bin/verify-run" -q "$work/store/current" &&
		grep -q '"outcome":"new","exit":0' "$work/store/log.ndjson"
}
silent() {
	cat "$work/said"
	test -e "$work/said" && test ! -s "$work/said"
}
told() {
	cat "$work/told"
	grep -qx "nightly: .*$work/nowhere: no such folder; there is no current" \
		"$work/told"
}
check 'the crontab is the example' crontab
check 'cron runs it' under_cron
check 'the night is whole' verified
check 'cron has nothing to mail' silent
check 'but where a night failed' told

unit=$work/usr/lib/systemd/system/vardstrom-nightly
verify() {
	systemd-analyze verify --man=no "$unit.service" "$unit.timer"
}
score() {
	systemd-analyze security --offline=true --no-pager "$unit.service" |
		sed -n 's/.*Overall exposure level.*: \([0-9.]*\) .*/\1/p'
}
check 'systemd reads the unit and its timer' verify
exposure=$(score)
hardened() {
	awk -v score="$exposure" 'BEGIN { exit !(score != "" && score < 1) }'
}
check "its exposure is $exposure of 10" hardened
next_night() {
	when=$(sed -n 's/^OnCalendar=//p' "$unit.timer")
	systemd-analyze calendar "$when" | grep '04:30:00'
}
check 'the timer elapses at half past four' next_night
finish
