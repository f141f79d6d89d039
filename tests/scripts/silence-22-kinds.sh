#!/bin/bash
# Issue 9, 22: a file of another kind is said to be what it is, once, with the
# command that helps, by every reader.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
pipelines=$top/pipelines

# --- files of other kinds ---------------------------------------------------

# kind NAME WORDS: a file, and what is said of it. The beginnings are what the
# formats demand.
kind() {
	printf '%s\n' "$2" >"$1.words"
	cat >"$1"
}
record='{"record":"contact","clinic":"gripen"}'
zip() { # NAME: the header of a zip archive whose first file has the name
	printf 'PK\3\4\12\0\0\0\0\0\0\0\41\0'
	printf '\0\0\0\0\1\0\0\0\1\0\0\0'
	printf '%b\0\0\0%s' "\\0$(printf %03o ${#1})" "$1"
	head -c 300 bytes
}
awk 'BEGIN { for (i = 0; i < 400; i++) printf "%c\n", 128 + i % 100 }' \
	>bytes
printf '\3757zXZ\0' | cat - bytes | kind xz 'xz -dc'
printf '\50\265\57\375' | cat - bytes | kind zst 'zstd -dc'
printf '\4\42\115\30' | cat - bytes | kind lz4 'lz4 -dc'
printf 'BZh91AY&SY' | cat - bytes | kind bz2 'bzip2 -dc'
printf '7z\274\257\47\34' | cat - bytes | kind 7z '7z x'
echo "$record" | gzip -c | gzip -c | kind gz.gz 'gzip -dc'
zip '[Content_Types].xml' | kind xlsx 'Excel workbook'
zip 'fys002.csv' | kind zip 'unzip -p'
{
	zip mimetype
	echo application/vnd.oasis.opendocument.spreadsheet
} | kind ods OpenDocument
printf '\320\317\21\340\241\261\32\341' | cat - bytes |
	kind xls 'Excel workbook'
printf '%s\n' "$record" "$record" | iconv -t UTF-16 |
	kind utf-16 'iconv -f UTF-16 '
printf 'a;b\n1;2\n' | iconv -t UTF-16LE | kind utf-16le 'iconv -f UTF-16LE'
printf 'a;b\n1;2\n' | iconv -t UTF-16BE | kind utf-16be 'iconv -f UTF-16BE'
printf '%%PDF-1.7\n%%\342\343\317\323\n1 0 obj\n' | kind pdf pdftotext
printf '\n <!DOCTYPE HTML>\n<html>\n<title>Logga in</title>\n' |
	kind html 'curl -f'
printf '<?xml version="1.0"?>\n<a/>\n' | kind xml XML
printf 'PAR1\25\4\25' | cat - bytes | kind parquet Parquet
printf 'SQLite format 3\0' | cat - bytes | kind sqlite 'sqlite3 -csv'
echo "$record" >member
tar -cf - member | kind tar 'tar -xOf'
tar -czf - member | kind tar.gz 'tar -xOf'

kinds=(*.words)
kinds=("${kinds[@]%.words}")

# Text that is none of ours, where records are read.
for i in 1 2 3 4 5 6 7 8 9
do
	printf 'K%s;19701018-9806;gripen\n' $i
done >rows
kind csv 'normalize -p PROFILE' <rows
tr ';' '\t' <rows | kind tsv 'normalize -p PROFILE'
sed 's/;/","/g; s/.*/"&"/' rows | kind quoted-csv 'normalize -p PROFILE'
head -n 1 rows | kind header-only 'normalize -p PROFILE'
iconv -t WINDOWS-1252 <<<$'Mottagning;\xc3\x85r\n\xc3\x85rj\xc3\xa4ng;2025' |
	kind csv-1252 'normalize -p PROFILE'
printf '%s\n' "$record" | jq . | kind pretty 'jq -c .'
printf '{\n"a":[\n1,\n2]}\n' | kind pretty-flush 'jq -c .'
printf '{"a": 1,\n "b": 2}\n' | kind half-pretty 'jq -c .'
printf '%s\n' "$record" | jq -s . | kind array "jq -c '.[]'"
printf '[%s,%s]\n' "$record" "$record" | kind flat-array "jq -c '.[]'"
printf '[\n%s,\n%s\n]\n' "$record" "$record" | kind line-array "jq -c '.[]'"
{
	printf '['
	yes "$record," | head -n 500000 | tr -d '\n'
	printf '1]\n'
} | kind long-array "jq -c '.[]'"
printf '\36%s\n' "$record" | kind sequence 'JSON text sequence'

every=(*.words)
every=("${every[@]%.words}")

# --- readers ----------------------------------------------------------------

echo '{"record":"x","format":"csv","delimiter":";","encoding":"auto","columns":
	[{"column":"a","as":"a","type":"string"}],"members":["a"]}' >csv.json
sed 's/"csv"/"ndjson"/; s/,"delimiter":";","encoding":"auto"//' csv.json \
	>ndjson.json
