#!/bin/bash
# The benchmark: the same work by these programs and by their peers, turn by
# turn, at growing sizes; answers are compared. One table in Markdown.
#
#   make bench                       writes build/bench/table.md
#   make bench SIZES=100000 RUNS=1   a quick one
#   make bench ACCEPT=1              and puts it into tests/bench/README.md and
#                                    README.md, between their marks
#   make bench JOBS='e f'            only these jobs
#
# Commands and answers stand in single quotes: they are run later, by another
# shell, to which $out is known.
# shellcheck disable=SC2016
#
# SIZES: numbers of contacts. RUNS: of each contestant; the median counts.
# LIMIT: seconds; a contestant that would need more, by its time at the size
# before, sits this size out. Times are wall time on whatever machine this
# is: only their ratios within one table mean anything.
set -euo pipefail
export LC_ALL=C.UTF-8

cd "$(dirname "$0")/../.."
read -r -a sizes <<<"${SIZES:-100000 1000000 10000000}"
runs=${RUNS:-3} limit=${LIMIT:-60} jobs=${JOBS:-a b c d e f g}
bin=${BIN:-$PWD/build/bin}
tools=$PWD/build/rel/tests
test $# -eq 0 || tools=$(cd "$(dirname "$1")" && pwd)
work=$PWD/build/bench
here=$PWD/tests/bench
results=$work/results.tsv
export DUCKDB=$work RULES=$PWD/pipelines/rules/physiotherapy.json
export PATH=$bin:$tools:$PATH

say() {
	printf 'bench: %s\n' "$*" >&2
}

# --- what is needed ---------------------------------------------------------

