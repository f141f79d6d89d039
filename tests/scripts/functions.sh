#!/bin/sh
# median, stdev, first and last, --sort, --top and --round: what sqlite3 and jq
# make of the same records; tables across and over.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
synthesize --contacts 4000 "$here/raw" 2>/dev/null
cd "$here" || exit 2
profiles=$top/pipelines/profiles
normalize -p "$profiles/mottagningar.json" raw/mottagningar.csv >clinics.ndjson
for name in fys002 t002
do
	normalize -p "$profiles/$name.json" --table clinics=clinics.ndjson \
		"raw/$name.csv" >"$name"
done

# By jq, whose numbers are binary: nine decimals are safe.
by_jq() {
	jq -sc 'map(select(has("wait_days"))) | group_by(.clinic)[] |
		(map(.wait_days) | sort) as $v | ($v | length) as $n |
		($v | add / $n) as $mean |
		{clinic: .[0].clinic,
		middle: (($v[($n - 1) / 2 | floor] + $v[$n / 2 | floor]) / 2)}
		+ if $n < 2 then {} else {spread: ($v |
			map((. - $mean) * (. - $mean)) | add / ($n - 1) |
			sqrt * 1e9 | round / 1e9)} end' t002 >want
	aggregate -g clinic -w 'has(wait_days)' middle=median:wait_days \
		spread=stdev:wait_days t002 |
		jq -c 'if has("spread") then .spread |= (. * 1e9 | round / 1e9)
			else . end' >got
	test -s want && same want got
}
# By sqlite3, with whole numbers only: 12 decimals of a root, squared.
by_sqlite() {
	jq -r 'select(has("diagnosis")) |
		[.clinic, .date, .diagnosis] | @csv' fys002 >rows.csv
	sqlite3 >want <<-'END'
	create table t(clinic, date, diagnosis);
	.mode csv
	.import rows.csv t
	.mode list
	.separator " "
	select clinic, (select diagnosis from t b where b.clinic = a.clinic
			order by date, diagnosis limit 1),
		(select diagnosis from t b where b.clinic = a.clinic
			order by date desc, diagnosis limit 1)
		from (select distinct clinic from t order by clinic) a;
	END
	aggregate -g clinic -w 'has(diagnosis)' first:diagnosis@date \
		last:diagnosis@date fys002 |
		jq -r '"\(.clinic) \(.first_diagnosis) \(.last_diagnosis)"' >got
	test -s want && same want got
}
# Of records that lie in one day, the smallest value, whatever their order.
ties() {
	for way in cat tac
	do
		"$way" fys002 | aggregate -g month first:contact_id@year \
			last:contact_id@year >"$way.out"
	done
	same cat.out tac.out &&
		jq -e '.first_contact_id == .last_contact_id' cat.out >/dev/null
}
# Keys on the disk, two at a time, are the same as held.
spilled() {
	line() {
		aggregate -g clinic distinct:patient median:age stdev:age \
			first:patient@date last:patient@date fys002 "$@"
	}
	line >held && line --memory 16M >spilled && same held spilled
}
# Sorted by two members, cut and rounded: what jq makes of the answer.
shaped() {
	aggregate -g diagnosis,sex count mean:age fys002 |
		jq -sc 'to_entries | sort_by(-.value.count,
			if .value.mean_age then [0, .value.mean_age] else [1] end,
			.key)[:25][].value |
			if .mean_age then .mean_age |= (. * 100 | round / 100)
			else . end' >want
	aggregate -g diagnosis,sex count mean:age --sort -count,mean_age \
		--top 25 --round 2 fys002 2>said >got
	test "$(wc -l <want)" -eq 25 && same want got
}
# A table of months, turned twice, is itself.
turned() {
	aggregate -w 'has(regi)' -g regi,month count fys002 >months
	render-table --records '*' -r regi --across month -c count -f ndjson \
		months >want
	render-table --records '*' -r month --across regi -c count --transpose \
		-f ndjson months | sed 's/"member"/"regi"/' >got
	test -s want && same want got && jq -s 'map(.count) | add' months >all &&
		jq -s 'map(del(.regi) | add) | add' want | same all -
}
check 'median and stdev are those of jq' by_jq
check 'first and last are those of sqlite3' by_sqlite
check 'ties do not hang on the order' ties
check 'sorted, cut and rounded as jq does it' shaped
check 'across and over are the same table' turned
check 'the same with little memory' spilled
finish
