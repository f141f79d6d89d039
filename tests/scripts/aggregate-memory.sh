#!/bin/sh
# aggregate above its memory: the same bytes as within it, the patients that
# sqlite3 counts, and a disk that is full. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
definitions=$top/pipelines/indicators/kvalitetsbokslut.json
mkdir "$here/spilled"

# 400 000 contacts of 300 000 patients at 38 clinics of nine providers.
awk 'BEGIN {
	for (i = 0; i < 400000; i++) {
		clinic = (i * 31 + i % 7) % 38
		printf "{\"record\":\"contact\",\"contact_id\":\"K%d\",\"year\":%d,\"patient\":\"P%012d\",\"clinic\":\"c%d\",\"provider\":\"v%d\",\"status\":\"done\",\"wait\":%d}\n", i, 2024 + i % 2, (i * 104729) % 300000, clinic, clinic % 9, i % 17
	}
}' >"$here/in"

# both NAME WORD...: with little memory and with enough, into files NAME.*
both() {
	name=$1
	shift
	aggregate "$@" "$here/in" >"$here/$name.all" &&
		TMPDIR=$here/spilled aggregate --memory 16M \
			--stats "$here/$name.stats" "$@" "$here/in" \
			>"$here/$name.few" &&
		test -s "$here/$name.all" &&
		same "$here/$name.all" "$here/$name.few" && within "$name"
}
# Sanitizers need memory of their own, so only a plain build is measured.
within() {
	rss=$(sed 's/.*"max_rss_bytes":\([0-9]*\).*/\1/' "$here/$1.stats")
	echo "$rss bytes"
	test -n "${SAN:-}" || test "$rss" -le 16777216
}
# A column that is grouped by stays; one of which a percentile is taken, too.
merged() {
	head -n 200000 "$here/in" | aggregate --partial -g clinic \
		distinct:patient >"$here/parts" &&
		tail -n +200001 "$here/in" | aggregate --partial -g clinic \
			distinct:patient >>"$here/parts" &&
		aggregate -g clinic distinct:patient "$here/in" >"$here/whole" &&
		aggregate --merge --memory 16M -g clinic distinct:patient \
			"$here/parts" >"$here/merged" &&
		same "$here/whole" "$here/merged"
}
damaged() {
	sed '0,/"count":1/s//"count":2/' "$here/parts" >"$here/wrong"
	aggregate --merge --memory 16M -g clinic distinct:patient \
		"$here/wrong" 2>"$here/said"
	test $? -eq 2 && grep 'damaged' "$here/said"
}
by_sqlite() {
	sed 's/.*"patient":"\([^"]*\)","clinic":"\([^"]*\)".*/\1,\2/' \
		"$here/in" >"$here/in.csv"
	sqlite3 >"$here/expected" <<END
CREATE TABLE t(p, clinic);
.mode csv
.import $here/in.csv t
SELECT clinic, count(DISTINCT p) FROM t GROUP BY clinic ORDER BY clinic;
END
	jq -r '[.clinic, .distinct_patient] | join(",")' "$here/clinics.few" |
		sort >"$here/counted"
	tr -d '\r' <"$here/expected" | sort | same - "$here/counted"
}
refuses() {
	words=$1
	shift
	"$@" -o "$here/none" "$here/in" 2>"$here/said"
	test $? -eq 2 && test ! -e "$here/none" && cat "$here/said" &&
		grep -q -e "$words" "$here/said"
}
full_disk() (
	trap '' XFSZ
	ulimit -f 100
	refuses 'temporary file cannot be written' env TMPDIR="$here" \
		aggregate --memory 16M -q -g clinic distinct:patient
)
no_folder() {
	refuses '^aggregate: /none: ' env TMPDIR=/none \
		aggregate --memory 16M -g clinic distinct:patient
}

check 'patients by clinic' both clinics -g clinic distinct:patient count
check 'patients by provider, with all else' both providers -g provider \
	distinct:patient sum:wait mean:wait min:patient max:patient p50:wait \
	distinct:wait share:'wait <= 3' max:wait
check 'patients and contacts over everything' both everything \
	distinct:patient distinct:contact_id
check 'all indicators, with how often patients came' both indicators \
	--period 2025 --indicators "$definitions"
check 'parts, merged within little memory' merged
check 'a damaged part is found there, too' damaged
check 'no file is left behind' rmdir "$here/spilled"
check 'a full disk is trouble, and nothing is published' full_disk
check 'so is a folder that is not there' no_folder
check 'not with --partial' refuses 'split-patients' aggregate --partial \
	--memory 16M count
if command -v sqlite3 >/dev/null
then
	check 'patients are those that sqlite3 counts' by_sqlite
fi
finish
