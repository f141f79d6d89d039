# The patients of the main job. Of each the clinics are kept as one text, a name
# a visit: many patients have the same, and are counted together at the end.
include "main";

by_name($register) as $clinics
| (reduce ($links | rows) as [$from, $to, $day] ({};
	.[person($from; $day)] = person($to; $day))) as $links
| def newest: if $links[.] then $links[.] | newest else . end;
reduce (inputs / ";") as $r ({};
	if $r[5] == "Genomförd" and ($r[4] | . != "" and . != "Chatt") and $r[1] >= "2025-01-01" and $r[1] <= "2025-12-31" then
		(if $r[2] | length == 12 then $r[2] else person($r[2]; $r[1]) end) as $person
		| setpath([$person]; .[$person] + $r[3] + ";")
	else . end)
# the newest id of a person stands
| reduce ($links | keys_unsorted[]) as $from (.;
	if has($from) then
		($from | newest) as $to
		| setpath([$to]; .[$to] + .[$from])
		| delpaths([[$from]])
	else . end)
| . as $visits
| reduce (keys_unsorted[] | select(.[8:10] | . != "SP" and . != "SL")) as $person ({};
	$visits[$person] as $list | setpath([$list]; .[$list] + 1))
# the same by clinic: [[CLINIC, visits], ...] and how many people
| . as $people
| reduce keys_unsorted[] as $visits ({};
	($visits[:-1] / ";" | map(clinic_of($clinics; .).clinic) | group_by(.)
		| map([.[0], length]) | tojson) as $key
	| setpath([$key]; .[$key] + $people[$visits]))
| [to_entries[] | [.value, (.key | fromjson)]]
| ["", "regi", "provider", "clinic"][] as $by
| [.[] | [.[0], (.[1] | sums($clinics; $by))]]
| (reduce .[] as [$people, $visits] ({};
		reduce ($visits | keys_unsorted[]) as $key (.; setpath([$key]; .[$key] + $people)))
	| tell("unique_patients"; $by)),
(select($by != "regi")
	| reduce .[] as [$people, $visits] ({};
		reduce ($visits | to_entries[]) as {$key, $value} (.;
			($key + "+" + ($value | bin) | ltrimstr("+")) as $key
			| setpath([$key]; .[$key] + $people)))
	| tell("patients_by_visits"; $by + "+visits" | ltrimstr("+")))
