#!/bin/sh
# Laws of dedupe-patients over a dirty year and made-up links: twice is once;
# extracts in any order hold the same patients; links in any order and any
# number of files give the same ids; a circle is told by its lines; a conflict
# by both places. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
synthesize --contacts 20000 --dirty 5% dirty 2>/dev/null
profiles=$top/pipelines/profiles

# Three overlapping extracts of the dirty year.
make_extracts() {
	normalize -q -p "$profiles/mottagningar.json" --rejects /dev/null \
		dirty/mottagningar.csv >clinics 2>/dev/null
	normalize -q -p "$profiles/lankar.json" --rejects /dev/null \
		dirty/lankar.csv >links 2>/dev/null
	normalize -q -p "$profiles/fys002.json" --rejects /dev/null \
		--table clinics=clinics dirty/fys002.csv >contacts 2>/dev/null
	head -n 10000 contacts >first
	sed -n '7000,15000p' contacts >second
	tail -n 8000 contacts >third
	wc -l links contacts
	test -s links && test -s third
}
# What a record says of its patient, without where it was read.
patients_of() {
	jq -r '[.patient, .patient_kind, .sex, .birth_date] | @tsv' "$1" |
		sort -u
}
twice() {
	for words in '' '--links links' '--per clinic,year' '--per month' \
		'--links links --per year' '--key patient,date'
	do
		# shellcheck disable=SC2086
		dedupe-patients -q $words first second third >once 2>told &&
			dedupe-patients -q $words once >again 2>told-again &&
			same once again && test ! -s told-again &&
			test -s once || return 1
	done
}
# Six orders of three extracts: the same events of the same patients.
any_order() {
	for order in 'first second third' 'first third second' \
		'second first third' 'second third first' \
		'third first second' 'third second first'
	do
		# shellcheck disable=SC2086
		dedupe-patients -q --links links $order >out 2>/dev/null
		patients_of out >patients
		jq -r '[.contact_id, .patient] | @tsv' out | sort >events
		dedupe-patients -q --per clinic,year out |
			aggregate -g clinic,year count >unique
		for found in patients events unique
		do
			test -e first.$found || cp $found first.$found
			same first.$found $found || return 1
		done
	done
	test "$(wc -l <first.patients)" -gt 1000
}

# 3000 links: chains of up to nine, merges, two links from one id, some dated.
make_links() {
	awk 'BEGIN {
		srand(4)
		for (i = 0; i < 3000; i++) {
			group = int(rand() * 500)
			a = int(rand() * 9)
			b = a + 1 + int(rand() * (9 - a))
			date = sprintf("20%02d-%02d-01", 10 + int(rand() * 15),
				1 + int(rand() * 12))
			printf "{\"from\":\"g%d-%d\",\"to\":\"g%d-%d\"%s}\n",
				group, a, group, b,
				i % 7 ? ",\"valid_from\":\"" date "\"" : ""
		}
	}' >many
	awk 'BEGIN {
		for (g = 0; g < 500; g++)
			for (i = 0; i < 10; i++)
				printf "{\"patient\":\"g%d-%d\",\"n\":%d}\n", g, i, i
	}' >ids
	dedupe-patients --links many ids >linked
	jq -r .patient linked | sort -u | wc -l
	test "$(jq -r .patient linked | sort -u | wc -l)" -lt 2500
}
links_in_any_order() {
	tac many >backwards
	shuf --random-source=ids many >shuffled
	split -n l/5 shuffled piece-
	words=
	for piece in piece-*
	do
		words="--links $piece $words"
	done
	# shellcheck disable=SC2086
	dedupe-patients --links backwards ids | same - linked &&
		dedupe-patients --links shuffled ids | same - linked &&
		dedupe-patients $words ids | same - linked &&
		dedupe-patients --links many --links many ids | same - linked
}
# Whoever a link joins has one id, and that leads nowhere on.
joined() {
	dedupe-patients --links many linked | same - linked &&
		jq -r '[.from, .to] | @tsv' many >pairs &&
		paste -d '\t' ids linked |
		sed 's/{"patient":"\([^"]*\)[^\t]*\t.*"patient":"\([^"]*\)".*/\1\t\2/' >stands &&
		awk -F '\t' 'NR == FNR { stands[$1] = $2; next }
			stands[$1] != stands[$2] { print; bad = 1 }
			END { exit bad }' stands pairs
}
# A circle of eight among 3000 links, wherever its links stand.
circles() {
	for i in 0 1 2 3 4 5 6 7
	do
		echo "{\"from\":\"c$i\",\"to\":\"c$(((i + 1) % 8))\"}"
	done >circle
	for seed in many ids linked
	do
		cat many circle | shuf --random-source=$seed >bad
		dedupe-patients --links bad ids >none 2>told
		test $? -eq 2 && test ! -s none || return 1
		cat told
		grep -n '"from":"c' bad | cut -d: -f1 | sort -n >lines
		grep -oE 'bad:[0-9]+|line[s]? [0-9, and]+' told |
			grep -oE '[0-9]+' | sort -nu >named
		same lines named || return 1
		! grep -qE 'c[0-9]|g[0-9]+-' told || return 1
	done
}
conflicts() {
	echo '{"record":"contact","contact_id":"K1","patient":"a","source":"new.csv:7"}' >new
	echo '{"record":"contact","contact_id":"K1","patient":"b","source":"old.csv:3"}' >old
	dedupe-patients new old >out 2>told && same out new && cat told &&
		grep -q '^dedupe-patients: old.csv:3: .*new.csv:7' told &&
		dedupe-patients old new >out 2>told && same out old &&
		grep -q '^dedupe-patients: new.csv:7: .*old.csv:3' told
}

check 'three extracts that overlap' make_extracts
check 'dedupe-patients twice is dedupe-patients once' twice
check 'any order of extracts gives the same patients' any_order
check 'links: chains, merges, two from one' make_links
check 'links in any order and any files give the same ids' links_in_any_order
check 'who is joined has one id' joined
check 'circles are told by all their lines, and by no id' circles
check 'a conflict names both places' conflicts
finish
