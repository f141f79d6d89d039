#!/bin/bash
# What input costs that nobody wrote in earnest: every reader over a file of
# one line of NULs, quotes, brackets, carriage returns, ... of doubled sizes.
# hostile.sh [MIB]... prints "reader kind bytes milliseconds", the time of the
# processor; the sizes are 1, 2, 4, 8 and 16 by default. VARDSTROM_BIN names
# the folder of the programs; KINDS and READERS say which, by default all.
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

readers=${READERS-'header rows records links table codebook profile definitions
aggregate check-targets compare-figures compare-figures-old compare-years
dedupe-patients fhir-to-rows indicators-to-fhir reconcile reconcile-print render-report
render-table run-chart split-patients suppress-small suppress-small-before
trace-figure verify-run'}
every=$top/tests/every
suppression=$top/pipelines/suppression/kvalitetsbokslut.json
echo '{"record":"x"}' >"$here/record"
mkdir "$here/print" "$here/run"
cp "$every/reconcile/published.json" "$here/print"
# Sets words: what a program needs to read a stream.
stream_words() {
	words=()
	case $1 in
	aggregate) words=(-g v count distinct:v) ;;
	check-targets)
		words=(-t "$top/pipelines/targets/kvalitetsbokslut.json")
		;;
	compare-figures) words=("$here/record") ;;
	reconcile)
		words=(-p "$every/reconcile/published.json"
			--tables "$every/reconcile")
		;;
	render-table) words=(-r clinic -c v) ;;
	indicators-to-fhir) words=(--base https://example.org/fhir) ;;
	split-patients) words=(-n 2 --part 1) ;;
	suppress-small) words=(-r "$suppression") ;;
	trace-figure)
		words=(--indicators "$every/trace-figure/defs.json" visits --)
		;;
	esac
}
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
	aggregate | run-chart | compare-years | dedupe-patients | render-report | \
		fhir-to-rows | indicators-to-fhir | split-patients | check-targets | \
		reconcile | render-table | suppress-small | trace-figure | \
		compare-figures)
		stream_words "$1"
		cost "$bin/$1" --rejects "$here/rejects" "${words[@]}" "$2"
		;;
	compare-figures-old) cost "$bin/compare-figures" "$2" "$here/record" ;;
	suppress-small-before)
		cost "$bin/suppress-small" -r "$suppression" --before "$2" \
			"$here/record"
		;;
	reconcile-print)
		ln -sf "$2" "$here/print/t.csv"
		cost "$bin/reconcile" -p "$here/print/published.json" \
			--tables "$here/print" "$here/record"
		;;
	verify-run)
		ln -sf "$2" "$here/run/manifest.json"
		cost "$bin/verify-run" --no-run "$here/run"
		;;
	definitions) cost "$bin/aggregate" --indicators "$2" /dev/null ;;
	esac
}

for mib
do
	for kind in $kinds
	do
		[[ " ${KINDS-${kind%%:*}} " == *" ${kind%%:*} "* ]] || continue
		make_line "${kind#*:}" "$mib" >"$here/file"
		for reader in $readers
		do
			echo "$reader ${kind%%:*} $((mib * 1024 * 1024))" \
				"$(read_by "$reader" "$here/file")"
		done
	done
done
