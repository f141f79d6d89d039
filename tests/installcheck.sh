#!/bin/sh
# What `make install` left runs, and the example filter of lib/README.md builds
# on the installed library: installcheck.sh BINDIR LIBDIR INCLUDEDIR PROGRAM...
set -eu
cd "$(dirname "$0")/.."
bin=$1 lib=$2 include=$3
shift 3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for program in "$@"
do
	"$bin/$program" --version >/dev/null
done

awk '/^[`]+c$/ { on = 1; next } /^[`]+$/ { on = 0 } on' lib/README.md >"$work/filter.c"
test -s "$work/filter.c"
PKG_CONFIG_PATH=$lib/pkgconfig
export PKG_CONFIG_PATH
private=$(pkg-config --libs --static vardstrom)
# A staged install: the folders are those given, not those of the .pc file.
# The flags are a list of words on purpose.
# shellcheck disable=SC2086
"${CC:-cc}" -std=c11 -Wall -Wextra -Werror -I"$include" -o "$work/filter" \
	"$work/filter.c" -L"$lib" $private

printf '%s\n' '{"record":"contact","age":70}' '{"record":"contact"}' \
	'{"record":"contact","age":"70"}' '{"record":"clinic"}' >"$work/in"
status=0
"$work/filter" --rejects "$work/rejects" "$work/in" \
	>"$work/out" 2>"$work/err" || status=$?
cat >"$work/want" <<'END'
{"record":"contact","age":70,"is_adult":true}
{"record":"contact"}
{"record":"clinic"}
END
cmp "$work/want" "$work/out"
grep -q '"field":"age","error":"not_a_number"' "$work/rejects"
test "$status" -eq 0
echo 'installed: programs run, and a filter builds on the library'
