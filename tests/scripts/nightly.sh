#!/bin/sh
# pipelines/nightly: five nights (new, the same, broken, shrunk, late), a new
# year, what cannot be believed, two at once, one killed at any time, what is
# kept; the log and the metrics as others read them.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
# Programs that end in trouble release nothing.
export ASAN_OPTIONS=detect_leaks=0
extracts=$here/extracts/2025
store=$here/store
mkdir "$here/extracts"
synthesize -q --contacts 2000 "$extracts"
cp -R "$extracts" "$here/whole"

# night STATUS WORDS DAY [WORD]...: the night of a day of 2025-12 says so.
night() {
	status=0
	timeout 200 nightly --date "2025-12-$3" "$here/extracts/{year}" "$store" \
		>"$here/out-text" 2>"$here/said" || status=$?
	cat "$here/said"
	test "$status" -eq "$1" && test ! -s "$here/out-text" &&
		grep -q -e "^nightly: 2025: $2" "$here/said" &&
		tail -n 1 "$here/said" | grep -q '^nightly: 2025: '
}
# with WORD... -- night ...: the same with words.
with() {
	options=
	while test "$1" != --
	do
		options="$options $1"
		shift
	done
	shift 2
	status=0
	# a list of words on purpose
	# shellcheck disable=SC2086
	timeout 200 nightly --date "2025-12-$3" $options "$here/extracts/{year}" \
		"$store" >"$here/out-text" 2>"$here/said" || status=$?
	cat "$here/said"
	test "$status" -eq "$1" && grep -q -e "$2" "$here/said"
}
config=$top/pipelines
current_is() {
	readlink "$store/current" && test "$(readlink "$store/current")" = "$1" &&
		verify-run -q --config "$config" "$store/current"
}
last() {
	tail -n 1 "$store/log.ndjson" && tail -n 1 "$store/log.ndjson" |
		jq -e "$1" >/dev/null
}
# metric NAME VALUE
metric() {
	grep "^vardstrom_nightly_$1" "$store/nightly.prom"
	grep -q "^vardstrom_nightly_$1 $2\$" "$store/nightly.prom"
}

check 'new data: a night' night 0 'new: .* in .*2025-12-01' 01
check 'current names it' current_is 2025-12-01
check 'the log says so' last '.outcome == "new" and .exit == 0 and
	.folder == "2025-12-01" and .rows_read > 2000 and .figures > 100'
same_figures() {
	job "$extracts" "$here/plain" && same "$here/plain/indicators.ndjson" \
		"$store/current/indicators.ndjson"
}
check 'the same figures as without it' same_figures

check 'the same: nothing is done' night 0 \
	'unchanged since 2025-12-01; nothing was done' 02
check 'and current is as it was' current_is 2025-12-01
check 'and no folder is made' test ! -e "$store/2025-12-02"
quiet() {
	test -z "$(nightly -q --date 2025-12-02 "$here/extracts/{year}" \
		"$store" 2>&1)" && last '.outcome == "unchanged"'
}
check 'quiet, it says nothing' quiet

other_configuration() {
	cp -R "$top/pipelines" "$here/config" &&
		echo ' ' >>"$here/config/targets/kvalitetsbokslut.json" &&
		nightly --date 2025-12-02 "$extracts" "$store" -- \
			--config "$here/config" 2>&1 | grep 'new: '
}
check 'another configuration is a change' other_configuration
config=$here/config
check 'a night of its own folder' current_is 2025-12-02
success=$(grep '^vardstrom_nightly_last_success' "$store/nightly.prom")

