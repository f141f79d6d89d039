#!/bin/sh
# PostgreSQL round trip, with a server of the test's own: extracts out of it,
# indicators into it, and the old or the new figures whatever goes wrong.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
ASAN_OPTIONS=detect_leaks=0 # of a program that dies of a signal
export ASAN_OPTIONS
need_year
# shellcheck source=tests/server.sh
. "$top/tests/server.sh"
cd / || exit 2
trap stop_server EXIT
check 'a server of its own' start_server
conninfo="host=$here/db user=test dbname=postgres"
sql() {
	psql -X -q -At -v ON_ERROR_STOP=1 -d "$conninfo" -c "$1"
}
load() {
	load-postgres -q -d "$conninfo" "$@"
}
# all that is in the tables now
state() {
	sql "select md5(string_agg(f.record::text, E'\n' order by period, indicator,
		grouping, scope)) from vardstrom.figure f"
}
# unchanged COMMAND...: it fails with exit 2, and the tables are as before.
unchanged() {
	before=$(state)
	status=0
	"$@" 2>"$here/err" || status=$?
	test "$status" -eq 2 && grep -q '^load-postgres: ' "$here/err" &&
		test "$(state)" = "$before" && return
	echo "exit $status"
	cat "$here/err"
	return 1
}

figures=$year/out/indicators.ndjson
check 'the first load makes the schema' load --create "$year/out"
same_figures() {
	sql "select record from vardstrom.figure" | jq -cS . | sort >"$here/held"
	jq -cS . "$figures" | sort >"$here/made"
	same "$here/held" "$here/made"
}
check 'the records are those of the file' same_figures
visits() {
	test "$(sql "select value from vardstrom.figure_of_region
		where indicator = 'visits' and period = '2025'")" = \
		"$(jq -r 'select(.indicator == "visits" and .by == []) | .value' "$figures")"
}
check 'a view has the visits of the region' visits

again() {
	load "$year/out" && test "$(sql 'select n_changed from vardstrom.load
		order by load_id desc limit 1')" = 0
}
check 'the same figures again change nothing' again

sed '/"indicator":"visits","period":"2025","by":\[\],/s/"value":[0-9]*/"value":7/' \
	"$figures" >"$here/changed"
one_changed() {
	load "$here/changed" &&
		test "$(sql 'select n_changed from vardstrom.load
			order by load_id desc limit 1')" = 1 &&
		test "$(sql 'select count(*) from vardstrom.figure_history')" = 1 &&
		load "$figures"
}
check 'one changed figure is one row of history' one_changed

killed() {
	(split-patients -n 1 --part 1 --seal "$here/changed" | head -n 5000) | load
}
check 'a producer that died: nothing is loaded' unchanged killed
# A producer that was killed for real, while it writes.
killed_for_real() {
	(
		split-patients -n 1 --part 1 --seal - <"$here/slow" &
		echo $! >"$here/pid"
		wait $!
	) | load
}
mkfifo "$here/slow"
feed() {
	(
		head -n 3000 "$here/changed"
		sleep 1
		kill -9 "$(cat "$here/pid")"
		sleep 1
	) >"$here/slow" 2>/dev/null &
	killed_for_real
}
check 'a producer killed with -9: nothing is loaded' unchanged feed
unsealed() {
	load <"$here/changed"
}
check 'a stream without a seal: nothing is loaded' unchanged unsealed
empty() {
	load </dev/null
}
check 'an empty stream: nothing is loaded' unchanged empty
sed '4000s/$/x/' "$here/changed" >"$here/bad"
check 'a line that is not JSON: nothing is loaded' unchanged load "$here/bad"
sed '4000s/"value":/"value":"x","was":/' "$here/changed" >"$here/bad"
check 'a value that is no number: nothing is loaded' unchanged load "$here/bad"
sed '4000p' "$here/changed" >"$here/bad"
check 'the same figure twice: nothing is loaded' unchanged load "$here/bad"
printf '{"record":"indicator","indicator":"a\\u0000","period":"2025","by":[]}\n' \
	>"$here/bad"
check 'a NUL in a text: nothing is loaded' unchanged load "$here/bad"
check 'a name that is no schema' unchanged load --schema "x;drop" "$figures"
no_server() {
	load-postgres -d "host=$here/nowhere" "$figures"
}
check 'no server' unchanged no_server

# Two at once, again and again: what is there is the one or the other, whole.
whole=$(state)
load "$here/changed"
other=$(state)
two_at_once() {
	for round in 1 2 3
	do
		load "$figures" & one=$!
		load "$here/changed" & two=$!
		for look in 1 2 3 4 5
		do
			seen=$(state)
			test "$seen" = "$whole" || test "$seen" = "$other" ||
				{ echo "round $round, look $look: neither"; return 1; }
		done
		wait "$one" && wait "$two" || return 1
	done
}
check 'two loads at once: the one or the other, at every look' two_at_once

# Extracts out of the database are read as those of a file.
extract_out() {
	head -n 1 "$year/extracts/fys002.csv" | tr -d '\r\357\273\277' |
		sed 's/;/" text, "/g; s/^/create table fys002 ("/; s/$/" text)/' \
			>"$here/table.sql" &&
		psql -X -q -d "$conninfo" -f "$here/table.sql" &&
		head -n 20001 "$year/extracts/fys002.csv" >"$here/part.csv" &&
		psql -X -q -d "$conninfo" -c "\\copy fys002 from '$here/part.csv'
			(format csv, header, delimiter ';')" || return
	normalize -q -p "$top/pipelines/profiles/mottagningar.json" \
		-o "$here/clinics" "$year/extracts/mottagningar.csv" || return
	psql -X -q -d "$conninfo" -c '\copy fys002 to pstdout
		(format csv, header, delimiter ";")' |
		normalize -q -p "$top/pipelines/profiles/fys002.json" \
			--table "clinics=$here/clinics" | sed 's/,"source":.*//' |
		sort >"$here/from-base" &&
		normalize -q -p "$top/pipelines/profiles/fys002.json" \
			--table "clinics=$here/clinics" "$here/part.csv" |
		sed 's/,"source":.*//' | sort >"$here/from-file" &&
		test "$(wc -l <"$here/from-base")" -eq 20000 &&
		same "$here/from-base" "$here/from-file"
}
check 'an extract out of the database, by psql and normalize' extract_out
finish
