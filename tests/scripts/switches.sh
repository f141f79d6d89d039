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

cd "$here" || exit 2
check 'a build without what only saves time' build
check 'its cases' cases aggregate/ normalize/ code-kva/ dedupe-patients/
check 'a year by it: the same bytes' is_same
finish
