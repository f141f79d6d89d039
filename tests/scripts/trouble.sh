#!/bin/sh
# What goes wrong around the job, not in its data, is exit status 2 with a
# last line of the job's own, and OUT is as it was.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
mkdir "$here/bin" "$here/to"
cd "$here" || exit 2
cp -R "$top/testdata/small" ./-extracts

# ends_with WORDS COMMAND...: it exits with 2, and so ends what it says.
ends_with() {
	words=$1
	shift
	"$@" 2>said
	status=$?
	cat said
	test "$status" -eq 2 || echo "exit $status, expected 2"
	test "$status" -eq 2 && tail -n 1 said | grep -q -e "$words"
}

# A program of the system that fails as on a full disk.
without() {
	printf '#!/bin/sh\nexit 1\n' >"bin/$1"
	chmod +x "bin/$1"
	PATH=$here/bin:$PATH job -- -extracts to/out
	status=$?
	rm "bin/$1"
	return $status
}

unchanged() {
	cmp to/before/manifest.json to/out/manifest.json &&
		test "$(ls -A to)" = "$(printf '.out.lock\nbefore\nout')"
}

a_name_with_a_dash() {
	CDPATH=/ job -- -extracts to/out && cp -R to/out to/before
}

a_lock_that_cannot_be() {
	mkdir to/.other.lock
	ends_with 'other.lock: cannot be written' job -- -extracts to/other
	status=$?
	rmdir to/.other.lock
	return $status
}

no_shell_noise() {
	mkdir killed
	ln -s "$VARDSTROM_BIN"/* killed
	rm killed/aggregate
	# shellcheck disable=SC2016
	printf '#!/bin/sh\nkill -9 $$\n' >killed/aggregate
	chmod +x killed/aggregate
	VARDSTROM_BIN=$here/killed ends_with 'aggregate was killed by signal 9' \
		job --pipes -- -extracts to/out && ! grep 'line [0-9]' said
}

check 'a folder that begins with a dash' a_name_with_a_dash
check 'a lock that cannot be written' a_lock_that_cannot_be
for program in cat mktemp
do
	check "$program fails" ends_with 'out is as it was' without $program
	check "$program fails: OUT is as it was" unchanged
done
check 'no folder of that name' ends_with 'no such folder' job nowhere to/out
check 'a killed program is told in our words' no_shell_noise
check 'too little memory' ends_with '[a-z] failed with exit status 2' \
	job --memory 1K -- -extracts to/out
check 'memory of no size' ends_with '--memory: needs a value' \
	job ./-extracts to/out --memory
finish
