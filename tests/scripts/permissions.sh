#!/bin/sh
# Who may read what a run leaves: outputs as the umask has it, rows of patients
# only their owner, and temporary files nobody, as they have no name. Prints
# TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
unset TMPDIR

mode() {
	stat -c %a "$1"
}
# A record that is written, one that is left out, a line that is none.
printf '%s\n' '{"record":"a","contact_id":1}' '{"record":"a","contact_id":1}' \
	'{' >in
made_with() {
	rm -f out rejects drops stats
	(umask "$1" && dedupe-patients -q -o out --rejects rejects \
		--drops drops --stats stats in)
}
by_umask() {
	made_with 000 && test "$(mode out) $(mode stats)" = '666 666' &&
		made_with 027 && test "$(mode out) $(mode stats)" = '640 640' &&
		made_with 077 && test "$(mode out) $(mode stats)" = '600 600'
}
rows_are_private() {
	made_with 000 && test "$(mode rejects) $(mode drops)" = '600 600' &&
		test -s rejects && test -s drops
}
# Not even where others could read the file that was there before.
private_again() {
	made_with 000 && chmod 666 rejects drops &&
		dedupe-patients -q -o out --rejects rejects --drops drops in &&
		test "$(mode rejects) $(mode drops)" = '600 600'
}
# It waits for the rest of its input with what it has on disk.
nameless() {
	mkdir -p tmp && mkfifo pipe || return
	(umask 000 && TMPDIR=$here/tmp exec dedupe-patients --per patient \
		--memory 16M <pipe >kept) &
	pid=$!
	exec 9>pipe
	awk 'BEGIN { for (i = 0; i < 900000; i++)
		printf "{\"contact_id\":%d,\"patient\":\"%012d\"}\n", i, i }' >&9
	tries=0
	while test $tries -lt 100 && ! find "/proc/$pid/fd" -lname "$here/tmp/*" \
		2>/dev/null | grep -q .
	do
		sleep 0.1
		tries=$((tries + 1))
	done
	find "/proc/$pid/fd" -lname "$here/tmp/*" \
		-exec stat -L -c '%a %h' {} + >spilled
	find tmp -mindepth 1 >names
	exec 9>&-
	wait "$pid" || return
	cat spilled names
	grep -q . spilled && ! grep -vx '600 0' spilled && test ! -s names
}
check 'outputs are as the umask has it' by_umask
check 'rejects and drops are private' rows_are_private
check 'they are so in place of a file that was not' private_again
check 'temporary files have no name, and are private' nameless
finish
