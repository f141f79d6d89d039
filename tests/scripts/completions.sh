#!/bin/bash
# The completions as bash and zsh give them: options, members of records,
# indicators of files, and files.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
programs=("$VARDSTROM_BIN"/{aggregate,check-targets,render-table} "$top/pipelines/nightly")
"$top/cmd/completions.sh" bash "${programs[@]}" >bash.made
"$top/cmd/completions.sh" zsh "${programs[@]}" >_vardstrom
echo '{"record":"contact","clinic":"gripen","contact_type":"video"}' >contacts.ndjson
echo '{"record":"indicator","indicator":"visits_per_fte","by":[]}' >figures.ndjson

# in_bash WANTED WORD...: the last word is completed to it, among others.
in_bash() {
	# shellcheck disable=SC2016 # of the shell within
	bash -c '. ./bash.made
		COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2))
		complete -p "$2" >/dev/null && _vardstrom "$2"
		printf "%s\n" "${COMPREPLY[@]}" | tee said | grep -qxF -e "$1"' \
		bash "$@" || { cat said; return 1; }
}
# in_zsh WANTED LINE: TAB behind the line completes it.
in_zsh() {
	# shellcheck disable=SC2016 # of the shell within
	timeout 20 zsh -f -c 'zmodload zsh/zpty
		zpty -b z "PS1= zsh -f -i"
		zpty -w z "stty cols 999; fpath=($PWD \$fpath); autoload -Uz compinit"
		zpty -w z "compinit -u -D; echo re""ady"
		zpty -r -m z said "*ready*" || exit 1
		zpty -n -w z "$2	"
		zpty -r -m z said "*$1*" || exit 1
		print -r -- "$said"' zsh "$@"
}
check 'bash: a long option' in_bash --group-by aggregate --gr
check 'bash: one that every program has' in_bash --rejects check-targets --re
check 'bash: of a script' in_bash --accept nightly --a
check 'bash: a member of the file that is named' in_bash clinic \
	aggregate contacts.ndjson -g cl
check 'bash: another one, after a comma' in_bash clinic,contact_type \
	aggregate contacts.ndjson -g clinic,con
check 'bash: an indicator' in_bash visits_per_fte \
	render-table figures.ndjson -c vi
check 'bash: a file' in_bash contacts.ndjson aggregate con
check 'bash: a file, where an option wants one' in_bash figures.ndjson \
	check-targets --targets fig
check 'zsh: a long option' in_zsh --group-by 'aggregate --gr'
check 'zsh: a member of the file that is named' in_zsh contact_type \
	'aggregate contacts.ndjson -g contact_t'
check 'zsh: an indicator' in_zsh visits_per_fte \
	'render-table figures.ndjson -c visits_p'
check 'zsh: a file' in_zsh ts.ndjson 'aggregate contac'
finish
