#!/bin/sh
# Public sample data, by a profile each: no row is refused, and counts, distinct
# patients, sums and shares are those of sqlite3 over the same file.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
open=$top/testdata/open

for name in synthea-encounters synthea-patients
do
	check "$name: every row" normalize -p "$open/$name.json" \
		"$open/$name.csv" -o "$here/$name"
	sqlite3 "$here/db" ".mode csv" ".import $open/$name.csv '$name'"
	sketched() {
		normalize --sketch "$open/$name.csv" -o "$here/p.json" &&
			normalize -p "$here/p.json" "$open/$name.csv" \
				-o "$here/sketched" &&
			test "$(wc -l <"$here/sketched")" -eq \
				"$(wc -l <"$here/$name")" &&
			jq -e '[.columns[] | select(.type == "id")] |
				length > 0' "$here/p.json"
	}
	check "$name: sketched" sketched
done

# agree RECORDS SQL GROUP FUNCTION...: the same rows of values, one a group.
agree() {
	file=$1 sql=$2 group=$3
	shift 3
	aggregate -g "$group" "$@" "$here/$file" -o "$here/groups" || return 1
	jq -r '[.[]] | join("|")' "$here/groups" | sort >"$here/got"
	sqlite3 "$here/db" "$sql" | sort >"$here/wanted"
	test -s "$here/wanted" && same "$here/got" "$here/wanted"
}
e="'synthea-encounters'"
check 'encounters by class' agree synthea-encounters "
	select case ENCOUNTERCLASS when 'urgentcare' then 'urgent' when 'snf'
		then 'skilled_nursing' else ENCOUNTERCLASS end, count(*),
	count(distinct PATIENT), min(substr(START, 1, 10)),
	max(substr(START, 1, 10)) from $e group by 1" \
	class count distinct:patient min:date max:date
check 'cost by year' agree synthea-encounters "
	select substr(START, 1, 4), count(*), rtrim(rtrim(printf('%.2f',
	sum(cast(round(TOTAL_CLAIM_COST * 100) as integer)) / 100.0),
	'0'), '.') from $e group by 1" year count sum:cost
check 'with a reason' agree synthea-encounters "
	select substr(START, 1, 4), sum(REASONCODE <> '') from $e group by 1" \
	year 'reasons=count:reason != "none"'
p="'synthea-patients'"
check 'patients by sex' agree synthea-patients "
	select GENDER, count(*), sum(DEATHDATE <> ''), min(BIRTHDATE)
	from $p group by 1" sex count 'dead=count:has(death_date)' \
	min:birth_date
nobody() {
	(umask 077 && seq 100 >"$here/key")
	for name in synthea-encounters synthea-patients
	do
		normalize -p "$open/$name.json" --pseudonymize "$here/key" \
			"$open/$name.csv" -o "$here/$name.hidden" || return 1
	done
	tail -n +2 "$open/synthea-patients.csv" | cut -d, -f1 >"$here/ids"
	test -s "$here/ids" && test -s "$here/synthea-encounters.hidden" &&
		! grep -qFf "$here/ids" "$here/synthea-encounters.hidden" &&
		jq -r .patient "$here/synthea-patients.hidden" | sort -u \
			>"$here/one" &&
		jq -r .patient "$here/synthea-encounters.hidden" | sort -u |
		comm -23 - "$here/one" >"$here/more" &&
		test ! -s "$here/more"
}
check 'pseudonyms fit together' nobody
finish
