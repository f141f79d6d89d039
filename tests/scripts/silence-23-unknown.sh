#!/bin/sh
# The closing line of the main job names the commonest clinics that the register
# lacks, each with the nearest known one, and nothing that may be a patient.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
cp -R "$top/testdata/small" in
chmod -R u+w in

# rows N CLINIC: contacts of their own at a clinic
rows() {
	seq "$1" | sed "s/.*/$2-&;2025-03-03;19701018-9806;$2;Enskilt nybesök;Genomförd;M17.1;;;Fysioterapeut/" \
		>>in/fys002.csv
}
rows 12 'Grippen'
rows 30 'Hagge rehab'
rows 3 'Solsta  REHABB'
rows 2 'Anna Andersson'
rows 40 '19701018-9806'
rows 20 '١٩٧٠١٠١٨٩٨٠٦'
printf 'B-X;2025-03-03;19701018-9806;Grippen;DV200;Genomförd\n' >>in/vuf01.csv

# closing [WORD]...: the job's last line, in ./line
closing() {
	rm -rf out
	kvalitetsbokslut --year 2025 "$@" in out 2>said || return 1
	tail -n 1 said | tee line
}
told() {
	closing "$@" >/dev/null
	cat line
	grep -qF 'unknown_clinic 108' line && grep -qF \
		', in out; in no table: "Hagge rehab" 30, "Grippen" 13 (did you mean "gripen"?), "Solsta  REHABB" 3 (did you mean "Solsta rehab"?)' line
}
nobody() {
	! grep -rE '19701018-9806|Anna|١٩٧٠' said line out/manifest.json out/run.ndjson
}
balanced() {
	verify-run out in
}
check 'the commonest, with the nearest' told
check 'no value that may be a patient' nobody
check 'the run holds' balanced
check 'with --pipes' told --pipes
check 'with pseudonyms' sh -c 'umask 077; head -c 32 /dev/urandom >key'
check 'they are told, too' told --pseudonymize key
check 'and nobody' nobody
sort_of_own() {
	synthesize -q --contacts 2000 clean && kvalitetsbokslut --year 2025 clean to 2>said
	cat said
	! grep -q 'in no table' said
}
check 'nothing unknown: nothing told' sort_of_own
finish
