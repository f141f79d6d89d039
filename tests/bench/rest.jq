# The main job's other figures, from vuf01.csv (six columns) and t002.csv (eight).
include "main";

by_name($register) as $clinics
| reduce (inputs / ";") as $r ({};
	if $r | length == 6 then
		if $r[5] == "Genomförd" and ($r[4] | contains("DV200")) and
			any(($r[4] | gsub(","; " ")) / " " | .[]; . == "DV200") and
			$r[1] >= "2025-01-01" and $r[1] <= "2025-12-31"
		then setpath([$r[3] + ";" + $r[0]]; 1)
		else . end
	elif $r[5] != "J" or $r[7] != "J" or
		$r[3] < "2025-01-01" or $r[3] > "2025-12-31"
	then .
	else
		($r[2] + ";" + $r[3] + ";" + $r[4] + ";" + $r[6]) as $key
		| setpath([$key]; .[$key] + 1)
	end)
| [to_entries[] | [(.key / ";")[], .value]]
| [.[] | select(length == 5)] as $waits
| [.[] | select(length == 3)] as $bookings
# by clinic: [NAME, in time or not, n]
| (reduce $waits[] as [$name, $from, $to, $chose, $n] ({};
	($to != "" and (($to | day_no) - ($from | day_no) | . >= 0 and . <= 3)) as $in_time
	| if $in_time or $chose != "J" then
		"\($name);\($in_time)" as $key
		| setpath([$key]; .[$key] + $n)
	else . end)
	| to_entries | map((.key / ";") + [.value])) as $waits
| [$resurs | rows | [.[1], (.[2:][] | gsub(","; ".") | tonumber)]] as $staff
| [clinics($register)[] | select(.open) | [.clinic, 1]] as $open
| (["", "regi", "clinic"][] as $by
	| [$bookings[] | .[1] as $id | clinic_of($clinics; .[0]) | [$id, .clinic]]
	| unique | map([.[1], 1]) | sums($clinics; $by) | tell("far"; $by)),
(["", "regi", "provider", "clinic"][] as $by
	| ([$waits[] | [.[0], .[2]]] | sums($clinics; $by) | tell("guarantee_contacts"; $by)),
	([$waits[] | select(.[1] == "true") | [.[0], .[2]]] | sums($clinics; $by) | tell("guarantee_within_3_days"; $by)),
	([$staff[] | [.[0], .[1]]] | sums($clinics; $by)) as $fte
	| ([$staff[] | [.[0], .[2]]] | sums($clinics; $by)) as $graduate
	| $fte | with_entries(select(.value > 0)
		| .value = (1200000 * (.value - 0.2 * $graduate[.key]) / .value | round / 1000))
	| tell("visits_requirement"; $by)),
(["", "regi", "provider", "clinic", "municipality"][] as $by
	| [$staff[] | [.[0], .[1]]] | sums($clinics; $by) | map_values(. * 100 | round / 100)
	| tell("fte"; $by)),
(["", "regi", "municipality"][] as $by
	| $open | sums($clinics; $by) | tell("clinics_open"; $by))
