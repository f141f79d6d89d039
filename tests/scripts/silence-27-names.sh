#!/bin/bash
# Issue 9, 27: names are data. What turns text or steers a terminal is never
# shown; nothing in a name is markup in Markdown or a formula in CSV.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# Every control character but the NUL, and every mark of direction.
marks=$(for i in $(seq 1 31) 127
do
	printf '%b' "\\0$(printf %03o "$i")x"
done)
turns=$'\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e'
turns+=$'\u2066\u2067\u2068\u2069\u206a\u206f\u0080\u009b\u009f'
nasty=$'a\e[31m'$marks$turns'b'

# clean FILE: nothing of that is in it; lines end with a line feed.
clean() {
	test -s "$1" || return 1
	LC_ALL=C tr -d '\n' <"$1" | LC_ALL=C grep -qP \
		'[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]|\xd8\x9c|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xaf]' ||
		return 0
	cat -v "$1" | head -n 5
	return 1
}
# The search finds what it looks for.
finds() {
	for c in $'\e' $'\r' $'\u202e' $'\u2067' $'\u061c' $'\u200f' $'\u009b'
	do
		printf 'x%sy\n' "$c" >dirty
		! clean dirty >/dev/null || return 1
	done
}

# --- messages ---------------------------------------------------------------

# says PROGRAM WORD...: a message with the name, one line, clean.
says() {
	"$@" >out 2>said </dev/null
	test $? -eq 2 && cat -v said && clean said && test "$(wc -l <said)" -eq 1
}
programs() {
	for program in "$VARDSTROM_BIN"/*
	do
		program=${program##*/}
		says "$program" "--$nasty" || return 1
	done
	for words in 'aggregate count' 'check-targets -t' 'code-kva -r' \
		'normalize -p' 'render-table -r a -c b' 'run-chart' \
		'suppress-small -r' 'reconcile -p' 'verify-run' 'dedupe-patients' \
		'split-patients -n 2 --part 1' 'compare-years' 'render-report'
	do
		# shellcheck disable=SC2086
		says $words "$nasty" || return 1
	done
}
scripts() {
	for script in kvalitetsbokslut over-years trace publish load-postgres \
		nightly
	do
		says "$script" "--$nasty" || return 1
	done
	says kvalitetsbokslut --year 2025 "$nasty" out
}
expression() {
	aggregate -w "$nasty == 1" count </dev/null 2>said
	cat -v said
	clean said && grep -q '\^' said
}
rejects() {
	echo x >"$nasty.ndjson"
	aggregate --rejects r count "$nasty.ndjson" >out 2>said
	cat -v said
	clean said && test "$(wc -l <said)" -eq 2 && jq -e .source r
}
no_forged_line() {
	aggregate count $'x\naggregate: all is well' 2>said
	cat said
	test "$(wc -l <said)" -eq 1
}

# --- tables -----------------------------------------------------------------

jq -nc --arg n "$nasty" '{record:"indicator",indicator:"v",period:"2025",
	by:["clinic"],clinic:$n,value:1}' >figures
jq -nc --arg n "$nasty" '{record:"x"} + {($n):$n}' >records
jq -nc --arg n "$nasty" '{record:"target_result",indicator:"v",period:"2025",
	by:["clinic"],clinic:"x",not_assessed:$n,target:1} | .record = "indicator"' \
	>judged
tables() {
	for format in terminal markdown csv excel-csv
	do
		for words in '-r clinic -c v figures' '--records * records' \
			'-r clinic -c v judged'
		do
			read -ra words <<<"$words"
			render-table -f $format "${words[@]}" >table 2>said || return 1
			cat -v table
			clean table || return 1
			test ! -s said || clean said || return 1
		done
	done
}
titles() {
	jq -n --arg n "$nasty|*_" '{tables:[{name:"t",title:{sv:$n,en:$n},
		rows:["clinic"],columns:["v"],note:{sv:$n,en:$n}}]}' >tables.json
	for format in terminal markdown csv
	do
		render-table --tables tables.json -f $format figures >table \
			2>said || { cat said && return 1; }
		clean table || return 1
	done
}

