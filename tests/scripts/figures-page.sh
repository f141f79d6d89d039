#!/bin/sh
# Every command of pipelines/FIGURES.md prints, over the year 2025, what the
# page shows. ACCEPT=1 rewrites the page with what they print now.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
page=$top/pipelines/FIGURES.md
mkdir "$here/top"
cd "$here/top" || exit 2
ln -s "$year/out" out
ln -s "$year/extracts" extracts
ln -s "$top/pipelines" pipelines
ln -s "$top/testdata" testdata

again() {
	inside=
	while IFS= read -r line
	do
		case $inside$line in
		'```console')
			inside=yes
			echo "$line"
			;;
		'yes```')
			inside=
			echo "$line"
			;;
		'yes$ '*)
			echo "$line"
			sh -c "${line#??}" 2>&1 </dev/null ||
				echo "exit status $?"
			;;
		yes*) ;;
		*) echo "$line" ;;
		esac
	done <"$page"
}
shown() {
	again >"$here/again"
	test -z "${ACCEPT-}" || cp "$here/again" "$page"
	grep -c '^\$ ' "$page" && same "$page" "$here/again"
}
# Each table of the print has its row.
all_tables() {
	for indicator in visits fte visits_per_fte visits_requirement \
		unique_patients unique_patients_summed far far_share \
		visits_share clinics_open npe tariff_establishments \
		priority_points
	do
		grep -q "^|.*\`$indicator\`" "$page" || echo "$indicator"
	done >"$here/missing"
	# the files of the print, and what the description of the print names
	for file in "$top"/testdata/published/*.csv
	do
		grep -q "^|.*\`${file##*/}\`" "$page" || echo "$file"
	done >>"$here/missing"
	jq -r '.tables[] | .file, (.columns[] | .indicator // empty,
		.total_indicator // empty)' \
		"$top/pipelines/published/kvalitetsbokslut.json" | sort -u |
		while read -r name
		do
			grep -q "^|.*\`$name\`" "$page" || echo "$name"
		done >>"$here/missing"
	cat "$here/missing"
	test ! -s "$here/missing"
}
# No command fails, though one behind it may hide that.
no_trouble() {
	! grep -nE '^exit status|^(aggregate|jq|kvalitetsbokslut|normalize|r[a-z]+-?[a-z]*|synthesize|trace|sh|cp): ' \
		"$page"
}
check 'what its commands print is what it shows' shown
check 'each printed table is there' all_tables
check 'no command on it fails' no_trouble
finish
