#!/bin/sh
# What every program must do without being asked; prints TAP.
#
# tests/every/PROGRAM/ is the folder that the program runs in here:
#   args   words for a run that succeeds (none: no words)
#   in     its standard input, at least one row, which yields output
#   kind   what the input is: ndjson (no file), csv, or none for a program
#          that takes no input: then args alone make it work
#   empty  the exit status for empty input (none: 0)
#   speaks who its messages are from, as a pattern (none: the program)
#   once   why its rows may not come again: no long input can be made of them
#   mute   a word, why a full device cannot be met: nothing goes to stdout
set -u
LC_ALL=C
export LC_ALL
top=$(cd "$(dirname "$0")/.." && pwd) || exit 2
TMP=$(mktemp -d) || exit 2
export TMP
trap 'rm -rf "$TMP"' EXIT
n=0
# A program that dies of trouble releases nothing.
mortal=ASAN_OPTIONS=detect_leaks=0

# check NAME COMMAND...: one line of TAP; what went wrong is in $TMP/why.
check() {
	what=$1
	shift
	n=$((n + 1))
	: >"$TMP/why"
	if "$@" >>"$TMP/why" 2>&1
	then
		echo "ok $n - $program: $what"
	else
		echo "not ok $n - $program: $what"
		head -c 2000 "$TMP/why" | sed 's/^/# /'
	fi
}

# run [WORD...]: the program in its folder with the words that succeed, and
# these; standard output and error to $TMP/out and $TMP/err.
run() (
	cd "$top/tests/every/$program" || exit 99
	eval "\"\$BIN/$program\" $args"' "$@"' >"$TMP/out" 2>"$TMP/err"
)

bare() {
	"$BIN/$program" "$@" >"$TMP/out" 2>"$TMP/err"
}

# expect STATUS COMMAND...: the exit status, and what it said if it differs.
expect() {
	expected=$1
	shift
	if test "$expected" -eq 2
	then
		export ASAN_OPTIONS="${mortal#*=}"
	else
		unset ASAN_OPTIONS
	fi
	"$@"
	status=$?
	test "$status" -eq "$expected" && return
	echo "exit $status, expected $expected"
	head -c 1000 "$TMP/err"
	return 1
}

is_one_line() {
	test "$(wc -l <"$1")" -eq 1 && return
	echo "not one line: $(head -c 1000 "$1")"
	return 1
}

is_empty() {
	test ! -s "$1" && return
	echo "not empty: $(head -c 1000 "$1")"
	return 1
}

# Every message starts with the program's name.
is_told() {
	test -s "$TMP/err" || echo "nothing was said"
	! grep -vE "^($speaks): " "$TMP/err" && test -s "$TMP/err"
}

long_options() {
	tr '\n' ' ' <"$top/cmd/$program/main.c" |
		grep -oE '\{ *"[a-z0-9-]+", *(no|required|optional)_argument' |
		cut -d'"' -f2
	grep -q STREAM_LONGOPTS "$top/cmd/$program/main.c" || return 0
	tr '\n' ' ' <"$top/include/vardstrom/stream.h" |
		grep -oE '\{ *"[a-z0-9-]+", *(no|required|optional)_argument' |
		cut -d'"' -f2
}

# Who asks for help wants to type something: the first thing is what.
help_begins_with_example() {
	expect 0 bare --help || return 1
	sed -n 1,2p "$TMP/out" | paste -s | grep -q "^Example:	  $program "
}

help_tells_all() {
	expect 0 bare --help && is_empty "$TMP/err" || return 1
	for option in $(long_options)
	do
		grep -qE -e "--$option([^a-z-]|\$)" "$TMP/out" && continue
		echo "--help does not name --$option"
		return 1
	done
}

tells_version() {
	expect 0 bare --version && is_empty "$TMP/err" &&
		is_one_line "$TMP/out" && grep "^$program " "$TMP/out"
}

unknown_option() {
	expect 2 bare --no-such-option && is_empty "$TMP/out" &&
		test -s "$TMP/err"
}

missing_file() {
	expect 2 run "$TMP/no-such-file" && is_empty "$TMP/out" && is_told
}

full_device() (
	cd "$top/tests/every/$program" || exit 1
	eval "$mortal \"\$BIN/$program\" $args" <"$in" >/dev/full 2>"$TMP/err"
	status=$?
	test "$status" -eq 2 || echo "exit $status, expected 2"
	test "$status" -eq 2 && is_told
)

closed_output() (
	cd "$top/tests/every/$program" || exit 1
	eval "$mortal \"\$BIN/$program\" $args" <"$in" >&- 2>"$TMP/err"
	status=$?
	test "$status" -eq 2 || echo "exit $status, expected 2"
	test "$status" -eq 2 && is_told
)

