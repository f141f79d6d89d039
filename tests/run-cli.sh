#!/bin/sh
# Run every case tests/cli/PROGRAM/CASE/ and tests/pipelines/CASE/, print TAP.
#   args       the words after the program, as the shell splits them
#   cmd        for pipelines: the whole command line; programs are in PATH
#   in         standard input (none: empty)
#   out, err   expected standard output and error (none: empty)
#   exit       expected exit status (none: 0)
#   want.NAME  expected contents of $TMP/NAME
# A case runs in its own folder; $TMP is an empty folder for what it writes.
# The version of the programs is VERSION in what is expected, so that it stands
# in one place only.
# With ACCEPT set, out, err, exit and want.NAME are rewritten as they came.
# Arguments: only cases whose name (PROGRAM/CASE) holds one of these words.
set -u
LC_ALL=C
PATH="$BIN:$(cd "$(dirname "$0")/../pipelines" && pwd):$PATH"
VARDSTROM_BIN=$BIN # not what else is built
export LC_ALL PATH VARDSTROM_BIN
cd "$(dirname "$0")" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
got=$scratch/got
TMP=$scratch/tmp
export TMP

own=$("$BIN/aggregate" --version | sed -e 's/.* //' -e 's/\./\\./g')
without_version() {
	for file
	do
		test ! -f "$file" || ! grep -q "\<$own\>" "$file" ||
			sed -i "s/\<$own\>/VERSION/g" "$file"
	done
}

run_case() {
	rm -rf "$got" "$TMP"
	mkdir "$got" "$TMP"
	in=/dev/null
	test ! -f "$1/in" || in=in
	if test -f "$1/cmd"
	then
		line=$(cat "$1/cmd")
	else
		program=$(basename "$(dirname "$1")")
		args=
		test ! -f "$1/args" || args=$(cat "$1/args")
		line="\"\$BIN/$program\" $args"
	fi
	# A program that dies of trouble releases nothing.
	leaks=1
	test "$(cat "$1/exit" 2>/dev/null)" != 2 || leaks=0
	(
		cd "$1" && export ASAN_OPTIONS=detect_leaks=$leaks &&
			eval "$line" <"$in"
	) >"$got/out" 2>"$got/err"
	echo $? >"$got/exit"
	without_version "$got/out" "$got/err"
	for want in "$1"/want.*
	do
		without_version "$TMP/${want##*/want.}"
	done
}

# Compare in the case's folder, so that a diff names short paths.
check_case() (
	cd "$1" || exit 2
	same=0
	for what in out err
	do
		expected=/dev/null
		test ! -f $what || expected=$what
		diff -u $expected "$got/$what" || same=1
	done
	for want in want.*
	do
		test -f "$want" || continue
		diff -u "$want" "$TMP/${want#want.}" || same=1
	done
	exit=0
	test ! -f exit || exit=$(cat exit)
	if test "$(cat "$got/exit")" -ne "$exit"
	then
		echo "exit $(cat "$got/exit"), expected $exit"
		same=1
	fi
	exit $same
)

accept_case() (
	cd "$1" || exit 2
	for what in out err exit
	do
		cp "$got/$what" $what
	done
	for what in out err
	do
		test -s $what || rm -f $what
	done
	test "$(cat exit)" -ne 0 || rm -f exit
	for want in want.*
	do
		test ! -f "$want" || cp "$TMP/${want#want.}" "$want"
	done
)

# Is the case asked for?
is_wanted() {
	name=$1
	shift
	test $# -gt 0 || return 0
	for word
	do
		case $name in
		*"$word"*) return 0 ;;
		esac
	done
	return 1
}

n=0
for dir in cli/*/*/ pipelines/*/
do
	dir=${dir%/}
	name=${dir#cli/}
	test -d "$dir" || continue
	is_wanted "$name" "$@" || continue
	n=$((n + 1))
	run_case "$dir"
	test -z "${ACCEPT-}" || accept_case "$dir"
	if check_case "$dir" >"$got/diff" 2>&1
	then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		sed 's/^/# /' "$got/diff"
	fi
done
echo "1..$n"
