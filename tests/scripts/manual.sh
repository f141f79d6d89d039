#!/bin/bash
# Every example of the manual pages runs, as it stands there, over files of
# the names that it gives. An example is a display in EXAMPLES; one of JSON is
# no command. Exit 1 is an answer ("a target was missed"), 2 is trouble.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
mkdir "$here/top"
cd "$here/top" || exit 2
cp -R "$top/pipelines" .
profiles=pipelines/profiles

canonical() {
	normalize -q -p "$profiles/$1.json" "${@:2}" "extracts/$1.csv"
}

{
	mkdir build
	cp -R "$top/testdata/published" print
	synthesize -q --contacts 1000 extracts
	canonical mottagningar >clinics.ndjson
	canonical lankar >lankar.ndjson
	canonical fys002 --table clinics=clinics.ndjson >visits.ndjson
	canonical t002 --table clinics=clinics.ndjson >guarantee.ndjson
	for name in contacts first second april march admissions
	do
		cp visits.ndjson $name.ndjson
	done
	code-kva -q -r pipelines/rules/physiotherapy.json visits.ndjson |
		cat - clinics.ndjson guarantee.ndjson >all.ndjson
	aggregate --period 2025 all.ndjson \
		--indicators pipelines/indicators/kvalitetsbokslut.json |
		tee in.ndjson >indicators.ndjson
	cp pipelines/targets/kvalitetsbokslut.json targets.json
	cp indicators.ndjson 2024.ndjson
	cp indicators.ndjson 2025.ndjson
	cp "$top/tests/cli/code-kva/example-codebook/book.ndjson" .
	kvalitetsbokslut -q --year 2025 extracts new
	/usr/bin/python3 "$top/tests/fhir/export.py" extracts export
	gzip -k export/*.ndjson
	cp extracts/mottagningar.csv $profiles
	gzip -c extracts/fys002.csv >$profiles/2025-01.csv.gz
	cp $profiles/2025-01.csv.gz $profiles/2025-02.csv.gz
} >"$here/why" 2>&1 || sed 's/^/# /' "$here/why"

# The displays of a page's EXAMPLES, each ended by a line with a dot.
displays() {
	mandoc -T utf8 -O width=1000 "$1" | col -bx | awk '
		/^[A-Z]/ { inside = $1 == "EXAMPLES"; next }
		inside && /^           / {
			print substr($0, 12)
			was = 1
			next
		}
		inside && was && NF {
			print "."
			was = 0
		}
		END {
			if (was)
				print "."
		}'
}

# A million contacts is for who has the time.
runs() {
	cat "$here/example"
	sed -e 's/^\$ //' -e 's/1000000/1000/' "$here/example" >"$here/script"
	bash -e -o pipefail "$here/script" >/dev/null
	test $? -le 1
}

has_examples() {
	displays "$1" | grep -q '^\.$'
}

for page in "$top"/cmd/*/*.1 "$top"/pipelines/*.[15]
do
	name=$(basename "${page%.?}")
	check "$name: has examples" has_examples "$page"
	displays "$page" >"$here/displays"
	: >"$here/example"
	while IFS= read -r line <&7
	do
		if test "$line" != .
		then
			echo "$line" >>"$here/example"
			continue
		fi
		case $(head -c 1 "$here/example") in
		'{') ;;
		*)
			# postgres.sh has a database, and tries the same there.
			grep -qE 'psql|load-postgres' "$here/example" ||
				check "$name: $(head -n 1 "$here/example")" runs
			;;
		esac
		: >"$here/example"
	done 7<"$here/displays"
done
finish
