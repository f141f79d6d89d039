# Read by the scripts that run a page's examples: readme.sh, recipes.sh.
# shellcheck shell=sh
#
# In a ```console block a line "$ COMMAND" (going on where it ends in "\" or
# "|", or up to END where it holds <<'END') is run by sh in $TMP/top; the lines
# under it are what it prints.

# Copy a page from standard input, each command's output made anew.
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
		'' | *\\ | *\|)
			continue
			;;
		*"<<'END'"*END)
			;;
		*"<<'END'"*)
			continue
			;;
		esac
		(cd "$TMP/top" && timeout 60 sh -c "$command" </dev/null 2>&1)
		command=
	done
}

# page FILE SENTENCE: print TAP; with ACCEPT=1, rewrite the page.
page() {
	again <"$1" >"$TMP/page"
	if test "${ACCEPT:-}" = 1
	then
		cp "$TMP/page" "$1"
	fi
	if diff -u "$1" "$TMP/page" >"$TMP/diff"
	then
		echo "ok 1 - $2"
	else
		echo "not ok 1 - $2"
		sed 's/^/# /' "$TMP/diff"
	fi
}
