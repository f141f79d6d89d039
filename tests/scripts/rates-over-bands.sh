#!/bin/sh
# Standardised rates, and indices of inequality with their intervals, are what
# an independent script works out of the same rows, and the same in parts,
# merged, and in a chain.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# Four municipalities of twenty age groups and five fifths by income; cases of
# patients, some of unknown age; one municipality lacks an age group.
awk 'BEGIN {
	srand(17)
	for (m = 0; m < 4; m++)
		for (a = 0; a < 95; a += 5)
			for (q = 1; q <= 5; q++) {
				n = m == 3 && a == 90 ? 0 : 50 + int(rand() * 900)
				if (n > 0)
					printf "{\"record\":\"people\",\"town\":\"t%d\",\"age\":%d,\"fifth\":%d,\"people\":%d}\n", m, a, q, n
				x = int(n * (0.01 + rand() * 0.02) * (9 - q) / (m + 1))
				for (i = 0; i < x; i++)
					printf "{\"record\":\"case\",\"town\":\"t%d\",\"age\":%d,\"fifth\":%d}\n", m, a + int(rand() * 5), q
			}
	for (i = 0; i < 25; i++)
		print "{\"record\":\"case\",\"town\":\"t1\"}"
}' >in
cat >definitions <<'END'
{
  "title": { "sv": "Prov", "en": "Trial" },
  "classes": {
    "band": { "member": "age", "bins": ["0-4", "5-9", "10-14", "15-19", "20-24",
      "25-29", "30-34", "35-39", "40-44", "45-49", "50-54", "55-59", "60-64",
      "65-69", "70-74", "75-79", "80-84", "85-89", "90-"] }
  },
  "weights": {
    "european_2013": { "0-4": 5000, "5-9": 5500, "10-14": 5500, "15-19": 5500,
      "20-24": 6000, "25-29": 6000, "30-34": 6500, "35-39": 7000,
      "40-44": 7000, "45-49": 7000, "50-54": 7000, "55-59": 6500,
      "60-64": 6000, "65-69": 5500, "70-74": 5000, "75-79": 4000,
      "80-84": 2500, "85-89": 1500, "90-": 1000 }
  },
  "measures": {
    "cases": { "take": "count", "where": "record == 'case'" },
    "people": { "take": "sum:people", "where": "record == 'people'" }
  },
  "indicators": [
    { "id": "rate", "title": { "sv": "Tal", "en": "Rate" },
      "unit": "cases/1000", "decimals": 1, "by": [[], ["town"]],
      "value": "1000 * standardised(band, cases, people, european_2013)",
      "interval": { "method": "dobson", "level": 0.95 } },
    { "id": "slope", "title": { "sv": "Skillnad", "en": "Gap" },
      "unit": "cases/1000", "decimals": 1, "by": [[], ["town"]],
      "value": "1000 * slope_index(fifth, cases, people)",
      "interval": { "method": "normal", "level": 0.95 } },
    { "id": "relative", "title": { "sv": "Kvot", "en": "Ratio" },
      "unit": "ratio", "decimals": 2, "by": [[], ["town"]],
      "value": "relative_index(fifth, cases, people)",
      "interval": { "method": "normal", "level": 0.95 } }
  ]
}
END
cat >work-out.py <<'END'
import json, math
from fractions import Fraction as F
rows = [json.loads(line) for line in open("in")]
weights = json.load(open("definitions"))["weights"]["european_2013"]
Z = 1.959963984540054

def byar(o):
    low = o * (1 - 1 / (9 * o) - Z / (3 * math.sqrt(o))) ** 3
    o += 1
    return low, o * (1 - 1 / (9 * o) + Z / (3 * math.sqrt(o))) ** 3

def solve(rows):
    """Least squares by the normal equations; the hat of each rate."""
    total = sum(n for _, n in rows)
    points, before = [], 0
    for x, n in rows:
        points.append((F(2 * before + n, 2 * total), F(x, n), n, x))
        before += n
    w, wr = sum(p[2] for p in points), sum(p[2] * p[0] for p in points)
    wrr = sum(p[2] * p[0] ** 2 for p in points)
    det = w * wrr - wr * wr
    slope = [p[2] * (w * p[0] - wr) / det for p in points]
    start = [p[2] * (wrr - wr * p[0]) / det for p in points]
    return points, slope, start

for town in [None, "t0", "t1", "t2", "t3"]:
    own = [r for r in rows if town in (None, r["town"])]
    bands, fifths = {}, {}
    for r in own:
        if "age" not in r:
            continue
        label = min(r["age"] // 5, 18)
        for store, key in ((bands, label), (fifths, r["fifth"])):
            cell = store.setdefault(key, [0, 0])
            if r["record"] == "case":
                cell[0] += 1
            else:
                cell[1] += r["people"]
    out = []
    w = list(weights.values())
    if len(bands) == 19:
        rate = sum(F(w[k] * x, n) for k, (x, n) in bands.items()) / sum(w)
        var = sum(F(w[k] ** 2 * x, n * n) for k, (x, n) in bands.items())
        var = float(var) / sum(w) ** 2
        events = sum(x for x, _ in bands.values())
        by = math.sqrt(var / events)
        low, high = byar(events)
        out.append(("rate", 1000 * float(rate),
            1000 * (float(rate) + by * (low - events)),
            1000 * (float(rate) + by * (high - events))))
    points, slope, start = solve([fifths[k] for k in sorted(fifths)])
    b = sum(c * p[1] for c, p in zip(slope, points))
    a = sum(c * p[1] for c, p in zip(start, points))
    se = math.sqrt(sum(float(c) ** 2 * p[3] / p[2] ** 2
        for c, p in zip(slope, points)))
    out.append(("slope", 1000 * float(b), 1000 * (float(b) - Z * se),
        1000 * (float(b) + Z * se)))
    logs = [float((c + d) / (a + b) - d / a) for c, d in zip(slope, start)]
    se = math.sqrt(sum(c * c * p[3] / p[2] ** 2 for c, p in zip(logs, points)))
    rii = float((a + b) / a)
    out.append(("relative", rii, rii * math.exp(-Z * se), rii * math.exp(Z * se)))
    for name, *numbers in out:
        print(name, town or "all", *("%.6f" % v for v in numbers))
END
aggregate -q --indicators definitions in >plain || exit 2

worked_out() {
	python3 work-out.py | sort >want &&
		jq -r 'select(has("value")) | [.indicator, .town // "all",
			.value, .low, .high] | join(" ")' plain |
		awk '{ printf "%s %s %.6f %.6f %.6f\n", $1, $2, $3, $4, $5 }' |
		sort >got && test "$(wc -l <want)" -eq 14 && same want got
}
# The town that lacks an age group has no rate to compare.
lacking() {
	jq -e -s 'map(select(.indicator == "rate" and .town == "t3")) |
		length == 1 and .[0].not_assessed == "no_denominator" and
		(.[0] | has("value") or has("low") | not)' plain
}
merged() {
	split -n r/4 in part. || return 1
	for part in part.a?
	do
		aggregate -q --indicators definitions --partial --part "$part" \
			"$part" || return 1
	done >state
	aggregate -q --indicators definitions --merge state | same plain -
}
chained() {
	chain-stages cat in 'then' aggregate -q --indicators definitions |
		same plain -
}

check 'rates, indices and intervals are as worked out' worked_out
check 'a band without a population leaves no rate' lacking
check 'the same in parts and merged' merged
check 'the same in a chain' chained
finish
