#!/bin/bash
# A failed stage at the prompt: where a page first shows a pipe it shows set -o
# pipefail, and --seal between programs of ours; and sealed input that ends
# early is told with the stage to run again.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
ls "$top"/cmd >programs

# The commands of a page, one a line: a manual page's displays under EXAMPLES,
# or the blocks of code of Markdown.
commands() {
	case $1 in
	*.1)
		sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$1" |
			sed -n '/^\.Bd/,/^\.Ed/p' | sed 's/\\e$/\\/'
		;;
	*) awk '/^```/ { inside = !inside; next } inside' "$1" ;;
	esac | sed -e ':a' -e '/[|\\]$/{N;s/\\*\n[ \t]*/ /;ba' -e '}' |
		grep -v '^\.'
}
# Before the first pipe of a page.
has_pipefail() {
	commands "$1" | awk '
		/set -o pipefail/ { is_set = 1 }
		/ \| / && !is_set { print; exit 1 }'
}
# In manual pages a program of ours that another reads is sealed.
is_sealed() {
	commands "$1" | grep -E ' \| *(done \| *)?[a-z-]+' |
		while IFS= read -r line
		do
			unsealed "$line" && echo "$line" && exit 1
			true
		done
}
unsealed() {
	local part program last=
	while IFS= read -r part
	do
		program=${part##*( )}
		program=${program#'$ '}
		program=${program%% *}
		if test -n "$last" && grep -qx -e "$program" programs
		then
			return 0
		fi
		last=
		grep -qx -e "$program" programs && case $part in
		*--seal*) ;;
		*) last=$program ;;
		esac
	done <<<"${1// | /$'\n'}"
	return 1
}
shopt -s extglob
for page in "$top"/README.md "$top"/pipelines/README.md "$top"/cmd/*/*.1 \
	"$top"/pipelines/*.1
do
	commands "$page" | grep -q ' | ' || continue
	check "${page#"$top/"}: pipefail before the first pipe" has_pipefail "$page"
	case $page in
	*.1) check "${page#"$top/"}: sealed between programs" is_sealed "$page" ;;
	*) check "${page#"$top/"}: shows --seal" grep -q -e '--seal -p' "$page" ;;
	esac
done
told_in_manual() {
	local page missing=0
	for page in "$top"/cmd/*/*.1
	do
		grep -qE 'Fl (Fl |-)?seal' "$page" && continue
		case $(basename "$page" .1) in
		publish-folder | synthesize | verify-run) ;; # no stream
		*) echo "$page" && missing=1 ;;
		esac
	done
	return $missing
}
check 'every filter names --seal' told_in_manual

# A stage dies in the middle of a cut gzip: with the seal there are no figures.
synthesize -q --contacts 3000 extracts
normalize -q -p "$top/pipelines/profiles/mottagningar.json" \
	extracts/mottagningar.csv >clinics
gzip -c extracts/fys002.csv >whole.gz
head -c $(($(wc -c <whole.gz) / 2)) whole.gz >cut.gz
one() {
	normalize -q "$@" -p "$top/pipelines/profiles/fys002.json" \
		--table clinics=clinics cut.gz
}
unsealed_pipe() {
	set +o pipefail
	one | aggregate -q count >figures 2>said
	test $? -eq 0 && grep -q count figures
}
piped_fail() {
	set -o pipefail
	one | aggregate -q count >figures 2>said
	test $? -eq 2
}
# refused WHO COMMAND...: what reads a sealed stream that ends early
refused() {
	local who=$1 status
	shift
	one --seal 2>/dev/null | "$@" >figures 2>said
	status=$?
	cat said
	test $status -eq 2 && grep -q "^$who: <stdin>:.*seal: the end mark of normalize is missing.*run it again" said
}
check 'without either, half of the data passes for all of it' unsealed_pipe
check 'pipefail: the pipe fails' piped_fail
set +o pipefail
check 'aggregate' refused aggregate aggregate -q count
check 'and no figure' test ! -s figures
check 'dedupe-patients' refused dedupe-patients dedupe-patients -q
check 'code-kva' refused code-kva code-kva -q -r "$top/pipelines/rules/physiotherapy.json"
check 'check-targets' refused check-targets check-targets -q \
	-t "$top/pipelines/targets/kvalitetsbokslut.json"
check 'render-table' refused render-table render-table -q -r clinic -c visits
check 'run-chart' refused run-chart run-chart -q
check 'compare-years' refused compare-years compare-years -q
check 'split-patients' refused split-patients split-patients -q -n 2 --part 1
check 'suppress-small' refused suppress-small suppress-small -q \
	--rules "$top/pipelines/suppression/kvalitetsbokslut.json"
check 'reconcile' refused reconcile reconcile -q --tables \
	"$top/testdata/published" \
	--published "$top/pipelines/published/kvalitetsbokslut.json"
check 'render-report' refused render-report render-report -q
check 'a chain' refused cat chain-stages cat - 'then' aggregate -q count
finish