need_peers() {
	local missing=() pair
	for pair in mlr:miller jq:jq mawk:mawk sqlite3:sqlite3 node:nodejs npm:npm
	do
		command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
	done
	if test ${#missing[@]} -gt 0
	then
		say "installing ${missing[*]}"
		local sudo=()
		test "$(id -u)" -eq 0 || sudo=(sudo -n)
		"${sudo[@]}" apt-get update -qq
		DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y \
			--no-install-recommends "${missing[@]}" >/dev/null
	fi
	test -d "$work/node_modules/@duckdb/node-api" ||
		(cd "$work" && npm install --silent --no-audit --no-fund \
			@duckdb/node-api >/dev/null)
}

# The main job with the indicators that the SQL makes too, and no others.
make_config() {
	rm -rf "$work/config"
	mkdir -p "$work/config"
	cp -R pipelines/*/ "$work/config"
	find "$work/config/indicators" -name '*.json' \
		! -name kvalitetsbokslut.json ! -name '*.schema.json' -delete
}

# make_data SIZE: extracts, plain and gzip, and contacts as records.
make_data() {
	local dir=$work/$1
	test ! -e "$dir/done" || return 0
	say "making $1 contacts"
	mkdir -p "$dir"
	synthesize -q --contacts "$1" "$dir"
	synthesize -q --gzip --contacts "$1" "$dir.gz"
	normalize -q -p pipelines/profiles/mottagningar.json \
		-o "$dir/clinics.ndjson" "$dir/mottagningar.csv"
	normalize -q -p pipelines/profiles/fys002.json \
		--table "clinics=$dir/clinics.ndjson" \
		-o "$dir/contacts.ndjson" "$dir/fys002.csv"
	# for those who could not look a clinic up by several names
	jq -r '(.clinic, .name, .aliases[]?) as $name |
		select($name | contains(";") | not) |
		[$name, .clinic, .provider, .regi, .municipality] |
		join(";")' "$dir/clinics.ndjson" |
		sed '1i Mottagning;clinic;provider;regi;municipality' | awk '!seen[$0]++' >"$dir/names.csv"
	touch "$dir/done"
}

# --- a contest --------------------------------------------------------------

# enter NAME COMMAND ANSWER: COMMAND writes $out; ANSWER prints what it came
# to. "all" or "part" in front of NAME: is it the whole answer?
names=() commands=() answers=() parts=()
enter() {
	parts+=("$1") names+=("$2") commands+=("$3") answers+=("$4")
}

# The first who enters is ours, and its answer the right one.
check_answer() {
	local i=$1 answer=$work/answer.$1
	test -n "${answers[i]}" || return 0
	bash -c "${answers[i]}" | sort >"$answer"
	test "$i" -ne 0 || return 0
	if test "${parts[i]}" = all
	then
		cmp -s "$work/answer.0" "$answer" && return 0
	elif test -s "$answer"
	then
		test -n "$(comm -13 "$work/answer.0" "$answer")" || return 0
	fi
	say "$job, ${names[i]}: another answer (build/bench/answer.$i)"
	exit 1
}

# Would contestant i need more than the limit? By its time at the last size.
is_too_slow() {
	awk -F '\t' -v job="$job" -v name="$1" -v size="$size" -v limit="$limit" '
		$1 == job && $3 == name { at = $2; time = $5 }
		END { exit !(at && at < size && time * size / at > limit) }' \
		"$results" ||
		awk -F '\t' -v job="$job" -v name="$1" -v size="$size" '
		$1 == job && $2 < size { n++ } $1 == job && $3 == name { m++ }
		END { exit !(n && !m) }' "$results"
}

# contest ROWS BYTES: run all who entered, turn by turn.
contest() {
	local i run took
	local -a out_now=()
	for i in "${!names[@]}"
	do
		out_now+=(no)
		if test "$i" -gt 0 && is_too_slow "${names[i]}"
		then
			out_now[i]=yes
		fi
	done
	for ((run = 1; run <= runs; run++))
	do
		for i in "${!names[@]}"
		do
			test "${out_now[i]}" = no || continue
			export out=$work/out
			rm -rf "$out"
			took=$(bench_run "$out.stdout" bash -c "${commands[i]}")
			test "$run" -gt 1 || check_answer "$i"
			if test -e "$out/run.ndjson"
			then # what all stages held together
				took="${took% *} $(jq -s 'map(.max_rss_bytes) |
					add / 1024 | floor' "$out/run.ndjson")"
			fi
			printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$job" \
				"$size" "${names[i]}" "$1" "${took%% *}" \
				"$(cut -d ' ' -f 2 <<<"$took")" "${took##* }" \
				"$2" >>"$results"
			say "$job $size ${names[i]}: $took"
		done
	done
	names=() commands=() answers=() parts=()
}

rows_of() {
	wc -l <"$1"
}
bytes_of() {
	cat "$@" | wc -c
}

# --- the jobs ---------------------------------------------------------------

duck="node $here/duckdb.mjs"

job_a() {
	local in=$dir/contacts.ndjson
	enter all vardstrom "bench_filter $in >\$out" \
		'grep -c "\"visit\":true" $out'
	enter all 'jansson, reading only' "bench_jansson $in" ''
	enter all miller "mlr --ijsonl --ojsonl put '\$visit = \$status == \"done\" && \$contact_type != \"phone\"' $in >\$out" \
		'grep -c "\"visit\": true" $out'
	enter all jq "jq -c '.visit = (.status == \"done\" and .contact_type != \"phone\")' $in >\$out" \
		'grep -c "\"visit\":true" $out'
	enter all duckdb "$duck filter $in \$out" \
		'grep -c "\"visit\":true" $out'
	contest "$(rows_of "$in")" "$(bytes_of "$in")"
}

job_b() {
	local in=$dir/fys002.csv
	enter all vardstrom "normalize -q -p $here/plain.json $in |
		aggregate -g clinic count distinct:patient >\$out" \
		'jq -r "[.clinic, .count, .distinct_patient] | @tsv" $out'
	enter all mawk 'mawk -F ";" '\''NR > 1 { n[$4]++
		if (!(($4, $3) in s)) { s[$4, $3]; d[$4]++ } }
		END { for (c in n) print c "\t" n[c] "\t" d[c] }'\'" $in >\$out" \
		'cat $out'
	enter all miller "mlr --icsv --ifs ';' --otsv --headerless-csv-output count-distinct -f Mottagning,Personnummer then stats1 -a sum,count -f count -g Mottagning $in >\$out" \
		'cat $out'
	enter all sqlite3 "printf '%s\n' '.separator ;' '.import $in t' '.separator \"\t\"' \
		'select Mottagning, count(*), count(distinct Personnummer) from t group by 1;' | sqlite3 >\$out" \
		'cat $out'
	enter all duckdb "$duck csv $in >\$out" 'cat $out'
	contest "$(rows_of "$in")" "$(bytes_of "$in")"
}

job_c() {
	local in=$dir/contacts.ndjson
	enter all vardstrom "aggregate -g clinic count distinct:patient $in >\$out" \
		'jq -r "[.clinic, .count, .distinct_patient] | @tsv" $out'
	enter all miller "mlr --ijsonl --otsv --headerless-csv-output count-distinct -f clinic,patient then stats1 -a sum,count -f count -g clinic $in >\$out" \
		'cat $out'
	enter all jq "jq -nr 'reduce inputs as \$r ({}; .[\$r.clinic].n += 1 |
		.[\$r.clinic].p[\$r.patient] = 1) | to_entries[] |
		[.key, .value.n, (.value.p | length)] | @tsv' $in >\$out" \
		'cat $out'
	enter all duckdb "$duck ndjson $in >\$out" 'cat $out'
	contest "$(rows_of "$in")" "$(bytes_of "$in")"
}

job_d() {
	local in=$dir/fys002.csv
	enter all vardstrom "normalize -q -p pipelines/profiles/fys002.json \
		--table clinics=$dir/clinics.ndjson $in >\$out" 'wc -l <$out'
	enter all 'miller, no checks' "mlr --icsv --ifs ';' --ojsonl cat $in >\$out" \
		'wc -l <$out'
	enter all 'duckdb, no checks' "$duck convert $in \$out" 'wc -l <$out'
	contest "$(rows_of "$in")" "$(bytes_of "$in")"
}

job_e() {
	local main="pipelines/kvalitetsbokslut -q --config $work/config --year 2025"
	local answer="jq -rf $here/answer.jq \$out/indicators.ndjson"
	local some="\$Status == \"Genomförd\" && \$Kontaktdatum =~ \"^2025\""
	enter all vardstrom "$main $dir \$out" "$answer"
	enter all 'vardstrom, gzip' "$main $dir.gz \$out" "$answer"
	enter all duckdb "$duck main $dir >\$out" 'cat $out'
	enter all 'duckdb, gzip' "$duck main-gzip $dir.gz >\$out" 'cat $out'
	enter part 'miller, visits only' "mlr -S --icsv --ifs ';' --ojsonl head -n 1 -g KontaktId then filter '$some' then join -j Mottagning -f $dir/names.csv then put -q -f $here/visits.mlr $dir/fys002.csv >\$out" \
		'cat $out'
	enter part 'jq, visits only' "jq -Rnr --rawfile names $dir/names.csv -f $here/visits.jq $dir/fys002.csv >\$out" \
		'cat $out'
	contest "$(cat "$dir"/[!n]*.csv | wc -l)" "$(bytes_of "$dir"/[!n]*.csv)"
}

job_f() {
	local in=$dir/contacts.ndjson
	dedupe '' "$in"
	dedupe ', all twice' "$in" "$in"
}

# dedupe SUFFIX FILE...
dedupe() {
	local suffix=$1 list
	shift
	list=$(IFS=, && echo "$*")
	enter all "vardstrom$suffix" "dedupe-patients -q $* >\$out" 'wc -l <$out'
	enter all "mawk$suffix" "mawk -F '\"' '!s[\$8]++' $* >\$out" 'wc -l <$out'
	enter all "miller$suffix" \
		"mlr --ijsonl --ojsonl head -n 1 -g contact_id $* >\$out" \
		'wc -l <$out'
	enter all "duckdb$suffix" "$duck dedupe $list \$out" 'wc -l <$out'
	contest "$(cat "$@" | wc -l)" "$(bytes_of "$@")"
}

job_g() {
	local in=$work/one.ndjson
	head -n 1 "$dir/contacts.ndjson" >"$in"
	enter all vardstrom "aggregate count $in >\$out" 'tr -dc 0-9 <$out'
	enter all mawk "mawk 'END { print NR }' $in >\$out" 'tr -dc 0-9 <$out'
	enter all jq "jq -n '[inputs] | length' $in >\$out" 'tr -dc 0-9 <$out'
	enter all miller "mlr --ijsonl --ojsonl count $in >\$out" 'tr -dc 0-9 <$out'
	enter all sqlite3 'sqlite3 :memory: "select 1" >$out' 'tr -dc 0-9 <$out'
	enter all duckdb "$duck start x >\$out" 'tr -dc 0-9 <$out'
	contest 1 "$(bytes_of "$in")"
}

# --- the table --------------------------------------------------------------

tell_machine() {
	printf 'Machine: %s, %s processors, %s GiB; load before %s. ' \
		"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
		"$(nproc)" \
		"$(awk '/^MemTotal/ { print int($2 / 1048576 + 0.5) }' /proc/meminfo)" \
		"$1"
	printf 'Reader: %s. ' "${VARDSTROM_CPU:-the best the processor has}"
	printf 'Peers: Miller %s, %s, mawk %s, SQLite %s, DuckDB %s.\n\n' \
		"$(mlr --version | grep -o '[0-9][0-9.]*' | head -n 1)" \
		"$(jq --version)" \
		"$(mawk -W version 2>&1 | grep -o '[0-9][0-9.]*' | head -n 1)" \
		"$(sqlite3 --version | cut -d ' ' -f 1)" \
		"$(node "$here/duckdb.mjs" version x)"
	printf 'Medians of %s runs, turn by turn.\n\n' "$runs"
}

# Medians by job, size and contestant, in the order of the contest.
medians() {
	awk -F '\t' '
	function median(list, n, i, k, t, a) {
		n = split(list, a, " ")
		for (i = 2; i <= n; i++)
			for (k = i; k > 1 && a[k - 1] + 0 > a[k] + 0; k--) {
				t = a[k]; a[k] = a[k - 1]; a[k - 1] = t
			}
		return a[int((n + 1) / 2)]
	}
	{
		key = $1 FS $2 FS $3
		if (!(key in rows)) order[++n] = key
		rows[key] = $4; bytes[key] = $8
		wall[key] = wall[key] " " $5
		cpu[key] = cpu[key] " " $6
		kib[key] = kib[key] " " $7
	}
	END {
		for (i = 1; i <= n; i++)
			printf "%s\t%s\t%s\t%s\t%s\t%s\n", order[i],
				rows[order[i]], bytes[order[i]],
				median(wall[order[i]]), median(cpu[order[i]]),
				median(kib[order[i]])
	}' "$results"
}

write_table() {
	echo '| job | contacts | program | s | CPU s | 1000 rows/s | MB/s | peak MiB | times ours |'
	echo '|---|--:|---|--:|--:|--:|--:|--:|--:|'
	medians | awk -F '\t' '
	BEGIN {
		title["a"] = "a: a filter"
		title["b"] = "b: group CSV"
		title["c"] = "c: group NDJSON"
		title["d"] = "d: normalize"
		title["e"] = "e: the main job"
		title["f"] = "f: dedupe"
		title["g"] = "g: start"
	}
	{
		if ($3 ~ /^vardstrom(, all twice)?$/)
			ours = $6
		printf "| %s | %d | %s | %.3f | %.3f | %.0f | %.0f | %.0f | %.2f |\n",
			title[$1], $2, $3, $6, $7, $4 / $6 / 1000,
			$5 / $6 / 1e6, $8 / 1024, $6 / ours
	}'
	printf '\nGrowth of ours, from each size to the next:\n\n'
	echo '| job | program | contacts | ns a row | growth | peak MiB |'
	echo '|---|---|--:|--:|--:|--:|'
	medians | awk -F '\t' '
	$1 != "g" && $3 ~ /^vardstrom/ {
		ns = $6 / $4 * 1e9
		key = $1 FS $3
		printf "| %s | %s | %d | %.0f | %s | %.0f |\n", $1, $3, $2, ns,
			(key in last) ? sprintf("%.2f", ns / last[key]) : "",
			$8 / 1024
		last[key] = ns
	}'
}

# accept FILE: put the table between the two marks of a file.
accept() {
	awk -v table="$work/table.md" '
	/^<!-- bench: end -->$/ { inside = 0 }
	!inside { print }
	/^<!-- bench: begin -->$/ {
		inside = 1
		while ((getline line <table) > 0)
			print line
	}' "$1" >"$work/accepted"
	cat "$work/accepted" >"$1"
}

mkdir -p "$work"
need_peers
make_config
: >"$results"
load=$(cut -d ' ' -f 1 /proc/loadavg)
for size in "${sizes[@]}"
do
	dir=$work/$size
	make_data "$size"
	for job in $jobs
	do
		test "$job" != g || test "$size" = "${sizes[0]}" || continue
		"job_$job"
	done
done
{
	tell_machine "$load"
	write_table
} >"$work/table.md"
cat "$work/table.md"
if test -n "${ACCEPT-}"
then
	accept "$here/README.md"
	accept README.md
fi
