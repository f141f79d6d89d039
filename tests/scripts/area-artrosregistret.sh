#!/bin/sh
# Coverage of the osteoarthritis register: who is registered, of those with
# the diagnosis, also where the register knows a patient by an older id.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area artrosregistret 2025

sqlite3 "$here/db" <<SQL
create view ids as
	select Personnummer as written, ifnull((select TillId from lankar
		where FrånId = Personnummer),
		case length(replace(Personnummer, '-', '')) when 10
			then '19' || replace(Personnummer, '-', '')
			else Personnummer end) as patient
	from (select Personnummer from fys002 union
		select Personnummer from artrosregistret);
create view diagnosed as
	select distinct m.MottagningsId as clinic, patient
	from fys002 f join mottagningar m on m.Namn = f.Mottagning
		join ids on written = Personnummer
	where Status = 'Genomförd' and
		(Huvuddiagnos || ' ' || Bidiagnoser) glob '*M1[67]*';
create view registered as
	select distinct m.MottagningsId as clinic, patient
	from artrosregistret a join mottagningar m on m.Namn = a.Mottagning
		join ids on written = Personnummer
	where Led in ('Höft', 'Knä') and Registreringsdatum like '2025-%' and
		Registreringsdatum not like '2025-13%';
SQL

check 'R-REG-01: patients registered' agree oa_register_patients clinic \
	'select clinic, count(*) from registered group by clinic'
check 'R-REG-02: coverage by clinic' agree oa_register_coverage clinic "
	select clinic, 1.0 * count(r.patient) / count(*)
	from diagnosed d left join registered r using (clinic, patient)
	group by clinic"
check 'R-REG-02: coverage, all' agree oa_register_coverage '' "
	select '', 1.0 * count(distinct r.patient) / count(distinct d.patient)
	from diagnosed d left join registered r using (patient)"
check 'R-REG-02: 3 of 8 by hand, one of them by a link' \
	value oa_register_coverage clinic gripen 0.375
check 'R-REG-02: 5 of 6 by hand' \
	value oa_register_coverage clinic grums 0.833333333
check 'R-REG-03: one is registered without the diagnosis' \
	value oa_register_undiagnosed clinic gripen 1
check 'faults' rejected artrosregistret 14:bad_date 15:unknown_value
finish