closed_input() {
	expect 2 run <&- && is_told
}

works() {
	expect 0 run <"$in" || return 1
	cp "$TMP/out" "$TMP/plain"
	test -n "$mute" || test -s "$TMP/out"
}

empty_input() {
	head=/dev/null
	if test "$kind" = csv
	then
		head -n 1 "$in" >"$TMP/head"
		head=$TMP/head
	fi
	expected=0
	test ! -f "$here/empty" || expected=$(cat "$here/empty")
	expect "$expected" run <"$head"
}

same_output() {
	expect 0 run <"$1" && cmp "$TMP/out" "$TMP/plain"
}

no_last_newline() {
	printf %s "$(cat "$in")" >"$TMP/in"
	same_output "$TMP/in"
}

crlf() {
	sed 's/$/\r/' "$in" >"$TMP/in"
	same_output "$TMP/in"
}

gzip_members() {
	{
		head -n 1 "$in" | gzip
		tail -n +2 "$in" | gzip
	} >"$TMP/in"
	same_output "$TMP/in"
}

# A line of 20 MiB is over --max-line: rejected, so too many rejects.
long_line() {
	{
		cat "$in"
		printf '{"record":"contact","x":"'
		head -c 20971520 /dev/zero | tr '\0' x
		printf '"}\n'
		tail -n 1 "$in"
	} >"$TMP/in"
	expect 1 run <"$TMP/in" && is_told
}

broken_json() {
	{
		cat "$in"
		echo '{"record":"contact","x":}'
	} >"$TMP/in"
	expect 1 run <"$TMP/in" && is_told
}

# Cut short, one byte changed, and something else behind the magic number.
broken_gzip() {
	gzip -c "$in" >"$TMP/whole"
	size=$(wc -c <"$TMP/whole")
	head -c $((size - 4)) "$TMP/whole" >"$TMP/in"
	expect 2 run <"$TMP/in" && is_told || return 1
	{
		head -c $((size - 8)) "$TMP/whole"
		printf 'xxxx'
		tail -c 4 "$TMP/whole"
	} >"$TMP/in"
	expect 2 run <"$TMP/in" && is_told || return 1
	printf '\037\213\010\000no gzip at all' >"$TMP/in"
	expect 2 run <"$TMP/in" && is_told
}

# A reader that leaves early ends the program quietly.
left_early() (
	{
		cat "$in"
		for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14
		do
			test $i -gt 1 || tail -n +2 "$in" >"$TMP/rows"
			cat "$TMP/rows" "$TMP/rows" >"$TMP/twice"
			mv "$TMP/twice" "$TMP/rows"
		done
		head -c 4000000 "$TMP/rows" | sed '$d'
	} >"$TMP/in"
	cd "$top/tests/every/$program" || exit 1
	{
		eval "\"\$BIN/$program\" $args --quiet" <"$TMP/in" 2>"$TMP/err"
		echo $? >"$TMP/status"
	} | head -n 1 >/dev/null
	status=$(cat "$TMP/status")
	case $status in
	0 | 141) is_empty "$TMP/err" ;;
	*)
		echo "exit $status"
		cat "$TMP/err"
		false
		;;
	esac
)

for folder in "$top"/cmd/*/
do
	test -d "$folder" || continue
	program=$(basename "$folder")
	here=$top/tests/every/$program
	args=
	in=/dev/null
	kind=ndjson
	mute=
	speaks=$program
	test ! -f "$here/speaks" || speaks=$(cat "$here/speaks")
	test ! -f "$here/args" || args=$(cat "$here/args")
	test ! -f "$here/in" || in=$here/in
	test ! -f "$here/kind" || kind=$(cat "$here/kind")
	test ! -f "$here/mute" || mute=yes

	check '--help names every long option' help_tells_all
	check '--help begins with an example' help_begins_with_example
	check '--version is one line' tells_version
	check 'an unknown option is trouble' unknown_option
	check 'has a folder in tests/every' test -d "$here"
	test -d "$here" || continue
	check 'works' works
	test -n "$mute" || check 'a full device is trouble' full_device
	test -n "$mute" || check 'a closed output is trouble' closed_output
	test "$kind" != none || continue
	check 'a missing file is trouble' missing_file
	check 'a closed input is trouble' closed_input
	check 'empty input is no trouble' empty_input
	check 'a last line without its newline' no_last_newline
	check 'lines ended by CR LF' crlf
	check 'gzip in two members' gzip_members
	check 'a line of 20 MiB is rejected' long_line
	test "$kind" = csv || check 'broken JSON is rejected' broken_json
	check 'broken gzip is trouble' broken_gzip
	test -f "$here/once" ||
		check 'a reader that leaves early' left_early
done
echo "1..$n"
