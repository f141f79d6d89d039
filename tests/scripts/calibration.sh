#!/bin/sh
# Add up the raw rows of the plain year 2025 with sqlite3, without any program
# of ours, and compare with what the region printed. Prints TAP.
# PUBLISHED names the folder of the printed figures.
set -u
LC_ALL=C.UTF-8
export LC_ALL
top=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
PUBLISHED=${PUBLISHED:-$top/testdata/published}

skip() {
	echo "1..0 # SKIP $1"
	exit 0
}
test -r "$PUBLISHED/providers-2025.csv" ||
	skip "the printed figures are not at hand (PUBLISHED)"
command -v sqlite3 >/dev/null || skip "sqlite3 is not here"

tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
"$BIN/synthesize" --quiet "$tmp" || exit 2

cat >"$tmp/load.sql" <<END
.mode csv
.separator ;
.import $tmp/mottagningar.csv clinics
.import $tmp/resurs.csv staff
.import $tmp/fys002.csv contacts
.import $tmp/vuf01.csv bookings
.import $tmp/t002.csv waits
.import $tmp/lankar.csv links
.separator ,
.import $PUBLISHED/providers-2025.csv printed
.import $PUBLISHED/far.csv printed_far
.import $PUBLISHED/fte-by-regi.csv printed_fte
.import $PUBLISHED/visits-by-year.csv printed_visits
-- Every name of a clinic.
CREATE TABLE names AS
WITH RECURSIVE alias(id, name, rest) AS (
	SELECT MottagningsId, Namn, Alias || '|' FROM clinics
	UNION
	SELECT MottagningsId, MottagningsId, '' FROM clinics
	UNION
	SELECT id, substr(rest, 1, instr(rest, '|') - 1),
		substr(rest, instr(rest, '|') + 1)
	FROM alias WHERE rest <> ''
)
SELECT DISTINCT name, MottagningsId AS clinic, "Vårdgivare" AS provider,
	Regi AS regi
FROM alias JOIN clinics ON id = MottagningsId WHERE name <> '';
CREATE INDEX by_name ON names (name);
-- An id of twelve characters: nobody here was born after 2022, and those who
-- turned a hundred have a plus.
CREATE TABLE seen AS
WITH bare AS (
	SELECT *, replace(replace(Personnummer, '-', ''), '+', '') AS id
	FROM contacts WHERE Status = 'Genomförd' AND Kontakttyp IN (
		'Enskilt nybesök', 'Enskilt återbesök', 'Gruppbesök',
		'Telefonsamtal', 'Videobesök')
), full AS (
	SELECT *, CASE
		WHEN length(id) = 12 THEN id
		WHEN Personnummer LIKE '%+%' AND id < '26' THEN '19' || id
		WHEN Personnummer LIKE '%+%' THEN '18' || id
		WHEN id < '23' THEN '20' || id
		ELSE '19' || id END AS first_id
	FROM bare
)
SELECT n.clinic, n.provider, n.regi,
	coalesce(b.TillId, a.TillId, first_id) AS person
FROM full JOIN names AS n ON n.name = Mottagning
LEFT JOIN links AS a ON a."FrånId" = first_id
LEFT JOIN links AS b ON b."FrånId" = a.TillId;
CREATE TABLE hours AS
SELECT c."Vårdgivare" AS provider, c.Regi AS regi,
	sum(replace(Heltidsresurs, ',', '')) AS cents,
	sum(replace(VaravNyutbildad, ',', '')) AS graduate_cents
FROM staff JOIN clinics AS c USING (MottagningsId) GROUP BY 1, 2;
-- Rounded half away from zero, in integers.
CREATE TABLE figures AS
SELECT p.provider, count(*) AS visits, count(DISTINCT person) AS patients,
	cents, graduate_cents
FROM printed AS p JOIN seen USING (provider) JOIN hours USING (provider)
GROUP BY p.provider;
.separator |
.mode list
END
sqlite3 "$tmp/year.db" <"$tmp/load.sql" 2>"$tmp/load.err" || {
	sed 's/^/# /' "$tmp/load.err"
	exit 2
}

n=0
# is NAME SQL: a query whose rows are what is wrong.
is() {
	n=$((n + 1))
	wrong=$(sqlite3 "$tmp/year.db" "$2" 2>&1)
	if test -z "$wrong"
	then
		echo "ok $n - $1"
	else
		echo "not ok $n - $1"
		echo "$wrong" | sed 's/^/# /'
	fi
}

# same NAME SQL EXPECTED
same() {
	n=$((n + 1))
	got=$(sqlite3 "$tmp/year.db" "$2" 2>&1)
	test "$got" = "$3" && echo "ok $n - $1" && return
	echo "not ok $n - $1"
	echo "# $got, expected $3"
}

is 'every contact is at a clinic of the register' "
	SELECT DISTINCT Mottagning FROM contacts
	WHERE Mottagning NOT IN (SELECT name FROM names)"
is 'no name means two clinics' "
	SELECT name FROM names GROUP BY name HAVING count(DISTINCT clinic) > 1"
is 'no contact has the number of another' "
	SELECT KontaktId FROM contacts GROUP BY 1 HAVING count(*) > 1"
