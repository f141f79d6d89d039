#!/bin/bash
# Every record that is made is of its kind as records.schema.json has it: the
# canonical records of all profiles, the year's results, what the cases of
# tests/cli print. The schema knows every kind and member that profiles and
# programs make; vardstrom-records(5) knows the same; and a broken record fails.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
cd "$top" || exit 2
schema=pipelines/schemas/records.schema.json
mkdir "$here/records"

# Debian's own, for which its package is; another may stand first in PATH.
hold() {
	/usr/bin/python3 tests/records/check.py "$@"
}

# All profiles over all extracts that there are of their name.
canonical() {
	local profile name file tables table
	cp -R testdata/areas "$here/areas"
	mkdir "$here/areas/fhir"
	fhir-to-rows testdata/fhir/*.ndjson \
		>"$here/areas/fhir/fhir-kontakter.ndjson" || return
	for file in "$here"/areas/*/mottagningar.csv
	do
		(cat "$year/extracts/mottagningar.csv"; sed 1d "$file")
	done >"$here/register.csv"
	for profile in pipelines/profiles/*.json
	do
		name=$(basename "$profile" .json)
		test "$name" != profile.schema || continue
		tables=()
		for table in $(jq -r '.tables // {} | keys[]' "$profile")
		do
			case $table in
			clinics) file=$here/clinics.ndjson ;;
			employments) file=$here/employments.ndjson ;;
			*) file=$(find pipelines/tables "$here/records" -name "$table*") ;;
			esac
			tables+=(--table "$table=$file")
		done
		for file in "$year/extracts/$name.csv" \
			"$here"/areas/*/"$name".{csv,ndjson}
		do
			test -e "$file" || continue
			normalize -q -p "$profile" "${tables[@]}" \
				--rejects "$here/rejects" "$file"
		done >"$here/records/$name.ndjson" || return
	done
}
clinics() {
	local file
	for file in "$year/extracts/mottagningar.csv" \
		testdata/areas/*/mottagningar.csv
	do
		test ! -e "$file" || normalize -q -p \
			pipelines/profiles/mottagningar.json "$file"
	done | dedupe-patients -q --key record,clinic >"$here/clinics.ndjson"
	for file in testdata/areas/*/personal.csv
	do
		normalize -q -p pipelines/profiles/personal.json \
			--table "clinics=$here/clinics.ndjson" \
			--rejects "$here/rejects" "$file"
	done | dedupe-patients -q --key record,employment \
		>"$here/employments.ndjson"
}
coded() {
	head -n 3000 "$here/records/fys002.ndjson" |
		cat - "$here"/records/{rehabplaner,rehabprocess,q006}.ndjson |
		code-kva -q --rules pipelines/rules/physiotherapy.json \
			>"$here/records/coded.ndjson" &&
		head -n 3000 "$here/records/fys002.ndjson" >"$here/some" &&
		mv "$here/some" "$here/records/fys002.ndjson" &&
		hold "$here"/records/*.ndjson
}
# A kind of a profile that had no row was tried by nobody.
none_empty() {
	find "$here/records" -size 0
	test -z "$(find "$here/records" -size 0)"
}
check 'the clinics of all areas' clinics
check 'all profiles make their records' canonical
check 'rows out of FHIR are of their kind' hold \
	"$here/areas/fhir/fhir-kontakter.ndjson"
check 'each of them made some' none_empty
check 'they are of their kinds' coded
check 'the results of the year are, too' hold "$year"/out/*.*json
dirty() {
	synthesize -q --contacts 2000 --dirty 5% "$here/dirty" &&
		job "$here/dirty" "$here/out" && hold "$here"/out/*.*json
}
check 'as are rejects of a dirty year' dirty

made=$(jq -r '."$defs" | to_entries[] | select(.value.properties.record) | .key' \
	$schema)
ours=$(for kind in $made
do
	grep -lq "^{\"record\":\"$kind\"" "$here"/records/*.ndjson || echo "$kind"
done | paste -s -d ,)
# Two cases pass on what somebody else wrote otherwise.
cases() {
	find tests/cli tests/pipelines -type f \( -name out -o -name 'want.*' \) \
		! -path '*/r-target-09-no-guarantee/*' \
		! -path '*/compare-years/months/*' -print0 | xargs -0 /usr/bin/python3 tests/records/check.py --only "$ours"
}
check 'what the cases print is, of the kinds that programs make' cases

profiles_known() {
	local profile
	for profile in pipelines/profiles/*.json
	do
		test "$profile" = pipelines/profiles/profile.schema.json ||
			jq -r --slurpfile s $schema '.record as $r |
				($s[0]."$defs"[$r].properties // {}) as $p |
				.members[] | select($p[.] | not) | "\($r): \(.)"' \
				"$profile"
	done >"$here/unknown"
	cat "$here/unknown"
	test ! -s "$here/unknown"
}
programs_known() {
	local kind status=0
	while read -r kind
	do
		grep -qxF "$kind" <<<"$made" || { echo "$kind"; status=1; }
	done < <(grep -rhoE '"\{\\"record\\":\\"[a-z_]+' cmd lib --include='*.c' |
		sed 's/.*"//' | sort -u)
	return $status
}
check 'the schema knows the kinds and members of all profiles' profiles_known
check 'and all kinds that programs write' programs_known

# KIND MEMBER, as the page has them: .Ss KIND, then .It Sy MEMBER.
page_agrees() {
	awk '/^\.Ss / { kind = $2 } /^\.Sh / { kind = "" }
		kind && /^\.It Sy / { print kind, $3, $4 }' \
		pipelines/vardstrom-records.5 | sed 's/ $//' | sort >"$here/page"
	jq -r '."$defs" | to_entries[] | select(.value.properties.record) |
		.key as $k | .value as $v | $v.properties | keys[] |
		select(. != "record") | "\($k) \(.)" +
		(if (. as $m | $v.required | index($m)) then " *" else "" end)' \
		$schema | sort | diff - "$here/page"
}
check 'vardstrom-records(5) says the same' page_agrees

tour() {
	local page name status=0
	for page in cmd/*/*.1 pipelines/*.1
	do
		name=$(basename "$page" .1)
		test "$name" = vardstrom ||
			grep -q "^\.It Xr $name 1" pipelines/vardstrom.1 ||
			{ echo "$name"; status=1; }
	done
	return $status
}
check 'vardstrom(1) has a word on every program' tour

# refuses RECORD: it is told.
refuses() {
	printf '%s\n' "$1" >"$here/broken"
	if hold "$here/broken"
	then
		echo 'nothing was told'
		return 1
	fi
}
check 'a figure whose value is text fails' refuses \
	'{"record":"indicator","indicator":"far","by":[],"value":"3"}'
check 'a kind that nobody knows fails' refuses '{"record":"indicater","value":3}'
check 'a member that nobody knows fails' refuses \
	'{"record":"drop","by":"aggregate","reason":"where","why":"x"}'
check 'a canonical record with one fails' refuses \
	"$(head -n 1 "$here/records/resurs.ndjson" | sed 's/}$/,"x":1}/')"
check 'a record without its id fails' refuses \
	"$(head -n 1 "$here/records/vuf01.ndjson" | sed 's/"booking_id":"[^"]*",//')"
check 'a day that is none fails' refuses \
	"$(head -n 1 "$here/records/fys002.ndjson" | sed 's/"date":"[^"]*"/"date":"3 March"/')"
finish
