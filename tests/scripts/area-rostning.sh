#!/bin/sh
# The ranking of areas of need by points: what Region Dalarna printed.
# shellcheck source=tests/area.sh
. "$(dirname "$0")/../area.sh"
area rostning 2025

# The list in its order, with points, as printed.
list_of() {
	jq -rs 'map(select(.poll == "Workshop 1" and has("area"))) |
		(map(select(.indicator == "priority_points")) |
			INDEX(.area)) as $points |
		map(select(.indicator == "priority_place")) | sort_by(.value) |
		.[] | "\(.area),\($points[.area].value)"' \
		"$here/indicators.ndjson" >"$here/got" &&
		tail -n +2 "$top/testdata/published/dalarna-workshop-priorities.csv" \
			>"$here/wanted" && same "$here/got" "$here/wanted"
}
check 'R-VOTE-01, R-VOTE-03: areas and points in the printed order' list_of
check 'R-VOTE-01: points of each poll and area' agree priority_points \
	poll+area "select \"Omröstning\" || '+' || \"Område\", sum(\"Poäng\")
	from (select distinct * from rostning where \"Poäng\" <> 'tre') group by 1"
check 'R-VOTE-02: equal points share a rank' agree priority_rank poll+area \
	"select \"Omröstning\" || '+' || \"Område\", rank() over
	(partition by \"Omröstning\" order by sum(\"Poäng\") desc)
	from (select distinct * from rostning where \"Poäng\" <> 'tre')
	group by \"Omröstning\", \"Område\""
check 'R-VOTE-02: the two with 12 points are second' \
	value priority_rank poll+area 'Workshop 1+Förändrade arbetssätt' 2
check 'R-VOTE-02: the next is fourth' \
	value priority_rank poll+area 'Workshop 1+Prioriteringar och ekonomi' 4
check 'R-VOTE-03: but third in the list' \
	value priority_place poll+area 'Workshop 1+Förändrade arbetssätt' 3
check 'participants' agree priority_voters poll "select \"Omröstning\",
	count(distinct Deltagare) from rostning where \"Poäng\" <> 'tre' group by 1"
check 'faults' rejected rostning 40:bad_number
finish
