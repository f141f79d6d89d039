#!/bin/sh
# install, installcheck, uninstall and dist: what is installed works where it
# lies, what is uninstalled leaves no file, and two dists are the same bytes.
set -u
cd "$(dirname "$0")/../.." || exit 2
n=0
ok() {
	n=$((n + 1))
	test "$2" -eq 0 && echo "ok $n - $1" || echo "not ok $n - $1"
}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
quiet() {
	"$@" >"$work/log" 2>&1 || {
		status=$?
		sed 's/^/# /' "$work/log"
		return $status
	}
}

# The sanitizer build is no library that others link with.
if test -n "${SAN-}"
then
	echo '1..0 # SKIP the library is installed from the plain build'
	exit 0
fi
unset MAKEFLAGS MFLAGS MAKELEVEL
quiet make install prefix="$work/usr"
ok 'make install' $?
test -s "$work/usr/share/doc/vardstrom/pipelines/RECIPES.md"
ok 'with the recipes' $?
quiet make installcheck prefix="$work/usr"
ok 'programs run and an example filter builds on the library' $?
quiet "$work/usr/bin/kvalitetsbokslut" --version
ok 'the main job finds the programs beside it' $?
for program in "$work"/usr/bin/*
do
	readelf -h "$program" 2>/dev/null | grep -q 'Class:' || continue
	readelf -hdlW "$program" >"$work/elf"
	grep -q 'Type: *DYN' "$work/elf" && grep -q GNU_RELRO "$work/elf" &&
		grep -qE 'BIND_NOW|Flags:.* NOW' "$work/elf" || echo "# $program"
done >"$work/soft"
cat "$work/soft"
test ! -s "$work/soft"
ok 'programs are position-independent, relocations read-only from the start' $?
quiet make uninstall prefix="$work/usr"
left=$(find "$work/usr" -type f -o -type l)
test -z "$left"
ok 'uninstall leaves no file' $?
if git rev-parse --git-dir >/dev/null 2>&1
then
	rm -f build/vardstrom-*.tar.gz # of earlier versions
	quiet make dist && cp build/vardstrom-*.tar.gz "$work/one.tar.gz" &&
		quiet make dist && cmp build/vardstrom-*.tar.gz "$work/one.tar.gz"
	ok 'two dists are the same bytes' $?
fi
echo "1..$n"
