#!/bin/bash
# What input costs that nobody wrote in earnest: every reader over a file of
# one line of NULs, quotes, brackets, carriage returns, ... of doubled sizes.
# hostile.sh [MIB]... prints "reader kind bytes milliseconds", the time of the
# processor; the sizes are 1, 2, 4, 8 and 16 by default. VARDSTROM_BIN names
# the folder of the programs.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd)
bin=${VARDSTROM_BIN:-$top/build/bin}
here=$(mktemp -d) || exit 2
trap 'rm -rf "$here"' EXIT
test $# -gt 0 || set -- 1 2 4 8 16
rules=$top/pipelines/rules/physiotherapy.json
profiles=$top/pipelines/profiles

# one line of a byte, or of some, over and over
kinds='nul:\0 quote:" bracket:[ brace:{ return:\r letter:x high:\377
	backslash:\\ delimiter:; mark:\357\273\277 blank:\240'
make_line() {
	case $1 in
	'\0') head -c $(($2 * 1024 * 1024 - 1)) /dev/zero ;;
	*) yes "$(printf '%b' "$1")" | tr -d '\n' |
		head -c $(($2 * 1024 * 1024 - 1)) ;;
	esac
}

# Milliseconds of the processor; whatever the verdict, but not a signal.
cost() {
	local TIMEFORMAT='%U %S' said status
	said=$({ time timeout 100 "$@" >"$here/out" 2>"$here/err"; } 2>&1)
	status=$?
	test "$status" -le 2 || said="999 0"
	echo "$said" | awk '{ print int(($1 + $2) * 1000) }'
}

readers='header rows records links table codebook profile definitions'
read_by() {
	case $1 in
	header) cost "$bin/normalize" -p "$profiles/lankar.json" "$2" ;;
	rows)
		printf 'FrånId;TillId;Giltig\n' | cat - "$2" >"$here/rows"
		cost "$bin/normalize" -p "$profiles/lankar.json" \
			--rejects "$here/rejects" "$here/rows"
		;;
	records) cost "$bin/code-kva" -r "$rules" --rejects "$here/rejects" "$2" ;;
	links) cost "$bin/dedupe-patients" --links "$2" /dev/null ;;
	table)
		cost "$bin/normalize" -p "$profiles/fys002.json" \
			--table "clinics=$2" /dev/null
		;;
	codebook) cost "$bin/code-kva" -r "$rules" --codebook "$2" /dev/null ;;
	profile) cost "$bin/normalize" -p "$2" /dev/null ;;
	definitions) cost "$bin/aggregate" --indicators "$2" /dev/null ;;
	esac
}

for mib
do
	for kind in $kinds
	do
		make_line "${kind#*:}" "$mib" >"$here/file"
		for reader in $readers
		do
			echo "$reader ${kind%%:*} $((mib * 1024 * 1024))" \
				"$(read_by "$reader" "$here/file")"
		done
	done
done
