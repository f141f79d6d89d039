#!/bin/sh
# Issue 14: an extract may be a folder of files, and what is in it is read or
# told; its rows are those of the whole.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# The contacts in three files, of which one is packed and one has no row.
cp -r "$top/testdata/small" many && mkdir many/fys002 && {
	head -n 5 many/fys002.csv >many/fys002/a.csv
	sed '2,5d' many/fys002.csv | gzip >many/fys002/c.csv.gz
	head -n 1 many/fys002.csv >many/fys002/b.csv
	rm many/fys002.csv
}
whole() {
	job "$top/testdata/small" one.out && job many many.out &&
		same one.out/indicators.ndjson many.out/indicators.ndjson &&
		same one.out/rows.ndjson many.out/rows.ndjson
}
place() {
	grep '"source":"fys002/c.csv.gz:2"' many.out/rejects.ndjson &&
		grep '"source":"fys002/c.csv.gz:5"' many.out/drops.ndjson
}
again() {
	verify-run many.out many && trace many.out --row fys002/a.csv:2 >row &&
		grep '"trace_stage"' row
}
# Rows that the run before had are missed where a file is gone.
shrunk() {
	for k in 1 2 3 4 5 6 7 8 9 10 11 12
	do
		sed "1!s/^K/K$k-/" many/fys002/a.csv
	done | sed -e '/^KontaktId/!b' -e 1b -e d >many/fys002/0.csv
	for k in 1 2 3
	do
		sed "1!s/^K/K$k-/" many/fys002/0.csv >many/fys002/0$n.csv
	done
	job many shrink.out && rm many/fys002/0*.csv || return
	job many shrink.out 2>said
	test $? -eq 1 && grep 'fys002.csv' said
}
# says STATUS TEXT: the job over many does
says() {
	job many out >said 2>&1
	test $? -eq "$1" && grep -F -e "$2" said && return
	cat said
	return 1
}
both() {
	cp "$top/testdata/small/fys002.csv" many
	says 2 'many: both the folder fys002 and fys002.csv'
	status=$?
	rm many/fys002.csv
	return $status
}
both_packed() {
	gzip -k many/fys002/a.csv
	says 2 'both fys002/a.csv and fys002/a.csv.gz'
	status=$?
	rm many/fys002/a.csv.gz
	return $status
}
strange() {
	touch many/fys002/notes.txt
	says 0 'many/fys002/notes.txt: is not read'
}
dangling() {
	ln -s nowhere many/fys002/x.csv
	says 2 'many/fys002/x.csv: a link that leads nowhere'
	status=$?
	rm many/fys002/x.csv
	return $status
}
capitals() {
	mv many/fys002 many/FYS002
	says 2 'many/FYS002: an extract is called fys002'
	status=$?
	mv many/FYS002 many/fys002
	return $status
}
empty() {
	mv many/fys002 kept && mkdir many/fys002
	says 2 'many/fys002: holds no .csv'
	status=$?
	rmdir many/fys002 && mv kept many/fys002
	return $status
}

check 'three files are the whole' whole
check 'rows are told by file and line' place
check 'the run can be verified and traced' again
check 'a file that is gone is missed' shrunk
check 'a folder and a file' both
check 'a file twice, once packed' both_packed
check 'a file of another kind is told' strange
check 'a link that leads nowhere' dangling
check 'a name in capitals' capitals
check 'an empty folder' empty
finish
