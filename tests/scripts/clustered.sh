#!/bin/sh
# The design effect of visits that come in patients is the one that sqlite3
# works out, and is the same above the memory, in parts and merged.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
mkdir spilled

# 600 000 visits: some patients come a hundred times, some at several of twelve
# clinics, and some are unknown.
awk 'BEGIN {
	srand(5)
	for (i = 0; i < 600000; i++) {
		patient = int(rand() ^ 1.3 * 600000)
		clinic = rand() < 0.1 ? int(rand() * 12) : patient % 12
		printf "{\"record\":\"contact\",\"clinic\":\"c%d\"", clinic
		if (patient % 997 > 0) {
			printf ",\"patient\":\"P%012d\"", patient
			print "c" clinic "," patient >"in.csv"
		}
		print "}"
	}
	for (i = 0; i < 12; i++)
		printf "{\"record\":\"staffing\",\"clinic\":\"c%d\",\"fte\":%d.%d}\n", i, 5 + i % 3, i
}' >in
cat >definitions <<'END'
{
  "title": { "sv": "Prov", "en": "Trial" },
  "measures": {
    "visits": { "take": "count", "where": "record == 'contact'" },
    "patients": { "take": "distinct:patient", "where": "record == 'contact'" },
    "fte": { "take": "sum:fte", "where": "record == 'staffing'" }
  },
  "indicators": [{
    "id": "rate", "title": { "sv": "Besök", "en": "Visits" },
    "unit": "visits/fte", "decimals": 0, "by": [[], ["clinic"]],
    "numerator": "visits", "denominator": "fte",
    "interval": { "method": "clustered", "level": 0.95, "clusters": "patients" },
    "funnel": [0.95, 0.998]
  }]
}
END
year() {
	aggregate -q --indicators definitions "$@"
}

# The squares, and what the design effect is of: whole numbers on both sides.
by_sqlite() {
	sqlite3 >want <<-'END'
	CREATE TABLE t(clinic, p);
	.separator ,
	.import in.csv t
	.separator " "
	CREATE VIEW v AS SELECT 'all' AS clinic, count(*) AS v FROM t GROUP BY p
		UNION ALL SELECT clinic, count(*) FROM t GROUP BY clinic, p;
	SELECT clinic, sum(v * v), sum(v) FROM v GROUP BY clinic ORDER BY clinic;
	END
	# rounded at 12 decimals, so that the squares come out whole
	jq -r '[.clinic // "all", .design_effect] | join(" ")' plain | sort |
		join - want |
		awk '{ printf "%s %.0f %d\n", $1, $2 * $4, $4 }
			$2 < 1.2 { exit 1 }' >got &&
		test "$(wc -l <got)" -eq 13 && same want got
}
# The ends are where the gamma distribution has 2.5 % on each side: Wilson and
# Hilferty's cube root is near for many events.
ends() {
	jq -e -s 'all(.[];
		(.numerator / .design_effect) as $x | 1.959964 as $z |
		(.design_effect / .denominator) as $one |
		((1 - 1 / (9 * $x) - $z / (3 * ($x | sqrt))) as $c |
			$x * $c * $c * $c * $one) as $low |
		(($x + 1) as $y |
			(1 - 1 / (9 * $y) + $z / (3 * ($y | sqrt))) as $c |
			$y * $c * $c * $c * $one) as $high |
		(.low - $low | fabs) < 0.001 * $low and
		(.high - $high | fabs) < 0.001 * $high)' plain
}
spilled() {
	TMPDIR=/none year --memory 16M in && return 1
	TMPDIR=$here/spilled year --memory 16M in >few &&
		same plain few && rmdir spilled
}
merged() {
	split -n l/4 in part.
	for part in part.??
	do
		year --partial "$part" >"$part.state" || return
	done
	year --merge part.??.state | same plain - &&
		year --merge --memory 16M part.??.state | same plain -
}
year in >plain
check 'the squares that sqlite3 adds up' by_sqlite
check "the ends are near Byar's" ends
check 'the same above the memory' spilled
check 'the same in parts and merged' merged
finish
