#!/bin/bash
# --progress: one line, drawn over and over, that says how far it is.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

records() {
	yes '{"record":"contact","clinic":"gripen"}' | head -n "$1"
}
records 10000 >plain
records 100000 >big
gzip -c big >big.gz

# says PATTERN: the last state of the line that was shown, which ends.
says() {
	tr '\r' '\n' <said >states
	cat -v states
	tail -n 1 states | grep -q -e "$1" && test "$(tail -c 1 said)" = ''
}

# A reader that waits makes the program wait, too, as the pipe is full.
slowly() {
	{
		sleep 1.3
		cat
	} >out
}
of_a_file() {
	dedupe-patients --progress big 2>said | slowly
	says '^3\.9 MB, 100000 records, [0-9]* records/s.\[K$' &&
		grep -q ' records/s, [0-9]* %, [0-9]* s left' states
}
of_a_packed_file() {
	dedupe-patients --progress big.gz 2>said | slowly
	says 'MB, 100000 records, [0-9]* records/s.\[K$' &&
		grep -q ' records/s, [0-9]* %, [0-9]* s left' states
}
# With a pipe among them, nobody knows how much is left.
of_several() {
	records 10000 | dedupe-patients --progress big - big 2>said | slowly
	says '^8\.2 MB, 210000 records, [0-9]* records/s.\[K$' &&
		! grep -q left states
}
# It is shown at the end where it was asked for; unasked, on a terminal only.
of_a_short_run() {
	aggregate --progress count plain 2>said >out &&
		says '^0\.4 MB, 10000 records, [0-9]* records/s.\[K$'
}
# Nobody knows how much a pipe has left; it is shown after a second, and then
# at most twice a second.
of_a_pipe() {
	{
		records 9000
		sleep 1.2
		records 9000
		sleep 0.6
		records 9000
	} | aggregate --progress count 2>said >out &&
		says '^1\.[0-9] MB, 27000 records, [0-9]* records/s.\[K$' &&
		! grep -q left said && test "$(wc -l <states)" -ge 3
}
not_asked_for() {
	aggregate count plain 2>said >out && test ! -s said &&
		aggregate --progress --no-progress count plain 2>said >out &&
		test ! -s said
}
check 'of a file' of_a_file
check 'of a packed file' of_a_packed_file
check 'of several files, one a pipe' of_several
check 'of a short run' of_a_short_run
check 'of a pipe' of_a_pipe
check 'not where it was not asked for' not_asked_for
finish
