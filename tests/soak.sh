#!/bin/bash
# The soak: a hundred million contacts, with faults planted in one row of a
# hundred, through the main job. Tells its time, memory and temporary disk as it
# goes, holds its account of rows against what was planted, and its figures
# against sums that mawk and sort make of the same year without the faults.
#
#   make soak                   half an hour, 45 GB of disk, 10 GB of memory
#   make soak CONTACTS=1000000  a quick one
#
# CONTACTS: rows of contacts. MEMORY: what aggregate and dedupe-patients may
# hold, each; with less of it, more goes to disk. EVERY: seconds between two
# looks. KEEP=1 leaves the data. Writes build/soak/table.md.
set -euo pipefail
export LC_ALL=C.UTF-8

cd "$(dirname "$0")/.."
contacts=${CONTACTS:-100000000} memory=${MEMORY:-8G} every=${EVERY:-5}
bin=${BIN:-$PWD/build/bin}
work=$PWD/build/soak
bench=$PWD/tests/bench
in=$work/extracts out=$work/out
export VARDSTROM_BIN=$bin TMPDIR=$work/tmp
mkdir -p "$work" "$TMPDIR"

say() {
	printf 'soak: %s\n' "$*" >&2
}

make_extracts() {
	local from=$SECONDS
	test -e "$work/made" && test "$(cat "$work/made")" = "$contacts" && return
	rm -rf "$in" "$work/made"
	say "making $contacts contacts"
	"$bin/synthesize" -q --contacts "$contacts" --dirty 1% "$in"
	echo "$contacts" >"$work/made"
	say "made in $((SECONDS - from)) s, $(du -sm "$in" | cut -f 1) MiB"
}

# What the job's processes hold at this moment: MiB of memory, and MiB on the
# disk in files, those without a name too.
look() {
	local session=$1 pid kib=0 blocks
	while read -r pid rss
	do
		kib=$((kib + rss))
	done < <(ps -o pid=,rss= -s "$session")
	blocks=$({
		for pid in $(ps -o pid= -s "$session")
		do
			find "/proc/$pid/fd" -lname '*(deleted)' \
				-exec stat -L -c '%d:%i %b' {} + 2>/dev/null || :
		done
		find "$TMPDIR" "$work/.out"* "$out" -type f \
			-exec stat -c '%d:%i %b' {} + 2>/dev/null || :
	} | sort -u | awk '{ n += $2 } END { print int(n / 2048) }')
	echo "$((kib / 1024)) ${blocks:-0}"
}

# Samples: seconds, MiB of memory, MiB on disk.
run_job() {
	local job session from=$SECONDS
	rm -rf "$out"
	: >"$work/samples"
	bench_run "$work/stdout" pipelines/kvalitetsbokslut -q --year 2025 \
		--memory "$memory" "$in" "$out" >"$work/took" &
	job=$!
	sleep 1
	session=$(pgrep -P "$job") || session=$job # bench_run's command has its own
	while kill -0 "$job" 2>/dev/null
	do
		echo "$((SECONDS - from)) $(look "$session")" >>"$work/samples"
		sleep "$every"
	done
	wait "$job"
}

# --- the account ------------------------------------------------------------

# Faults as planted and as told: "file:line verdict", each kind by itself.
# (Plain text tools: jq needs a quarter of an hour for ten million drops.)
planted() {
	grep "\"verdict\":\"$1\"" "$in/faults.ndjson" |
		sed 's/.*"file":"\([^"]*\)","line":\([0-9]*\).*/\1:\2/' | sort -u
}
told() {
	grep -v '"reason":"no_indicator"' "$out/$1.ndjson" |
		sed 's/.*"source":"\([^"]*\)".*/\1/' | sort -u
}
same() {
	if diff "$1" "$2" >"$work/difference"
	then
		say "the same: $3 ($(wc -l <"$1"))"
	else
		say "differs: $3; see $work/difference"
		is_good=
	fi
}
is_good=yes

