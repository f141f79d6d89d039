#!/bin/sh
# Issue 9, 24: what other programs call it, and what to write instead.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
printf '{"age":1,"status":"done"}\n' >"$here/in"

# instead WORDS ARGUMENT...: exit 2, and those words.
instead() {
	words=$1
	shift
	aggregate "$@" "$here/in" >"$here/out" 2>"$here/said"
	test $? -eq 2 && grep -F -e "$words" "$here/said" && return
	cat "$here/said"
	return 1
}
check 'median:' instead 'write p50:age' median:age
check 'avg:' instead 'write mean:age' avg:age
check 'stdev:' instead 'there is no stdev here' stdev:age
check 'count(*)' instead 'write count' 'count(*)'
check 'sum(age)' instead 'write sum:age' 'sum(age)'
check 'COUNT' instead 'write count' COUNT
check 'a capital letter in a function' instead 'write sum:age' Sum:age
check 'behind a right one' instead 'write mean:age' count avg:age
check 'with a name' instead 'write p50:age' middle=median:age
check 'a name before = that is not ASCII' instead 'letters from a to z' 'år=count'
check 'AND' instead '"and" is written &&' -w 'age > 1 AND age < 3' count
check 'OR' instead '"or" is written ||' -w 'age > 1 OR age < 3' count
check 'NOT' instead '"not" is written !' -w 'NOT age > 1' count
check 'LIKE' instead 'there are no patterns' -w 'status LIKE "d%"' count
check '~' instead 'there are no patterns' -w 'status ~ "d"' count
check 'IS NULL' instead '!has(member)' -w 'status IS NULL' count
check 'BETWEEN' instead 'a range is written' -w 'age BETWEEN 1 AND 2' count
check 'arithmetic' instead 'no arithmetic' -w 'age + 1 > 2' count
in_definitions() {
	echo '{"measures":{"m":{"take":"median:age"}},"indicators":[]}' \
		>"$here/d.json"
	instead 'write p50:age' --indicators "$here/d.json"
}
check 'in definitions' in_definitions
file_of_that_name() (
	cd "$here" && cp in median:age && aggregate count median:age |
		grep '"count":1'
)
check 'a file of such a name is a file' file_of_that_name

# encoding NAME OURS
encoding() {
	jq -n --arg e "$1" '{record:"x",encoding:$e,columns:[{column:"A",
		as:"a",type:"string"}],members:["a"]}' >"$here/p.json"
	printf 'A\n1\n' | normalize -p "$here/p.json" 2>"$here/said"
	test $? -eq 2 && grep -F "write $2" "$here/said" && return
	cat "$here/said"
	return 1
}
for name in latin1 iso-8859-1 cp1252 CP1252 Windows-1252
do
	check "encoding $name" encoding "$name" windows-1252
done
check 'encoding UTF8' encoding UTF8 utf-8
check 'encoding latin9' encoding latin9 iso-8859-15
finish
