# The visits of the main job by seven of their groupings, from lines of CSV. It
# looks for no repeats: a set of all ids takes jq minutes at 100,000 rows.
($names | split("\n") | map(split(";") | select(length == 5) |
	{(.[0]): .[1:]}) | add) as $clinics
| reduce (inputs | split(";")) as $r ({n: {}};
	if $r[5] == "Genomförd" and $r[1][0:4] == "2025" then
		$clinics[$r[3]] as $c | $r[1][0:7] as $month
		| .n[""][""] += 1
		| .n.regi[$c[2]] += 1
		| .n.provider[$c[1]] += 1
		| .n.clinic[$c[0]] += 1
		| .n.municipality[$c[3]] += 1
		| .n.month[$month] += 1
		| .n["provider+month"]["\($c[1])+\($month)"] += 1
	else . end)
| .n | to_entries[] | .key as $by | .value | to_entries[]
| "visits|\($by)|\(.key)|\(.value)"
