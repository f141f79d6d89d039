#!/bin/bash
# A pseudonymised main job over a dirty year: no personal number of its input
# is in anything that it makes, which a planted one shows to be found; the
# figures are those of the plain job; keys are kept. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
extracts=$here/dirty
synthesize --contacts 20000 --dirty 3% "$extracts" 2>/dev/null
(umask 077 && printf 'a key for tests only, of 32 bytes' >"$here/key")
(umask 077 && printf 'another key for tests, of 32 bytes' >"$here/other-key")

# --- what is searched for ---------------------------------------------------

# Each id of the input, good or faulty, as written, bare, with ten and twelve
# digits, and with either separator.
needles() {
	for file in fys002 vuf01 t002
	do
		awk -F ';' '
			NR == 1 {
				for (i = 1; i <= NF; i++)
					if ($i ~ /Personnummer/)
						column = i
				next
			}
			{ print $column }' "$extracts/$file.csv"
	done
	awk -F ';' 'NR > 1 { print $1; print $2 }' "$extracts/lankar.csv"
}
written_forms() {
	LC_ALL=C tr -d '"\r ' | LC_ALL=C awk '
		length($0) < 10 || length($0) > 13 || /[^0-9A-Za-z+-]/ { next }
		{
			id = $0
			print id
			gsub(/[+-]/, "", id)
			ten = substr(id, length(id) - 9)
			split(id " " ten, forms, " ")
			for (i in forms) {
				n = length(forms[i])
				date = substr(forms[i], 1, n - 4)
				last = substr(forms[i], n - 3)
				print date last
				print date "-" last
				print date "+" last
				print tolower(date last)
			}
		}' | sort -u
}
make_needles() {
	needles | written_forms >"$here/needles"
	wc -l <"$here/needles"
	grep -qE '^[0-9]{12}$' "$here/needles" &&
		grep -qE '^[0-9]{6}-[0-9]{4}$' "$here/needles" &&
		grep -qE '^[0-9]{8}S[FU]' "$here/needles" &&
		test "$(wc -l <"$here/needles")" -gt 10000
}

# search FOLDER: status 0 where a file of it holds an id. Only the places are
# shown.
search() {
	LC_ALL=C grep -raobF -f "$here/needles" "$1" | cut -d: -f1,2 | head
	LC_ALL=C grep -raqF -f "$here/needles" "$1"
}

# --- a job that is watched --------------------------------------------------

# In place of each program one that keeps what goes in and out, what it says,
# and (before the last) the folder that the job works in.
watch() {
	seen=$here/$1
	mkdir -p "$here/watched" "$seen"
	for program in "$VARDSTROM_BIN"/*
	do
		program=${program##*/}
		cat >"$here/watched/$program" <<END
#!/bin/bash
set -o pipefail
printf '%s\n' "\$@" >"$seen/$program.\$\$.words"
test $program != balance-run || cp -R "$seen"/.job.run.* "$seen/work"
tee "$seen/$program.\$\$.in" | "$VARDSTROM_BIN/$program" "\$@" \\
	2> >(tee "$seen/$program.\$\$.err" >&2) | tee "$seen/$program.\$\$.out"
