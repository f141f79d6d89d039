#!/bin/bash
# Issue 9, 14: two values are one by the same rule in every program: numbers by
# their value however they are written, in lists too, and never a string.
# Letters of two code points sort as those of one. A file's name that is no
# UTF-8 leaves JSON valid.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# Each line another value, in several ways to write it.
cat >values <<'END'
1 1.0 1e0 10e-1 0.1E+1 100000000000000000000e-20
0 -0 0.0 0e5 -0.000
1e24 10e23 1000000000000000000000000 1000000000000000000000000.0
1e400 10e399 0.1e401
1e-400 0.1e-399
"1" "\u0031"
"å" "\u00e5"
[1,"1"] [1.0,"\u0031"] [ 1e0 , "1" ]
[1,[2]] [1.0,[2.00]]
{"a":1} {"a":1.0} { "\u0061" : 1e0 }
true
END
# all PRE POST: a line of each way, with what stands before and behind.
all() {
	PRE=$1 POST=$2 perl -ne 'chomp;
		print "$ENV{PRE}$_$ENV{POST}\n"
			for /(\[ .*? \]|\{ .*? \}|\S+)/g' values
}
n_values=$(wc -l <values)
all '{"v":' '}' >in
n_ways=$(wc -l <in)

groups() {
	echo "$n_values values in $n_ways ways"
	test "$n_ways" -eq 33 || return 1
	aggregate -g v count distinct:v in >out 2>said || return 1
	cat out said
	test "$(wc -l <out)" -eq "$n_values" &&
		test "$(grep -c '"distinct_v":1}' out)" -eq "$n_values"
}
distinct() {
	test "$(aggregate distinct:v in)" = "{\"distinct_v\":$n_values}"
}
merged() {
	local i=0
	while read -r line
	do
		i=$((i + 1))
		echo "$line" | aggregate --partial -g v count distinct:v \
			>part.$i || return 1
	done <in
	aggregate --merge -g v count distinct:v part.* |
		diff - <(aggregate -g v count distinct:v in)
}
keys() {
	dedupe-patients --key v in >out && cat out &&
		test "$(wc -l <out)" -eq "$n_values"
}
per() {
	dedupe-patients --key none --per v \
		<(all '{"patient":"p","v":' '}') >out 2>said && cat out &&
		test "$(wc -l <out)" -eq "$n_values"
}
# A repeat that says the same in another way is no conflict.
no_conflict() {
	all '{"k":1,"v":' '}' | sed -n 1,6p >some
	dedupe-patients --key k --stats stats some >out 2>said
	cat said stats
	! grep -i conflict said
}
patients() {
	aggregate distinct:patient <(all '{"patient":' '}') >out
	test "$(cat out)" = "{\"distinct_patient\":$n_values}" || return 1
	split-patients -n 7 -o 'part.%' <(all '{"patient":' '}') 2>said
	for i in 1 2 3 4 5 6 7
	do
		aggregate distinct:patient part.$i
	done | awk -F '[:}]' '{ n += $2 } END { exit n != '"$n_values"' }'
}
# in and ==, with numbers written at length on either side.
expressions() {
	for number in 1 1.0 1e0 10e-1
	do
		for what in "v in [$number, 7]" "v == $number" \
			"v in [7, $number] && v == $number"
		do
			aggregate -w "$what" count in >out 2>said
			echo "$what: $(cat out)"
			test "$(cat out)" = '{"count":6}' || return 1
		done
	done
	for what in 'v in [1e24]' 'v == 10e23' \
		'v in [1000000000000000000000000]'
	do
		test "$(aggregate -w "$what" count in)" = '{"count":4}' || return 1
	done
	test "$(aggregate -w 'v in ["1"]' count in)" = '{"count":2}' &&
		test "$(aggregate -w '1 in v' count in 2>said)" = '{"count":5}' &&
		test "$(aggregate -w '1e0 in v' count in 2>said)" = '{"count":5}'
}
lists_of_members() {
	printf '%s\n' '{"a":[1,"x"],"b":[1.0,"\u0078"]}' '{"a":[1],"b":["1"]}' \
		>lists
	test "$(aggregate -w 'a == b' count lists)" = '{"count":1}' &&
		test "$(aggregate -w 'a != b' count lists)" = '{"count":1}'
}
# Figures of one group, whatever wrote its number.
figures() {
	for way in 1 1.0 1e0
	do
		echo "{\"record\":\"indicator\",\"indicator\":\"v\",\"period\":\"2025\",\"by\":[\"g\"],\"g\":$way,\"value\":1}"
	done >figures
	render-table -r g -c v --rejects rejects figures >out 2>said || return 1
	cat out said
	test "$(wc -l <rejects)" -eq 2 || return 1
	sed -n 1p figures >old && sed -n 2p figures >new &&
		compare-figures old new >out && cat out &&
		grep -q '"changed":0,"new":0,"gone":0' out || return 1
	jq -c '.by += ["month"] | .month = "2025-01"' figures >months
	run-chart --charts-only --rejects rejects months >out 2>said
	cat out said
	test "$(wc -l <out)" -eq 1 && test "$(wc -l <rejects)" -eq 2
}

# --- look-ups ---------------------------------------------------------------

