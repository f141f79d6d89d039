# The main job written plainly: one function an extract, each with a process of
# its own, which reads the rows with inputs and reduces them to one object.
#
# The obvious .patients[$by][$key][$patient] += 1 does not end: jq 1.6 copies
# the object at every step. So the objects are flat, "visits|regi|egen": 7, and
# grow by setpath; repeats are removed by the ids, which stand there as well.
include "main";

def count($keys; $n): reduce $keys[] as $key (.; setpath([$key]; .[$key] + $n));
def count($keys): count($keys; 1);

def in_2025: . >= "2025-01-01" and . <= "2025-12-31";

# The figures that belong to a clinic: regi|egen, ...
def scopes: "|", "regi|\(.regi)", "provider|\(.provider)", "clinic|\(.clinic)";

# The figures of a folded object as lines.
def tell: keys_unsorted[] as $key | select(.[$key] != 0) | "\($key)|\(.[$key])";

def contacts:
	by_name($register) as $clinics
	| ranges($rules[0]) as $ranges
	| (reduce ($links | rows) as [$from, $to, $day] ({};
		.[person($from; $day)] = person($to; $day))) as $newer
	| def newest: if $newer[.] then $newer[.] | newest else . end;
	reduce (inputs / ";") as $row ({};
		if has($row[0]) then . else
			setpath([$row[0]]; 1)
			| if $row[5] == "Genomförd" and ($row[4] | . != "" and . != "Chatt") and ($row[1] | in_2025) then
				clinic_of($clinics; $row[3]) as $clinic
				| (person($row[2]; $row[1]) | newest) as $patient
				| $row[1][:7] as $month
				| [$clinic | scopes] as $scopes
				| count([
					$scopes[], "municipality|\($clinic.municipality)",
					"month|\($month)", "provider+month|\($clinic.provider)+\($month)",
					"contact_type|\(types[$row[4]])"
					| "visits|\(.)"])
				| (if $row[6] != "" then $row[6] else ($row[7] | gsub(","; " ") / " ")[0] end) as $diagnosis
				| count([$diagnosis | strings | "diagnosis|\(.)"])
				| if $patient[8:10] | . == "SP" or . == "SL" then .
				else count($scopes | map("patient|\(.)|\($patient)")) end
			else . end
		end)
	| . as $counts
	| reduce keys_unsorted[] as $key ({};
		($key / "|") as [$name, $by, $value]
		| if $name == "visits" then count([$key]; $counts[$key])
		elif $name == "diagnosis" then
			count(["visits|diagnosis_group|\($by | group_of($ranges))"]; $counts[$key])
		elif $name == "patient" then
			count(["unique_patients|\($by)|\($value)"]; 1)
			| ($counts[$key] | bin) as $bin
			| if $by == "" then count(["patients_by_visits|visits|\($bin)"]; 1)
			elif $by == "regi" then .
			else count(["patients_by_visits|\($by)+visits|\($value)+\($bin)"]; 1) end
		else . end)
	| tell;

def bookings:
	by_name($register) as $clinics
	| reduce (inputs / ";") as $row ({};
		if $row[5] == "Genomförd" and ($row[1] | in_2025) and
			($row[4] | test("(^|[ ,])DV200($|[ ,])"))
		then
			clinic_of($clinics; $row[3]) as $clinic
			| reduce ($clinic | "|", "regi|\(.regi)", "clinic|\(.clinic)") as $scope (.;
				setpath(["far|\($scope)|\($row[0])"]; 1))
		else . end)
	| reduce keys_unsorted[] as $key ({}; count([$key / "|" | .[:3] | join("|")]; 1))
	| tell;

def waits:
	by_name($register) as $clinics
	| reduce (inputs / ";") as $row ({};
		if has($row[0]) then . else
			setpath([$row[0]]; 1)
			| if $row[5] == "J" and $row[7] == "J" and ($row[3] | in_2025) then
				[clinic_of($clinics; $row[2]) | scopes] as $scopes
				| ($row[4] != "" and (($row[4] | day_no) - ($row[3] | day_no) | . >= 0 and . <= 3)) as $in_time
				| if $in_time or $row[6] != "J" then
					count($scopes | map("guarantee_contacts|\(.)"))
				else . end
				| if $in_time then
					count($scopes | map("guarantee_within_3_days|\(.)"))
				else . end
			else . end
		end)
	| with_entries(select(.key | startswith("guarantee")))
	| tell;

def staffing:
	by_name($register) as $clinics
	| def number: gsub(","; ".") | tonumber;
	reduce (inputs | fields) as [$month, $name, $fte, $graduate] ({};
		reduce (clinic_of($clinics; $name) | scopes, "municipality|\(.municipality)") as $scope (.;
			.fte[$scope] += ($fte | number)
			| .graduate[$scope] += ($graduate | number)))
	| (.graduate as $graduate | .fte | to_entries[]
		| select(.value > 0 and (.key | startswith("municipality") | not))
		| "visits_requirement|\(.key)|\(1200000 * (.value - 0.2 * $graduate[.key]) / .value | round / 1000)"),
	(.fte | map_values(. * 100 | round / 100) | with_entries(.key |= "fte|\(.)") | tell);

def open_clinics:
	reduce (clinics($register)[] | select(.open)) as $clinic ({};
		reduce ($clinic | "|", "regi|\(.regi)", "municipality|\(.municipality)") as $scope (.;
			.["clinics_open|\($scope)"] += 1))
	| tell;
