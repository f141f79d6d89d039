# The visits of the main job: one tally by clinic and day, one by type and
# diagnosis, folded at the end.
include "main";

by_name($register) as $clinics
| ranges($rules[0]) as $ranges
| reduce (inputs / ";") as $r ({};
	if $r[5] == "Genomförd" and ($r[4] | . != "" and . != "Chatt") and $r[1] >= "2025-01-01" and $r[1] <= "2025-12-31" then
		($r[3] + ";" + $r[1]) as $place
		| ($r[4] + ";" + $r[6] + if $r[6] == "" then ";" + $r[7] else ";" end) as $kind
		| setpath([$place]; .[$place] + 1)
		| setpath([$kind]; .[$kind] + 1)
	else . end)
| [to_entries[] | [.value, (.key / ";")]] as $all
| (reduce $all[] as [$n, $fields] ({};
	if $fields | length > 2 then . else
		($fields[0] + ";" + $fields[1][0:7]) as $key | setpath([$key]; .[$key] + $n)
	end)
	| to_entries | map((.key / ";") + [.value])) as $months
| [$all[] | select(.[1] | length > 2)] as $kinds
| (["", "regi", "provider", "clinic", "municipality"][] as $by
	| $months | map([.[0], .[2]]) | sums($clinics; $by) | tell("visits"; $by)),
(reduce $months[] as [$name, $month, $n] ({}; setpath([$month]; .[$month] + $n))
	| tell("visits"; "month")),
(reduce $months[] as [$name, $month, $n] ({};
		(clinic_of($clinics; $name).provider + "+" + $month) as $key
		| setpath([$key]; .[$key] + $n))
	| tell("visits"; "provider+month")),
(reduce $kinds[] as [$n, [$type]] ({}; types[$type] as $key | setpath([$key]; .[$key] + $n))
	| tell("visits"; "contact_type")),
(reduce $kinds[] as [$n, [$type, $diagnosis, $others]] ({};
		($diagnosis + ($others | gsub(","; " ") / " ")[0]) as $code
		| setpath([$code]; .[$code] + $n))
	| reduce to_entries[] as {key: $code, value: $n} ({};
		if $code == "" then . else
			($code | group_of($ranges)) as $key | setpath([$key]; .[$key] + $n)
		end)
	| tell("visits"; "diagnosis_group"))
