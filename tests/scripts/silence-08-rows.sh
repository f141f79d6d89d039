#!/bin/sh
# Too little data is no result: the old OUT stays, exit 1, with the reason.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
synthesize -q --contacts 4000 whole
mkdir to

# short NAME LINES: the extracts with only so many lines of one of them.
short() {
	rm -rf in
	cp -R whole in
	head -n "$2" "whole/$1" >"in/$1"
}
# refused WORDS [WORD]...: the job over in ends with 1, and OUT is as it was.
refused() {
	words=$1
	shift
	status=0
	job "$@" in to/out 2>said || status=$?
	cat said
	test "$status" -eq 1 && grep -q -e "$words" said &&
		tail -n 1 said | grep -q 'is as it was' &&
		if test -e was; then diff -r was to/out; else test ! -e to/out; fi
}

for name in mottagningar resurs fys002 vuf01 t002
do
	short $name.csv 1
	# without clinics no row has one, so this ends earlier
	test $name != mottagningar || continue
	check "$name.csv: a header only, and no OUT yet" refused "$name.csv: has no row"
done
check 'a first result' job whole to/out
cp -R to/out was
short fys002.csv 1
check 'fys002.csv: a header only' refused 'fys002.csv: has no row'
short fys002.csv 1500
check 'fys002.csv: cut' refused 'fys002.csv: has far fewer rows than the run before'
short t002.csv 200
check 't002.csv: cut' refused 't002.csv: has far fewer rows than the run before'
other_year() {
	rm -rf in && cp -R whole in
	status=0
	kvalitetsbokslut -q --year 2024 in to/out 2>said || status=$?
	cat said
	test "$status" -eq 1 && diff -r was to/out &&
		grep -q 'fys002.csv: no row of it lies in the period' said
}
check 'the wrong year' other_year
short fys002.csv 3500
check 'more than --shrink allows' refused 'fys002.csv: has far fewer' --shrink 5%
rm -rf in && cp -R whole in
check 'fewer than --min-rows' refused 'fewer than --min-rows 100000' --min-rows 100000
optional_gone() {
	cp -R whole in2 && cp "$top/testdata/areas/npe/npe.csv" in2 &&
		job in2 to/out && rm -rf was && cp -R to/out was &&
		refused 'npe.csv: was read by the run before, and is not there'
}
check 'an optional extract of the run before is gone' optional_gone
allowed() {
	short fys002.csv 1500
	job --allow-shrink in to/out && rm -rf was
}
check '--allow-shrink' allowed
why_rejected() {
	synthesize -q --contacts 4000 --dirty 2% dirty &&
		kvalitetsbokslut --year 2025 dirty to/dirty 2>said
	cat said
	tail -n 1 said | grep -qE 'rejected \([a-z_]+ [0-9]+, .*unknown_clinic [0-9]+'
}
check 'the closing line says why rows were rejected' why_rejected
finish
