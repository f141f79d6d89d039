#!/bin/sh
# What `make analyze` rests on: a fault is told, what is known is not, and what
# is known no more is. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
cp "$top/tests/analyze.sh" . && : >analyze.txt || exit 2
cat >bad.c <<'END'
#include <stdlib.h>
void twice(char *p) { free(p); free(p); }
END
echo 'int main(void) { return 0; }' >good.c

fault_is_told() {
	./analyze.sh bad.c >said && return 1
	grep -q 'Wanalyzer-double-free' said
}
known_is_not() {
	echo 'bad.c|Wanalyzer-double-free|for this test' >analyze.txt
	./analyze.sh bad.c >said && test ! -s said
}
known_no_more() {
	echo 'good.c|leak|for this test' >analyze.txt
	./analyze.sh good.c >said && return 1
	grep -q 'nothing is said any more: good.c' said
}
check 'a fault is told' fault_is_told
check 'one that is known is not' known_is_not
check 'one that is gone is to be forgotten' known_no_more
finish
