#!/bin/sh
# The table "What is followed" of pipelines/README.md: its extracts are among
# the sources, its commands run as they stand, on the areas' made-up rows, and
# give the indicators that it names.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
readme=$top/pipelines/README.md
list=$top/pipelines/sources/kvalitetsbokslut.txt

# A folder in which the commands run: configuration, and an extract of each
# kind. The areas' rows have faults, so these are let through.
cp -R "$top"/pipelines/*/ "$here"
awk '/^[a-z]/ && $2 !~ /^instead:/ { print $1 }' "$list" | sort >"$here/known"
synthesize --contacts 2000 "$here/year" 2>"$here/why"
cp "$here"/year/*.csv "$here"
while read -r extract
do
	test -e "$here/$extract.csv" ||
		find "$top/testdata/areas" -name "$extract.csv" |
		sort | head -n 1 | xargs -I '{}' cp '{}' "$here"
done <"$here/known"
normalize() {
	command normalize -q --rejects "$here/rejects" "$@"
}

# The block in the README that defines area.
awk '/^area\(\) \{/, /^\}/' "$readme" >"$here/area.sh"
# shellcheck source=/dev/null
. "$here/area.sh"

# The rows: extracts, indicators and command, with tabs between.
awk -F'|' '
	/^## / { is_in = /What is followed/ }
	is_in && /^\| / && !/^\| area/ {
		gsub(/\\\|/, "\001")
		$0 = $0
		print $3 "\t" $4 "\t" $5
	}' "$readme" | tr '\001' '|' >"$here/rows"

# words TEXT: what stands between backquotes, a word a line.
words() {
	echo "$1" | tr '`' '\n' | sed -n 'n;p'
}

# named FIGURES INDICATORS COMMAND: those have figures that the files of
# definitions in the command define.
named() {
	echo "$3" | grep -o 'indicators/[a-z0-9-]*\.json' |
		xargs jq -r '.indicators[].id' | sort >defined
	words "$2" | sort -u | comm -12 - defined >named
	jq -r .indicator "$1" | sort -u | comm -23 named - >missing
	test ! -s missing && test -s named && return
	echo "without a figure:"
	cat missing
	return 1
}

# In a folder, with pipefail where the shell has it.
run_row() (
	cd "$here" || exit 1
	# shellcheck disable=SC3040
	(set -o pipefail) 2>/dev/null && set -o pipefail
	eval "$2" >figures.ndjson && named figures.ndjson "$1" "$2"
)

tab=$(printf '\t')
while IFS=$tab read -r extracts indicators command
do
	words "$extracts" >>"$here/followed"
	command=$(words "$command")
	case $command in
	'area '* | 'normalize '* | '{ '*)
		check "$(echo "$command" | grep -o 'indicators/[a-z0-9-]*' |
			head -n 1): as the table has it" \
			run_row "$indicators" "$command"
		;;
	esac
done <"$here/rows"

same_extracts() {
	sort -u "$here/followed" | comm -3 - "$here/known" >"$here/odd"
	test ! -s "$here/odd" && return
	cat "$here/odd"
	return 1
}
check 'the extracts of the table are those of the list' same_extracts
finish
