#!/bin/sh
# Run the checks of tests/lint/ from the top of the tree: what they print is
# amiss, and a quiet run is a clean tree.
set -u
LC_ALL=C.UTF-8
export LC_ALL
cd "$(dirname "$0")/.." || exit 2
status=0
for check in tests/lint/*.sh
do
	said=$($check 2>&1)
	test -z "$said" && continue
	status=1
	printf '%s:\n%s\n' "$check" "$said"
done
exit $status
