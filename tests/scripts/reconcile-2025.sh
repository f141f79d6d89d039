#!/bin/sh
# The printed report held against the year 2025 and against itself: each cell
# of five tables is the figure, what contradicts itself is found, and
# nothing else is said to.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
cd "$top" || exit 2
normalize -q -p pipelines/profiles/mottagningar.json \
	"$year/extracts/mottagningar.csv" >"$here/clinics.ndjson"
# The survey, the establishments and the workshop are of other years and areas.
other_years "$here" >"$here/others.ndjson"
hold() {
	reconcile -q -p pipelines/published/kvalitetsbokslut.json "$@" \
		"$here/clinics.ndjson" "$year/out/indicators.ndjson" \
		"$here/others.ndjson"
}
hold --tables testdata/published >"$here/out" || exit 2

# Of every number in providers and clinics, and nowhere is there a difference.
all_equal() {
	jq -r 'select(.record == "reconciliation" and .verdict != "equal" and
		(.table == "providers" or .table == "clinics" or
		.table == "npe" or .table == "tariff" or
		.table == "priorities" or
		.verdict == "differs"))' "$here/out" >"$here/not-equal"
	cat "$here/not-equal"
	test ! -s "$here/not-equal" || return 1
	jq -r 'select(.verdict == "equal" and .table == "providers")' -c \
		"$here/out" | wc -l >"$here/n"
	# printed numbers of the six columns: those of the file, less the names
	sqlite3 <<SQL >"$here/wanted"
.mode csv
.import testdata/published/providers-2025.csv p
.mode list
select sum((fte <> '') + (visits <> '') + (visits_per_fte <> '') +
	(adjusted_requirement <> '') + (unique_patients <> '') +
	(unique_per_fte <> '')) from p;
SQL
	test "$(cat "$here/n")" -eq "$(cat "$here/wanted")"
}
contradictions() {
	jq -r 'select(.record == "contradiction" and .kind != "name") |
		[.kind, (.cells[] | "\(.table)/\(.row)/\(.column)=\(.printed)")]
		| join(" ")' "$here/out" >"$here/got"
	sort >"$here/wanted" <<'END'
same text/npe respect/printed=drygt 94,5 npe/Respekt och bemötande/varmland=94.4
sum far/2023/share_egen_percent=43 far/2023/share_privat_percent=67
rows text/providers below the requirement of unique patients/printed=33
END
	sort "$here/got" | same "$here/wanted" -
}
# One digit of either would make 2023 fit.
mends() {
	got=$(jq -r 'select(.kind == "sum") | .cells[].mends | join(",")' \
		"$here/out" | paste -sd' ')
	echo "$got"
	test "$got" = '33 57'
}
# The parts that do not add up as printed, and are no error.
parts() {
	jq -r 'select(.parts and (.table == "fte-by-regi" or .row == "Summa")) |
		[.table, .row, .column, .printed, .parts, .verdict] | join(" ")
		' "$here/out" >"$here/got"
	cat "$here/got"
	grep -qx 'providers Summa fte 82.87 82.88 equal' "$here/got" &&
		grep -qx 'fte-by-regi 2025 privat 43.23 43.24 equal' \
			"$here/got" &&
		jq -se '[.[] | select(.parts == 43.24) | .message] |
			length == 1 and (.[0].sv | test("43,24.*inget fel"))
			and (.[0].en | test("43.24.*no error"))' "$here/out"
}
# Ratios that the printed FTE does not give; none is an error.
ratios() {
	jq -c 'select(.parts and .table == "providers" and .row != "Summa"
		and .verdict == "equal")' "$here/out" >"$here/ratios"
	wc -l <"$here/ratios"
	test "$(wc -l <"$here/ratios")" -eq 15
}
names() {
	jq -r 'select(.kind == "name") | [.cells[].row] | join(" = ")' \
		"$here/out" >"$here/got"
	cat "$here/got"
	grep -q '^Karin Jansson Ski o Fysio = Karin Jansson Ski & Fysio$' \
		"$here/got" &&
		grep -q '^Kasernhöjden = Praktikertjänst AB, Kasernhöjden$' \
			"$here/got"
}
# In words, the one language or the other; and nothing that is equal.
words() {
	hold --tables testdata/published --lang sv >"$here/sv" &&
		hold --tables testdata/published --lang en >"$here/en" || return
	head -n 3 "$here/sv" "$here/en"
	grep -q 'ska tillsammans bli 100 och ger 109 till 111' "$here/sv" &&
		grep -q 'should come to 100 and come to 109 to 111' \
			"$here/en" &&
		test "$(wc -l <"$here/sv")" -eq "$(wc -l <"$here/en")" &&
		! grep -q '{' "$here/sv"
}
# With the faults mended the print agrees with itself and with the year.
mended() {
	cp -r testdata/published "$here/mended" && chmod -R u+w "$here/mended"
	sed -i 's/,43,67$/,43,57/' "$here/mended/far.csv"
	sed -i -e 's/94,5/94,3/' -e 's/patients,33$/patients,39/' \
		"$here/mended/text-2025.csv"
	hold --exit-code --tables "$here/mended" >"$here/out-mended"
}
# One wrong digit each: the cell is named alone, and what it was is a mend.
# one FILE FROM TO ROW COLUMN WAS
one() {
	rm -rf "$here/one" && cp -r "$here/mended" "$here/one"
	sed -i "s/$2/$3/" "$here/one/$1"
	cmp -s "$here/one/$1" "$here/mended/$1" && return 1
	reconcile -q -p pipelines/published/kvalitetsbokslut.json \
		--tables "$here/one" </dev/null >"$here/one.out"
	jq -c 'select(.record == "contradiction" and .kind != "name")' \
		"$here/one.out" | tee "$here/found"
	test "$(wc -l <"$here/found")" -eq 1 &&
		jq -e --arg row "$4" --arg column "$5" --arg was "$6" '
			.alone and (.cells | length == 1) and
			(.cells[0] | .row == $row and .column == $column and
			(.mends | index($was)))' "$here/found"
}
check 'each cell of five tables is its figure' all_equal
check 'the three contradictions, and no other' contradictions
check 'with the digits that would mend FaR 2023' mends
check '43.24 and 82.88 are told, and are no error' parts
check 'so are ratios of FTE that is not rounded' ratios
check 'names spelt in two ways' names
check 'told in Swedish and in English' words
check 'a print without faults is told none' mended
check 'a wrong number of visits' one providers-2025.csv ',10594,' ',10574,' \
	'Capio Hälso och Sjukvård AB F Grums' visits 10594
check 'a wrong ratio' one providers-2025.csv ',391,' ',381,' \
	'Praktikertjänst AB, Kasernhöjden' unique_per_fte 391
check 'wrong staff of a clinic' one clinics-2025.csv 'privat,7.74' \
	'privat,7.24' 'Capio Grums' fte 7.74
finish
