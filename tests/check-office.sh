#!/bin/sh
# The published tables as LibreOffice reads them: the workbook, and the CSV as
# a Swede opens it. Numbers are numbers, also negative ones; letters are whole;
# nothing becomes a formula; and both are the same figures. With PICTURES=DIR
# the pages that it would print of the workbook go there. Prints TAP.
set -u
cd "$(dirname "$0")/.." || exit 2
LC_ALL=C.UTF-8
export LC_ALL
tests/need-packages.sh office || exit
work=build/check-office
rm -rf "$work"
mkdir -p "$work" || exit 2
VARDSTROM_BIN=${BIN:-$PWD/build/bin}
export VARDSTROM_BIN
tap_log=$work/why
. tests/tap.sh
# read_by_office FOLDER FILE...: as LibreOffice writes them out again.
read_by_office() {
	into=$1
	shift
	timeout 300 soffice "-env:UserInstallation=file://$PWD/$work/profile" \
		--headless ${filter:+"--infilter=$filter"} --convert-to fods \
		--outdir "$into" "$@" </dev/null
	for file
	do
		name=${file##*/}
		test -s "$into/${name%.*}.fods" || return
	done
}

# Names and figures that could be mistaken for something else.
figure() {
	printf '{"record":"indicator","indicator":"%s","period":"2025","by":["regi"],"regi":"%s","value":%s,"decimals":%s,"unit":"%s"}\n' \
		"$@"
}
{
	for name in '=HYPERLINK(\"http://x.invalid\",\"se\")' '@SUM(1)' \
		'+46 70' '-2+3' 'Åäö ÅÄÖ é €' '0017' '2025-03' '1/2' "'citat" 'a;b,c'
	do
		figure fte "$name" -1234.5 2 fte
		figure part "$name" 0.1234 3 share
		figure visits "$name" 1234567 0 visits
	done
} >"$work/hard.ndjson"
cat >"$work/hard.json" <<'END'
{ "tables": [ { "name": "svår", "title": { "sv": "Svår", "en": "Hard" },
  "rows": ["regi"], "columns": ["fte", "part", "visits"] } ] }
END
hard() {
	for format in xlsx excel-csv
	do
		"$VARDSTROM_BIN/render-table" --tables "$work/hard.json" \
			--language sv -f "$format" -o "$work/hard.${format#excel-}" \
			"$work/hard.ndjson" || return
	done
}
check 'tables of hard names are made' hard
year() {
	"$VARDSTROM_BIN/synthesize" -q --year 2025 "$work/extracts" &&
		pipelines/kvalitetsbokslut -q --year 2025 --publish \
			"$work/extracts" "$work/out"
}
check 'the tables of the year are made' year
published=$work/out/publish
filter=
check 'LibreOffice reads the workbooks' read_by_office "$work/book" \
	"$published/tables.xlsx" "$work/hard.xlsx"
# as a Swede opens it: semicolons, UTF-8, language 1053
filter='CSV:59,34,76,1,,1053,false,false'
check 'and the CSV' read_by_office "$work/csv" \
	"$published"/tables/*.csv "$work/hard.csv"
cells() {
	/usr/bin/python3 tests/office/cells.py "$work/$1/"*.fods >"$work/$1.cells" &&
		test -s "$work/$1.cells"
}
check 'the cells of the workbooks' cells book
check 'the cells of the CSV' cells csv

no_formula() {
	grep -n 'formula:' "$work/book.cells" "$work/csv.cells"
	test $? -eq 1
}
check 'nothing is a formula' no_formula
# has FILE CELL...: a row of those cells, in that order.
has() {
	file=$work/$1.cells
	shift
	row=$(printf '\t%s' "$@")
	grep -F "$row" "$file" || { cat "$file" && return 1; }
}
for kind in book csv
do
	share=percentage:0.123
	mark=
	test "$kind" = book || share=float:0.123 mark="'"
	numbers="float:-1234.5 $share float:1234567"
	for name in '=HYPERLINK("http://x.invalid","se")' '@SUM(1)' \
		'+46 70' '-2+3'
	do
		# a list of words on purpose
		# shellcheck disable=SC2086
		check "$kind: $name is text, its figures are numbers" \
			has "$kind" "string:$mark$name" $numbers
	done
	for name in 'Åäö ÅÄÖ é €' 'a;b,c'
	do
		# shellcheck disable=SC2086
		check "$kind: $name is whole" has "$kind" "string:$name" $numbers
	done
done
for name in 0017 2025-03 1/2 "'citat"
do
	check "book: $name is text" has book "string:$name" float:-1234.5
done

# The year's figures: in the workbook below title and head, in CSV below the
# head. The names 1 to 5 of numbers of visits are numbers in CSV.
same_figures() {
	sed 's/percentage:/float:/g' "$work/book.cells" | grep -v '^svår' | awk -F '\t' '
		$1 != sheet { sheet = $1; is_head = 1; next } # its title
		is_head { is_head = 0; next }
		{ $2 = ""; print }' OFS='\t' | sort >"$work/book.figures"
	grep -v '^hard' "$work/csv.cells" |
		sed 's/^\(antal-besok\t[0-9]*\t\)float:/\1string:/' | awk -F '\t' '
		$1 != sheet { sheet = $1; next }
		{ $2 = ""; print }' OFS='\t' | sort >"$work/csv.figures"
	diff "$work/book.figures" "$work/csv.figures"
}
check 'workbook and CSV are the same, cell by cell' same_figures
# Every figure of the tables is a number: as many as render-table counts.
counted() {
	"$VARDSTROM_BIN/render-table" --tables pipelines/report/kvalitetsbokslut.json \
		-f ndjson "$published/indicators.ndjson" >"$work/tables.ndjson" || return
	want=$(jq '[to_entries[] | select(.value | type == "number")] | length' \
		"$work/tables.ndjson" | awk '{ n += $1 } END { print n }')
	got=$(grep -o 'float:' "$work/book.figures" | wc -l)
	echo "$got numbers of $want"
	test "$want" -gt 1000 && test "$got" -eq "$want"
}
check 'every figure is a number' counted
clinics() {
	grep -q 'string:Årjäng' "$work/csv.figures" &&
		grep -q 'string:Åsa Berglund' "$work/book.figures"
}
check 'with the names of clinics' clinics
in_words() {
	grep -nE 'string:(true|false|[a-z]+_[a-z_0-9]+)([[:space:]]|$)|:met' \
		"$work/book.cells" "$work/csv.cells"
	test $? -eq 1
}
check 'no word is one of the programs' in_words
if test -n "${PICTURES-}"
then
	pictures() {
		timeout 300 soffice \
			"-env:UserInstallation=file://$PWD/$work/profile" \
			--headless --convert-to pdf --outdir "$PICTURES" \
			"$published/tables.xlsx" </dev/null
	}
	check 'pictures' pictures
fi
finish
