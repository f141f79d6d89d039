#!/bin/sh
# completions.sh bash|zsh PROGRAM...: the shell's completions of the programs,
# from the options that their --help tells; members and indicators come from
# the files that stand on the command line.
set -eu
shell=$1
shift

# NAME OPTION VALUE a line; VALUE is the word that the help has, or -.
options() {
	for program
	do
		"$program" --help | awk -v name="${program##*/}" '
		# what is further in is a sentence that goes on
		/^ +(-[A-Za-z], )?--[a-z]/ && match($0, /^ +/) && RLENGTH < 9 {
			sub(/^ +/, "")
			value = "-"
			if (match($0, /--[a-z-]+[ =]+[A-Z][^ ]*/)) {
				value = substr($0, RSTART, RLENGTH)
				sub(/^--[a-z-]+[ =]+/, "", value)
				gsub(/[^A-Za-z=,%.]/, "", value)
			}
			if (match($0, /^-[A-Za-z],/))
				print name, substr($0, 1, 2), value
			match($0, /--[a-z-]+/)
			print name, substr($0, RSTART, RLENGTH), value
		}'
	done
}

names=
for program
do
	names="$names ${program##*/}"
done

# What both shells share: the table, and what a value is completed with.
test "$shell" != zsh || echo "#compdef$names"
cat <<END
# Made from the programs' --help; do not edit.
_vardstrom_options() {
	case \$1 in
END
for program
do
	echo "	${program##*/}) echo '$(options "$program" | cut -d' ' -f2,3 |
		paste -s -d ' ' | sed 's/ -\( \|$\)/ -\1/g')' ;;"
done
cat <<'END'
	esac
}
# _vardstrom_kind PROGRAM OPTION: the value that an option takes; nothing: none.
_vardstrom_kind() {
	_vardstrom_options "$1" | tr ' ' '\n' | paste -d ' ' - - |
		sed -n "s/^$2 \([^-].*\)/\1/p" | head -n 1
}
# Of the files that are named: the members of their records, or indicators.
_vardstrom_members() {
	head -q -c 65536 -- "$@" 2>/dev/null | grep -o '"[a-z_0-9]*":' |
		sort -u | tr -d '":'
}
_vardstrom_indicators() {
	head -q -c 4000000 -- "$@" 2>/dev/null |
		grep -o '"indicator":"[a-z_0-9]*"' | sort -u | cut -d '"' -f 4
}
# _vardstrom_words PROGRAM PREVIOUS FILE...: what may stand here; "files" and
# "folders" by themselves are for the shell.
_vardstrom_words() {
	local program=$1 option=$2 kind
	shift 2
	case $program$option in
	aggregate-g | aggregate--group-by | render-table-r | render-table--rows | \
		split-patients--key)
		_vardstrom_members "$@"
		return
		;;
	render-table-c | render-table--columns | run-chart--indicators | \
		nightly--watch)
		_vardstrom_indicators "$@"
		return
		;;
	esac
	case $option in
	-?*) kind=$(_vardstrom_kind "$program" "$option") ;;
	*) kind= ;;
	esac
	case $kind in
	'') _vardstrom_options "$program" | tr ' ' '\n' | grep '^-.' && echo files ;;
	DIR*) echo folders ;;
	*FILE*) echo files ;;
	esac
}
END
case $shell in
bash)
	cat <<'END'
_vardstrom() {
	local program=${1##*/} cur=${COMP_WORDS[COMP_CWORD]} before='' words word i
	local previous=${COMP_WORDS[COMP_CWORD - 1]} files=()
	for ((i = 1; i < ${#COMP_WORDS[@]}; i++))
	do
		test ! -f "${COMP_WORDS[i]}" || files+=("${COMP_WORDS[i]}")
	done
	case $previous in -?*) ;; *) previous= ;; esac
	words=$(_vardstrom_words "$program" "$previous" "${files[@]}")
	case $cur in *,*) before=${cur%,*}, ;; esac
	COMPREPLY=()
	for word in $words
	do
		case $word in
		files)
			mapfile -t -O ${#COMPREPLY[@]} COMPREPLY < <(compgen -f -- "$cur")
			compopt -o filenames 2>/dev/null
			;;
		folders)
			mapfile -t COMPREPLY < <(compgen -d -- "$cur")
			compopt -o filenames 2>/dev/null
			;;
		"${cur##*,}"*) COMPREPLY+=("$before$word") ;;
		esac
	done
}
END
	echo "complete -F _vardstrom$names"
	;;
zsh)
	cat <<'END'
_vardstrom() {
	local program=${words[1]:t} previous=${words[CURRENT - 1]} word
	local -a files found
	for word in "${words[@]}"
	do
		[[ -f $word ]] && files+=("$word")
	done
	[[ $previous == -?* ]] || previous=
	for word in ${(f)"$(_vardstrom_words "$program" "$previous" "${files[@]}")"}
	do
		case $word in
		files) _files ;;
		folders) _files -/ ;;
		*) found+=("$word") ;;
		esac
	done
	compset -P '*,'
	compadd -a found
}
_vardstrom "$@"
END
	;;
esac
