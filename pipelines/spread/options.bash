# Read by the commands of this folder: what their options have in common. The
# command says of itself in command and usage.
# shellcheck shell=bash disable=SC2154

fail() {
	printf '%s: %s\n' "$command" "$1" >&2
	exit 2
}

# number OPTION VALUE MAX
number() {
	if [[ ! $2 =~ ^[1-9][0-9]{0,5}$ ]] || test "$2" -gt "$3"
	then
		fail "$1: must be a whole number from 1 to $3"
	fi
}

main_job=$here/../kvalitetsbokslut
test -x "$main_job" || main_job=$here/../../../bin/kvalitetsbokslut
test -x "$main_job" || fail "$main_job: not there"

export SPREAD_RUN=$command
export SPREAD_JOBS='' SPREAD_PARTS=8 SPREAD_TRIES=3 SPREAD_TIMEOUT=''

# take_options [WORD]...: own has those of the command alone, which takes them
# by own_option OPTION VALUE. Sets words to what is left.
own=() words=()
take_options() {
	local name
	while test $# -gt 0
	do
		name=${1%%=*}
		case " --jobs --parts --tries --task-timeout ${own[*]} " in
		*" $name "*)
			test "$name" = "$1" || set -- "$name" "${1#*=}" "${@:2}"
			test $# -gt 1 || fail "$1: needs a value"
			;;
		esac
		case $1 in
		--jobs) number "$1" "$2" 1000 && SPREAD_JOBS=$2 && shift ;;
		--parts) number "$1" "$2" 256 && SPREAD_PARTS=$2 && shift ;;
		--tries) number "$1" "$2" 100 && SPREAD_TRIES=$2 && shift ;;
		--task-timeout) number "$1" "$2" 999999 && SPREAD_TIMEOUT=$2 && shift ;;
		--spread | --spread=* | --pipes) fail "$1: not here" ;;
		-h | --help) echo "$usage" && exit ;;
		--version) "$main_job" --version | sed "s/^[^ ]*/$command/" && exit ;;
		*)
			case " ${own[*]} " in
			*" $1 "*) own_option "$1" "$2" && shift ;;
			*) words+=("$1") ;;
			esac
			;;
		esac
		shift
	done
}

spread() {
	exec "$main_job" --spread "$here/$command.bash" "${words[@]}"
}
