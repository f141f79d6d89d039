# Read by tests/fault/run.sh and tests/scripts/silence-04-faults.sh: a job in
# which the n-th call of a kind fails, and what must be true afterwards.
# shellcheck shell=bash
# shellcheck source=tests/year.sh
. "${0%/*}/../year.sh"
# The sanitizers have a malloc of their own, which must come before all others.
if test -n "${SAN-}"
then
	echo '1..0 # SKIP calls are made to fail in the plain programs only'
	exit 0
fi
shim=${FAULT_SO:-$top/build/rel/tests/fault.so}
kinds='malloc calloc realloc open read write short close fsync rename linkat
unlink stat mkdir pthread_create'
cd "$here" || exit 2
mkdir tmp
TMPDIR=$here/tmp
export TMPDIR
profiles=$top/pipelines/profiles
rules=$top/pipelines/rules/physiotherapy.json
small=$top/testdata/small
every=$top/tests/every
released=$top/tests/cli/suppress-small/before
programs='normalize dedupe-patients code-kva aggregate check-targets
balance-run check-sources compare-figures compare-years render-table
render-report run-chart split-patients synthesize trace-figure chain-stages
fhir-to-rows indicators-to-fhir publish-folder reconcile suppress-small verify-run'

# The main job's configuration without most of what it defines: the whole one
# asks for memory 160 000 times to read it, which nobody can wait for.
make_config() {
	mkdir config && cp -R "$top"/pipelines/* config || return
	find config/indicators -name '*.json' ! -name kvalitetsbokslut.json \
		! -name '*schema*' -delete
	sed -i '/^[^#].*\(optional\|instead:\)/d' config/sources/*.txt
	trim indicators/kvalitetsbokslut 'del(.values) |
		.indicators |= [.[] | select(.id == "visits") | .by |= .[:4]] |
		.measures |= {visits} | .conditions |= {contact, visit}' &&
		trim rules/physiotherapy '.measures |= .[:2] |
		.conditions |= .[:1] | .diagnosis_groups |= .[:1]' &&
		trim targets/kvalitetsbokslut '.targets |= [.[0] |
		.indicator = "visits" | .target = 1 | del(.requires)]'
}
trim() {
	jq -c "$2" "config/$1.json" >trimmed && mv trimmed "config/$1.json"
}

# What the programs read.
make_inputs() {
	cp "$small"/*.csv . && make_config || return
	{
		normalize -p "$profiles/mottagningar.json" \
			mottagningar.csv >clinics
		normalize -p "$profiles/lankar.json" lankar.csv >links
		normalize -p "$profiles/fys002.json" --table clinics=clinics \
			--rejects /dev/null --stats balance fys002.csv >contacts
		aggregate -q --period 2025 --indicators \
			"$top/pipelines/indicators/besok.json" \
			contacts >indicators
		sed '/"indicator":"visits/s/"value":[1-9]/&1/' indicators >before
		echo '{"record":"x","a":1,"a":2}' >>contacts # to be rejected
		gzip -c contacts >contacts.gz
		kvalitetsbokslut -q --year 2025 "$small" result
	} 2>/dev/null
}

# Sets line: a program over files that are there, with all its outputs.
job_of() {
	local sides=(-q --rejects out/rejects --drops out/drops
		--stats out/stats)
	local usual=("$1" "${sides[@]}" -o out/o)
	case $1 in
	normalize)
		line=("${usual[@]}" -p "$profiles/fys002.json"
			--table clinics=clinics fys002.csv)
		;;
	dedupe-patients) line=("${usual[@]}" --links links contacts.gz) ;;
	code-kva) line=("${usual[@]}" --rules "$rules" contacts) ;;
	aggregate) line=("${usual[@]}" -g clinic,month count contacts) ;;
	check-targets)
		line=("${usual[@]}" -t
			"$top/pipelines/targets/kvalitetsbokslut.json"
			indicators)
		;;
	balance-run) line=("${usual[@]}" --stage normalize=balance) ;;
	reconcile)
		line=("${usual[@]}" -p "$every/reconcile/published.json"
			--tables "$every/reconcile" "$every/reconcile/in")
		;;
	suppress-small)
		line=("${usual[@]}" -r "$released/rules.json"
			--before "$released/before.ndjson" "$released/in")
		;;
	verify-run) line=(verify-run --no-run result "$small") ;;
	compare-figures) line=("${usual[@]}" before indicators) ;;
	compare-years) line=("${usual[@]}" indicators) ;;
	render-table) line=("${usual[@]}" -r clinic -c visits indicators) ;;
	render-report) line=("${usual[@]}" indicators) ;;
	trace-figure)
		line=("${usual[@]}" --indicators "$every/trace-figure/defs.json"
			visits -- "$every/trace-figure/in")
		;;
	check-sources)
		line=("${usual[@]}" --manifest "$every/check-sources/m.json"
			"$every/check-sources/in")
		;;
	indicators-to-fhir)
		line=("${usual[@]}" -b https://example.org/fhir indicators)
		;;
	publish-folder)
		line=(bash -c 'rm -rf new && cp -R result new &&
			exec publish-folder -q --also run.ndjson new out/site')
		;;
	fhir-to-rows) line=("${usual[@]}" "$top"/testdata/fhir/*.ndjson) ;;
	run-chart) line=("${usual[@]}" indicators) ;;
	split-patients)
		line=(split-patients "${sides[@]}" -n 3 -o out/o% contacts)
		;;
	synthesize) line=(synthesize -q --contacts 9 --dirty '30%' out) ;;
	chain-stages)
		line=(chain-stages normalize "${sides[@]}"
			-p "$profiles/fys002.json" --table clinics=clinics
			fys002.csv 'then' code-kva -q --rejects out/r2
			--stats out/stats --rules "$rules" - 'then' aggregate
			-q --stats out/s3 -o out/o -g clinic count -)
		;;
	chained | piped | *-whole)
		line=(kvalitetsbokslut -q --year 2025 "$small" out/2025)
		case $1 in piped*) line+=(--pipes) ;; esac
		case $1 in chained | piped) line+=(--config config) ;; esac
		;;
	esac
}

# What takes its time and memory differs from run to run.
plain() {
	find out -name 's*' -type f -exec sed -i -E \
		's/"(seconds|max_rss_bytes)":[0-9.]+//g' '{}' +
	# the folder of the run, and a checksum over all of the above
	find out -name run.ndjson -exec sed -i -E \
		-e 's/"(seconds|max_rss_bytes)":[0-9.]+//g' \
		-e 's/\.run\.[[:alnum:]]{6}/.run/g' \
		-e '/^\{"record":"run"/s/"sha256":"[0-9a-f]*"//' '{}' +
}

make_other() {
	mkdir -p other && cp "$small"/*.csv other && sed -i '$d' other/fys002.csv
}

# make_old JOB: another content, so that old and new differ. The main job is
# particular about what it replaces: the same of a year that lacks a contact.
make_old() {
	case $1 in
	chained* | piped*)
		make_other && "${line[@]/$small/$here/other}"
		;;
	publish-folder)
		make_other && kvalitetsbokslut -q --year 2025 other out/site
		;;
	*)
		"${line[@]}" && find out -type f ! -name '.*' \
			-exec sh -c 'echo old >"$1"' - '{}' ';'
		;;
	esac
}

# prepare JOB [WITHIN]: old, what lies in out before; good, what it becomes;
# counts, how many calls of each kind a process of that name makes.
prepare() {
	job_of "$1"
	rm -rf out old good counts
	mkdir out
	make_old "$1" >said 2>&1 || {
		cat said
		return 1
	}
	cp -R out old
	FAULT_IN=${2:-$1} FAULT_COUNTS=$here/counts LD_PRELOAD=$shim \
		"${line[@]}" >said 2>&1 || {
		cat said
		return 1
	}
	plain
	mv out good
	cp -R old out
}

calls_of() {
	awk -v kind="$1" '$1 == kind && $2 > n { n = $2 } END { print n + 0 }' \
		counts
}

# strike JOB WITHIN KIND N: the N-th such call of WITHIN fails. True if the job
# then (but for the main job's own lock) ends well with good, or with 2 and a message and leaves old; how is told.
strike() {
	local status=0
	FAULT_IN=$2 FAULT_KIND=$3 FAULT_AT=$4 LD_PRELOAD=$shim \
		timeout -k 1 60 "${line[@]}" >said.out 2>said || status=$?
	if test $status -eq 0
	then
		plain
		diff -rq -x '.2025.lock' good out >differ
	elif test $status -eq 2 && test -s said
	then
		diff -rq -x '.2025.lock' old out >differ
	else
		echo "exit $status" >differ
	fi
	test ! -s differ && test -z "$(ls -A tmp)"
	local ret=$?
	if test $ret -ne 0
	then
		echo "$1: $3 number $4 in $2 fails: exit $status"
		head -n 5 differ said
		ls -A tmp
	fi
	if test $ret -ne 0 || test $status -eq 0
	then
		rm -rf out tmp
		mkdir tmp
		cp -R old out
	fi
	return $ret
}

# strike_all JOB WITHIN KIND MOST: every call of the kind, or MOST of them
# spread over all. Sets tried, lost and calls; the losses are told.
strike_all() {
	local at=1 step
	calls=$(calls_of "$3") tried=0 lost=0
	step=$(((calls + $4 - 1) / $4))
	test $step -gt 0 || step=1
	while test $at -le "$calls"
	do
		tried=$((tried + 1))
		strike "$1" "$2" "$3" $at >>losses || lost=$((lost + 1))
		at=$((at + step))
	done
}
