#!/bin/sh
# Every rule of pipelines/RULES.md (R-AREA-NN) is named where it is carried
# out and where it is tested; and no number is named that is not there.
set -u
number='R-[A-Z0-9]+-[0-9]+'

numbers_in() {
	git grep -hoE "\b$number\b" -- "$@" | sort -u
}

# Folders of cases are named after their rule, in lower case.
tested() {
	{
		numbers_in tests
		git ls-files tests | grep -oiE "\b$number\b" | tr '[:lower:]' '[:upper:]'
	} | sort -u
}

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
cd "$(git rev-parse --show-toplevel)" || exit 2
numbers_in pipelines/RULES.md >"$scratch/rules"
numbers_in 'lib/*' 'include/*' 'cmd/*' 'pipelines/*.json' >"$scratch/code"
tested >"$scratch/tests"

comm -23 "$scratch/rules" "$scratch/code" |
	sed 's/$/: in RULES.md, in no code or configuration/'
comm -23 "$scratch/rules" "$scratch/tests" |
	sed 's/$/: in RULES.md, in no test/'
sort -u "$scratch/code" "$scratch/tests" | comm -13 "$scratch/rules" - |
	sed 's/$/: named, but not in RULES.md/'