# Whatever a figure comes from, or is believed by.
other_programs() {
	mkdir "$here/bin" && ln -s "$VARDSTROM_BIN"/* "$here/bin" &&
		cp -R "$top/pipelines" "$here/scripts" || return
	once new && once unchanged || return
	for program in aggregate run-chart check-sources compare-figures
	do
		rm "$here/bin/$program" && cp "$VARDSTROM_BIN/$program" "$here/bin" &&
			echo >>"$here/bin/$program" && once new || return
	done
	echo >>"$here/scripts/common/words.bash"
	once new
}
once() {
	VARDSTROM_BIN=$here/bin "$here/scripts/nightly" --date 2025-12-02 \
		"$extracts" "$here/others" 2>"$here/said"
	cat "$here/said"
	grep -q "^nightly: 2025: $1" "$here/said" && return
	echo "$program is not seen"
	return 1
}
check 'another program, too' other_programs

head -c 100000 "$here/whole/fys002.csv" >"$extracts/fys002.csv"
sed -i 1d "$extracts/fys002.csv"
check 'broken: trouble' night 2 \
	'.*failed with exit status 2; current is still 2025-12-02' 03
check 'and current is as it was' current_is 2025-12-02
check 'the log says so, too' last '.outcome == "failed" and .exit == 2'
check 'as do the metrics' metric exit_status 2
check 'the last success is the one before' grep -qxF "$success" \
	"$store/nightly.prom"

head -n 600 "$here/whole/fys002.csv" >"$extracts/fys002.csv"
check 'shrunk: refused' night 1 \
	'too few rows .*; current is still 2025-12-02' 04
check 'and current is as it was' current_is 2025-12-02
head -n 1700 "$here/whole/fys002.csv" >"$extracts/fys002.csv"
check 'shrunk by less: not believed' night 1 \
	'cannot be believed: .*visits [0-9]* to [0-9]*.* (--fall 10%)' 04
check 'what was refused can be looked at' verify-run -q "$store/refused"
check 'as can what would have changed' grep -q '"record":"figure_change"' \
	"$store/nights/refused.ndjson"
check 'and current is as it was' current_is 2025-12-02
check 'a wider limit, and it is taken' with --fall 30% --gone 30% -- \
	night 0 'new: .* not as before' 04
config=$top/pipelines
check 'and current names it' current_is 2025-12-04
check 'a name that is watched in vain is told' with --watch visit --accept -- \
	night 0 'unchanged' 04
cp "$here/whole/fys002.csv" "$extracts"
check 'a misspelt figure to watch is told' with --watch visit -- night 2 \
	'watch: visit: no figure has that name' 05
for file in "$here/whole/fys002.csv" "$here/whole/fys002.csv"
do
	sed 1d "$file" | sed 's/^/Z/' >>"$extracts/fys002.csv"
done
check 'three times as much is not believed' night 1 \
	'cannot be believed: .*visits [0-9]* to [0-9]*.* (--rise 100%)' 05
check 'unless it is accepted' with --accept -- night 0 'new: ' 05
cp "$here/whole/fys002.csv" "$extracts"
check 'the whole again' with --accept -- night 0 'new: ' 06

touch -d '6 days ago' "$extracts"/*
check 'late: told' night 1 \
	'the extracts are late: nothing is newer than .*; current is still 2025-12-06' 07
check 'the log says that it is late' last '.outcome == "late" and .exit == 1'
check 'later is allowed' with --late 10 -- night 0 unchanged 07
rm "$extracts/fys002.csv"
check 'an extract that has not come: trouble' night 2 \
	'.*missing fys002.csv.*current is still 2025-12-06' 08
cp "$here/whole/fys002.csv" "$extracts"

# A night lasts as long as its sha256sum, which waits for the file go.
slowly() {
	rm "$extracts/lankar.csv"
	sed -i 2d "$extracts/vuf01.csv"
	mkdir -p "$here/slow"
	cat >"$here/slow/sha256sum" <<-END
	#!/bin/sh
	until test -e "$here/go"; do sleep 0.05; done
	exec /usr/bin/sha256sum "\$@"
	END
	chmod +x "$here/slow/sha256sum"
	rm -f "$here/go"
	PATH=$here/slow:$PATH timeout 200 nightly --date 2025-12-09 \
		"$extracts" "$store" 2>"$here/first" &
	first=$!
	i=0
	until ls -d "$store"/.work.* >/dev/null 2>&1
	do
		sleep 0.05
		i=$((i + 1))
		test "$i" -lt 200 || return
	done
}
check 'a night that takes its time' slowly
check 'another at once does nothing' night 2 \
	'another run is at work; nothing was done' 09
check 'and the metrics are the first one'"'"'s to write' metric exit_status 2
touch "$here/go"
wait "$first"
check 'the first one is done' grep -q 'new: ' "$here/first"
check 'and current is its' current_is 2025-12-09

# killed SIGNAL SECONDS: what was there is there, and the next one is whole.
killed() {
	sed -i 2d "$extracts/t002.csv"
	# a group of its own, so that all of it can be ended
	setsid nightly --date 2025-12-10 "$extracts" "$store" 2>/dev/null &
	victim=$!
	sleep "$2"
	kill "-$1" "-$victim" 2>/dev/null
	wait "$victim" 2>/dev/null
	verify-run -q "$store/current"
}
for seconds in 0.05 0.2 0.4 0.6 0.8 1.2
do
	check "killed after $seconds s" killed KILL "$seconds"
	check "ended after $seconds s" killed TERM "$seconds"
done
check 'the night after is whole' with -- night 0 'new: \|unchanged' 11
nothing_left() {
	find "$store" -maxdepth 1 \( -name '.work*' -o -name '.gone*' -o \
		-name .candidate -o -name '.candidate.run*' -o -name '*.new' \) \
		>"$here/left"
	cat "$here/left"
	test ! -s "$here/left"
}
check 'nothing is left behind' nothing_left
# The link of a year that is over keeps its folder.
new_year() {
	synthesize -q --year 2026 --contacts 1000 "$here/extracts/2026" &&
		ended=$(readlink "$store/current") &&
		nightly -q --date 2026-01-01 --late 10 "$here/extracts/{year}" \
			"$store" &&
		test "$(readlink "$store/current")" = "$ended" &&
		nightly -q --date 2026-01-02 "$here/extracts/{year}" "$store" &&
		current_is 2026-01-02 &&
		test "$(readlink "$store/year-2025")" = "$ended"
}
check 'the year is that of yesterday' new_year
retired() {
	for day in 03 04 05
	do
		sed -i 2d "$here/extracts/2026/fys002.csv"
		nightly -q --keep 2 --date "2026-01-$day" \
			"$here/extracts/{year}" "$store" || return
	done
	ls "$store" "$store/nights"
	test "$(cd "$store" && echo 2*)" = \
		"$(readlink "$store/year-2025") 2026-01-04 2026-01-05"
}
check 'two are kept, and what a link names' retired
accounts_too() {
	(cd "$store" && ls -d 2*) >"$here/folders"
	(cd "$store/nights" && ls 2*) | sed 's/\.ndjson$//' | diff - "$here/folders"
}
check 'and their accounts' accounts_too
damaged() {
	echo ' ' >>"$store/current/indicators.ndjson"
	nightly --date 2026-01-06 "$here/extracts/{year}" "$store" 2>"$here/said"
	cat "$here/said"
	grep -q 'is damaged; it is made again' "$here/said" &&
		current_is 2026-01-06
}
check 'what was damaged is made again' damaged

log_holds() {
	jq -e -s 'length > 20 and all(.[]; .record == "night" and
		(.exit | type) == "number" and (.outcome | IN("new",
		"unchanged", "refused", "late", "failed", "busy", "stopped")))' \
		"$store/log.ndjson"
}
check 'each line of the log is JSON with an outcome' log_holds
# node_exporter's rules: a comment or NAME{LABELS} VALUE, HELP and TYPE before.
metrics_hold() {
	test "$(stat -c %a "$store/nightly.prom")" = 644 &&
		! grep -vE '^# (HELP|TYPE) [a-z_]+ .+$|^[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.]+$' \
			"$store/nightly.prom" &&
		test -z "$(sed -n 's/^\([a-z_]*\).*/\1/p' "$store/nightly.prom" |
			sort -u | while read -r name
			do
				grep -q "^# TYPE $name gauge" "$store/nightly.prom" ||
					echo "$name"
			done)"
}
check 'the metrics are in their format' metrics_hold
for_the_office() {
	test "$(stat -c %a "$store")" = 750
}
check 'the figures are for the office' for_the_office
refuses() {
	said=$(nightly "$@" 2>&1)
	status=$?
	echo "$said"
	test "$status" -eq 2
}
check 'no such day' refuses --date 2025-02-30 "$extracts" "$store"
check 'no such year' refuses --year 25 "$extracts" "$store"
check 'no percentage' refuses --fall much "$extracts" "$store"
check 'keeping nothing' refuses --keep 0 "$extracts" "$store"
check 'one folder only' refuses "$extracts"
check 'no folder of extracts' refuses "$here/nowhere" "$store"
finish
