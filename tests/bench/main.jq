# What the plain and the tuned main job share: include "main"; $register is
# mottagningar.csv as it is.
#
# A tally is one flat object, and grows by setpath: with .[$key] += 1, or
# objects within objects, jq 1.6 copies the object at each step.

# The fields of a line that may hold a quoted field with a semicolon in it.
def fields:
	split("\"")
	| [range(length) as $i | .[$i] | if $i % 2 == 1 then gsub(";"; "\u0000") else . end]
	| add / ";"
	| map(gsub("\u0000"; ";"));

def rows: split("\n")[1:][] | select(. != "") | fields;

# The register, and each clinic by all its names, as written and in lower case.
def clinics($register):
	[$register | rows | {
		clinic: .[0],
		provider: .[3],
		regi: (if .[4] == "Egen regi" then "egen" else "privat" end),
		municipality: .[5],
		names: [.[0], .[1], (.[2] / "|")[] | ., ascii_downcase],
		open: (.[6] <= "2025-12-31" and (.[7] == "" or .[7] > "2025-12-31"))
	}];
def by_name($register):
	reduce clinics($register)[] as $c ({}; reduce $c.names[] as $name (.; setpath([$name]; $c)));
def clinic_of($clinics; $name):
	if $clinics | has($name) then $clinics[$name]
	else $clinics[$name | ascii_downcase] end;

# A person id in twelve characters, as it stands in the figures.
def person($id; $day):
	if $id | length == 12 then $id
	elif $id | length == 13 then $id[0:8] + $id[9:]
	else
		($id[0:6] + $id[-4:]) as $ten
		| "20\($id[0:2])" as $year
		| if $id[6:7] == "+" then
			# whoever turns at least a hundred in the year
			(if $year > $day[0:4] then "18" else "19" end) + $ten
		elif $year != $day[0:4] then
			(if $year > $day[0:4] then "19" else "20" end) + $ten
		else
			# 60 more is the day of a coordination number
			($id[4:5] | if . > "5" then tonumber - 6 else . end) as $tens
			| (if "\($year)-\($id[2:4])-\($tens)\($id[5:6])" > $day then "19" else "20" end) + $ten
		end
	end;

# The names of the contact types in the figures.
def types: {
	"Enskilt nybesök": "first_visit", "Enskilt återbesök": "return_visit",
	"Gruppbesök": "group", "Telefonsamtal": "phone", "Videobesök": "video", "Chatt": "chat"
};

# The diagnosis groups as ranges of codes, the longest codes first.
def ranges($rules):
	[$rules.diagnosis_groups[] | .name as $name | .codes[] | split(".") | add | split("-")
	| {name: $name, low: .[0], high: .[-1], length: (.[0] | length)}]
	| sort_by(-.length);
def group_of($ranges):
	(split(".") | add | if length == 3 then "\(.)9" else . end) as $code
	| first($ranges[] | select($code[0:.length] >= .low and $code[0:.length] <= .high) | .name)
		// "other";

def bin: if . > 20 then "21-" elif . > 10 then "11-20" elif . > 5 then "6-10" else tostring end;
def day_no: strptime("%Y-%m-%d") | mktime / 86400;

# From {"key": n} to lines of NAME|BY|KEY|VALUE.
def tell($name; $by):
	to_entries[] | select(.value != 0) | "\($name)|\($by)|\(.key)|\(.value)";

# [[NAME OF A CLINIC, n], ...] added up by what is asked for.
def sums($clinics; $by):
	reduce .[] as [$name, $n] ({};
		(clinic_of($clinics; $name) | if $by == "" then "" else .[$by] end) as $key
		| setpath([$key]; .[$key] + $n));
