#!/bin/sh
# Forwarded referrals against the agreements on them, by pair and week.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area remisser 2025

# Each referral once, with its pair and the Thursday of its week.
sqlite3 "$here/db" <<SQL
create view names as
	select MottagningsId as id, Namn as name from mottagningar
	union select MottagningsId, MottagningsId from mottagningar
	union values ('gripen', 'PVR Gripen'),
		('tingvalla', 'Tingvalla Naprapatklinik'),
		('solsta', 'Markus Jansson Fysioterapi');
create table offered as
	select f.id || '+' || t.id as pair, f.id as sender, Datum as day,
		Utfall = 'Vidarebefordrad' as forwarded,
		julianday(Datum) - julianday(Remissdatum) as age,
		date(Datum, '-3 days', 'weekday 4') as thursday
	from remisser r
	join names f on f.name = r."FrånMottagning" collate nocase
	join names t on t.name = r.TillMottagning collate nocase
	where Datum between '2025-01-01' and '2025-12-31' and
		Remissdatum <> '2025-02-30' and Utfall <> 'Kanske'
	group by RemissId;
create view weeks as
	select pair, pair || '+' || strftime('%Y', thursday) ||
		printf('-W%02d', (strftime('%j', thursday) - 1) / 7 + 1)
		as who, count(*) as n
	from offered where forwarded group by 2;
-- in force in the year
create view agreed as
	select "FrånMottagning" || '+' || TillMottagning as pair,
		MaxPerVecka + 0 as most, "MaxÅlderDagar" + 0 as oldest
	from remissavtal
	where ifnull(nullif("GällerTill", ''), '9999') >= '2025-01-01' and
		"GällerFrån" <= '2025-12-31';
create view aged as
	select pair, age, row_number() over (order by age) as i,
		count(*) over () as n,
		row_number() over (partition by pair order by age) as pair_i,
		count(*) over (partition by pair) as pair_n
	from offered where forwarded and age >= 0;
SQL

by_pair=from_clinic+to_clinic
by_week=$by_pair+week
check 'R-REF-01: forwarded, by pair and week' \
	agree referrals_forwarded $by_week 'select who, n from weeks'
check 'R-REF-01: forwarded, by pair' agree referrals_forwarded $by_pair \
	'select pair, sum(forwarded) from offered group by pair'
check 'R-REF-01: forwarded, by month' agree referrals_forwarded month \
	'select substr(day, 1, 7), count(*) from offered where forwarded
	group by 1'
check 'R-DATE-04, R-REF-01: the last of December lies in week 1' \
	value referrals_forwarded $by_week gripen+tingvalla+2026-W01 1
check 'R-REF-02: the agreed number stands beside each week' \
	agree referrals_agreed_per_week $by_week 'select who, most
	from weeks left join agreed using (pair)'
check 'R-REF-03: above the agreed number' \
	agree referrals_above_agreed $by_week 'select who, max(0, n - most)
	from weeks left join agreed using (pair)'
check 'R-REF-03: weeks above' agree referral_weeks_above_agreed $by_pair \
	'select pair, sum(n > most) from weeks left join agreed using (pair)
	group by pair'
check 'R-REF-03: in two weeks of the pilot, by hand' \
	value referral_weeks_above_agreed $by_pair gripen+tingvalla 2
check 'R-REF-03: without an agreement there is nothing to be above' \
	said referral_weeks_above_agreed $by_pair rud+sano no_agreement
check 'R-REF-04: forwarded without an agreement' \
	agree referrals_without_agreement $by_pair 'select pair,
	sum(forwarded and pair not in (select pair from agreed))
	from offered group by pair'
check 'R-REF-04: two in all, by hand' value referrals_without_agreement '' '' 2
check 'R-REF-05: declined, by sender' agree referrals_declined from_clinic \
	'select sender, sum(not forwarded) from offered group by sender'
check 'R-REF-05: share declined, by pair' \
	agree referrals_declined_share $by_pair \
	'select pair, avg(not forwarded) from offered group by pair'
check 'R-REF-06: median age' agree referral_age_median '' \
	"select '', age from aged where i = (n + 1) / 2"
check 'R-REF-06: median age by pair' agree referral_age_median $by_pair \
	'select pair, age from aged where pair_i = (pair_n + 1) / 2'
check 'R-REF-06: 90th percentile of age, by pair' \
	agree referral_age_p90 $by_pair \
	'select pair, age from aged where pair_i = (9 * pair_n + 9) / 10'
check 'R-REF-06: the oldest, by pair' agree referral_age_oldest $by_pair \
	'select pair, max(age) from aged group by pair'
check 'R-REF-07: the agreed age, where there is one' \
	agree referral_agreed_age $by_pair \
	"select pair, oldest from agreed where oldest > 0"
check 'faults' rejected remisser 41:unknown_clinic 42:bad_date 43:unknown_value

# met INDICATOR WEEK VERDICT: what the targets say of the pilot.
met() {
	check-targets -q --targets "$pipelines/targets/kvalitetsbokslut.json" \
		"$here/indicators.ndjson" >"$here/checked" &&
		jq -r --arg i "$1" --arg w "$2" 'select(.indicator == $i and
			.to_clinic == "tingvalla" and .from_clinic != null and
			(.week // "") == $w) | .met' \
			"$here/checked" >"$here/got" &&
		echo "$3" >"$here/wanted" && same "$here/got" "$here/wanted"
}
check 'R-REF-03: five of five is met' met referrals_forwarded 2025-W03 true
check 'R-REF-03: six of five is not' met referrals_forwarded 2025-W04 false
check 'R-REF-07: a referral older than agreed' met referral_age_oldest '' false
finish