is 'contacts are within the year' "
	SELECT KontaktId FROM contacts WHERE Kontaktdatum NOT LIKE '2025-%'"
is 'every provider is there' "
	SELECT provider FROM printed
	WHERE provider <> 'Summa' EXCEPT SELECT provider FROM figures"
is 'visits of every provider' "
	SELECT provider, f.visits, p.visits FROM figures AS f
	JOIN printed AS p USING (provider) WHERE f.visits <> p.visits + 0"
is 'there are chats and contacts of no type, which are no visits' "
	SELECT * FROM (SELECT sum(Kontakttyp = 'Chatt') AS c,
		sum(Kontakttyp = '') AS n
		FROM contacts WHERE Status = 'Genomförd')
	WHERE c < 100 OR n < 100"
is 'patients of every provider' "
	SELECT provider, patients, unique_patients FROM figures
	JOIN printed USING (provider) WHERE patients <> unique_patients + 0"
is 'FTE of every provider, as printed' "
	SELECT provider, cents, fte FROM figures JOIN printed USING (provider)
	WHERE (2 * cents + 12) / 24 <> replace(fte, '.', '') + 0"
is 'visits per FTE, as printed' "
	SELECT provider, f.visits * 1200 / cents, visits_per_fte
	FROM figures AS f JOIN printed USING (provider)
	WHERE (2 * 1200 * f.visits + cents) / (2 * cents) <>
		visits_per_fte + 0"
is 'patients per FTE, as printed' "
	SELECT provider, patients, cents, unique_per_fte FROM figures
	JOIN printed USING (provider) WHERE unique_per_fte <> '' AND
	(2 * 1200 * patients + cents) / (2 * cents) <> unique_per_fte + 0"
is 'requirements, as printed' "
	SELECT provider, graduate_cents, cents, adjusted_requirement
	FROM figures JOIN printed USING (provider)
	WHERE CASE WHEN adjusted_requirement = '' THEN graduate_cents <> 0
	ELSE (2 * (1200 * cents - 240 * graduate_cents) + cents) /
		(2 * cents) <> adjusted_requirement + 0 END"
is 'the sums, as printed' "
	SELECT sum(f.visits), sum(patients), sum(cents) FROM figures AS f
	HAVING sum(f.visits) <> (SELECT visits FROM printed
		WHERE provider = 'Summa') + 0
	OR sum(patients) <> (SELECT unique_patients FROM printed
		WHERE provider = 'Summa') + 0"
is 'FTE by regi, as printed' "
	SELECT privat, egen, total, p, e FROM printed_fte,
	(SELECT sum(cents) AS p FROM hours WHERE regi = 'Privat regi'),
	(SELECT sum(cents) AS e FROM hours WHERE regi = 'Egen regi')
	WHERE year = '2025' AND ((2 * p + 12) / 24 <>
		replace(privat, '.', '') + 0 OR
	(2 * e + 12) / 24 <> replace(egen, '.', '') + 0 OR
	(2 * (p + e) + 12) / 24 <> replace(total, '.', '') + 0)"
is 'shares of the visits, as printed' "
	SELECT v.*, p, n FROM printed_visits AS v, (SELECT count(*) AS n,
		sum(regi = 'Privat regi') AS p FROM seen)
	WHERE year = '2025' AND ((200 * p + n) / (2 * n) <>
		share_privat_percent + 0 OR
	(200 * (n - p) + n) / (2 * n) <> share_egen_percent + 0 OR
	n <> visits + 0)"
is 'prescriptions of activity, as printed' "
	SELECT f.*, e, n FROM printed_far AS f, (SELECT count(*) AS n,
		sum(regi = 'Egen regi') AS e FROM bookings
		JOIN names ON name = Mottagning
		WHERE Status = 'Genomförd' AND \"KvåKod\" LIKE '%DV200%')
	WHERE year = '2025' AND ((200 * e + n) / (2 * n) <>
		share_egen_percent + 0 OR n <> prescriptions + 0)"
same 'clinics open at the end of the year' "
	SELECT count(*), sum(Regi = 'Privat regi') FROM clinics
	WHERE \"Öppnad\" <= '2025-12-31' AND
		(Avvecklad = '' OR Avvecklad > '2025-12-31')" '38|16'
is 'links change the number of the region patients' "
	SELECT 'no link is needed' WHERE NOT EXISTS (
		SELECT 1 FROM links JOIN contacts
		ON replace(Personnummer, '-', '') = \"FrånId\"
		WHERE Status = 'Genomförd')"
same 'every combination of the care guarantee' "
	SELECT count(DISTINCT \"Vårdgarantipatient\" ||
		\"PatientvaldVäntan\" || \"Genomförd\") FROM waits" 8
is 'no assessment before the contact' "
	SELECT KontaktId FROM waits
	WHERE \"Bedömningsdatum\" <> '' AND \"Bedömningsdatum\" < Kontaktdatum"
is 'a clinic is open when it has contacts' "
	SELECT DISTINCT clinic FROM contacts JOIN names ON name = Mottagning
	JOIN clinics ON MottagningsId = clinic
	WHERE Kontaktdatum < \"Öppnad\" OR
		(Avvecklad <> '' AND Kontaktdatum > Avvecklad)"
echo "1..$n"
