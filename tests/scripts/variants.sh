#!/bin/sh
# Every case gives the same with every variant of the reader: the one that the
# processor chose was tested already, the lower ones here.
set -u
tests=$(cd "$(dirname "$0")/.." && pwd)
n=0
for variant in base sse2
do
	n=$((n + 1))
	if said=$(VARDSTROM_CPU=$variant "$tests/run-cli.sh" | grep '^not ok')
	then
		echo "not ok $n - cases with VARDSTROM_CPU=$variant"
		printf '%s\n' "$said" | sed 's/^/# /'
	else
		echo "ok $n - cases with VARDSTROM_CPU=$variant"
	fi
done
echo "1..$n"
