#!/bin/bash
# All outputs of a run or none: whichever step of publishing fails, every file
# is the old one; and what is read is not written.
# shellcheck source=tests/fault/faults.sh
. "${0%/*}/../fault/faults.sh"
make_inputs

say_old() {
	for file
	do
		echo "old $file" >"$file"
	done
}
are_old() {
	for file
	do
		test "$(cat "$file")" = "old $file" && continue
		echo "$file is new:"
		head -n 3 "$file"
		return 1
	done
}
# is_refused WORDS COMMAND...: exit 2, and these words in the message.
is_refused() {
	local words=$1 status=0
	shift
	"$@" 2>said || status=$?
	cat said
	test $status -eq 2 || echo "exit $status"
	test $status -eq 2 && grep -q -e "$words" said
}
nothing_left() {
	test -z "$(find . -name '.*.tmp')" && test -z "$(ls -A tmp)"
}

# The files are the old ones whichever of the renames fails.
a_rename_fails() {
	local at
	for at in 1 2 3 4 5 6
	do
		rm -f p1 p2 p3
		say_old p1 p2 p3 r d s
		FAULT_IN=split-patients FAULT_KIND=rename FAULT_AT=$at \
			LD_PRELOAD=$shim is_refused 'Input/output error' \
			split-patients -q -n 3 -o p% --rejects r --drops d \
			--stats s contacts || return $((at <= 5))
		are_old p1 p2 p3 r d s && nothing_left || return 1
	done
}
new_ones_are_taken_back() {
	rm -f n1 n2 n3 r
	FAULT_IN=split-patients FAULT_KIND=rename FAULT_AT=5 \
		LD_PRELOAD=$shim is_refused 'Input/output error' \
		split-patients -q -n 3 -o n% --rejects r contacts &&
		! ls n1 n2 n3 r 2>/dev/null && nothing_left
}
in_a_chain() {
	say_old r1 r2 o
	is_refused 'nowhere' chain-stages cat -q --rejects r1 contacts 'then' \
		cat --rejects r2 - 'then' cat -o o - nowhere &&
		are_old r1 r2 o && nothing_left
}
an_earlier_source() {
	say_old r1 o
	rm -f s1
	is_refused nowhere chain-stages cat -q --rejects r1 --stats s1 \
		contacts and cat nowhere 'then' cat -o o - &&
		are_old r1 o && test ! -e s1
}
two_stages_one_file() {
	say_old r1
	is_refused 'r1: is an output of this run already' chain-stages \
		cat -q --rejects r1 contacts 'then' cat --rejects r1 - &&
		are_old r1 && nothing_left
}
too_many_rejects() {
	local status=0
	say_old o r d s
	code-kva -q --rules "$rules" -o o --rejects r --drops d --stats s \
		--max-rejects 0 contacts 2>said || status=$?
	test $status -eq 1 && are_old o r d s && nothing_left
}

# --- stats that several share -------------------------------------------------

a_short_write() {
	local at
	echo '{"first":1}' >shared
	for at in 1 2 3
	do
		FAULT_IN=code-kva FAULT_KIND=short FAULT_AT=$at \
			LD_PRELOAD=$shim code-kva -q --rules "$rules" \
			--rejects r -o o --stats shared contacts
		jq -c . shared >said || return 1
	done
	FAULT_IN=aggregate FAULT_KIND=short FAULT_AT=3 LD_PRELOAD=$shim \
		is_refused shared aggregate -q -o o --rejects r \
		--stats shared -g clinic count contacts
	jq -c . shared >said
}
a_file_of_its_own() {
	rm -f fresh
	FAULT_IN=aggregate FAULT_KIND=short FAULT_AT=3 LD_PRELOAD=$shim \
		is_refused fresh aggregate -q -o o --rejects r \
		--stats fresh -g clinic count contacts
	test ! -e fresh
}
forty_at_once() {
	rm -f many
	for _ in $(seq 40)
	do
		aggregate -q -o /dev/null --stats many -g a count /dev/null &
	done
	wait
	test "$(jq -c .read many | wc -l)" -eq 40
}
one_of_a_chain() {
	rm -f chained
	chain-stages cat -q --rejects r --stats chained contacts 'then' \
		cat --stats chained - 'then' \
		cat --stats chained -o o - && test "$(wc -l <chained)" -eq 3
}

# --- links, and what is read --------------------------------------------------

through_a_link() {
	mkdir -p real
	rm -f link real/file
	ln -s real/file link
	aggregate -q -o link -g clinic count clinics &&
		test -L link && test -s real/file &&
		aggregate -q -o link -g clinic count clinics && test -L link
}
links_in_a_row() {
	rm -f one two real/rejects real/stats
	ln -s two one && ln -s "$here/real/rejects" two
	ln -sfn real/stats three
	code-kva -q --rules "$rules" --rejects one --stats three contacts \
		>o && test -L one && test -L two && test -L three &&
		test -s real/rejects && test -s real/stats
}
links_in_a_circle() {
	ln -sfn b a && ln -sfn a b
	is_refused 'a: ' aggregate -q -o a -g clinic count clinics &&
		test -L a
}
# shellcheck disable=SC2016
reads_what_it_writes() {
	cp contacts f
	for line in 'f >>f' '<f >>f' 'f --rejects /dev/fd/3 3>>f >o' \
		'f -o /dev/stdout >>f' '- 0<>f 1>&0'
	do
		is_refused 'is an input' sh -c \
			"code-kva -q --rules '$rules' $line" &&
			cmp contacts f || return 1
	done
}
its_own_rules() {
	cp "$rules" own
	is_refused 'own: is an input' code-kva -q --rules own \
		--rejects own contacts >o
	cmp "$rules" own
}
over_its_input() {
	cp clinics f
	aggregate -q -o f -g clinic count f && test "$(wc -l <f)" -eq \
		"$(wc -l <clinics)" && ! cmp -s f clinics
}
as_long_as_names_get() {
	local name
	name=$(printf '%0255d' 0)
	aggregate -q -o "$name" -g clinic count clinics && test -s "$name"
}

check '03: a rename fails: all files are old' a_rename_fails
check '03: a rename fails: new files are gone' new_ones_are_taken_back
check '03: the last stage of a chain fails: none is published' in_a_chain
check '03: a later source fails: the earlier publishes nothing' \
	an_earlier_source
check '03: two stages of a chain and one file' two_stages_one_file
check '03: too many rejects: no file is touched' too_many_rejects
check '03: no half line in shared stats' a_short_write
check '03: stats that were not there are not there' a_file_of_its_own
check '03: forty share a file of stats' forty_at_once
check '03: three stages share a file of stats' one_of_a_chain
check '03: through a link whose file is still to be made' through_a_link
check '03: through links to links' links_in_a_row
check '03: links that go round in a circle' links_in_a_circle
check '03: f >>f is refused' reads_what_it_writes
check '03: rules are no place for rejects' its_own_rules
check '03: -o may name an input, as sort -o' over_its_input
check '05: a name may be as long as names get' as_long_as_names_get
finish
