#!/bin/sh
# Every program has its manual page, cases, a folder in tests/every and a
# place in README.md; its page holds every option that its code takes.
set -u

options_of() {
	cat "cmd/$1/"*.c | tr '\n' ' ' |
		grep -oE '\{ *"[a-z0-9-]+", *(no|required|optional)_argument' |
		cut -d'"' -f2
	grep -q STREAM_LONGOPTS "cmd/$1/"*.c || return 0
	tr '\n' ' ' <include/vardstrom/stream.h |
		grep -oE '\{ *"[a-z0-9-]+", *(no|required|optional)_argument' |
		cut -d'"' -f2
}

for dir in cmd/*/
do
	test -d "$dir" || continue
	name=$(basename "$dir")
	page=cmd/$name/$name.1
	test -f "$page" || {
		echo "$page: missing"
		continue
	}
	for option in $(options_of "$name")
	do
		plain=$(echo "$option" | sed 's/-/\\\\?-/g')
		grep -qE -e "Fl (Fl |-|\\\\-)$plain( |\$)" "$page" ||
			echo "$page: does not tell of --$option"
	done
	sed -n '/^PROGRAMS :=/,/[^\\]$/p' Makefile | grep -qw -e "$name" ||
		echo "Makefile: PROGRAMS lacks $name"
	grep -A 1 diag_init "cmd/$name/main.c" |
		grep -qE '	confine(_but_run)?\(\);' ||
		echo "cmd/$name/main.c: is not confined where it begins"
	test -d "tests/cli/$name" || echo "tests/cli/$name: missing"
	test -d "tests/every/$name" || echo "tests/every/$name: missing"
	grep -qs -e "$name" README.md || echo "README.md: nothing of $name"
done
# A page begins with examples, which mandoc has further down.
git ls-files '*.[15]' | xargs -r mandoc -T lint -W warning |
	grep -v 'sections out of conventional order: Sh DESCRIPTION'
for path in $(git ls-tree --name-only HEAD)
do
	case $path in
	Makefile | cmd | lib | include | pipelines | testdata | tests) ;;
	README.md | LICENSE | .*) ;;
	*) echo "$path: the top level holds something unknown" ;;
	esac
done
