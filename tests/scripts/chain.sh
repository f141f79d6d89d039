#!/bin/bash
# chain-stages against the pipeline that it stands for: the same bytes in all
# that is left, whatever the options; and when something goes wrong, an end of
# all stages with nothing published behind the one that failed.
# A "then" that is a word of a command is meant.
# shellcheck disable=SC1010
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
rules=$top/pipelines/rules/physiotherapy.json
targets=$top/pipelines/targets/kvalitetsbokslut.json
profiles=$top/pipelines/profiles
raw=$here/raw
cd "$here" || exit 2
synthesize --contacts 3000 --dirty 3% "$raw" 2>/dev/null
normalize -q -p "$profiles/mottagningar.json" --rejects /dev/null \
	-o clinics "$raw/mottagningar.csv" 2>/dev/null
normalize -q -p "$profiles/lankar.json" -o links "$raw/lankar.csv"
visits=(normalize -q -p "$profiles/fys002.json" --table "clinics=$here/clinics"
	"$raw/fys002.csv")
bookings=(normalize -q -p "$profiles/vuf01.json" --table "clinics=$here/clinics"
	"$raw/vuf01.csv")

# --- the same as a pipeline -------------------------------------------------

# pipeline WORD...: as one line for the shell, what the words say to
# chain-stages. A cat with options is a chain of one.
pipeline() {
	local line='{ ' word next=yes
	for word
	do
		case $next$word in
		yescat) line+='chain-stages cat' ;;
		yes*) line+=$word ;;
		and) line+='; ' ;;
		then) line+='; } | { ' ;;
		*) line+=" $(printf %q "$word")" ;;
		esac
		next=
		case $word in and | then) next=yes ;; esac
	done
	echo "$line; }"
}

# leave FOLDER COMMAND...: run there; its output, exit status and messages
# (those of several stages in no order), and files without times and memory.
leave() (
	rm -rf "$1"
	mkdir "$1"
	cd "$1" || exit 2
	"${@:2}" >out 2>said <"${input:-/dev/null}"
	echo $? >status
	sort -o said said
	for stats in *.stats
	do
		test ! -e "$stats" || sed -i \
			's/"seconds":[0-9.]*,"max_rss_bytes":[0-9]*//' "$stats"
	done
)

# both WORD...: the chain leaves what the pipeline leaves.
both() {
	leave pipes bash -o pipefail -c "$(pipeline "$@")"
	leave chain chain-stages "$@"
	pipeline "$@"
	head -c 300 pipes/said
	test "$(cat pipes/status)" -le 1 && diff -r pipes chain && test -s chain/out
}

main_job=("${visits[@]}" --rejects visits.rejects --stats visits.stats
	and "${bookings[@]}" --rejects bookings.rejects
	then dedupe-patients --links "$here/links" --drops drops --stats dedupe.stats
	then code-kva --rules "$rules" --stats code.stats
	then aggregate --period 2025 --drops aggregate.drops
	--indicators "$top/pipelines/indicators/besok.json"
	then check-targets --targets "$targets" --exit-code)

# with WORD...: the same words behind each program.
with() {
	local words=() word
	for word in "${main_job[@]}"
	do
		case $word in and | then) words+=("${options[@]}") ;; esac
		words+=("$word")
	done
	words+=("${options[@]}")
	both "${words[@]}"
}
with_options() {
	options=("$@")
	with
}

variants() {
	for cpu in base sse2 avx2
	do
		VARDSTROM_CPU=$cpu leave $cpu chain-stages "${main_job[@]}"
		diff -r chain $cpu || return 1
	done
}

# What an analyst's file may hold: faults, blanks, CR LF, a byte-order mark,
# other records, escapes, a last line without its end.
make_mixed() {
	printf '\357\273\277'
	chain-stages "${visits[@]}" --rejects /dev/null | awk '
		NR % 50 == 1 { print "{\"x\":}" }
		NR % 50 == 2 { print "" }
		NR % 50 == 3 { sub(/$/, "\r") }
		NR % 50 == 4 { print "{\"record\":\"other\",\"n\":1.10,\"n\\n\":[{}]}" }
		NR % 50 == 5 { print "{ \"record\" : \"contact\" , \"a\" : 1 }" }
		NR % 50 == 6 { print "{\"a\":1,\"a\":2}" }
		{ print }'
	printf '{"last":1}'
}

# Lines around the size of a batch and of the memory behind it.
make_long() {
	for len in 1 4000 65536 98200 98304 98400 262000 262144 262300 1000000 5
	do
		printf '{"record":"contact","kva":["DV200"],"text":"%0*d"}\n' $len 0
		seq 3 | sed 's/.*/{"record":"contact","n":&}/'
	done
}
make_many() {
	seq 60000 | sed 's/.*/{"record":"contact","n":&,"kva":["DV200"]}/'
}

