#!/bin/sh
# Contact the same day: the year's value is the mean of its months, and needs
# ten of them.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area telefoni 2025

sqlite3 "$here/db" <<SQL
create view rows as
	select distinct m.MottagningsId as clinic, Månad as month,
		1.0 * Samtal as calls, 1.0 * SamtalSammaDag as answered,
		1.0 * Chattar as chats, 1.0 * ChattarSammaDag as chatted,
		SamtalSammaDag <> '' as tells, Telefontid as hours
	from telefoni t join mottagningar m on m.Namn = t.Mottagning
	where Månad between '2025-01' and '2025-12' and Samtal <> 'många';
SQL

check 'R-TEL-01: the year by clinic' agree same_day_calls clinic "
	select clinic, case when count(share) >= 10 then avg(share) end
	from (select clinic, answered / calls as share from rows where tells)
	group by clinic"
check 'R-TEL-01: the year, months of all clinics together' \
	agree same_day_calls '' "
	select '', avg(share) from (select sum(answered) / sum(calls) as share
		from rows where tells group by month)"
check 'R-TEL-01: months' agree same_day_calls_month month "
	select month, sum(answered) / sum(calls) from rows where tells
	group by month"
check 'R-TEL-02: ten months are enough' test \
	"$(sqlite3 "$here/db" "select count(*) from rows
		where clinic = 'grums'")" -eq 10
check 'R-TEL-02: ten months are enough, and told' value same_day_calls \
	clinic grums "$(sqlite3 "$here/db" "select round(avg(answered / calls),
		9) from rows where clinic = 'grums'")"
check 'R-TEL-02: nine are not, and it says so' \
	said same_day_calls clinic sano months_below_10
check 'R-TEL-02: nor ten of which one had no calls' \
	said same_day_calls clinic kil months_below_10
check 'R-TEL-03: calls and chats' agree same_day_contacts clinic "
	select clinic, sum(answered + chatted) / sum(calls + chats)
	from rows where tells group by clinic"
check 'R-TEL-03: share of chats' agree chat_contacts_share regi "
	select case clinic when 'gripen' then 'egen' when 'kil' then 'egen'
		else 'privat' end as regi, sum(chats) / sum(calls + chats)
	from rows where tells group by regi"
check 'R-TEL-04: telephone hours' agree phone_hours_met clinic "
	select clinic, avg(hours >= 9.0)
	from (select clinic, 0.0 + replace(hours, ',', '.') as hours from rows
		where hours <> '')
	group by clinic"
check 'faults' rejected telefoni 46:bad_month 47:unknown_clinic 48:bad_number
finish