check_account() {
	planted rejected >"$work/planted"
	told rejects >"$work/told"
	same "$work/planted" "$work/told" 'rows rejected'
	planted dropped >"$work/planted"
	told drops >"$work/told"
	same "$work/planted" "$work/told" 'rows dropped'
	jq -e '.balances' "$out/manifest.json" >/dev/null || is_good=
	# every line of an extract but its heading was read
	for name in fys002 t002 vuf01
	do
		echo "$name $(($(wc -l <"$in/$name.csv") - 1))"
	done >"$work/lines"
	jq -r 'select(.by == "normalize") | .read as $n | .inputs[0].file
		| capture("(?<name>fys002|t002|vuf01)[.]csv$") | "\(.name) \($n)"' \
		"$out/run.ndjson" | sort >"$work/read"
	same "$work/lines" "$work/read" 'rows read'
}

# --- the figures ------------------------------------------------------------

# The same year without faults, which --dirty only adds rows to and writes in
# other ways that mawk does not know.
check_figures() {
	local rules=$PWD/pipelines/rules/physiotherapy.json clean=$work/clean
	jq -r '[.diagnosis_groups[] | .name as $name | .codes[]
		| gsub("[.]"; "") / "-" | [$name, .[0], .[-1]]]
		| sort_by(.[1] | -length)[] | join(";")' "$rules" >"$work/groups"
	rm -rf "$in" "$work/made" "$clean"
	"$bin/synthesize" -q --contacts "$contacts" "$clean"
	say 'figures by mawk'
	mawk -v half=rest -f "$bench/main.awk" "$work/groups" \
		"$clean/mottagningar.csv" "$clean/fys002.csv" "$clean/t002.csv" \
		"$clean/vuf01.csv" "$clean/resurs.csv" | sort >"$work/sums"
	say 'patients by sort'
	mawk -v half=pairs -f "$bench/main.awk" "$work/groups" \
		"$clean/mottagningar.csv" "$clean/lankar.csv" \
		"$clean/fys002.csv" |
		sort -u -S 1G >"$work/pairs"
	cut -d ';' -f 1 "$work/pairs" | uniq -c |
		awk '{ print "unique_patients|clinic|" $2 "|" $1 }' >>"$work/sums"
	cut -d ';' -f 2 "$work/pairs" | sort -u -S 1G | wc -l |
		awk '{ print "unique_patients|||" $1 }' >>"$work/sums"
	sort -o "$work/sums" "$work/sums"
	jq -rf "$bench/answer.jq" "$out/indicators.ndjson" |
		grep -v '^patients_by\|^unique_patients|[rp]' |
		sort >"$work/figures"
	same "$work/sums" "$work/figures" figures
}

# --- the table --------------------------------------------------------------

write_table() {
	local wall cpu kib
	read -r wall cpu kib <"$work/took"
	printf 'Machine: %s, %s processors. ' \
		"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
		"$(nproc)"
	printf '%s contacts, %s rows in all, %s MiB; ' "$contacts" \
		"$(cat "$in"/*.csv | wc -l)" "$(cat "$in"/*.csv | wc -c |
			awk '{ print int($1 / 1048576) }')"
	printf 'one row in a hundred has a fault. '
	printf '%.0f s, %.0f s of the processor, %d MiB at the peak.\n\n' \
		"$wall" "$cpu" $((kib / 1024))
	echo '| seconds | MiB in memory | MiB on disk |'
	echo '|--:|--:|--:|'
	awk '{ s[NR] = $0 } END {
		for (i = 1; i <= 12; i++) {
			split(s[int((NR - 1) * i / 12) + 1], a, " ")
			printf "| %s | %s | %s |\n", a[1], a[2], a[3]
		}
	}' "$work/samples"
}

PATH=$bin:$PWD/build/rel/tests:$PATH
make_extracts
run_job
check_account
write_table >"$work/table.md"
check_figures
cat "$work/table.md"
test -n "${KEEP-}" || rm -rf "$work/clean" "$out" "$work/pairs"
test -n "$is_good"
