#!/bin/sh
# What was published before is remembered: kvalitetsbokslut --publish and the
# nights hold their figures against it, verify-run too, and publish nothing
# where the difference of two releases would give somebody away.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
if test -n "${SAN-}"
then
	echo '1..0 # SKIP nine years with their pages; published.sh looks for leaks'
	exit 0
fi
synthesize -q --year 2025 in
mkdir to
cp -R "$top/pipelines" config
rules=config/suppression/kvalitetsbokslut.json
publish_job() {
	kvalitetsbokslut -q --year 2025 --config config --publish "$@" in to/out
}
first() {
	publish_job && test ! -e to/out/released.ndjson
}
check 'the first release is held against nothing' first
modes() {
	chmod -R u=rwX to/out
	find to/out -maxdepth 1 -type f -perm /037 >wide
	cat wide
	test ! -s wide && test "$(stat -c %a to/out/publish/report.html)" = 644
}
check 'but for publish/ it is for the office' modes
again() {
	cp -R to/out before && publish_job &&
		diff -r -x run.ndjson before to/out
}
check 'the same job again gives the same bytes' again
carried() {
	kvalitetsbokslut -q --year 2025 --config config in to/out &&
		test ! -e to/out/publish &&
		cmp to/out/released.ndjson before/publish/indicators.ndjson &&
		kvalitetsbokslut -q --year 2025 --config config in to/out &&
		cmp to/out/released.ndjson before/publish/indicators.ndjson &&
		verify-run -q --config config to/out in
}
check 'a run that publishes nothing keeps it for the next' carried
remembers() {
	echo ' ' >>"$rules"
	publish_job && cmp to/out/released.ndjson before/publish/indicators.ndjson &&
		grep -q '"file":"released.ndjson"' to/out/manifest.json
}
check 'other rules: it is held against the one before' remembers
holds() {
	verify-run -q --config config to/out in
}
check 'and verify-run does the same' holds
# refused WORDS [WORD]...: exit status 2, it is told, and OUT is as it was.
refused() {
	rm -rf before && cp -R to/out before
	publish_job "$@" 2>said
	status=$?
	cat said
	test "$status" -eq 2 && diff -r before to/out &&
		grep -q 'cannot be hidden beside what was published before' said
}
sed -i '0,/"threshold": 5/s//"threshold": 6/' "$rules"
check 'what was shown cannot be hidden any more: nothing is published' refused
forgotten() {
	publish_job --released /dev/null && test ! -e to/out/released.ndjson
}
check 'unless that is forgotten on purpose' forgotten
no_file() {
	publish_job --released nowhere 2>said
	status=$?
	cat said
	test "$status" -eq 2 && grep -q 'nowhere: no such file' said
}
check 'a release that is not there is trouble' no_file

# A night more, and with it one row: the two releases are held together.
nights() {
	cp "$top"/pipelines/suppression/kvalitetsbokslut.json "$rules"
	nightly -q --date 2025-12-01 in store -- --publish --config config &&
		echo ' ' >>"$rules" &&
		nightly -q --accept --date 2025-12-02 in store -- --publish \
			--config config &&
		cmp store/2025-12-02/released.ndjson \
			store/2025-12-01/publish/indicators.ndjson
}
check 'a night is held against the one before, also when accepted' nights
subtracted() {
	sed -i 2,4d in/fys002.csv
	nightly -q --date 2025-12-03 in store -- --publish --config config \
		2>said
	status=$?
	cat said
	case $status in
	0)
		suppress-small -q --rules "$rules" --audit \
			--before store/2025-12-02/publish/indicators.ndjson \
			store/2025-12-03/publish/indicators.ndjson >narrow
		;;
	*)
		test "$(readlink store/current)" = 2025-12-02 &&
			grep -q 'beside what was published before' said
		;;
	esac
}
check 'three rows less give nobody away' subtracted
finish
