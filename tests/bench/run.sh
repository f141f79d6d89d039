#!/bin/bash
# The benchmark: the same work by these programs and by their peers, turn by
# turn, at growing sizes; answers are compared. One table in Markdown.
#
#   make bench                       writes build/bench/table.md and short.md
#   make bench SIZES=100000 RUNS=1   a quick one
#   make bench ACCEPT=1              and puts them into tests/bench/README.md and
#                                    README.md, between their marks
#   make bench JOBS='e f'            only these jobs
#
# Commands and answers stand in single quotes: they are run later, by another
# shell, to which $out is known.
# shellcheck disable=SC2016
#
# SIZES: numbers of contacts. MAIN_SIZES: more of them, for the main job alone.
# RUNS: of each contestant; the median counts. LIMIT: seconds; a contestant runs
# again only if all its runs of a size stay within it, and sits a size out for
# which one run would need more than twice as long, by its time at the size
# before, or more than half of the machine's memory. KEEP=1 leaves the data of
# large sizes on the disk. Times are wall time on whatever machine this is: only
# their ratios within one table mean anything.
set -euo pipefail
export LC_ALL=C.UTF-8

cd "$(dirname "$0")/../.."
read -r -a sizes <<<"${SIZES:-100000 1000000 10000000}"
read -r -a main_sizes <<<"${MAIN_SIZES-$(test -n "${SIZES-}" || echo 5000000)}"
runs=${RUNS:-3} limit=${LIMIT:-60} jobs=${JOBS:-a b c d e f g h}
large=2000000 # contacts, from which on data is taken away when done with
bin=${BIN:-$PWD/build/bin}
tools=$PWD/build/rel/tests
test $# -eq 0 || tools=$(cd "$(dirname "$1")" && pwd)
work=$PWD/build/bench
here=$PWD/tests/bench
results=$work/results.tsv
memory=$(awk '/^MemTotal/ { print int($2 / 2) }' /proc/meminfo) # KiB
export PEERS=$work RULES=$PWD/pipelines/rules/physiotherapy.json
export PATH=$bin:$tools:$PATH

say() {
	printf 'bench: %s\n' "$*" >&2
}

# --- what is needed ---------------------------------------------------------

