#!/bin/sh
# Prescriptions of physical activity per 1000 visits, by clinic and regi over
# three years, from the calibrated raw rows.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
definitions=$top/pipelines/indicators/levnadsvanor.json

# canonical NAME: the records of an extract of the year at hand.
canonical() {
	normalize -q -p "$pipelines/profiles/$1.json" \
		--table "clinics=$here/clinics.ndjson" "$data/$1.csv"
}

# of_year YEAR: its figures, and its raw rows in sqlite3.
of_year() {
	data=$here/$1
	synthesize -q --year "$1" "$data" &&
		normalize -q -p "$pipelines/profiles/mottagningar.json" \
			-o "$here/clinics.ndjson" "$data/mottagningar.csv" &&
		{
			canonical fys002
			canonical vuf01
		} >"$here/records.ndjson" || return 1
	mkdir -p "$here/register"
	cp "$data/mottagningar.csv" "$here/register"
	rm -f "$here/db" "$data/lankar.csv" "$data/t002.csv" \
		"$data/mottagningar.csv"
	figures "$1" "$definitions" && import_figures && import_extracts &&
		sqlite3 "$here/db" <<-SQL
			-- Every name of a clinic, its id too; no two have one in common.
			create table clinic as with recursive split as (
				select MottagningsId as id, Regi, Namn as name,
					Alias || '|' as rest from mottagningar
				union all select MottagningsId, Regi,
					MottagningsId, '' from mottagningar
				union all
				select id, Regi,
					substr(rest, 1, instr(rest, '|') - 1),
					substr(rest, instr(rest, '|') + 1)
				from split where rest <> ''
			) select distinct id as clinic, name, case Regi
				when 'Egen regi' then 'egen' else 'privat' end
				as regi from split where name <> '';
			create view visited as select clinic, regi,
				count(*) as visits
				from fys002 join clinic on name = Mottagning
				where Status = 'Genomförd' and Kontakttyp not in
					('', 'Chatt') group by clinic;
			create view prescribed as select clinic,
				count(distinct BokningsId) as far
				from vuf01 join clinic on name = Mottagning
				where Status = 'Genomförd' and
				' ' || KvåKod || ' ' like '% DV200 %'
				group by clinic;
		SQL
}

for period in 2023 2024 2025
do
	check "the figures of $period" of_year $period
	check "R-HABIT-05: by clinic, $period" \
		agree far_per_1000_visits clinic "
		select clinic, 1000.0 * ifnull(far, 0) / visits
		from visited left join prescribed using (clinic)"
	check "R-HABIT-05: by regi, $period" agree far_per_1000_visits regi "
		select regi, 1000.0 * sum(far) / sum(visits)
		from visited left join prescribed using (clinic)
		group by regi"
	# As printed: prescriptions of each year, visits of 2024 and 2025.
	case $period in
	2023) continue ;;
	2024) printed='301 / 98036' ;;
	2025) printed='271 / 102768' ;;
	esac
	check "R-HABIT-05: 1000 * $printed, $period" \
		value far_per_1000_visits '' '' "round(1000.0 * $printed, 9)"
done
finish
