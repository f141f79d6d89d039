#!/bin/sh
# The programs are built so that a crafted file which finds a fault in them
# has little to work with. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

programs() {
	make -s -C "$top" -f - names <<'END'
include Makefile
names:
	@printf '%s\n' $(PROGRAMS)
END
}
all_hardened() {
	programs >"$here/programs" && grep -qx normalize "$here/programs" ||
		return
	(cd "$VARDSTROM_BIN" && xargs "$top/tests/hardened.sh" <"$here/programs")
}
# The check finds what is missing: a program built with none of it.
bare_is_found() {
	echo 'int main(int n, char **v) { char s[99]; return v[0][n] + s[n]; }' \
		>"$here/bare.c"
	"${CC:-cc}" -w -O2 -no-pie -fno-stack-protector \
		-U_FORTIFY_SOURCE \
		-Wl,-z,norelro,-z,lazy,-z,execstack,-rpath,/nowhere \
		-o "$here/bare" "$here/bare.c" || return
	"$top/tests/hardened.sh" "$here/bare" >"$here/said" && return 1
	sed 's/^.*bare: //' "$here/said" | sort >"$here/found"
	sort >"$here/wanted" <<'END'
binds late
has a stack that runs
has no RELRO
has no fortified calls
has no stack protector
is no PIE
looks for libraries elsewhere
END
	# of x86-64 only
	grep -vE 'has no shadow|may step' "$here/found" | same "$here/wanted" -
}

# The sanitizers stand in for it.
test -n "${SAN-}" || check 'every program is hardened' all_hardened
check 'what is missing is found' bare_is_found
finish
