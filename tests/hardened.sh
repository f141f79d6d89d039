#!/bin/sh
# What a program that reads hostile files has and these lack, a line each:
# hardened.sh PROGRAM...; quiet and true where nothing is missing. It reads the
# programs, not the flags that they were built with.
set -u
LC_ALL=C
export LC_ALL
status=0
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# needs WHAT FILE PATTERN, lacks WHAT FILE PATTERN
needs() {
	grep -qE -e "$3" "$2" && return
	echo "$program: $1"
	status=1
}
lacks() {
	grep -qE -e "$3" "$2" || return
	echo "$program: $1"
	status=1
}

test $# -gt 0 || {
	echo 'usage: hardened.sh PROGRAM...' >&2
	exit 2
}
for program
do
	readelf -hldW "$program" >"$tmp/file" && test -s "$tmp/file" &&
		readelf -nW "$program" >"$tmp/notes" &&
		readelf --dyn-syms -W "$program" >"$tmp/names" &&
		objdump -d --no-show-raw-insn "$program" >"$tmp/code" || exit 2
	# anywhere in memory
	needs 'is no PIE' "$tmp/file" 'FLAGS_1.* PIE'
	lacks 'has relocations in its code' "$tmp/file" 'TEXTREL'
	# no table of addresses can be written to once it runs
	needs 'has no RELRO' "$tmp/file" '^ *GNU_RELRO'
	needs 'binds late' "$tmp/file" 'FLAGS_1.* NOW'
	# no data that runs, no code that can be changed
	needs 'does not say what its stack is' "$tmp/file" '^ *GNU_STACK'
	lacks 'has a stack that runs' "$tmp/file" '^ *GNU_STACK.* RWE'
	lacks 'has code that can be written' "$tmp/file" '^ *LOAD.* RWE'
	# libraries from the system's places only
	lacks 'looks for libraries elsewhere' "$tmp/file" '\((RPATH|RUNPATH)\)'
	needs 'has no stack protector' "$tmp/names" ' __stack_chk_(fail|guard)'
	needs 'has no fortified calls' "$tmp/names" ' __[a-z]+_chk(@|$)'
	grep -q 'Machine:.*X86-64' "$tmp/file" || continue
	# where the processor keeps returns on a stack of their own, it may
	needs 'has no shadow stack' "$tmp/notes" 'x86 feature.*SHSTK'
	# a large frame is touched page by page
	# shellcheck disable=SC2016  # an operand of the processor's
	needs 'may step over the guard of the stack' "$tmp/code" \
		'	(orq|movq) +\$0x0,(0x[0-9a-f]+)?\(%rsp\)|	or[lq] +\$0x0,\(%rsp\)'
done
exit $status