END
		chmod +x "$here/watched/$program"
	done
}
watched_job() {
	VARDSTROM_BIN=$here/watched TMPDIR=$here \
		kvalitetsbokslut --year 2025 "${@:2}" "$extracts" \
		"$here/$1/job" 2>"$here/$1/said"
	status=$?
	test $status -eq 0 || cat "$here/$1/said"
	return $status
}
# The extracts themselves go in by name, so no stream holds them.
pseudonymised() {
	watch seen
	watched_job seen --pipes --pseudonymize "$here/key" || return 1
	test -s "$here/seen/job/rejects.ndjson" &&
		test -s "$here/seen/job/manifest.json" &&
		test -s "$here/seen/said" && ls "$here/seen/work"/*.drops &&
		ls "$here"/seen/aggregate.*.in "$here"/seen/normalize.*.out
}
plain() {
	watch bare
	watched_job bare --pipes && search "$here/bare/job" && search "$here/bare/work"
}
finds_none() {
	! search "$here/seen"
}
# The same as a chain, whose streams are in no file at all; what it keeps in
# temporary files is seen below.
chained() {
	watch linked
	watched_job linked --pseudonymize "$here/key" &&
		ls "$here"/linked/chain-stages.*.words "$here"/linked/work &&
		! search "$here/linked" &&
		same "$here/seen/job/indicators.ndjson" \
			"$here/linked/job/indicators.ndjson"
}

# planted SUFFIX: a copy of what was searched, one id in a file of that name.
planted() {
	rm -rf "$here/copy"
	cp -R "$here/seen" "$here/copy"
	file=$(find "$here/copy" -type f -name "*$1" -size +0 | sort | head -n 1)
	id=$(shuf -n 1 --random-source="$here/needles" "$here/needles")
	printf '{"x":"%s"}\n' "$id" >>"$file"
	search "$here/copy"
}

# --- stages by themselves ---------------------------------------------------

stream() {
	normalize -q -p "$top/pipelines/profiles/mottagningar.json" \
		--rejects /dev/null "$extracts/mottagningar.csv" \
		>"$here/clinics" 2>"$here/said" &&
		normalize -q -p "$top/pipelines/profiles/fys002.json" \
			--pseudonymize "$1" --table "clinics=$here/clinics" \
			--rejects "$here/refused" "$extracts/fys002.csv"
}
# What later stages reject was written by the first.
later_rejects() {
	mkdir "$here/later"
	stream "$here/key" | sed 's/}$/,}/' >"$here/broken"
	for program in dedupe-patients code-kva 'aggregate count' \
		'check-targets' 'split-patients -n 1 --part 1'
	do
		name=${program%% *}
		words=
		test "$name" != code-kva ||
			words="--rules $top/pipelines/rules/physiotherapy.json"
		test "$name" != check-targets || words="--targets \
			$top/pipelines/targets/kvalitetsbokslut.json"
		# shellcheck disable=SC2086
		$program $words --rejects "$here/later/$name" <"$here/broken" \
			>"$here/later/$name.out" 2>"$here/later/$name.err" &&
			test -s "$here/later/$name" || return 1
	done
	! search "$here/later" &&
		grep -qE '"raw":".*patient\\":\\"[0-9a-f]{32}' "$here/later/dedupe-patients"
}
# Near misses are told by their places.
near_misses() {
	mkdir "$here/near"
	normalize -q -p "$top/pipelines/profiles/fys002.json" \
		--pseudonymize "$here/key" --table "clinics=$here/clinics" \
		--suggest --rejects "$here/near/rejects" \
		"$extracts/fys002.csv" >"$here/near/out" 2>"$here/near/err" &&
		grep -q '"suggest":\["' "$here/near/rejects" &&
		! search "$here/near"
}
# Files without a name, as they are while dedupe-patients waits for more.
temporary_files() {
	mkdir "$here/temporary" "$here/kept"
	stream "$here/key" >"$here/some"
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
	do
		sed "s/\"contact_id\":\"/&$i-/" "$here/some"
	done >"$here/many"
	mkfifo "$here/fifo"
	TMPDIR=$here/temporary dedupe-patients --memory 16M "$here/fifo" \
		>"$here/kept/out" 2>"$here/kept/err" &
	pid=$!
	exec 7>"$here/fifo"
	cat "$here/many" >&7
	sleep 0.3
	for fd in "/proc/$pid/fd/"*
	do
		case $(readlink "$fd") in
		"$here/temporary/"*) cp "$fd" "$here/kept/temporary.${fd##*/}" ;;
		esac
	done
	exec 7>&-
	wait $pid || return 1
	ls -l "$here/kept"
	test -n "$(find "$here/kept" -name 'temporary.*' -size +10k)" &&
		! search "$here/kept" && rmdir "$here/temporary"
}

# --- pseudonyms -------------------------------------------------------------

