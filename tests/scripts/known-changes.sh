#!/bin/sh
# A change that the definition of an indicator knows of: its records by month
# carry it, in parts and merged as in one run, and run-chart begins anew there
# without an option, as it does with one, and says why.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# Two visits a month and four in turn, ten more from January 2025 on.
awk 'BEGIN {
	for (m = 0; m < 24; m++) {
		n = 2 + 2 * (m % 2) + (m >= 12 ? 10 : 0)
		for (i = 0; i < n; i++)
			printf "{\"month\":\"%d-%02d\",\"clinic\":\"%s\"}\n", \
				2024 + int(m / 12), m % 12 + 1, i % 2 ? "a" : "b"
	}
}' >in
defs() {
	cat <<END
{
  "title": { "sv": "Prov", "en": "Trial" },
  "measures": { "visits": { "take": "count" } },
  "indicators": [{
    "id": "visits", "title": { "sv": "Besök", "en": "Visits" },
    "unit": "visits", "decimals": 0, "by": [[], ["month"], ["clinic", "month"]],
    $1
    "value": "visits"
  }]
}
END
}
defs '"changes": [{ "from": "2025-01", "reason": "group \"visits\" are booked" }],' >known
defs '' >plain

carried() {
	aggregate --indicators known in >got &&
		test "$(grep -c '"changes":\[{"from":"2025-01","reason":"group \\"visits\\" are booked"}\]' got)" -eq 72 &&
		test "$(wc -l <got)" -eq 73 && ! head -n 1 got | grep changes
}
merged() {
	split -n l/3 in part. || return 1
	for part in part.a?
	do
		aggregate -q --indicators known --partial --part "$part" "$part" || return 1
	done >state
	aggregate --indicators known --merge state >merged && cmp got merged
}
# What run-chart says with --change, and why on top of it.
anew() {
	aggregate --indicators plain in | run-chart --charts-only --change 2025-01 |
		jq -c 'if .phase == 2 then . + { changed: "group \"visits\" are booked" }
			else . end' -S >want &&
		run-chart --charts-only got | jq -c -S . >charts && cmp want charts &&
		test "$(grep -c '"phase":2' charts)" -eq 3 &&
		! aggregate --indicators plain in | run-chart --charts-only |
			grep -q phase
}
# An option's change beside it; the same month is one change.
beside() {
	run-chart --charts-only --min-points 2 --change 2024-07,2025-01 got |
		jq -r '[.phase, .from, .to, .changed] | @csv' | head -n 3 >phases
	cat >want <<-'END'
	1,"2024-01","2024-06",
	2,"2024-07","2024-12",
	3,"2025-01","2025-12","group ""visits"" are booked"
	END
	cmp want phases
}
# As threads of one program: the same bytes.
chained() {
	chain-stages aggregate --indicators known in 'then' run-chart >chain &&
		run-chart got >piped && cmp piped chain
}

check 'records by month carry the change' carried
check 'and do so in parts and merged' merged
check 'run-chart begins anew and says why' anew
check 'a change of an option stands beside it' beside
check 'a chain writes what pipes do' chained
finish
