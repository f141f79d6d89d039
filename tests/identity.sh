#!/bin/sh
# Identity at its size, and against whoever means ill: ten million contacts of
# three million patients by clinic and by provider, held against sqlite3; one
# patient with ten million contacts; ten million patients with one; ids of a
# MiB. Each in memory and within 32 MiB. Takes minutes and 6 GB in
# build/identity. Prints what each run took. (synthesize would make 2.75 million
# patients of ten million contacts, each mostly at one clinic; here they are as
# many as asked for, and a fifth of them go to several clinics.)
set -eu
LC_ALL=C
export LC_ALL
PATH=$BIN:$PATH
folder=${FOLDER:-build/identity}
contacts=${CONTACTS:-10000000}
patients=${PATIENTS:-3000000}
long_ids=${LONG_IDS:-200}
mkdir -p "$folder/tmp"
TMPDIR=$(cd "$folder/tmp" && pwd)
export TMPDIR

# make_contacts PATIENT: contacts whose patient is that awk expression of i.
make_contacts() {
	awk -v n="$contacts" -v patients="$patients" 'BEGIN {
		for (i = 0; i < n; i++) {
			p = '"$1"'
			clinic = (p * 7 + (i % 5 == 0) * i) % 38
			printf "{\"record\":\"contact\",\"contact_id\":\"K%d\",\"date\":\"2025-03-14\",\"year\":2025,\"month\":\"2025-03\",\"patient\":\"19%010d\",\"clinic\":\"c%02d\",\"provider\":\"v%d\",\"status\":\"done\"}\n", i, p, clinic, clinic % 9
		}
	}'
}

report() {
	jq -r --arg what "$1" '[$what, .read, .seconds,
		(.max_rss_bytes / 1048576 * 10 | round / 10)] | @tsv' \
		"$folder/stats" | awk -F '\t' '{
			printf "%-44s %9d %7.1f s %7.1f MiB\n", $1, $2, $3, $4
		}'
}

# run NAME WHAT PROGRAM [WORD]...: output in NAME; what it took, told.
run() {
	name=$folder/$1
	what=$2
	shift 2
	rm -f "$folder/stats"
	"$@" --quiet --stats "$folder/stats" "$folder/in" >"$name"
	report "$what"
	within "$what"
}
# With --memory 32M no more than that is resident. (Sanitizers need their own.)
within() {
	test -z "${SAN:-}" || return 0
	case $1 in
	*32M) ;;
	*) return 0 ;;
	esac
	jq -e '.max_rss_bytes <= 33554432' "$folder/stats" >/dev/null && return
	echo "$1: more than 32 MiB"
	exit 1
}
same() {
	cmp "$folder/$1" "$folder/$2"
}

# both WHAT WORD...: aggregate in memory and within 32 MiB; the same bytes.
both() {
	what=$1
	shift
	run all "$what" aggregate --memory 64G "$@"
	jq .max_rss_bytes "$folder/stats" >"$folder/rss"
	run few "$what, 32M" aggregate --memory 32M "$@"
	same all few
}
patients_by() {
	jq -r "[.clinic // .provider, .distinct_patient] | @csv" "$folder/all" |
		tr -d '"' | sort >"$folder/ours"
	sqlite3 -csv "$folder/db" "SELECT $1, count(DISTINCT patient)
		FROM t GROUP BY $1" | tr -d '\r"' | sort >"$folder/theirs"
	same ours theirs
	keys=$(awk -F , '{ n += $2 } END { print n }' "$folder/ours")
	echo "patients by $1: $keys, as sqlite3 counts them;" \
		"$(($(cat "$folder/rss") / keys)) bytes each"
}

echo "$contacts contacts of $patients patients"
make_contacts '(i * 1000003) % patients' >"$folder/in"
rm -f "$folder/db"
sed 's/.*"patient":"\([^"]*\)","clinic":"\([^"]*\)","provider":"\([^"]*\)".*/\1,\2,\3/' \
	"$folder/in" >"$folder/csv"
sqlite3 "$folder/db" "CREATE TABLE t(patient, clinic, provider)" \
	".mode csv" ".import $folder/csv t"
rm "$folder/csv"
both 'aggregate by clinic' -g clinic distinct:patient
patients_by clinic
both 'aggregate by provider' -g provider distinct:patient
patients_by provider
both 'aggregate, all indicators' --period 2025 --indicators \
	pipelines/indicators/kvalitetsbokslut.json
rm "$folder/db"
run per 'dedupe-patients --per clinic,year' dedupe-patients --memory 64G \
	--per clinic,year
aggregate -g clinic distinct_patient=count "$folder/per" >"$folder/counted"
aggregate -g clinic distinct:patient "$folder/in" >"$folder/all"
same all counted
run per-few 'dedupe-patients --per clinic,year, 32M' dedupe-patients \
	--memory 32M --per clinic,year
same per per-few
rm "$folder/per" "$folder/per-few"
split-patients -n 7 -o "$folder/part-%" "$folder/in"
for part in "$folder"/part-?
do
	aggregate -g clinic distinct:patient count "$part"
done | aggregate -g clinic distinct_patient=sum:distinct_patient \
	>"$folder/added"
same all added
echo 'seven parts by patient: added up, the whole'
rm "$folder"/part-?

make_contacts 17 >"$folder/in"
both 'one patient' -g clinic distinct:patient
run per 'one patient, dedupe-patients' dedupe-patients --per year
test "$(wc -l <"$folder/per")" -eq 1

make_contacts 'i' >"$folder/in"
both "$contacts patients" -g clinic distinct:patient
run per "$contacts patients, dedupe-patients, 32M" dedupe-patients \
	--memory 32M --per clinic
cmp "$folder/in" "$folder/per"

# Two hundred ids of a MiB, each four times, which differ at their end.
awk -v n="$long_ids" 'BEGIN {
	for (i = s = "x"; length(s) < 1048570; s = s s)
		;
	s = substr(s, 1, 1048570)
	for (i = 0; i < 4 * n; i++)
		printf "{\"contact_id\":\"%d\",\"patient\":\"%s%03d\",\"clinic\":\"c\",\"year\":1}\n", i, s, i % n
}' >"$folder/in"
both 'ids of a MiB' -g clinic distinct:patient
grep -q "\"distinct_patient\":$long_ids}" "$folder/all"
run per 'ids of a MiB, dedupe-patients' dedupe-patients --per clinic
test "$(wc -l <"$folder/per")" -eq "$long_ids"
rm -r "$folder"
