#!/bin/sh
# Digital services by clinic, the share of clinics that have each, and the
# share of visits at a distance.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area digitalt 2025

sqlite3 "$here/db" <<SQL
create view open as
	select MottagningsId as clinic, case Regi when 'Egen regi' then 'egen'
		else 'privat' end as regi, Namn
	from mottagningar where (Öppnad = '' or Öppnad <= '2025-12-31') and
		(Avvecklad = '' or Avvecklad > '2025-12-31');
create table services (service, name);
insert into services values ('cancellation', 'Avbokning'),
	('direct_booking', 'Direktbokning'), ('messages', 'Meddelanden'),
	('chat', 'Chatt'), ('video', 'Videobesök'),
	('pain_school', 'Digital smärtskola');
create view used as
	select distinct clinic, regi, service
	from digitala_tjanster d join open on Namn = d.Mottagning
		join services s on s.name = d.Tjänst
	where Införd not glob '[a-z]*' and Införd <= '2025-12-31' and
		(Avslutad = '' or Avslutad > '2025-12-31');
create view contacts as
	select m.MottagningsId as clinic, Kontakttyp as form,
		Kontakttyp in ('Telefonsamtal', 'Videobesök') or
			KvåKoder like '%ZV051%' as remote
	from fys002 f join mottagningar m on m.Namn = f.Mottagning
	where Status = 'Genomförd';
create view visits as
	select * from contacts where form not in ('Chatt', '');
SQL

check 'R-DIG-01: services of each open clinic' agree digital_services clinic "
	select clinic, count(service) from open left join used using (clinic)
	group by clinic"
check 'R-DIG-01: clinics with each service' \
	agree digital_service_clinics regi+service "
	select regi || '+' || service, count(*) from used
	group by regi, service"
check 'R-DIG-02: share of clinics' agree digital_service_share service "
	select service, count(*) / (select 1.0 * count(*) from open)
	from used group by service"
check 'R-DIG-02: share of clinics by regi' \
	agree digital_service_share regi+service "
	select regi || '+' || service, 1.0 * count(*) / (select count(*)
		from open where open.regi = used.regi)
	from used group by regi, service"
check 'R-DIG-02: every clinic takes cancellations at 1177, as printed' \
	value digital_service_share service cancellation 1
check 'R-DIG-01: five clinics have the pain school, one since the last day' \
	value digital_service_clinics service pain_school 5
check 'R-DIG-03: visits at a distance by clinic' \
	agree remote_visits_share clinic \
	'select clinic, avg(remote) from visits group by clinic'
check 'R-DIG-03: video' agree video_visits_share '' \
	"select '', avg(form = 'Videobesök') from visits"
check 'R-DIG-03: chat' agree chat_visits_share clinic \
	"select clinic, avg(form = 'Chatt') from contacts group by clinic"
check 'R-DIG-03: 11 of 47 by hand' value remote_visits_share '' '' \
	0.234042553
check 'faults' rejected digitala-tjanster 96:unknown_clinic \
	97:unknown_value 98:bad_date
finish
