#!/bin/sh
# How good the data is that the figures rest on, and what became of the rows.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area kvalitet 2025

sqlite3 "$here/db" <<SQL
create view contact as
	select MottagningsId as clinic, substr(Kontaktdatum, 1, 7) as month,
		Huvuddiagnos <> '' as diagnosed, KvåKoder <> '' as coded,
		Kontakttyp as form, Kontakttyp <> '' as typed,
		Personnummer not like '%SX%' as aged,
		julianday(nullif(Registreringsdatum, '')) -
			julianday(Kontaktdatum) as days
	from fys002 f join mottagningar m on m.Namn = f.Mottagning
	where Status = 'Genomförd' and
		Registreringsdatum not like '2025-13%';
create view visit as
	select * from contact where form not in ('', 'Chatt');
SQL
by_clinic() {
	agree "$1" clinic "select clinic, avg($2) from visit group by clinic"
}

check 'R-QUAL-01: diagnoses' by_clinic diagnosis_coverage diagnosed
check 'R-QUAL-01: three of five at Gripen' \
	value diagnosis_coverage clinic gripen 0.6
check 'R-QUAL-01: by clinic and month' agree diagnosis_coverage clinic+month \
	"select clinic || '+' || month, avg(diagnosed) from visit
	group by clinic, month"
check 'R-QUAL-01: KVÅ codes' by_clinic kva_coverage coded
check 'R-QUAL-01: contact forms' agree contact_type_coverage \
	clinic 'select clinic, avg(typed) from contact group by clinic'
check 'R-QUAL-01: ages' by_clinic age_coverage aged
check 'R-QUAL-02: days of registration' \
	by_clinic registration_date_coverage 'days is not null'
check 'R-QUAL-02: late' agree late_registrations_share clinic "
	select clinic, case when count(days) >= 0.8 * count(*) then
		1.0 * sum(days > 7) / count(days) end
	from visit group by clinic"
check 'R-QUAL-02: 7 days are not late, 8 and 90 are, and four of five told' \
	value late_registrations_share clinic gripen 0.5
check 'R-QUAL-02: seven of nine told are too few' \
	said late_registrations_share clinic rud \
	registration_dates_below_80_percent
check 'R-QUAL-03: three months at Rud; at Solsta January to April' \
	agree months_without_visits clinic \
	"values ('rud', 3), ('solsta', 4), ('gripen', 0)"
check 'R-QUAL-03: in all' value months_without_visits '' '' 7
check 'R-QUAL-04: of five, one has no day and one an impossible one' \
	value guarantee_assessment_coverage clinic gripen 0.6
check 'faults' rejected fys002 20:bad_date

# The rows of a year with faults in it, each told by synthesize.
synthesize -q --contacts 4000 --dirty 4% "$here/dirty"
check 'the job runs over faulty rows' job "$here/dirty" "$here/out"
jq -r '[.verdict, .error // .reason] | @csv' "$here/dirty/faults.ndjson" \
	>"$here/faults.csv"
jq -r '. as $i | [.indicator, (.by | join("+")),
	([.by[] | $i[.] | tostring] | join("+")), .value, .numerator,
	.denominator, .not_assessed] | @csv' "$here/out/rows.ndjson" \
	>"$here/rows.csv"
lines=$(cat "$here"/dirty/*.csv | wc -l)
sqlite3 "$here/db" <<SQL
delete from made;
create table fault (verdict, what);
.mode csv
.import '$here/rows.csv' made
.import '$here/faults.csv' fault
SQL
read_rows=$(jq -r 'select(.by == "normalize") | .read' \
	"$here/out/run.ndjson" | awk '{ n += $1 } END { print n }')

check 'R-QUAL-05: rows rejected, by fault' agree rows_rejected_by_fault error "
	select what, count(*) from fault where verdict = 'rejected'
	group by what"
check 'R-QUAL-05: all rejected' agree rows_rejected '' \
	"select '', count(*) from fault where verdict = 'rejected'"
check 'R-QUAL-05: of the rows read' agree rows_rejected_share '' "
	select '', 1.0 * count(*) / $read_rows from fault
	where verdict = 'rejected'"
check 'R-QUAL-05: no more rows than lines' test "$read_rows" -le "$lines"
check 'R-QUAL-05: repeats' agree rows_repeated_share '' "
	select '', 1.0 * count(*) / $read_rows from fault
	where what = 'repeat'"
check 'R-QUAL-06: clinics that could not be resolved' \
	agree rows_with_clinic_share '' "
	select '', 1 - 1.0 * count(*) / $read_rows from fault
	where what = 'unknown_clinic'"
listed() {
	jq -e '[.outputs[].file] | index("rows.ndjson")' \
		"$here/out/manifest.json"
}
check 'the manifest holds its checksum' listed
finish
