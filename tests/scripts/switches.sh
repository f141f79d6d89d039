#!/bin/sh
# No answer leans on what only saves time (lib/base/switches.h): a build
# without any of it gives the same bytes. Prints TAP. make check SWITCHES=off
# runs all tests with that build.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
config=$top/pipelines
tree=build/rel-without-off
off=$top/$tree/bin
full=$VARDSTROM_BIN

build() {
	env -u MAKEFLAGS -u MFLAGS make -C "$top" -j2 SWITCHES=off SAN= CFLAGS='-O1' \
		$tree/bin/aggregate $tree/bin/normalize $tree/bin/code-kva \
		$tree/bin/dedupe-patients
}

# cases WORD...: the command-line cases of programs, without.
cases() {
	BIN=$off SAN='' "$top/tests/run-cli.sh" "$@" >said || return 1
	! grep '^not ok' said && grep -q '^ok' said
}

# made OUT PROGRAMS: the whole way of a small year, with a folder's programs.
made() {
	out=$1 programs=$2
	mkdir "$out" || return 1
	"$programs/normalize" -q -p "$config/profiles/mottagningar.json" \
		extracts/mottagningar.csv >"$out/clinics" || return 1
	for source in resurs fys002 vuf01 t002
	do
		"$programs/normalize" -q -p "$config/profiles/$source.json" \
			--table clinics="$out/clinics" "extracts/$source.csv" \
			>>"$out/canonical" || return 1
	done
	"$programs/dedupe-patients" -q "$out/canonical" "$out/clinics" |
		"$programs/code-kva" -q --rules "$config/rules/physiotherapy.json" \
		>"$out/coded" || return 1
	set --
	for file in "$config"/indicators/*.json
	do
		test "${file%.schema.json}" != "$file" ||
			set -- "$@" --indicators "$file"
	done
	"$programs/aggregate" -q --period 2025 "$@" "$out/coded" \
		>"$out/indicators" &&
		"$programs/aggregate" -q -g clinic,month distinct:patient \
			p50:wait_days sum:wait_days "$out/coded" >"$out/table"
}

is_same() {
	synthesize -q --contacts 20000 extracts && made with "$full" &&
		made without "$off" && test -s with/indicators || return 1
	for file in canonical coded indicators table
	do
		same with/$file without/$file || return 1
	done
}

# by_chance SEED: records of two kinds and a bad number now and then, and
# functions over them; with an odd seed nearly no two records are alike.
by_chance() {
	awk -v seed="$1" 'function pick(n) { return int(rand() * n) }
	function value(n) { return n < 4 ? "\"" substr("abcd", n + 1, 1) "\"" : \
		n < 7 ? n - 4 : n == 7 ? "1.0" : n == 8 ? "true" : n == 9 ? "null" : \
		"[\"a\",\"b\",\"long enough that no text cache keeps it: 60 bytes\"]" }
	function text(n) { return n < 4 ? "\"" substr("abcd", n + 1, 1) "\"" : \
		n < 8 ? n - 4 : n == 8 ? "true" : "null" }
	function member() { return "m" pick(seed % 2 ? 16 : 6) }
	function condition(kind) {
		kind = pick(7)
		if (kind == 0) return text(pick(10)) " in " member()
		if (kind == 1) return "has(" member() ")"
		if (kind == 2) return member() " < " text(pick(10))
		if (kind == 3) return member() " == " member()
		if (kind == 4) return "!(" condition() " || " condition() ")"
		if (kind == 5) return condition() " && nobody_has == " text(pick(10))
		return member() " == " text(pick(10))
	}
	BEGIN {
		srand(seed)
		for (i = 0; i < 30; i++)
			print "f" i "=count:record == \"" (pick(2) ? "x" : "y") \
				"\" && " condition() >"functions"
		print "distinct:m0\nsum:m1\nmax:m2\np50:m3" >"functions"
		for (i = 0; i < 12000; i++) {
			printf "{\"record\":\"%s\"", pick(2) ? "x" : "y"
			for (k = 0; k < (seed % 2 ? 16 : 6); k++)
				if (pick(3))
					printf ",\"m%d\":%s", k, \
						k == 1 && pick(99) ? pick(9) : value(pick(11))
			print "}"
		}
	}' >records
}

# both WORD...: with and without, what is written, rejected and told.
both() {
	"$full/aggregate" --rejects rejects-with "$@" records >with 2>told-with
	got=$?
	"$off/aggregate" --rejects rejects-without "$@" records >without \
		2>told-without
	test $? -eq $got && test $got -ne 2 && same with without &&
		same rejects-with rejects-without && same told-with told-without
}

is_same_by_chance() {
	for seed in 2 4 6 8 1 3
	do
		mkdir "chance-$seed" && cd "chance-$seed" &&
			by_chance "$seed" || return 1
		set --
		while read -r line
		do
			set -- "$@" "$line"
		done <functions
		both -g m4 "$@" && both "$@" && test -s rejects-with &&
			grep -q nobody_has told-with || return 1
		cd .. || return 1
	done
}

cd "$here" || exit 2
check 'a build without what only saves time' build
check 'its cases' cases aggregate/ normalize/ code-kva/ dedupe-patients/
check 'a year by it: the same bytes' is_same
check 'conditions and records by chance: the same bytes' is_same_by_chance
finish