pseudonyms_of() {
	jq -r .patient <"$1" | sort -u
}
two_keys() {
	stream "$here/key" >"$here/first" &&
		stream "$here/other-key" >"$here/second" &&
		pseudonyms_of "$here/first" >"$here/a" &&
		pseudonyms_of "$here/second" >"$here/b" &&
		test "$(wc -l <"$here/a")" -gt 1000 &&
		test "$(wc -l <"$here/a")" -eq "$(wc -l <"$here/b")" &&
		test -z "$(comm -12 "$here/a" "$here/b")"
}
# One person in two years, by two ways of writing, in two kinds of extract.
one_key() {
	header='KontaktId;Kontaktdatum;Personnummer;Mottagning;Kontakttyp;Status;Huvuddiagnos;Bidiagnoser;KvåKoder;Yrkeskategori'
	clinic=$(jq -r .clinic "$here/clinics" | head -n 1)
	{
		echo "$header"
		echo "A;2024-01-02;19701018-9806;$clinic;Enskilt nybesök;Genomförd;M171;;;"
	} >"$here/2024.csv"
	{
		echo "$header"
		echo "B;2025-01-02;701018-9806;$clinic;Enskilt nybesök;Genomförd;M171;;;"
	} >"$here/2025.csv"
	{
		echo 'FrånId;TillId;Giltig'
		echo '7010189806;19700101-TF1A;2025-01-01'
	} >"$here/links.csv"
	for year_no in 2024 2025
	do
		normalize -p "$top/pipelines/profiles/fys002.json" \
			--table "clinics=$here/clinics" --pseudonymize \
			"$here/key" "$here/$year_no.csv"
	done >"$here/both"
	cat "$here/both"
	test "$(jq -r .patient "$here/both" | uniq -c |
		sed 's/^ *//' | cut -c1-2)" = '2 '
}
same_figures() {
	job --pseudonymize "$here/key" "$year/extracts" "$here/figures" &&
		same "$year/out/indicators.ndjson" "$here/figures/indicators.ndjson"
}
same_figures_dirty() {
	same "$here/bare/job/indicators.ndjson" "$here/seen/job/indicators.ndjson" &&
		same "$here/bare/job/drops.ndjson" "$here/seen/job/drops.ndjson"
}
# As many rejects, row for row, whatever is shown of them.
same_rejects() {
	for folder in bare seen
	do
		jq -c '[.source, .field, .error, .faults]' \
			"$here/$folder/job/rejects.ndjson" >"$here/$folder.places"
	done
	same "$here/bare.places" "$here/seen.places"
}
again() {
	(cd "$here" && job --pseudonymize key "$extracts" again) &&
		same "$here/seen/job/manifest.json" "$here/again/manifest.json"
}

# --- keys -------------------------------------------------------------------

refuses() {
	job --pseudonymize "$1" "$extracts" "$here/none" 2>"$here/said"
	test $? -eq 2 && test ! -e "$here/none" && cat "$here/said" &&
		grep -q "$2" "$here/said"
}
open_key() {
	for mode in 640 604 620 602
	do
		cp "$here/key" "$here/open" && chmod $mode "$here/open" &&
			refuses "$here/open" 'others may read or change' || return 1
	done
}
short_key() {
	(umask 077 && printf short >"$here/short") &&
		refuses "$here/short" 'a key has 32 to 4096 bytes'
}
made_key() {
	make -s -C "$top" key KEY="$here/made" &&
		test "$(stat -c '%a %s' "$here/made")" = '600 32' &&
		cp "$here/made" "$here/made.before" &&
		! make -s -C "$top" key KEY="$here/made" &&
		cmp "$here/made" "$here/made.before"
}

check 'the ids of a dirty year, in every form' make_needles
check 'a plain job: the search finds them' plain
check 'a pseudonymised job' pseudonymised
check 'the search finds none, in no file, stream or message' finds_none
for suffix in rejects.ndjson drops.ndjson indicators.ndjson manifest.json \
	rows.ndjson run-charts.ndjson run.ndjson .out .in .stats said
do
	check "but finds one that is planted in $suffix" planted $suffix
done
check 'a chain leaves none either' chained
check 'rejects of later stages hold pseudonyms' later_rejects
check 'rejects with near misses hold none' near_misses
check 'temporary files hold none' temporary_files
check 'the figures of 2025 are the same' same_figures
check 'so are the figures and drops of the dirty year' same_figures_dirty
check 'and the same rows are rejected for the same faults' same_rejects
check 'the same key gives the same run' again
check 'a person has one pseudonym in every extract and year' one_key
check 'two keys have no pseudonym in common' two_keys
check 'a key that others may read or change is refused' open_key
check 'a key that is too short is refused' short_key
check 'a key that is not there is refused' refuses "$here/nowhere" 'No such file'
check 'make key makes one, and never over another' made_key
finish
