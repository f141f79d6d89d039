# Read by the scripts of this folder: what they say, and of what became of
# the programs. fail MESSAGE, here and bin are the script's own.
# shellcheck shell=bash

# What a person may see of a text: no control characters, no marks that turn
# its direction; bytes that are no UTF-8 as \xE4. Sets shown.
show() {
	local s=${1//[[:cntrl:]]/?} c
	local re=$'^([ -~]+|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})'
	shown=
	while test -n "$s"
	do
		if [[ $s =~ $re ]]
		then
			c=${BASH_REMATCH[1]}
			s=${s:${#c}}
			case $c in
			$'\xc2'[$'\x80'-$'\x9f'] | $'\xd8\x9c') c='?' ;;
			$'\xe2\x80'[$'\x8e\x8f\xa8'-$'\xae']) c='?' ;;
			$'\xe2\x81'[$'\xa6'-$'\xaf']) c='?' ;;
			esac
		else
			printf -v c '\\x%02X' $(($(printf %d "'$s") & 255))
			s=${s:1}
		fi
		shown+=$c
	done
}

# quietly PROGRAM [WORD]...: without what the shell says of one that is killed
quietly() {
	{ "$@" 2>&3 3>&-; } 3>&2 2>/dev/null
}

# how STATUS: what became of a program, in words
how() {
	if test "$1" -gt 128
	then
		echo "was killed by signal $(($1 - 128)) ($(kill -l "$1"))"
	else
		echo "failed with exit status $1"
	fi
}

# there PROGRAM: or it is told what to do
there() {
	test ! -x "$bin/$1" || return 0
	test -n "${VARDSTROM_BIN-}" || test -d "$here/../build/bin" ||
		test ! -e "$here/../Makefile" ||
		fail 'the programs are not built; run make first'
	fail "$bin/$1: not there"
}
