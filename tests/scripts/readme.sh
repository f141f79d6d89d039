#!/bin/sh
# Every example of README.md runs here, and prints what README.md shows.
#
# In a ```console block a line "$ COMMAND" (going on where it ends in "\", or
# up to END where it holds <<'END') is run by sh in a folder that looks like
# the top of this one; the lines under it are what it prints. ACCEPT=1 rewrites
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

mkdir "$TMP/top" || exit 2
cp -R "$top/testdata" "$top/pipelines" "$TMP/top" || exit 2

# Copy README.md, each command's output made anew.
again() {
	is_example=0
	command=
	while IFS= read -r line
	do
		case $is_example$line in
		'0```console')
			is_example=1
			;;
		'1```')
			is_example=0
			;;
		'1$ '*)
			command=${line#'$ '}
			;;
		1*)
			# what it printed when it was written, or its next line
			test -n "$command" || continue
			command="$command
$line"
			;;
		esac
		printf '%s\n' "$line"
		case $command in
		'' | *\\)
			continue
			;;
		*"<<'END'"*END)
			;;
		*"<<'END'"*)
			continue
			;;
		esac
		(cd "$TMP/top" && sh -c "$command" </dev/null 2>&1)
		command=
	done
}

again <"$top/README.md" >"$TMP/README.md"
if test "${ACCEPT:-}" = 1
then
	cp "$TMP/README.md" "$top/README.md"
fi
echo 1..1
if diff -u "$top/README.md" "$TMP/README.md" >"$TMP/diff"
then
	echo "ok 1 - the examples of README.md print what it shows"
else
	echo "not ok 1 - the examples of README.md print what it shows"
	sed 's/^/# /' "$TMP/diff"
fi