number_is_no_name() {
	jq '.format = "ndjson" | del(.delimiter, .quote, .encoding)' \
		"$top/pipelines/profiles/resurs.json" >profile.json
	printf '%s\n' '{"record":"clinic","clinic":"5","name":"fem"}' >clinics
	for way in '"5"' 5 5.0 '[5]' true
	do
		echo "{\"Månad\":\"2025-01\",\"MottagningsId\":$way,\"Heltidsresurs\":\"1\",\"VaravNyutbildad\":\"0\"}"
	done | normalize -p profile.json --table clinics=clinics \
		--rejects rejects >out 2>said
	cat out said rejects
	test "$(wc -l <out)" -eq 1 && grep -q '"clinic":"5"' out &&
		test "$(grep -c '"error":"unknown_clinic"' rejects)" -ge 3
}
enum_by_value() {
	echo '{"record":"x","format":"ndjson","columns":[{"column":"n","as":"n",
		"type":"enum","values":{"1":"one","2":"two"}}],
		"members":["n"]}' >profile.json
	printf '{"n":%s}\n' 1 1.0 1e0 '"1"' 2.00 >numbers
	normalize -p profile.json numbers >out 2>said
	cat out said
	test "$(grep -c '"n":"one"' out)" -eq 4 &&
		test "$(grep -c '"n":"two"' out)" -eq 1
}

# --- letters ----------------------------------------------------------------

# a, o and A with a ring or dots as marks of their own.
ring=$'\u030a' dots=$'\u0308'
names() {
	printf '%s\n' Zorn 'Åsa' "A${ring}torp" "o${dots}rebro" 'Öland' \
		"A${dots}lv" 'Äng' asp
}
right_order="asp
Zorn
Åsa
A${ring}torp
A${dots}lv
Äng
Öland
o${dots}rebro"
swedish_order() {
	names | jq -Rc '{record:"indicator",indicator:"v",period:"2025",
		by:["clinic"],clinic:.,value:1}' >letters
	render-table -r clinic -c v letters | tail -n +3 | sed 's/  .*//' >out
	diff out <(echo "$right_order")
}
matched() {
	echo "{\"record\":\"clinic\",\"clinic\":\"x\",\"name\":\"Åsa Älv Öar\"}" \
		>clinics
	header='Månad;MottagningsId;Heltidsresurs;VaravNyutbildad'
	printf '%s\n' "${header/å/a$ring}" \
		"2025-01;A${ring}sa a${dots}lv O${dots}AR;1;0" |
		normalize -p "$top/pipelines/profiles/resurs.json" \
			--table clinics=clinics >out 2>said
	cat out said
	grep -q '"clinic":"x"' out
}

# --- names of files ---------------------------------------------------------

bad=$'f\xe4lt\x9b.ndjson'
valid_json() {
	for file
	do
		jq -e . "$file" >shown || return 1
		! LC_ALL=C grep -n $'\xe4' "$file" || return 1
		grep -qF 'f\\xE4lt\\x9B' "$file" || return 1
	done
}
file_names() {
	printf '{"record":"contact","contact_id":"1"}\n{"record":"contact","contact_id":"1"}\nx\n' >"$bad"
	dedupe-patients --rejects r --drops d --stats s "$bad" >out 2>said ||
		return 1
	cat said r d s
	valid_json r d s && grep -qF 'f\xE4lt\x9B.ndjson:3' said &&
		aggregate count r d s >out
}
source_of_a_row() {
	printf 'FrånId;TillId;Giltig\n19701018-9806;19810829SU3A;2025-01-01\nx;y;z\n' \
		>"$bad"
	normalize -p "$top/pipelines/profiles/lankar.json" --rejects r \
		--stats s "$bad" >out 2>said
	cat out said
	valid_json out r s && aggregate count out
}
config_name() {
	cp "$top/pipelines/profiles/lankar.json" "$bad.json" &&
		printf 'FrånId;TillId;Giltig\n' |
		normalize -p "$bad.json" --stats config >out 2>said
	valid_json config
}
main_job() {
	mkdir -p "$bad.d" && cp "$top"/testdata/small/*.csv "$bad.d" &&
		cp -R "$top/pipelines" "$bad.c" &&
		kvalitetsbokslut --year 2025 --config "$bad.c" "$bad.d" \
			"$bad.out" 2>said
	local status=$?
	cat said
	test $status -eq 0 || return 1
	! LC_ALL=C grep -q $'\xe4lt' said || return 1
	for file in "$bad.out"/*.json "$bad.out"/*.ndjson
	do
		jq -e . "$file" >shown && iconv -f UTF-8 -t UTF-8 "$file" >shown ||
			return 1
	done
	verify-run --config "$bad.c" "$bad.out" "$bad.d" 2>said
	cat said
}

check 'groups and distinct' groups
check 'distinct over all' distinct
check 'merged from parts' merged
check 'keys of events' keys
check 'once each combination' per
check 'repeats that say the same' no_conflict
check 'patients' patients
check 'in and ==' expressions
check 'lists compared' lists_of_members
check 'figures of one group' figures
check 'a number is no name of a table' number_is_no_name
check 'a number and the texts of an enum' enum_by_value
check 'Swedish order of two code points' swedish_order
check 'names matched in either form' matched
check "a file's name in rejects, drops and stats" file_names
check 'in source' source_of_a_row
check 'of a configuration' config_name
check 'of everything, in the main job' main_job
finish
