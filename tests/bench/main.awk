# main.awk - the main job's figures by mawk, or half of them: -v half=patients
# or -v half=rest; or, for sort to count, who was where: -v half=pairs, with the
# links before the contacts. The files come in the order of the numbers below.

# A person id in twelve characters, as it stands in the figures.
function person(s, day,    year, ten, tens) {
	if (length(s) == 12)
		return s
	if (length(s) == 13)
		return substr(s, 1, 8) substr(s, 10)
	year = "20" substr(s, 1, 2)
	ten = substr(s, 1, 6) substr(s, length(s) - 3)
	if (substr(s, 7, 1) == "+") # turns at least a hundred in the year
		return (year > substr(day, 1, 4) ? "18" : "19") ten
	if (year != substr(day, 1, 4))
		return (year > substr(day, 1, 4) ? "19" : "20") ten
	tens = substr(s, 5, 1) # 60 more: the day of a coordination number
	if (tens > "5")
		tens = (tens - 6) ""
	return ((year "-" substr(s, 3, 2) "-" tens substr(s, 6, 1)) > day ? "19" : "20") ten
}

function group_of(diagnosis,    i, short) {
	gsub(/[.]/, "", diagnosis)
	if (length(diagnosis) == 3)
		diagnosis = diagnosis "9"
	for (i = 1; i <= n_ranges; i++) { # the longest first
		short = substr(diagnosis, 1, length(low[i]))
		if (short >= low[i] && short <= high[i])
			return group[i]
	}
	return "other"
}

function bin_of(n) {
	return n > 20 ? "21-" : n > 10 ? "11-20" : n > 5 ? "6-10" : n
}

# Days since some day, by the calendar.
function day_no(day,    y, m) {
	y = substr(day, 1, 4)
	m = substr(day, 6, 2) + 0
	if (m < 3) {
		y--
		m += 12
	}
	return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + \
		int((153 * m - 457) / 5) + substr(day, 9, 2)
}

function is_2025(day) {
	return day >= "2025-01-01" && day <= "2025-12-31"
}

# Add n to the figure of a clinic and of all that it belongs to.
function add(figure, scopes, name, n,    i, by, list) {
	if (!(name in clinic))
		name = tolower(name)
	i = split(scopes, list, " ")
	while (i > 0) {
		by = list[i--]
		sum[figure "|" (by == "all" ? "|" : by "|" of[by, clinic[name]])] += n
	}
}

# A line with a quoted field: a semicolon within is not the end of a field.
function unquote(    i, n, part) {
	n = split($0, part, "\"")
	$0 = part[1]
	for (i = 2; i <= n; i++) {
		if (i % 2 == 0)
			gsub(/;/, "\001", part[i])
		$0 = $0 part[i]
	}
}

BEGIN { FS = ";" }
FNR == 1 { file++ }

file == 1 { # diagnosis groups: name, low, high
	group[++n_ranges] = $1
	low[n_ranges] = $2
	high[n_ranges] = $3
}
FNR == 1 { next }

file == 2 { # mottagningar.csv
	if (index($0, "\""))
		unquote()
	gsub(/\001/, ";", $3)
	n = split($1 "|" $2 "|" $3, names, "|")
	for (i = 1; i <= n; i++)
		clinic[names[i]] = clinic[tolower(names[i])] = $1
	of["clinic", $1] = $1
	of["provider", $1] = $4
	of["regi", $1] = $5 == "Egen regi" ? "egen" : "privat"
	of["municipality", $1] = $6
	if (half == "rest" && $7 <= "2025-12-31" && ($8 == "" || $8 > "2025-12-31"))
		add("clinics_open", "all regi municipality", $1, 1)
	next
}

file == 3 && half == "pairs" { # lankar.csv
	link[person($1, $3)] = person($2, $3)
	next
}

file == 3 || half == "pairs" { # contacts without repeats
	if ($6 != "Genomförd" || $5 == "" || $5 == "Chatt" || $2 < "2025-01-01" || $2 > "2025-12-31")
		next
	if (half == "pairs") {
		for (p = person($3, $2); p in link; p = link[p])
			;
		if (substr(p, 9, 2) != "SP" && substr(p, 9, 2) != "SL")
			print ($4 in clinic ? clinic[$4] : clinic[tolower($4)]) ";" p
		next
	}
	if (half == "patients") {
		p = length($3) == 12 ? $3 : person($3, $2)
		visits[p] = visits[p] $4 ";"
		next
	}
	months[$4 ";" substr($2, 1, 7)]++
	types[$5]++
	diagnoses[$7 == "" ? $8 : $7]++
	next
}