# --- Markdown ---------------------------------------------------------------

# In a cell every sign is itself: the text comes back once backslashes that
# stand before punctuation are gone, and no sign with a meaning is bare.
mapfile -t names <<'END'
~~nedlagd~~
[Norra](Karlstad)
Norra&copy;
![bild](x)
a|b
*x*
_y_
`z`
<b>
\*
x\
http://example.org
www.example.org
ftp://a
a@b.se
:smile:
$x$
^2^
#1
Åsa & Co AB
a: b
a.b
<!-- -->
&#65;
{.class}
END
markdown() {
	for name in "${names[@]}"
	do
		jq -nc --arg n "$name" '{name:$n}'
	done >in
	render-table --records '*' -f markdown in >table
	cat table
	sed -n '3,$s/^| \(.*\) |$/\1/p' table >cells
	test "$(wc -l <cells)" -eq ${#names[@]} || return 1
	sed 's/\\\([][\\`*_{}<>|~!&@#$^:.]\)/\1/g' cells |
		diff - <(printf '%s\n' "${names[@]}") || return 1
	! sed 's/\\.//g' cells |
		grep -nE '[][|*_`<>~!@#$^{}]|&[a-zA-Z#]|:[^ ]|www\.'
}
shared_case() {
	render-table -f markdown -r clinic -c v \
		"$top/../shared/cases/W5-markdown-names.ndjson" >table || return 1
	cat table
	! sed 's/\\.//g' table | grep -E '[~[!]|&copy'
}

# --- CSV --------------------------------------------------------------------

formulas=('=HYPERLINK("http://x";"y")' '=1+1' '+1+1' '-1+1' '@SUM(1)' '+46 70' '-'
	$'\t=1' $'\ufeff=1' '＝1+1' ' =1' '=1,5' '-1;2')
csv() {
	for format in csv excel-csv
	do
		for text in "${formulas[@]}"
		do
			jq -nc --arg t "$text" '{t:$t}'
		done | render-table --records '*' -f $format >table || return 1
		cat table
		test "$(grep -cE "^\"?'" table)" -eq ${#formulas[@]} || return 1
	done
}
formula_as_heading() {
	jq -nc '{record:"x","=1+1":1,"@x":2}' | render-table --records '*' -f csv >table
	cat table
	test "$(head -n 1 table)" = "record,'=1+1,'@x"
}
# A cell is a cell whatever the separator that the spreadsheet takes.
other_separator() {
	jq -nc '{t:"a;=1+1"}, {t:"a,=1+1"},
		{t:"a\t=1+1"}' >in
	for format in csv excel-csv
	do
		render-table --records '*' -f $format in >table
		cat table
		test "$(grep -c '^"a.=1+1"$' table)" -eq 3 || return 1
	done
}
numbers_stay() {
	for text in -1 +2 -1.5 -0 1 -1,5 0.25 -1000000
	do
		jq -nc --arg t "$text" '{t:$t}'
		echo "{\"t\":${text/#+/}}" | tr , .
	done >in
	for format in csv excel-csv
	do
		render-table --records '*' -f $format in >table || return 1
		cat table
		test "$(wc -l <table)" -eq 17 && ! grep -q "'" table || return 1
	done
}

check 'the search finds what it looks for' finds
check 'messages of every program' programs
check 'and of every script' scripts
check 'an expression' expression
check "a file's name, in rejects and messages" rejects
check 'a line break in a name makes no line' no_forged_line
check 'tables, headings and legends' tables
check 'titles and notes' titles
check 'nothing in a name is Markdown' markdown
check 'nor in the shared case' shared_case
check 'nothing is a formula in any CSV' csv
check 'nor is a heading' formula_as_heading
check 'whatever the separator' other_separator
check 'numbers stay numbers' numbers_stay
finish
