#!/bin/sh
# kvalitetsbokslut --publish: what anybody may see is in OUT/publish, made of
# suppressed figures only, there with the rest all at once or not at all, in
# the manifest, and the same bytes again.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
synthesize -q --contacts 20000 in
mkdir to

everything() {
	for file in report.html definitions.html tables.xlsx indicators.ndjson \
		tables/vardgivare.csv tables/mottagningar.csv clinics/gripen.html
	do
		test -s "to/out/publish/$file" || { echo "no $file"; return 1; }
	done
}
named() {
	grep -q '<title>[^<]*Gripen' to/out/publish/clinics/gripen.html
}
suppressed() {
	grep -q '"suppressed":"small"' to/out/publish/indicators.ndjson &&
		! grep -q '"suppressed"' to/out/indicators.ndjson
}
figures_hold() {
	perl "$top/tests/report/check-page.pl" to/out/publish/*.html \
		to/out/publish/clinics/*.html -- to/out/publish/indicators.ndjson \
		>amiss || return
	cat amiss
	test ! -s amiss
}
listed() {
	(cd to/out && find publish -type f | sort) >there
	jq -r '.outputs[].file | select(startswith("publish/"))' \
		to/out/manifest.json | sort >listed
	test -s listed && same listed there
}
no_longer() {
	job in to/out && test ! -e to/out/publish
}
strange() {
	echo mine >to/out/publish/notes.txt
	job --publish in to/out 2>said
	status=$?
	cat said
	rm to/out/publish/notes.txt
	test "$status" -eq 2 && test -s to/out/publish/report.html
}
altered() {
	cp -R to/out changed
	echo ' ' >>changed/publish/tables/regi.csv
	verify-run changed 2>said
	status=$?
	cat said
	test "$status" -eq 1 && grep -q 'publish/tables/regi.csv' said
}
# fails WORDS: the job ends with 2 in these words, and OUT is as it was
fails() {
	rm -rf before && cp -R to/out before
	words=$1
	shift
	"$@" 2>said
	status=$?
	cat said
	test "$status" -eq 2 && tail -n 1 said | grep -q -e "$words" &&
		diff -r before to/out &&
		test "$(ls -A to)" = "$(printf '.out.lock\nout')"
}
mkdir bin
ln -s "$VARDSTROM_BIN"/* bin
rm bin/render-table
printf '#!/bin/sh\nexit 2\n' >bin/render-table
chmod +x bin/render-table
broken() {
	VARDSTROM_BIN=$here/bin fails 'publish failed with exit status 2.*as it was' \
		job --publish in to/out
}
few() {
	fails 'publish failed.*as it was' job --allow-shrink --publish \
		"$top/testdata/small" to/out
}
stopped() {
	rm -rf before && cp -R to/out before
	kvalitetsbokslut --quiet --year 2025 --publish in to/out 2>said &
	pid=$!
	tries=0
	until ls -d to/.out.run.*/out/publish.new.* >seen 2>&1 ||
		test $((tries += 1)) -gt 1200
	do
		sleep 0.05
	done
	kill -TERM $pid
	wait $pid
	status=$?
	cat said
	test -s seen && test "$status" -eq 143 && diff -r before to/out &&
		test "$(ls -A to)" = "$(printf '.out.lock\nout')"
}

check 'the job' job --publish in to/out
check 'everything is there' everything
check 'clinics have their names' named
check 'its figures are suppressed' suppressed
check 'every figure on the pages is one of them' figures_hold
check 'all of it is in the manifest' listed
check 'the run holds, and again gives the same bytes' verify-run -q to/out in
check 'one byte of it is changed' altered
check 'what is somebody'"'"'s own is not replaced' strange
check 'without --publish the folder goes' no_longer
check 'a page cannot be made' broken
check 'figures that cannot be hidden' few
check 'it is stopped' stopped
over() {
	mkdir years && cp -R in years/2025 && over-years -q --publish years of &&
		test -s of/2025/publish/report.html
}
check 'over-years' over
finish