line_limit() {
	both cat --max-line 200K --rejects a ../long then cat --max-line 70K \
		--rejects b --stats b.stats then code-kva --rules "$rules" \
		--max-line 90K --rejects c --stats c.stats then cat
}
from_gzip() {
	gzip -c "$raw/fys002.csv" >"$here/fys002.csv.gz"
	gzip -c mixed >mixed.gz
	both "${visits[@]:0:6}" ../fys002.csv.gz --stats a.stats \
		--rejects a and cat --rejects b ../mixed.gz then \
		dedupe-patients --key contact:contact_id --stats b.stats then cat
}
unsealed() {
	chain-stages cat --seal mixed --rejects /dev/null | sed 10d >lost
	both cat --unseal ../lost then code-kva --rules "$rules" then cat
}
sealed_twice() {
	chain-stages cat --seal long >sealed
	both cat ../sealed ../mixed ../sealed --rejects a then cat - ../sealed \
		then cat --stats c.stats
}
from_input() {
	input=$here/mixed both cat --rejects a - ../long then cat ../long - -
}
partial() {
	both "${visits[@]}" --rejects a then aggregate -g clinic,month \
		--partial count distinct:patient then \
		aggregate -g clinic,month --merge count distinct:patient
}
parted() {
	both "${visits[@]}" --rejects a then split-patients -n 3 --part 2 then cat
}
spilled() {
	both cat ../many ../many then dedupe-patients --key n --memory 16M \
		--drops d --stats s.stats then cat
}
followed() {
	chain-stages "${main_job[@]}" -o "$here/figures"
	both cat ../figures then render-table -r clinic -c visits &&
		both cat ../figures then run-chart --charts-only then cat &&
		both cat ../figures then compare-years then cat
}
# Nothing at all, and a header without a row.
empty() {
	head -n 1 "$raw/fys002.csv" >header
	both cat /dev/null then code-kva --rules "$rules" then aggregate count &&
		both "${visits[@]:0:6}" ../header then cat --seal then cat
}
# A line is handed on when it was read, not when a batch is full.
line_by_line() {
	rm -f fifo
	mkfifo fifo
	timeout 60 chain-stages cat --line-buffered fifo then code-kva \
		--line-buffered --rules "$rules" then cat --line-buffered \
		>followed &
	exec 7>fifo
	for line in 1 2 3
	do
		echo "{\"n\":$line}" >&7
		for i in $(seq 100)
		do
			test "$(wc -l <followed)" -lt $line || break
			sleep 0.1
		done
		test "$i" -lt 100 || break
	done
	exec 7>&-
	wait $! && test "$i" -lt 100 && cat followed
}
same_each_time() {
	leave first chain-stages "${main_job[@]:0:11}" then code-kva \
		--rules "$rules" then dedupe-patients then cat
	test -s first/out || return 1
	for i in $(seq "${RUNS:-100}")
	do
		leave again chain-stages "${main_job[@]:0:11}" then code-kva \
			--rules "$rules" then dedupe-patients then cat
		diff -r first again && continue
		echo "run $i differs"
		return 1
	done
}

# --- the main job -----------------------------------------------------------

