#!/bin/sh
# render-table -f xlsx: the same bytes at any time, numbers as numbers, text
# never as a formula, a sheet a table.
set -u
cd "$(dirname "$0")/../.." || exit 2
n=0
ok() {
	n=$((n + 1))
	test "$2" -eq 0 && echo "ok $n - $1" || echo "not ok $n - $1"
}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
figure() {
	printf '{"record":"indicator","indicator":"%s","period":"2025","by":["regi"],"regi":"%s","value":%s,"decimals":1}\n' \
		"$1" "$2" "$3"
}
{
	figure fte =1+1 -2.25
	figure fte egen 1234.56
	figure visits egen 7
} >"$work/in"
cat >"$work/tables.json" <<'END'
{ "tables": [
  { "name": "ett", "title": { "sv": "Å ä ö", "en": "One" },
    "rows": ["regi"], "columns": ["fte"] },
  { "name": "två/2", "title": { "sv": "Två", "en": "Two" },
    "rows": ["regi"], "columns": ["visits"] } ] }
END
book() {
	"$BIN/render-table" --tables "$work/tables.json" --language sv \
		-f xlsx "$work/in"
}
part() {
	unzip -p "$work/a.xlsx" "$1"
}
book >"$work/a.xlsx"
ok 'a workbook is made' $?
sleep 2 # the times in a zip file are even seconds
TZ=Asia/Tokyo book >"$work/b.xlsx" && cmp "$work/a.xlsx" "$work/b.xlsx"
ok 'at another time the same bytes' $?
part xl/workbook.xml | grep -q 'name="ett".*name="två 2"'
ok 'a sheet a table' $?
part xl/worksheets/sheet1.xml >"$work/sheet"
grep -q '<v>-2.2999999999999998</v>\|<v>-2.3</v>' "$work/sheet" &&
	grep -q '<v>1234.6[0-9]*</v>\|<v>1234.5999999999999</v>' "$work/sheet"
ok 'numbers are numbers, also negative ones' $?
! grep -q '<f>' "$work/sheet" &&
	part xl/sharedStrings.xml | grep -q '<t>=1+1</t>'
ok 'what looks like a formula is text' $?
part xl/sharedStrings.xml | grep -q 'Å ä ö'
ok 'letters are whole' $?
"$BIN/render-table" --tables "$work/tables.json" -f xlsx "$work/in" >/dev/full 2>"$work/err"
test $? -eq 2
ok 'a full disk is trouble' $?
TMPDIR=$work/none book >/dev/null 2>"$work/err"
test $? -eq 2 && grep -q 'none/vardstrom-' "$work/err"
ok 'no folder for the temporary file is trouble' $?
echo "1..$n"