file == 4 && half == "patients" { # lankar.csv
	link[person($1, $3)] = person($2, $3)
	next
}

file == 4 { # t002.csv without repeats
	if ($6 == "J" && $8 == "J" && is_2025($4))
		waits[$3 ";" $4 ";" $5 ";" $7]++
	next
}

file == 5 { # vuf01.csv
	if ($6 == "Genomförd" && $5 ~ /DV200/ && $5 ~ /(^|[ ,])DV200($|[ ,])/ &&
		is_2025($2) && !(($1, clinic[$4]) in booked)) {
		booked[$1, clinic[$4]]
		add("far", "regi clinic", $4, 1)
		if (!($1 in booked)) {
			booked[$1]
			add("far", "all", $4, 1)
		}
	}
	next
}

file == 6 { # resurs.csv
	sub(/,/, ".", $3)
	sub(/,/, ".", $4)
	add("fte", "all regi provider clinic municipality", $2, $3)
	add("graduate", "all regi provider clinic", $2, $4)
}

function end_patients(    p, to, list, n, i, key, people, name, scope, s) {
	for (p in link) {
		if (!(p in visits))
			continue
		for (to = link[p]; to in link; to = link[to])
			;
		visits[to] = visits[to] visits[p]
		delete visits[p]
	}
	for (p in visits)
		if (substr(p, 9, 2) != "SP" && substr(p, 9, 2) != "SL")
			alike[visits[p]]++
	split("regi provider clinic", scope, " ")
	for (list in alike) {
		people = alike[list]
		n = split(list, name, ";") - 1
		sum["unique_patients||"] += people
		sum["patients_by_visits|visits|" bin_of(n)] += people
		split("", times)
		for (i = 1; i <= n; i++) {
			p = name[i] in clinic ? name[i] : tolower(name[i])
			for (s = 1; s <= 3; s++)
				times[scope[s] "|" of[scope[s], clinic[p]]]++
		}
		for (key in times) {
			sum["unique_patients|" key] += people
			if (key ~ /^regi/)
				continue
			split(key, part, "|")
			sum["patients_by_visits|" part[1] "+visits|" part[2] "+" \
				bin_of(times[key])] += people
		}
	}
}

function end_rest(    key, part, i, wait, name) {
	for (key in months) {
		split(key, part, ";")
		name = part[1] in clinic ? part[1] : tolower(part[1])
		add("visits", "all regi provider clinic municipality", name, months[key])
		sum["visits|month|" part[2]] += months[key]
		sum["visits|provider+month|" of["provider", clinic[name]] "+" part[2]] += months[key]
	}
	split("Enskilt nybesök;first_visit;Enskilt återbesök;return_visit;" \
		"Gruppbesök;group;Telefonsamtal;phone;Videobesök;video;Chatt;chat", part, ";")
	for (i = 1; i < 12; i += 2)
		if (part[i] in types)
			sum["visits|contact_type|" part[i + 1]] = types[part[i]]
	for (key in diagnoses) {
		split(key, part, /[ ,]/)
		if (key != "")
			sum["visits|diagnosis_group|" group_of(part[1])] += diagnoses[key]
	}
	for (key in waits) {
		split(key, part, ";")
		wait = day_no(part[3]) - day_no(part[2])
		in_time = part[3] != "" && wait >= 0 && wait <= 3
		if (in_time || part[4] != "J") # who did not choose to wait longer
			add("guarantee_contacts", "all regi provider clinic", part[1], waits[key])
		if (in_time)
			add("guarantee_within_3_days", "all regi provider clinic", part[1], waits[key])
	}
	for (key in sum)
		if (sub(/^graduate/, "fte", key) && sum[key] > 0) {
			name = key
			sub(/^fte/, "graduate", name)
			i = 1200 * (sum[key] - 0.2 * sum[name]) / sum[key]
			requirement[substr(key, 4)] = int(i * 1000 + 0.5) / 1000
		}
	for (key in requirement)
		sum["visits_requirement" key] = requirement[key]
	for (key in sum)
		if (key ~ /^fte/)
			sum[key] = int(sum[key] * 100 + 0.5) / 100
}

END {
	if (half == "patients")
		end_patients()
	else if (half != "pairs")
		end_rest()
	OFMT = "%.10g"
	CONVFMT = "%.10g"
	for (key in sum)
		if (sum[key] != 0 && key !~ /^graduate/)
			print key "|" sum[key]
}
