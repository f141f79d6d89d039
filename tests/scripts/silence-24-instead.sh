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
check 'stddev:' instead 'write stdev:age' stddev:age
check 'avg:' instead 'write mean:age' avg:age
check 'var:' instead 'there is no var here' var:age
check 'count(*)' instead 'write count' 'count(*)'
check 'sum(age)' instead 'write sum:age' 'sum(age)'
check 'COUNT' instead 'write count' COUNT
check 'a capital letter in a function' instead 'write sum:age' Sum:age
check 'behind a right one' instead 'write mean:age' count avg:age
check 'with a name' instead 'write stdev:age' spread=sd:age
check 'a name before = that is not UTF-8' instead 'must be UTF-8' \
	"$(printf '\345r=count')"
check 'behind a name in any letters' instead 'write mean:age' 'ålder=avg:age'
check 'AND' instead '"and" is written &&' -w 'age > 1 AND age < 3' count
check 'OR' instead '"or" is written ||' -w 'age > 1 OR age < 3' count
check 'NOT' instead '"not" is written !' -w 'NOT age > 1' count
check 'LIKE' instead 'there are no patterns' -w 'status LIKE "d%"' count
check '~' instead 'there are no patterns' -w 'status ~ "d"' count
check 'IS NULL' instead '!has(member)' -w 'status IS NULL' count
check 'BETWEEN' instead 'a range is written' -w 'age BETWEEN 1 AND 2' count
check 'arithmetic' instead 'no arithmetic' -w 'age + 1 > 2' count
# The same words of others, in any case, where a member cannot stand.
others() {
	while IFS='|' read -r expression words
	do
		instead "$words" -w "$expression" count || return 1
	done <<-'END'
	age > 1 And age < 3|"and" is written &&
	age > 1 oR age < 3|"or" is written
	Not age > 1|"not" is written !
	status Like "d%"|there are no patterns
	status ilike "d"|there are no patterns
	status regexp "d"|there are no patterns
	status startswith "d"|starts_with(member, "a")
	startswith(status, "d")|starts_with(member, "a")
	substr(status, 1, 1) == "d"|starts_with(member, "a")
	datediff(a, b) < 3|days(from, to)
	dayofweek(date) == 1|weekday(member)
	any(diagnoses, starts_with("M"))|any element
	status contains "d"|"a" in member
	status has "d"|"a" in member
	status is not null|!has(member)
	exists(status)|has(member)
	age between 1 and 2|a range is written
	status in ("a", "b")|between brackets
	status In ["a"]|"in" is written in small letters
	lower(status) == "d"|there is no such function
	yeer(date) == 2025|there is no such function
	first(status, 1) == "d"|starts_with(member, "a")
	status == True|small letters
	age eq 1|"equal" is written ==
	age ge 1|"at least" is written >=
	.age == 1|without a dot
	age == .5|begins with a digit
	age == 1,5|behind a point
	status == “done”|straight quotes
	age ≥ 1|"at least" is written >=
	age≤1|"at most" is written <=
	age ≠ 1|"not equal" is written !=
	END
}
check 'words of others in conditions' others
# Such words are names where a name can stand.
still_names() {
	echo '{"contains":1,"is":2,"year":3,"not_":4,"a≥b":5}' >"$here/names"
	aggregate -w "contains == 1 && is == 2 && year == 3 && not_ == 4 &&
		\`a≥b\` == 5" count "$here/names" | grep '"count":1'
}
check 'but names where a name can stand' still_names
functions() {
	while IFS='|' read -r function words
	do
		instead "$words" "$function" || return 1
	done <<-'END'
	count(distinct age)|write distinct:age
	COUNT(DISTINCT age)|write distinct:age
	countDistinct(age)|write distinct:age
	percentile(age, 90)|write p90:age
	sum (age)|write sum:age
	q1:age|write p25:age
	stddev_pop:age|there is no stddev_pop here
	any:age|write count:age
	END
}
check 'functions of others' functions
in_definitions() {
	echo '{"measures":{"m":{"take":"stddev:age"}},"indicators":[]}' \
		>"$here/d.json"
	instead 'write stdev:age' --indicators "$here/d.json"
}
check 'in definitions' in_definitions
file_of_that_name() (
	cd "$here" && cp in stddev:age && aggregate count stddev:age |
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
for name in latin1 iso-8859-1 cp1252 CP1252 Windows-1252 ISO_8859-1 l1 \
	'Windows 1252' win1252 1252 ANSI
do
	check "encoding $name" encoding "$name" windows-1252
done
for name in UTF8 utf_8 utf-8-sig UTF8-BOM ascii UTF-16 cp850 macroman
do
	check "encoding $name" encoding "$name" utf-8
done
check 'encoding latin9' encoding latin9 iso-8859-15
finish
