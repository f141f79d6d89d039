#!/bin/sh
# Issue 9, 16: parts that together count more than can be counted are refused,
# and a begin by one program with an end by another is no seal.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
ASAN_OPTIONS=detect_leaks=0 # of a program that dies of trouble
export ASAN_OPTIONS
printf '{"a":1}\n{"a":2}\n' >"$here/in"
aggregate --partial --part one count sum:a -o "$here/part" "$here/in"
aggregate --partial --part two count sum:a -o "$here/second" "$here/in"

# refused SED: two parts of which one was changed so; exit 2 and no figure.
refused() {
	sed "$1" "$here/part" >"$here/other"
	! cmp -s "$here/part" "$here/other" || return 1
	aggregate --merge count sum:a "$here/other" "$here/second" \
		>"$here/out" 2>"$here/said"
	test $? -eq 2 && test ! -s "$here/out" &&
		grep -F 'more than can be counted' "$here/said" && return
	cat "$here/said" "$here/out"
	return 1
}
check 'counts that overflow' refused 's/"n":2/"n":9223372036854775807/'
check 'a sum that no values can have' refused 's/"sum":"0000/"sum":"7fff/'
check 'nor below zero' refused 's/"sum":"0000/"sum":"8000/'
whole() {
	aggregate --merge count sum:a "$here/part" "$here/second" >"$here/out" &&
		echo '{"count":4,"sum_a":6}' | same - "$here/out"
}
check 'two parts are twice as much' whole
at_the_limit() {
	sed 's/"n":2/"n":9223372036854775807/' "$here/part" |
		aggregate --merge count sum:a >"$here/out" &&
		grep '"count":9223372036854775807' "$here/out"
}
check 'the greatest count' at_the_limit

# sealed BY BY: does a stream with these two names pass?
sealed() {
	printf '{"record":"begin","by":"%s","version":"0.1.0"}\n{"a":1}\n{"record":"end","by":"%s","records":1}\n' \
		"$1" "$2" >"$here/sealed"
	for program in "aggregate count" "split-patients -n 1 --part 1" \
		"code-kva -r $top/pipelines/rules/physiotherapy.json"
	do
		# shellcheck disable=SC2086
		$program "$here/sealed" >"$here/out" 2>"$here/said"
		test $? -eq "$3" || {
			echo "$program: not exit $3"
			cat "$here/said"
			return 1
		}
	done
}
check 'a seal by one program' sealed normalize normalize 0
check 'begun by one and ended by another' sealed normalize code-kva 2
check 'and it is told' grep -F 'of another program' "$here/said"
in_a_table() {
	printf '{"record":"begin","by":"normalize","version":"0.1.0"}\n{"record":"clinic","clinic":"a","name":"A"}\n{"record":"end","by":"cat","records":1}\n' \
		>"$here/clinics"
	echo 'MottagningsId;Månad;Heltidsresurs;VaravNyutbildad' |
		normalize -p "$top/pipelines/profiles/resurs.json" \
			--table clinics="$here/clinics" 2>"$here/said"
	test $? -eq 2 && grep -F 'of another program' "$here/said"
}
check 'in a table as well' in_a_table
swapped() {
	for by in a b
	do
		printf '{"record":"begin","by":"%s"}\n{"x":1}\n{"record":"end","by":"%s","records":1}\n' $by $by
	done >"$here/sealed"
	aggregate count "$here/sealed" | grep '"count":2' &&
		sed -e 3,4d "$here/sealed" | sed 's/"records":1/"records":2/' |
		aggregate count 2>"$here/said"
	test $? -eq 2
}
check 'two streams whose inner marks are lost' swapped
finish
