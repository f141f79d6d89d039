#!/bin/sh
# Nothing lost in silence: an extract that is there is read or is trouble.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# fresh: the small extracts, in ./in
fresh() {
	rm -rf in
	cp -R "$top/testdata/small" in
	chmod -R u+w in
}
# trouble WORDS: the job ends with 2, says so, and makes nothing.
trouble() {
	status=0
	job in out 2>said || status=$?
	cat said
	test "$status" -eq 2 && grep -q -e "$1" said && test ! -e out
}
# told WORDS: the job goes well, and says so although it is quiet.
told() {
	job in out 2>said
	status=$?
	cat said
	rm -rf out
	test "$status" -eq 0 && grep -q -e "$1" said
}

fresh
rm -f in/lankar.csv
ln -s nowhere in/lankar.csv
check 'a link to nowhere as an optional extract' \
	trouble 'in/lankar.csv: a link that leads nowhere'
fresh
rm in/fys002.csv && ln -s nowhere in/fys002.csv.gz
check 'a link to nowhere as a required one' \
	trouble 'in/fys002.csv.gz: a link that leads nowhere'
for name in FYS002.CSV fys002.CSV Fys002.csv fys002.csv.GZ
do
	fresh
	mv in/fys002.csv "in/$name"
	check "other capitals: $name" trouble "$name: an extract is called fys002.csv"
done
fresh
cp in/fys002.csv in/NPE.csv
check 'other capitals of an optional one' trouble 'an extract is called npe.csv'
fresh
cp in/fys002.csv in/hygein.csv
check 'a misspelt optional one' told 'in/hygein.csv: is not read.*did you mean hygien.csv'
fresh
cp in/fys002.csv in/fys002-gammal.xlsx
check 'a file of no known name' told 'in/fys002-gammal.xlsx: is not read'
fresh
mkdir in/old
check 'a folder' told 'in/old: is not read'
fresh
mv in/t002.csv in/t0002.csv
check 'a misspelt required one' trouble 'did you mean t002.csv'
fresh
rm in/t002.csv && mkdir in/t002.csv
check 'a folder called as an extract' trouble 't002.csv'
fresh
check 'the extracts as they should be: nothing to say' sh -c 'kvalitetsbokslut -q --year 2025 in out 2>said; test ! -s said'
rm -rf out

mkdir config && cp -R "$top"/pipelines/*/ config && rm -r config/sources
no_sources() {
	status=0
	job --config config in out 2>said || status=$?
	cat said
	test "$status" -eq 2 && grep -q 'holds no sources' said
}
check 'a configuration without its list of sources' no_sources
environment() {
	CDPATH=/:/tmp POSIXLY_CORRECT=1 job in out && rm -rf out
}
check 'CDPATH and POSIXLY_CORRECT in the environment' environment
unbuilt() {
	mkdir -p clone && cp -R "$top/pipelines" clone && touch clone/Makefile
	status=0
	(unset VARDSTROM_BIN; clone/pipelines/kvalitetsbokslut --year 2025 in out) 2>said || status=$?
	cat said
	test "$status" -eq 2 && grep -q 'run make first' said
}
check 'a clone that is not built' unbuilt
finish
