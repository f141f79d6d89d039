#!/bin/sh
# Staff and competence: who is employed, comes and goes, what training is
# given, and how staff rate their own competence.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area personal 2025

sqlite3 "$here/db" <<SQL
create table staff as
	select p.*, MottagningsId as clinic, m.Regi = 'Egen regi' as own,
		"Anställd" < '2025-01-01' and
			(Slutat = '' or Slutat >= '2025-01-01') as at_start,
		"Anställd" <= '2025-12-31' and
			(Slutat = '' or Slutat > '2025-12-31') as at_end,
		Slutat between '2025-01-01' and '2025-12-31' as gone,
		"Anställd" between '2025-01-01' and '2025-12-31' as hired,
		julianday("Anställd") - julianday(Examen) as since,
		Yrke in ('Fysioterapeut', 'Sjukgymnast') as physio
	from (select * from personal where "Anställd" <> ''
		group by "AnställningsId") p
	join mottagningar m using (MottagningsId);
create table rated as
	select SvarsId as who, s.MottagningsId as clinic,
		m.Regi = 'Egen regi' as own, "Område" as domain,
		Skattning + 0 as rating
	from (select * from sjalvskattning group by SvarsId, "Område") s
	join mottagningar m using (MottagningsId)
	where Datum like '2025%' and Skattning in ('1', '2', '3', '4', '5');
create table given as
	select distinct InsatsId as session, MottagningsId as clinic,
		"AnställningsId" as who, Typ as what,
		replace(Timmar, ',', '.') + 0 as hours
	from kompetensinsatser
	where Datum like '2025%' and Typ <> 'Fika';
SQL

regi="case own when 1 then 'egen' else 'privat' end"
check 'R-STAFF-01: employed at the end, by clinic' agree staff_employed \
	clinic 'select clinic, sum(at_end) from staff where at_end group by clinic'
check 'R-STAFF-01: ten in all, by hand' value staff_employed '' '' 10
check 'R-STAFF-02: specialists by specialty' agree specialists specialty \
	"select Specialistområde, count(*) from staff
	where at_end and Specialist = 'J' and physio group by 1"
check 'R-STAFF-02: share of specialists by regi' agree specialists_share regi \
	"select $regi, avg(Specialist = 'J') from staff where at_end and physio
	group by own"
check 'R-STAFF-03: two extended assignments, as printed' \
	value extended_assignments '' '' 2
check 'R-STAFF-03: in primary care and neurology' \
	agree extended_assignments specialty \
	"values ('Primärvård', 1), ('Neurologi', 1)"
check 'R-STAFF-04: hired within 365 days of the degree' \
	agree new_graduates_hired clinic "select clinic,
	sum(ifnull(since between 0 and 365, 0)) from staff where hired
	group by clinic"
check 'R-STAFF-04: 366 days are too many, 365 are not' \
	value new_graduates_hired clinic rud 1
check 'R-STAFF-05: who left, by clinic' agree staff_left clinic \
	"select clinic, sum(gone) from staff
	where at_start or at_end or gone group by clinic"
check 'R-STAFF-05: turnover by regi' agree staff_turnover regi "
	select $regi, 2.0 * sum(gone) / (sum(at_start) + sum(at_end))
	from staff group by own"
check 'R-STAFF-05: turnover by clinic' agree staff_turnover clinic "
	select clinic, 2.0 * sum(gone) / nullif(sum(at_start) + sum(at_end), 0)
	from staff where at_start or at_end or gone group by clinic"
check 'R-STAFF-05: six of 10.5, by hand' \
	value staff_turnover '' '' 0.571428571
check 'R-STAFF-05: nobody at either end' \
	said staff_turnover clinic hammaro no_denominator
check 'R-STAFF-02: by profession' agree specialists_by_profession profession \
	"select Yrke, sum(Specialist = 'J') from staff where at_end group by Yrke"
check 'R-STAFF-01: by profession' agree staff_by_profession profession \
	'select Yrke, count(*) from staff where at_end group by Yrke'
check 'R-STAFF-06: training, each session once' agree training_sessions '' \
	"select '', count(distinct session) from given
	where what in ('Utbildning', 'Nätverksträff')"
check 'R-STAFF-06: participations in training' \
	agree training_participations clinic "select clinic, count(*) from given
	where what in ('Utbildning', 'Nätverksträff') group by clinic"
check 'R-STAFF-06: participations in mentoring' \
	agree mentoring_participations '' "select '', count(*) from given
	where what in ('Mentorskap', 'Handledning')"
check 'R-STAFF-06: training by clinic' agree training_sessions clinic \
	"select clinic, count(distinct session) from given
	where what in ('Utbildning', 'Nätverksträff') group by clinic"
check 'R-STAFF-06: mentoring by clinic' agree mentoring_sessions clinic \
	"select clinic, count(distinct session) from given
	where what in ('Mentorskap', 'Handledning') group by clinic"
check 'R-STAFF-07: hours per employment' \
	agree training_hours_per_employment '' "select '',
	(select sum(hours) from given) * 2 / (sum(at_start) + sum(at_end))
	from staff"
check 'R-STAFF-07: share who were given any' agree trained_share '' "select '',
	(select count(distinct who) from given) * 2.0 /
	(sum(at_start) + sum(at_end)) from staff"
check 'R-STAFF-08: own rating, each counting alike' \
	agree self_rated_competence '' "select '', avg(mean) from
	(select avg(rating) as mean from rated group by who)"
check 'R-STAFF-08: five respondents are enough, fewer are not' \
	agree self_rated_competence clinic "select clinic,
	case when count(*) >= 5 then avg(mean) end from (select clinic,
	avg(rating) as mean from rated group by clinic, who) group by clinic"
check 'R-STAFF-08: by domain' agree self_rated_competence domain \
	'select domain, avg(rating) from rated group by domain'
check 'R-STAFF-08: and it says so' \
	said self_rated_competence clinic tingvalla few_respondents
check 'faults of the staff' rejected personal 21:unknown_clinic 22:missing
check 'faults of the training' rejected kompetensinsatser 13:unknown_value
check 'faults of the ratings' rejected sjalvskattning 39:bad_number
finish
