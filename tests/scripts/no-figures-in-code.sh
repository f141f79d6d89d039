#!/bin/sh
# The pipeline does not know what it must find: no printed figure of the
# report stands in a program (but synthesize, which makes the raw rows), in
# the library or in the pipelines.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$top" || exit 2

figures=$(sqlite3 <<'SQL'
.mode csv
.import testdata/published/providers-2025.csv printed
.mode list
select visits from printed where length(visits) > 3 union
select unique_patients from printed where length(unique_patients) > 3 union
select visits_per_fte from printed where length(visits_per_fte) > 3 union
select adjusted_requirement from printed where adjusted_requirement <> '' union
select replace(fte, '.', '[.,]') from printed where length(fte) > 4 union
select '43[.,]23' union select '54359' union select '0?[.,]53'
SQL
)

# Where a program, a library or a configuration can hold a number.
holds() {
	git ls-files 'lib/*.[ch]' 'include/*' 'cmd/*.[ch]' pipelines |
		grep -v -e '^cmd/synthesize/' -e '\.md$' |
		xargs grep -nE "(^|[^0-9A-Za-z.,])($1)([^0-9A-Za-z]|\$)"
}

knows_nothing() {
	for figure in $figures
	do
		! holds "$figure" || return 1
	done
}

# The search itself is tried on the one program that does know.
can_find() {
	for figure in 102768 30104 48409
	do
		grep -rqE "(^|[^0-9])$figure" testdata/published || return 1
	done
	echo "$figures" | grep -qx 48409
}

check 'the figures are those of the report' can_find
check 'no program and no pipeline file holds a printed figure' knows_nothing
finish