# But for times, memory and the names of folders. Where a chain has its cat,
# the pipe has the seal of normalize: a longer name, twice.
comparable() {
	sed -E 's/"(seconds|max_rss_bytes)":[0-9.]*,?//g
		s/,"sha256":"[^"]*"}$//
		s/\.[a-z]*\.run\.[^/]*//
		/"by":"dedupe-patients"/s/"<stdin>","bytes":[0-9]*/"<stdin>"/' "$1"
}
same_job() {
	rm -rf linked piped
	job "$@" linked && job --pipes "$@" piped || return 1
	comparable linked/run.ndjson >linked.run
	comparable piped/run.ndjson >piped.run
	same linked.run piped.run && rm linked/run.ndjson piped/run.ndjson &&
		diff -r linked piped && test -s linked/indicators.ndjson
}
gzip_extracts() {
	cp -R "$raw" packed
	gzip packed/*.csv
	same_job packed
}
pseudonymised() {
	(umask 077 && printf 'a key for tests only, of 32 bytes' >key)
	same_job --pseudonymize key "$raw"
}

# --- trouble ----------------------------------------------------------------

# fails STATUS WORDS [WORD]...: so ends the chain, these words in its last
# line; what there was in its folder is as it was, and nothing else is there.
fails() {
	rm -rf old new
	mkdir old
	for name in out rejects drops
	do
		echo "the old $name" >old/$name
	done
	cp -R old new
	(
		cd new && export ASAN_OPTIONS=detect_leaks=0 &&
			timeout 60 chain-stages "${@:3}" <"${input:-/dev/null}"
	) >stdout 2>said
	status=$?
	cat said
	test "$status" -eq "$1" || echo "exit $status, expected $1"
	test "$status" -eq "$1" && tail -n 1 said | grep -q -e "$2" &&
		diff -r old new
}
behind=(then aggregate --rejects rejects --drops drops --stats stats -o out
	count)

too_many() {
	fails 1 'code-kva: its answer is no' cat ../long then code-kva \
		--rules "$rules" --max-line 90K then cat "${behind[@]}"
}
too_many_of_a_source() {
	fails 1 'cat: its answer is no' cat ../many and cat ../mixed and cat \
		../many "${behind[@]}"
}
# The last one publishes its rejects, as it does alone, and no output.
too_many_at_the_end() {
	fails 1 'more than allowed' cat ../long then cat -o out --max-line 90K
}
broken_rules() {
	echo '{' >broken
	fails 2 'code-kva: ../broken:' cat ../many then code-kva --rules \
		../broken "${behind[@]}"
}
broken_gzip() {
	gzip -c many | head -c 100000 >cut.gz
	fails 2 'cat: ../cut.gz' cat ../cut.gz "${behind[@]}" &&
		fails 2 'cat: ../cut.gz' cat ../many then cat - ../cut.gz \
			"${behind[@]}"
}
broken_seal() {
	sed 10d sealed >lost
	fails 2 'code-kva: ../lost.*seal' cat ../many then code-kva \
		--rules "$rules" - ../lost "${behind[@]}"
}
full_disk() {
	fails 2 'dev/full' cat ../long then cat --max-line 90K --rejects \
		/dev/full "${behind[@]}"
}
# Whoever is first decides, and nobody waits for ever.
two_fail() {
	for i in $(seq 30)
	do
		fails 2 '^cat: .*\(cut off\|No space\)' cat ../long ../cut.gz then cat \
			--line-buffered --max-line 90K --rejects /dev/full \
			"${behind[@]}" && continue
		echo "run $i"
		return 1
	done
}
full_output() (
	ASAN_OPTIONS=detect_leaks=0
	export ASAN_OPTIONS
	chain-stages cat many then cat 2>said >"$1"
	status=$?
	cat said
	test $status -eq 2 && grep -q '^cat: <stdout>' said
)
closed_output() (
	ASAN_OPTIONS=detect_leaks=0
	export ASAN_OPTIONS
	chain-stages cat many then cat 2>said >&-
	status=$?
	cat said
	test $status -eq 2 && grep -q '^cat: <stdout>' said
)
# More stack for each than there may be memory.
no_threads() (
	ulimit -v 1000000
	ulimit -s 2000000 2>/dev/null || exit 0 # not for us to raise
	fails 2 'chain-stages: no thread could be started' cat ../many \
		"${behind[@]}"
)
left_early() {
	chain-stages cat many many many then code-kva --rules "$rules" then cat \
		2>said | head -n 1
	test "${PIPESTATUS[0]}" -eq 141 && test ! -s said
}
# killed SIGNAL STATUS [NAMES]: each stage at work, and then gone; nothing is
# left behind by any, but for these names.
killed() {
	rm -rf old fifo
	mkdir old
	echo 'the old out' >old/out
	cp -R old new-"$1"
	mkfifo fifo
	(
		# signals that a job in the background is deaf to otherwise
		cd new-"$1" && exec env --default-signal=INT,HUP \
			chain-stages cat --rejects a ../long ../fifo \
			then cat --max-line 90K --rejects rejects --drops drops \
			then aggregate -o out count
	) 2>said &
	exec 7>fifo # it was read up to here
	kill "-$1" $!
	wait $!
	status=$?
	exec 7>&-
	test $status -eq "$2" || echo "exit $status, expected $2"
	test $status -eq "$2" && diff -r -x "${3-}" old new-"$1"
}
make_long >long
make_many >many
make_mixed >mixed 2>/dev/null

check 'five programs' both "${main_job[@]}"
check 'in each variant of the reader' variants
check 'all sealed' with_options --seal
check 'all line by line' with_options --line-buffered
check 'all unsealed, with progress off' with_options --unseal --no-progress
check 'rejects of several stages, by length' line_limit
check 'gzip' from_gzip
check 'marks left out' unsealed
check 'sealed inputs side by side' sealed_twice
check 'standard input among files, and - again' from_input
check 'a state that is written and merged' partial
check 'one part of the patients' parted
check 'a stage that spills to disk' spilled
check 'tables, charts and years behind figures' followed
check 'an empty source' empty
check 'lines are there as soon as they are written' line_by_line
check 'the main job' same_job "$raw"
check 'the main job over gzip' gzip_extracts
check 'the main job without personal numbers' pseudonymised
check 'the same each time' same_each_time
check 'too many rejects in the middle' too_many
check 'too many rejects of one source' too_many_of_a_source
check 'too many rejects at the end' too_many_at_the_end
check 'rules that are no JSON' broken_rules
check 'gzip that ends early' broken_gzip
check 'a record that was lost' broken_seal
check 'a full disk for rejects' full_disk
check 'two fail at once' two_fail
check 'a full disk for the output' full_output /dev/full
check 'a closed output' closed_output
test -n "${SAN-}" || check 'no thread can be started' no_threads
check 'a reader that leaves early' left_early
check 'told to end' killed TERM 143
check 'interrupted' killed INT 130
check 'hung up' killed HUP 129
# which leaves names where the file system knows no file without one
check 'killed' killed KILL 137 '.*.tmp'
finish
