#!/bin/sh
# Every example of README.md runs here, and prints what README.md shows.
# They run in a folder that looks like the top of this one. ACCEPT=1 rewrites
# README.md with what they print now.
set -u
LC_ALL=C
export LC_ALL
top=$(cd "$(dirname "$0")/../.." && pwd) || exit 2
TMP=$(mktemp -d) || exit 2
trap 'rm -rf "$TMP"' EXIT
PATH=${BIN:-$top/build/bin}:$PATH
VARDSTROM_BIN=${BIN:-$top/build/bin}
export PATH VARDSTROM_BIN
# shellcheck source=tests/examples.sh
. "$top/tests/examples.sh"

mkdir "$TMP/top" || exit 2
cp -R "$top/testdata" "$top/pipelines" "$TMP/top" || exit 2
echo 1..1
page "$top/README.md" 'the examples of README.md print what it shows'