need_peers() {
	local missing=() pair
	for pair in mlr:miller jq:jq mawk:mawk sqlite3:sqlite3 python3:python3
	do
		command -v "${pair%:*}" >/dev/null || missing+=("${pair#*:}")
	done
	python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
	if test ${#missing[@]} -gt 0
	then
		say "installing ${missing[*]}"
		local sudo=()
		test "$(id -u)" -eq 0 || sudo=(sudo -n)
		"${sudo[@]}" apt-get update -qq
		DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y \
			--no-install-recommends "${missing[@]}" >/dev/null
	fi
	# DuckDB, ClickHouse and Polars: the newest that there are
	test -e "$work/peers/made" && return
	say 'installing duckdb, chdb and polars'
	python3 -m venv "$work/peers"
	"$work/peers/bin/pip" install --quiet --disable-pip-version-check \
		duckdb chdb polars
	touch "$work/peers/made"
}

# The main job with the indicators that the SQL makes too, and no others.
make_config() {
	local targets=targets/kvalitetsbokslut.json
	rm -rf "$work/config"
	mkdir -p "$work/config"
	cp -R pipelines/*/ "$work/config"
	find "$work/config/indicators" -name '*.json' \
		! -name kvalitetsbokslut.json ! -name '*.schema.json' -delete
	# a target for an indicator that nobody defines is an error
	jq --slurpfile all pipelines/indicators/kvalitetsbokslut.json \
		'.targets |= map(select(.indicator | IN($all[0].indicators[].id)))' \
		pipelines/$targets >"$work/config/$targets"
}

# need_extracts [gzip]: the raw extracts of this size, in $dir or $dir.gz.
need_extracts() {
	local to=$dir${1:+.gz}
	test ! -e "$to.made" || return 0
	say "making $size contacts${1:+, gzip}"
	rm -rf "$to"
	mkdir -p "$to"
	synthesize -q ${1:+--gzip} --contacts "$size" "$to"
	touch "$to.made"
}

need_clinics() {
	need_extracts
	test -e "$dir/clinics.ndjson" ||
		normalize -q -p pipelines/profiles/mottagningar.json \
			-o "$dir/clinics.ndjson" "$dir/mottagningar.csv"
}

# Contacts as records: 0.5 GB a million.
need_records() {
	need_clinics
	test -e "$dir/contacts.ndjson" ||
		normalize -q -p pipelines/profiles/fys002.json \
			--table "clinics=$dir/clinics.ndjson" \
			-o "$dir/contacts.ndjson" "$dir/fys002.csv"
}

# Is there room for the data of a size, and for what is written of it?
has_room() {
	local free
	free=$(df --output=avail -k "$work" | tail -n 1)
	test "$free" -gt $((size * 2)) && return
	say "$size contacts: needs $((size * 2 / 1048576)) GiB of disk; left out"
	return 1
}

# Where jobs that write all they read may do so: in memory, if there is much,
# so that no disk is measured: 1 KiB a contact is enough.
choose_scratch() {
	local free
	scratch=$work
	free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
	if test "${free:-0}" -gt "$size" && test "$size" -lt "$memory"
	then
		scratch=$shm
	fi
}

# --- a contest --------------------------------------------------------------

# enter NAME COMMAND ANSWER: COMMAND writes $out; ANSWER prints what it came
# to; none is compared where that is empty.
names=() commands=() answers=()
enter() {
	names+=("$1") commands+=("$2") answers+=("$3")
}

# The first who enters is ours, and its answer the right one.
check_answer() {
	local i=$1 answer=$work/answer.$1
	test -n "${answers[i]}" || return 0
	bash -c "${answers[i]}" | sort >"$answer"
	test "$i" -ne 0 || return 0
	cmp -s "$work/answer.0" "$answer"
}

# Would one run of this contestant need too much, by its last size? Then so it
# would if it sat that one out already.
sits_out() {
	awk -F '\t' -v job="$job" -v name="$1" -v size="$size" \
		-v limit="$limit" -v memory="$memory" '
		$1 == job && $2 < size {
			if ($2 > last) last = $2
			if ($3 == name) { at = $2; time = $5; kib = $7 }
		}
		END {
			exit !(last && at != last ||
				at && (time * size / at > 2 * limit ||
				kib * size / at > memory))
		}' "$results"
}

# run_one I ROWS BYTES: one run of one contestant. Sets took to its seconds.
run_one() {
	local i=$1 told
	rm -rf "$out"
	told=$(bench_run "$out.stdout" bash -c "${commands[i]}") || return
	say "$job $size ${names[i]}: $told"
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$job" "$size" "${names[i]}" \
		"$2" "${told// /$'\t'}" "$3" >>"$results"
	took=${told%% *}
}

# leave_out I WHY: a contestant that failed or gave another answer has no row
# for this size, and a line below the table; the others go on. Without ours, or
# with an answer that differs, nothing is accepted in the end.
leave_out() {
	local name=${names[$1]}
	say "$job $size $name: $2"
	awk -F '\t' -v job="$job" -v name="$name" -v size="$size" \
		'$1 != job || $2 != size || $3 != name' "$results" >"$results.new"
	mv "$results.new" "$results"
	left_out+=("$job $size $name: $2")
	if test "$2" != failed || [[ $name = vardstrom* ]]
	then
		is_good=
	fi
}
left_out=() is_good=yes

# contest ROWS BYTES: run all who entered, turn by turn, until each has had its
# runs or its time.
contest() {
	local i run took
	local -a left=() needed=()
	export out=${to:-$work}/out
	for i in "${!names[@]}"
	do
		left[i]=$limit needed[i]=0
		if test "$i" -gt 0 && sits_out "${names[i]}"
		then
			say "$job $size ${names[i]}: sits out"
			left[i]=-1
		fi
	done
	for ((run = 1; run <= runs; run++))
	do
		for i in "${!names[@]}"
		do
			test "${left[i]}" -ge "${needed[i]}" || continue
			took=$limit
			if ! run_one "$i" "$1" "$2"
			then
				leave_out "$i" failed
			elif test "$run" -eq 1 && ! check_answer "$i"
			then
				leave_out "$i" "another answer (answer.$i)"
				took=$limit
			fi
			needed[i]=${took%.*}
			left[i]=$((left[i] - needed[i]))
		done
	done
	rm -rf "$out" "$out.stdout"
	names=() commands=() answers=()
}

rows_of() {
	wc -l <"$1"
}
bytes_of() {
	cat "$@" | wc -c
}

# --- the jobs ---------------------------------------------------------------

python="$work/peers/bin/python"
duck="$python $here/duckdb_sql.py"
house="$python $here/chdb_sql.py"
bear="$python $here/polars_jobs.py"

# Where a job writes all that it reads, what is written goes into a pipe, as it
# would in a pipeline, and its lines are counted: memory that a file takes for
# the first time may cost more than the work. At the first size the lines are
# kept, for the answer PATTERN of them. Sets pour and answer.
pour_and_count() {
	pour='| wc -l >$out' answer='cat $out'
	test "$size" = "${sizes[0]}" || return 0
	pour='>$out' answer="grep -c '$1' \$out"
}

job_a() {
	local in=$dir/contacts.ndjson to=$scratch pour answer
	need_records
	pour_and_count '"visit": *true'
	enter vardstrom "bench_filter $in $pour" "$answer"
	enter 'jansson, reading only' "bench_jansson $in" ''
	enter miller "mlr --ijsonl --ojsonl put '\$visit = \$status == \"done\" && \$contact_type != \"phone\"' $in $pour" \
		"$answer"
	enter jq "jq -c '.visit = (.status == \"done\" and .contact_type != null and .contact_type != \"phone\")' $in $pour" \
		"$answer"
	enter duckdb "$duck filter $in \$out" "${answer/cat/wc -l <}"
	enter clickhouse "$house filter $in \$out" "${answer/cat/wc -l <}"
	enter polars "$bear filter $in \$out" "${answer/cat/wc -l <}"
	contest "$(rows_of "$in")" "$(bytes_of "$in")"
}

job_b() {
	local in=$dir/fys002.csv
	need_extracts
	enter vardstrom "normalize -q -p $here/plain.json $in |
		aggregate -g clinic count distinct:patient >\$out" \
		'jq -r "[.clinic, .count, .distinct_patient] | @tsv" $out'
	enter mawk 'mawk -F ";" '\''NR > 1 { n[$4]++
		if (!(($4, $3) in s)) { s[$4, $3]; d[$4]++ } }
		END { for (c in n) print c "\t" n[c] "\t" d[c] }'\'" $in >\$out" \
		'cat $out'
	enter miller "mlr --icsv --ifs ';' --otsv --headerless-csv-output count-distinct -f Mottagning,Personnummer then stats1 -a sum,count -f count -g Mottagning $in >\$out" \
		'cat $out'
	enter sqlite3 "printf '%s\n' '.separator ;' '.import $in t' '.separator \"\t\"' \
		'select Mottagning, count(*), count(distinct Personnummer) from t group by 1;' | sqlite3 >\$out" \
		'cat $out'
	enter duckdb "$duck csv $in >\$out" 'cat $out'
	enter clickhouse "$house csv $in >\$out" 'cat $out'
	enter polars "$bear csv $in >\$out" 'cat $out'
	contest "$(rows_of "$in")" "$(bytes_of "$in")"
}

job_c() {
	local in=$dir/contacts.ndjson
	need_records
	enter vardstrom "aggregate -g clinic count distinct:patient $in >\$out" \
		'jq -r "[.clinic, .count, .distinct_patient] | @tsv" $out'
	enter miller "mlr --ijsonl --otsv --headerless-csv-output count-distinct -f clinic,patient then stats1 -a sum,count -f count -g clinic $in >\$out" \
		'cat $out'
	enter jq "jq -nr 'reduce inputs as \$r ({}; (\$r.clinic + \";\" + \$r.patient) as \$key |
		setpath([\$key]; .[\$key] + 1)) | to_entries |
		map((.key / \";\") + [.value]) | group_by(.[0])[] |
		[.[0][0], (map(.[2]) | add), length] | @tsv' $in >\$out" \
		'cat $out'
	enter duckdb "$duck ndjson $in >\$out" 'cat $out'
	enter clickhouse "$house ndjson $in >\$out" 'cat $out'
	enter polars "$bear ndjson $in >\$out" 'cat $out'
	contest "$(rows_of "$in")" "$(bytes_of "$in")"
}

job_d() {
	local in=$dir/fys002.csv to=$scratch pour answer
	need_clinics
	pour_and_count '^{'
	enter vardstrom "normalize -q -p pipelines/profiles/fys002.json \
		--table clinics=$dir/clinics.ndjson $in $pour" "$answer"
	enter 'miller, no checks' "mlr --icsv --ifs ';' --ojsonl cat $in $pour" \
		"$answer"
	enter 'duckdb, no checks' "$duck convert $in \$out" \
		"${answer/cat/wc -l <}"
	enter 'clickhouse, no checks' "$house convert $in \$out" \
		"${answer/cat/wc -l <}"
	enter 'polars, no checks' "$bear convert $in \$out" \
		"${answer/cat/wc -l <}"
	contest "$(rows_of "$in")" "$(bytes_of "$in")"
}

job_e() {
	local main="pipelines/kvalitetsbokslut -q --config $work/config --year 2025"
	local answer="jq -rf $here/answer.jq \$out/indicators.ndjson"
	need_extracts
	need_extracts gzip
	enter vardstrom "$main $dir \$out" "$answer"
	enter 'vardstrom, gzip' "$main $dir.gz \$out" "$answer"
	enter 'vardstrom, pipes' "$main --pipes $dir \$out" "$answer"
	enter duckdb "$duck main $dir >\$out" 'cat $out'
	enter 'duckdb, gzip' "$duck main-gzip $dir.gz >\$out" 'cat $out'
	enter clickhouse "$house main $dir >\$out" 'cat $out'
	enter polars "$bear main $dir >\$out" 'cat $out'
	enter miller "$here/plain_mlr.sh $dir >\$out" 'cat $out'
	enter 'miller, tuned' "$here/tuned_mlr.sh $dir >\$out" 'cat $out'
	enter jq "$here/plain_jq.sh $dir >\$out" 'cat $out'
	enter 'jq, tuned' "$here/tuned_jq.sh $dir >\$out" 'cat $out'
	enter 'mawk, tuned' "$here/tuned_mawk.sh $dir >\$out" 'cat $out'
	contest "$(cat "$dir"/*.csv | wc -l)" "$(bytes_of "$dir"/*.csv)"
	test "$size" -lt "$large" || test -n "${KEEP-}" || rm -rf "$dir.gz" "$dir.gz.made"
}

job_f() {
	local in=$dir/contacts.ndjson to=$scratch
	need_records
	dedupe '' "$in"
	dedupe ', all twice' "$in" "$in"
}

# dedupe SUFFIX FILE...
dedupe() {
	local suffix=$1 list
	shift
	list=$(IFS=, && echo "$*")
	enter "vardstrom$suffix" "dedupe-patients -q $* >\$out" 'wc -l <$out'
	enter "mawk$suffix" "mawk -F '\"' '!s[\$8]++' $* >\$out" 'wc -l <$out'
	enter "miller$suffix" \
		"mlr --ijsonl --ojsonl head -n 1 -g contact_id $* >\$out" \
		'wc -l <$out'
	enter "duckdb$suffix" "$duck dedupe $list \$out" 'wc -l <$out'
	enter "clickhouse$suffix" "$house dedupe $list \$out" 'wc -l <$out'
	enter "polars$suffix" "$bear dedupe $list \$out" 'wc -l <$out'
	contest "$(cat "$@" | wc -l)" "$(bytes_of "$@")"
}

job_g() {
	local in=$work/one.ndjson
	need_records
	head -n 1 "$dir/contacts.ndjson" >"$in"
	enter vardstrom "aggregate count $in >\$out" 'tr -dc 0-9 <$out'
	enter mawk "mawk 'END { print NR }' $in >\$out" 'tr -dc 0-9 <$out'
	enter jq "jq -n '[inputs] | length' $in >\$out" 'tr -dc 0-9 <$out'
	enter miller "mlr --ijsonl --ojsonl count $in >\$out" 'tr -dc 0-9 <$out'
	enter sqlite3 'sqlite3 :memory: "select 1" >$out' 'tr -dc 0-9 <$out'
	enter duckdb "$duck start x >\$out" 'tr -dc 0-9 <$out'
	enter clickhouse "$house start x >\$out" 'tr -dc 0-9 <$out'
	enter polars "$bear start x >\$out" 'tr -dc 0-9 <$out'
	contest 1 "$(bytes_of "$in")"
}

# As it ships: the figures of all areas, where DuckDB makes those of the core.
job_h() {
	local main='pipelines/kvalitetsbokslut -q --year 2025'
	local answer="jq -rf $here/answer.jq \$out/indicators.ndjson"
	need_extracts
	enter vardstrom "$main $dir \$out" "$answer"
	enter 'vardstrom, pipes' "$main --pipes $dir \$out" "$answer"
	enter duckdb "$duck main $dir >\$out" 'cat $out'
	contest "$(cat "$dir"/*.csv | wc -l)" "$(bytes_of "$dir"/*.csv)"
}

# --- the table --------------------------------------------------------------

tell_machine() {
	printf 'Machine: %s, %s processors, %s GiB; load before %s. ' \
		"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
		"$(nproc)" \
		"$(awk '/^MemTotal/ { print int($2 / 1048576 + 0.5) }' /proc/meminfo)" \
		"$1"
	printf 'Reader: %s. ' "${VARDSTROM_CPU:-the best the processor has}"
	printf 'Peers: Miller %s, %s, mawk %s, SQLite %s, DuckDB %s, ClickHouse %s (chdb), Polars %s.\n\n' \
		"$(mlr --version | grep -o '[0-9][0-9.]*' | head -n 1)" \
		"$(jq --version)" \
		"$(mawk -W version 2>&1 | grep -o '[0-9][0-9.]*' | head -n 1)" \
		"$(sqlite3 --version | cut -d ' ' -f 1)" \
		"$($duck version x)" "$($house version x)" "$($bear version x)"
	printf 'Medians of up to %s runs, turn by turn.\n\n' "$runs"
	test ${#left_out[@]} -eq 0 || printf 'Left out: %s.\n\n' "${left_out[@]}"
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
		runs[key]++
	}
	END {
		for (i = 1; i <= n; i++)
			printf "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", order[i],
				rows[order[i]], bytes[order[i]],
				median(wall[order[i]]), median(cpu[order[i]]),
				median(kib[order[i]]), runs[order[i]]
	}' "$results"
}

# Titles of the jobs, and the contestant without its case ("duckdb, gzip"), for
# the tables below.
titles='
	BEGIN {
		title["a"] = "a: a filter"
		title["b"] = "b: group CSV"
		title["c"] = "c: group NDJSON"
		title["d"] = "d: normalize"
		title["e"] = "e: the main job"
		title["f"] = "f: dedupe"
		title["g"] = "g: start"
		title["h"] = "h: the main job as it ships"
	}'

write_table() {
	echo '| job | contacts | program | s | CPU s | 1000 rows/s | MB/s | peak MiB | times ours | runs |'
	echo '|---|--:|---|--:|--:|--:|--:|--:|--:|--:|'
	medians | awk -F '\t' "$titles"'
	{
		if ($3 ~ /^vardstrom(, all twice)?$/)
			ours = $6
		printf "| %s | %d | %s | %.3f | %.3f | %.0f | %.0f | %.0f | %.2f | %d |\n",
			title[$1], $2, $3, $6, $7, $4 / $6 / 1000,
			$5 / $6 / 1e6, $8 / 1024, ours ? $6 / ours : 0, $9
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

# All sizes of each job but the smallest, a row each; a column a peer. Against
# tuned peers, a job has rows of its own.
write_short_table() {
	cat <<-'END'
		Seconds and MiB at the peak are ours. A peer's column says how many times our
		time it takes, and its MiB; in italics where it sat this size out: the ratio
		at the last size that it ran. Peers of the main job are written plainly, as
		their manuals would have it, and in rows of their own as fast as they go.

	END
	medians | awk -F '\t' "$titles"'
	function add_row(row, size, s, m) {
		if (!(row in n_sizes))
			rows[++n_rows] = row
		sizes[row, ++n_sizes[row]] = size
		time[row, size] = s
		mib[row, size] = m
	}
	{
		n = split($3, words, ", ")
		row = title[$1]
		if (words[1] == "vardstrom") {
			add_row(row (n > 1 ? ", " words[2] : ""), $2, $6, $8 / 1024)
			next
		}
		if (words[2] == "tuned" && (row, $2) in time) {
			row = row ", peers tuned"
			if (!((row, $2) in time))
				add_row(row, $2, time[title[$1], $2], mib[title[$1], $2])
		} else if (row ", " words[2] in n_sizes)
			row = row ", " words[2]
		if (!((row, $2) in time))
			next
		hold(row, $2, words[1])
		if ((row ", pipes", $2) in time)
			hold(row ", pipes", $2, words[1])
	}
	function hold(row, size, peer) {
		ratio[row, size, peer] = $6 / time[row, size]
		peak[row, size, peer] = $8 / 1024
		last[row, peer] = ratio[row, size, peer]
	}
	function cell(row, size, peer) {
		if ((row, size, peer) in ratio)
			return sprintf(" %.1f (%.0f) |", ratio[row, size, peer],
				peak[row, size, peer])
		return (row, peer) in last ? sprintf(" *%.1f* |", last[row, peer]) : " |"
	}
	END {
		n_peers = split("duckdb clickhouse polars miller jq mawk sqlite3 jansson", peers, " ")
		printf "| job | contacts | s | MiB |"
		for (p = 1; p <= n_peers; p++)
			printf " %s |", peers[p]
		printf "\n|---|--:|--:|--:|"
		for (p = 1; p <= n_peers; p++)
			printf "--:|"
		print ""
		for (r = 1; r <= n_rows; r++) {
			row = rows[r]
			first = n_sizes[row] > 2 ? 2 : 1
			for (i = first; i <= n_sizes[row]; i++) {
				size = sizes[row, i]
				printf "| %s | %d | %.3f | %.0f |", row, size,
					time[row, size], mib[row, size]
				for (p = 1; p <= n_peers; p++)
					printf "%s", cell(row, size, peers[p])
				print ""
			}
		}
	}'
}

# accept FILE TABLE: put the table between the two marks of a file.
accept() {
	awk -v table="$2" '
	/^<!-- bench: end -->$/ { inside = 0 }
	!inside { print }
	/^<!-- bench: begin -->$/ {
		inside = 1
		while ((getline line <table) > 0)
			print line
	}' "$1" >"$work/accepted"
	cat "$work/accepted" >"$1"
}

# --- the run ----------------------------------------------------------------

# A size is over: its data is, too, when it is large.
end_size() {
	test "$size" -lt "$large" || test -n "${KEEP-}" || rm -rf "$dir" "$dir.gz" "$dir.made" "$dir.gz.made"
}

mkdir -p "$work"
scratch=$work
shm=$(mktemp -d /dev/shm/bench.XXXXXX 2>/dev/null || mktemp -d)
trap 'rm -rf "$shm" "$work/out" "$work/out.stdout"' EXIT
need_peers
make_config
: >"$results"
load=$(cut -d ' ' -f 1 /proc/loadavg)
for size in $(printf '%s\n' "${sizes[@]}" "${main_sizes[@]}" | sort -n -u)
do
	dir=$work/$size
	has_room || continue
	choose_scratch
	for job in $jobs
	do
		test "$job" != g || test "$size" = "${sizes[0]}" || continue
		[[ $job = [eh] ]] ||
			[[ " ${sizes[*]} " = *" $size "* ]] || continue
		"job_$job"
	done
	end_size
done
{
	tell_machine "$load"
	write_table
} >"$work/table.md"
{
	tell_machine "$load"
	write_short_table
} >"$work/short.md"
cat "$work/table.md" "$work/short.md"
if test -n "${ACCEPT-}" && test -n "$is_good"
then
	accept "$here/README.md" "$work/table.md"
	accept README.md "$work/short.md"
fi
test -n "$is_good"