echo '{"record":"contact"}' >good

stream_readers='aggregate check-targets code-kva compare-figures compare-years
dedupe-patients normalize reconcile render-report render-table run-chart
split-patients suppress-small trace-figure'
file_readers='links codebook table before old'
config_readers='profile rules definitions targets published suppression'
read_by() {
	case $1 in
	aggregate) aggregate count "$2" ;;
	check-targets)
		check-targets -t "$pipelines/targets/kvalitetsbokslut.json" "$2"
		;;
	code-kva) code-kva -r "$pipelines/rules/physiotherapy.json" "$2" ;;
	compare-figures) compare-figures good "$2" ;;
	normalize) normalize -p ndjson.json "$2" ;;
	csv) normalize -p csv.json "$2" ;;
	reconcile)
		reconcile -p "$top/tests/every/reconcile/published.json" \
			--tables "$top/tests/every/reconcile" "$2"
		;;
	render-table) render-table -r clinic -c v "$2" ;;
	split-patients) split-patients -n 2 --part 1 "$2" ;;
	suppress-small)
		suppress-small -r "$pipelines/suppression/kvalitetsbokslut.json" "$2"
		;;
	trace-figure) trace-figure --indicators "$top/tests/every/trace-figure/defs.json" \
			visits -- "$2" ;;
	links) dedupe-patients --links "$2" good ;;
	codebook)
		code-kva -r "$pipelines/rules/physiotherapy.json" \
			--codebook "$2" good
		;;
	table)
		normalize -p "$pipelines/profiles/fys002.json" \
			--table "clinics=$2" /dev/null
		;;
	before)
		suppress-small -r "$pipelines/suppression/kvalitetsbokslut.json" \
			--before "$2" good
		;;
	old) compare-figures "$2" good ;;
	profile) normalize -p "$2" good ;;
	rules) code-kva -r "$2" good ;;
	definitions) aggregate --indicators "$2" good ;;
	targets) check-targets -t "$2" good ;;
	published) reconcile -p "$2" good ;;
	suppression) suppress-small -r "$2" good ;;
	*) "$1" "$2" ;;
	esac
}
# says READER FILE: exit 2, one line, which names the file and the help.
says() {
	local status
	read_by "$1" "$2" >out 2>said </dev/null
	status=$?
	test $status -eq 2 && test "$(wc -l <said)" -eq 1 &&
		grep -qF -e "$(cat "$2.words")" said && grep -q ": $2" said &&
		return
	echo "$1 $2: exit $status"
	head -n 3 said
	return 1
}
# all READER FILE...
all() {
	local file lost=0
	for file in "${@:2}"
	do
		says "$1" "$file" || lost=1
	done
	test $lost -eq 0 && test $# -gt 10
}

for reader in $stream_readers $file_readers
do
	check "$reader" all "$reader" "${every[@]}"
done
check 'normalize, CSV' all csv "${kinds[@]}"
packed_once=()
for file in "${kinds[@]}"
do
	test "$file" = tar.gz || packed_once+=("$file")
done
for reader in $config_readers
do
	check "$reader" all "$reader" "${packed_once[@]}"
done

json_for_csv() {
	for file in pretty array flat-array good
	do
		normalize -p csv.json $file 2>said
		test $? -eq 2 && cat said && test "$(wc -l <said)" -eq 1 &&
			grep -q 'JSON where CSV is read' said || return 1
	done
}
csv_for_config() {
	normalize -p csv good 2>said
	test $? -eq 2 && cat said && test "$(wc -l <said)" -eq 1 &&
		grep -q 'no JSON' said && ! grep -q 1970 said
}
# However the input comes in pieces, and from a pipe.
in_pieces() {
	for file in csv pretty xz utf-16le tar
	do
		head -c 2000 $file | perl -e '$| = 1; while (read(STDIN, $c, 1)) {
			print $c }' | aggregate count 2>said
		test $? -eq 2 && cat said &&
			grep -qF -e "$(cat $file.words)" said || return 1
	done
}
# A broken first line is one line, and the rest goes on.
broken_first() {
	local line
	for line in '{"a":1,' '{"a":1}}' 'x' '{' '[1]' '{"a":"\xff"}' '"a"'
	do
		printf '%b\n{"a":2}\n{"a":3}\n' "$line" |
			aggregate --rejects rejects count >out 2>said || return 1
		test "$(cat out)" = '{"count":2}' || return 1
	done
}
# So is a line of CSV in the middle.
in_the_middle() {
	printf '{"a":1}\na;b\n1;2\n{"a":2}\n' |
		aggregate --rejects rejects count >out 2>said &&
		test "$(cat out)" = '{"count":2}' && test "$(wc -l <rejects)" -eq 2
}
check 'JSON where CSV is read' json_for_csv
check 'CSV where a configuration is read' csv_for_config
check 'byte by byte through a pipe' in_pieces
check 'a broken first line is a reject' broken_first
check 'and so is CSV in the middle' in_the_middle
finish
