#!/bin/sh
# Nothing destroyed: OUT and what lies in it, and what lies beside it. The job
# replaces what it made itself, and nothing else, with exit 2 and a line of its
# own before any work.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
ASAN_OPTIONS=detect_leaks=0 # of a program that dies of a signal
export ASAN_OPTIONS
cd "$here" || exit 2
cp -R "$top/testdata/small" small
mkdir to

# What is in a folder: names, kinds, contents.
shape() {
	find "$1" ! -name '.*.lock' \( -type f -exec cksum {} + -o -print \) | sort
}
# refused WORDS FOLDER COMMAND...: exit 2, the words, and nothing changed.
refused() {
	words=$1 folder=$2
	shift 2
	shape "$folder" >before
	status=0
	"$@" 2>said || status=$?
	shape "$folder" >after
	cat said
	test "$status" -eq 2 && grep -q -e "$words" said && same before after
}

check 'a first result' job small to/out
check 'its own earlier result is replaced' job small to/out
mkdir to/empty
check 'an empty folder is replaced' job small to/empty

web() {
	mkdir -p to/web/css && echo '{"name": "app"}' >to/web/manifest.json &&
		echo hello >to/web/index.html
	refused 'no manifest of an earlier run' to/web job small to/web
}
check 'a web application with a manifest.json' web
alike() {
	cp -R to/out to/alike
	echo '{"record":"manifest","version":"1","stages":[],"outputs":[]}' \
		>to/alike/manifest.json
	refused 'of no earlier run' to/alike job small to/alike
}
check 'a manifest that names other files' alike
for entry in notes.txt publish/notes.txt .hidden 'two words'
do
	saved() {
		rm -rf to/saved && cp -R to/out to/saved &&
			mkdir -p "to/saved/$(dirname "$entry")" &&
			echo mine >"to/saved/$entry"
		refused 'of no earlier run' to/saved job small to/saved
	}
	check "something saved into a result: $entry" saved
done
linked() {
	rm -rf to/saved && cp -R to/out to/saved && echo mine >to/mine &&
		rm to/saved/rows.ndjson && ln -s ../mine to/saved/rows.ndjson
	refused 'of no earlier run' to job small to/saved
}
check 'a link in the place of a file' linked
folder_for_file() {
	rm -rf to/saved && cp -R to/out to/saved &&
		rm to/saved/rows.ndjson && mkdir to/saved/rows.ndjson
	refused 'of no earlier run' to/saved job small to/saved
}
check 'a folder in the place of a file' folder_for_file
a_file() {
	echo mine >to/file
	refused 'is no folder' to job small to/file
}
check 'a file as OUT' a_file

check 'OUT is EXTRACTS' refused 'within the extracts' small job small small
check 'OUT within EXTRACTS' refused 'within the extracts' small job small small/out
cp -R small to/within
check 'EXTRACTS within OUT' refused 'holds the extracts' to job to/within to
rm -rf to/within
through_a_link() {
	ln -s small other-name
	refused 'within the extracts' small job other-name small/out
}
check 'OUT within EXTRACTS, by another name' through_a_link
mount_point() {
	job small /proc 2>said
	status=$?
	cat said
	test "$status" -eq 2 && grep '/proc: is a mount point' said
}
check 'a mount point as OUT' mount_point
check 'OUT without a name' refused 'an empty name' to job small ''
check 'OUT that ends in a line break' refused 'a line break' to job small 'to/out
'

beside() {
	mkdir -p to/.out.old to/.out.run.abcdef to/.out.run.other1
	echo mine >to/.out.old/file
	echo mine >to/.out.run.abcdef/file
	ln -s ../small to/.out.run.link01
	shape to/.out.old >before
	shape to/.out.run.abcdef >>before
	job small to/out || return
	shape to/.out.old >after
	shape to/.out.run.abcdef >>after
	same before after && test -L to/.out.run.link01 && test -d to/.out.run.other1 &&
		test -s small/fys002.csv
}
check 'folders beside OUT that others made stay' beside
rm -rf to/.out.*

