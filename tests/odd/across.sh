#!/bin/sh
# What one kind of machine writes another reads, and would have written: BIN
# against the programs of this machine, HERE. Prints TAP.
set -u
there=$BIN
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
test -x "${HERE-}/aggregate" || {
	echo '1..0 # SKIP HERE names no programs of this machine'
	exit 0
}
config=$top/pipelines
definitions=$config/indicators/kvalitetsbokslut.json
cd "$here" || exit 2

# by BIN COMMAND...: with the programs of that folder.
by() (
	VARDSTROM_BIN=$1
	PATH=$1:$PATH
	shift
	"$@"
)
both() {
	by "$HERE" "$1" here && by "$there" "$1" there
}

extracts() {
	synthesize -q --year 2025 --contacts 3000 --dirty 2% "$1"
}
same_extracts() {
	both extracts && diff -r here there
}

main_job() {
	job --max-rejects 30% here "$1.out"
}
same_folders() {
	both main_job && rm here.out/run.ndjson there.out/run.ndjson &&
		diff -r here.out there.out
}

# The plain year with its pages, tables and workbook.
pages() {
	synthesize -q plain && job plain "$1.pages" --publish
}
same_pages() {
	both pages && diff -r here.pages/publish there.pages/publish
}

# The coded stream of the contacts, in two parts, with pseudonyms.
stream() {
	mkdir -p "$1.d" && normalize -q -p "$config/profiles/mottagningar.json" \
		--rejects "$1.d/none" here/mottagningar.csv >"$1.d/clinics" &&
		normalize -q -p "$config/profiles/fys002.json" --rejects "$1.d/no" \
			--pseudonymize key --table clinics="$1.d/clinics" --seal \
			here/fys002.csv >"$1.d/contacts" &&
		dedupe-patients --seal -q "$1.d/contacts" |
		code-kva -q --seal --rules "$config/rules/physiotherapy.json" \
			>"$1.d/coded" && test -s "$1.d/coded" &&
		split-patients -q -n 2 -o "$1.d/part-%" "$1.d/coded"
}
same_streams() {
	(umask 077 && head -c 32 /dev/urandom >key) && both stream &&
		diff -r here.d there.d
}

# The state of each part, and the rest of the line, by one machine.
count() {
	aggregate -q --period 2025 --indicators "$definitions" "$@"
}
states() {
	for part in "$1".d/part-*
	do
		count --partial "$part" >"$part.state" || return
	done
	aggregate -q --partial -g clinic,month distinct:patient p50:age sum:age \
		min:date max:date "$1.d/coded" >"$1.d/state"
}
same_states() {
	both states && diff -r here.d there.d
}
# merged_by BIN: a state from each machine
merged() {
	count --merge here.d/part-*1.state there.d/part-*[!1].state >"$1.merged"
}
same_merged() {
	both merged && cmp here.merged there.merged &&
		by "$HERE" count here.d/coded >whole && cmp whole here.merged
}

# Each stage by the other machine, through pipes.
crossed() {
	by "$there" normalize -q -p "$config/profiles/fys002.json" --rejects no \
		--pseudonymize key --table clinics=here.d/clinics --seal \
		here/fys002.csv | by "$HERE" dedupe-patients --seal -q |
		by "$there" code-kva -q --seal \
			--rules "$config/rules/physiotherapy.json" |
		by "$HERE" count >one && cmp one whole &&
		by "$there" count here.d/coded >two && cmp two whole
}

check 'the same made year, faults and all' same_extracts
check 'the same main job' same_folders
check 'the same pages, tables and workbook' same_pages
check 'the same sealed streams, pseudonyms and parts by patient' same_streams
check 'the same partial states' same_states
check 'states of two machines merge on either' same_merged
check 'stages of two machines in one pipe' crossed
finish
