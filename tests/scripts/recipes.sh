#!/bin/sh
# Every recipe of pipelines/RECIPES.md runs here, and prints what it shows.
# They run in a folder that looks like the top of this one, beside a database
# server of the test's own. ACCEPT=1 rewrites the page with what they print now.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
# shellcheck source=tests/server.sh
. "$top/tests/server.sh"
# shellcheck source=tests/examples.sh
. "$top/tests/examples.sh"
LC_ALL=C
TMP=$here/page
mkdir -p "$TMP/top" && cp -R "$top/testdata" "$top/pipelines" "$TMP/top" || exit 2
trap stop_server EXIT
start_server >"$here/log" 2>&1 || {
	echo 'not ok 1 - a database server of its own'
	sed 's/^/# /' "$here/log"
	echo 1..1
	exit 1
}
PGHOST=$here/db PGUSER=test PGDATABASE=postgres
export PGHOST PGUSER PGDATABASE
n=$(grep -c '^\*\*[0-9]*\. ' "$top/pipelines/RECIPES.md")
test "$n" -ge 40 || echo "# only $n questions are left"
test "$n" -ge 40
status=$?
echo 1..2
page "$top/pipelines/RECIPES.md" 'the recipes print what their page shows'
test "$status" -eq 0 && echo 'ok 2 - they are forty or more' ||
	echo 'not ok 2 - they are forty or more'