# --- signals, and calls that fail, while the folders change places ----------

no_trace() {
	left=$(find to -mindepth 1 -maxdepth 1 ! -name '*.lock' | sort | tr '\n' ' ')
	test "$left" = 'to/alike to/empty to/file to/mine to/out to/saved to/web ' &&
		return
	echo "$left"
	return 1
}
in_two_steps() {
	cp -R to/out to/new && cp to/out/manifest.json was &&
		publish-folder --two-steps --also run.ndjson to/new to/out &&
		cmp was to/out/manifest.json && no_trace
}
check 'two steps, where one call cannot' in_two_steps
came_in() {
	cp -R to/out to/new
	publish-folder --check --also run.ndjson to/new && echo x >to/new/mine
	refused 'no result of a run\|of no earlier run' to \
		publish-folder --also run.ndjson to/new to/out
	status=$?
	rm -rf to/new
	return $status
}
check 'a new folder that holds something else' came_in

# Killed while it works, again and again: there is a whole OUT at every look.
looks() {
	while test ! -e stop-looking
	do
		jq -e .balances to/out/manifest.json >/dev/null || echo absent
	done >absences 2>&1 &
	looker=$!
	cp to/out/manifest.json was
	for delay in 0.05 0.1 0.15 0.2 0.25 0.3
	do
		for signal in TERM HUP INT KILL
		do
			job small to/out 2>>said &
			victim=$!
			sleep "$delay"
			kill -s "$signal" "$victim" 2>/dev/null
			wait "$victim" 2>/dev/null
		done
	done
	# a last one clears up
	i=0
	until job small to/out 2>>said
	do
		test $((i += 1)) -lt 50 || break
		sleep 0.1
	done
	touch stop-looking
	wait "$looker"
	cat absences
	test ! -s absences && cmp was to/out/manifest.json && no_trace
}
check 'killed 24 times: OUT is there and whole at every look' looks
told_of_signal() {
	# A stage that waits, so that the signal comes while the job is at work.
	mkdir slow && ln -s "$VARDSTROM_BIN"/* slow && rm slow/chain-stages &&
		printf '#!/bin/sh\nsleep 5\n' >slow/chain-stages && chmod +x slow/chain-stages
	VARDSTROM_BIN=$here/slow kvalitetsbokslut --year 2025 small to/out 2>said &
	victim=$!
	sleep 0.7
	kill -TERM "$victim"
	status=0
	wait "$victim" || status=$?
	cat said
	test "$status" -eq 143 && tail -n 1 said |
		grep -q 'stopped by TERM; .*/to/out is as it was' && no_trace
}
check 'a signal is told in one line' told_of_signal

# --- over-years -------------------------------------------------------------

years() {
	mkdir -p years/2025 && cp small/* years/2025 &&
		over-years -q years to/years && over-years -q years to/years
}
check 'over-years replaces its own' years
echo mine >to/years/notes
check 'over-years: something saved into its result' \
	refused 'of no earlier run' to/years over-years -q years to/years
rm to/years/notes
echo mine >to/years/2025/notes
check 'over-years: something saved into a year' \
	refused 'of no earlier run' to/years over-years -q years to/years
rm -rf to/years && mkdir to/years && echo mine >to/years/indicators.ndjson
check 'over-years: an indicators.ndjson of somebody' \
	refused 'of no earlier run' to/years over-years -q years to/years
rm -rf to/years
check 'over-years: OUT is EXTRACTS' \
	refused 'within the extracts' years over-years -q years years
touch years/2024
check 'over-years: a year that is a file' \
	refused 'is no folder' years over-years -q years to/years
rm years/2024 && ln -s nowhere years/2024
check 'over-years: a year that is a link to nowhere' \
	refused 'is no folder' years over-years -q years to/years
finish
