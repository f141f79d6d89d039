#!/bin/bash
# Old and odd machines (issue 14, 8): build for one of them and test what was
# built on this one: odd.sh MACHINE, where MACHINE is
#   baseline  x86-64 of 2003, on a processor that has no more (qemu)
#   i386      words and addresses of 32 bits
#   arm64     characters without a sign, no reader of its own (qemu)
#   s390x     the high byte first (qemu)
# For i386, arm64 and s390x Debian's libraries for that machine are unpacked
# into build/odd/MACHINE/root. The tests run in namespaces of their own, where
# those stand beside this machine's and the kernel starts the programs by qemu;
# nothing of this machine is changed but for the packages that are installed.
#   SCRIPTS  which of tests/scripts to run, instead of all that can be
#   JOBS     how many tests at a time
set -eu
machine=${1-}
cd "$(dirname "$0")/.."
top=$PWD
folder=$top/build/odd/$machine
tree=build/odd-$machine
cflags='-O2 -g'
qemu=
case $machine in
baseline)
	qemu=yes
	cc=gcc
	cflags="$cflags -march=x86-64 -mtune=generic"
	;;
i386) cc=i686-linux-gnu-gcc ;;
arm64)
	qemu=yes
	cc=aarch64-linux-gnu-gcc
	;;
s390x)
	qemu=yes
	cc=s390x-linux-gnu-gcc
	;;
*)
	echo 'usage: odd.sh baseline|i386|arm64|s390x' >&2
	exit 2
	;;
esac
tests/need-packages.sh "odd-$machine" >&2
packages='libc6-dev libjansson-dev libcsv-dev zlib1g-dev nettle-dev
libxlsxwriter-dev coinor-libclp-dev libcmocka-dev'

# Scripts that are not run, each with its reason.
not_run() {
	cat <<'END'
completions  of the shells, not of the programs
install  builds by itself, for this machine
no-figures-in-code  of the sources
nightly  of the scripts, and takes minutes
postgres  of the database and the script around it
progress  of the terminal
readme  what it shows was measured on this machine
recipes  of the database and the scripts
shared-state  of the objects, by name
silence-02-kills  of the kernel: renames and signals
silence-03-outputs  preloads a library of this machine
silence-04-faults  preloads a library of this machine
silence-05-leftovers  preloads a library of this machine
silence-06-beside  preloads a library of this machine
silence-15-linear  of time
switches  builds by itself, for this machine
END
}

# What is run where an emulator takes ten times as long.
core='aggregate-laws aggregate-memory chain identity-laws large-files parts
pseudonyms records silence-14-json silence-14-values silence-16-partial spill twice'
core=$(echo "$core" | paste -s -d ' ')

# --- the libraries of another machine -----------------------------------------

# apt ARCH WORD...: apt-get for another machine, with a state of its own.
apt() {
	arch=$1
	shift
	apt-get -qq -o "Dir::Etc::sourcelist=$folder/apt/sources.list" \
		-o Dir::Etc::sourceparts=- -o "Dir::State=$folder/apt" \
		-o "Dir::State::status=$folder/apt/status" \
		-o "Dir::Cache=$folder/apt/cache" -o APT::Sandbox::User=root \
		-o "APT::Architecture=$arch" -o "APT::Architectures=$arch" "$@"
}

# sources TYPE: where apt finds them, as this machine's does.
sources() {
	mkdir -p "$folder/apt/lists/partial" "$folder/apt/cache/archives/partial"
	: >"$folder/apt/status"
	# shellcheck disable=SC2016  # apt's own variable
	site=$(apt-get indextargets --format '$(SITE)' | sort | uniq -c |
		sort -rn | awk 'NR == 1 { print $2 }')
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	echo "$1 [signed-by=$keys] $site $release main" \
		>"$folder/apt/sources.list"
}

# No program of theirs is run: they are files, as the linker wants them.
unpack_libraries() {
	root=$folder/root
	test ! -f "$folder/done" || return 0
	rm -rf "$folder"
	mkdir -p "$root/usr/lib"
	ln -s usr/lib "$root/lib"
	sources deb
	apt "$machine" update
	# shellcheck disable=SC2086  # a list of words
	apt "$machine" -y --no-install-recommends --download-only install \
		$packages >/dev/null
	for file in "$folder"/apt/cache/archives/*.deb
	do
		dpkg-deb --fsys-tarfile "$file" |
			tar -x --keep-directory-symlink -C "$root"
	done
	find "$root" -type l -lname '/*' | while read -r link
	do
		ln -sfn "$root$(readlink "$link")" "$link"
	done
	# What their installation would have chosen.
	for name in blas lapack
	do
		(cd "$root"/usr/lib/*-linux-gnu && ln -sf $name/lib$name.* .)
	done
	rm -rf "$folder/apt"
	touch "$folder/done"
}

# --- where the tests run --------------------------------------------------------

# Another machine's programs are known by how they begin; the baseline's by a
# byte of the header that nobody reads, which mark writes.
qemu_rule() {
	case $machine in
	arm64) cat /usr/lib/binfmt.d/qemu-aarch64.conf ;;
	s390x) cat /usr/lib/binfmt.d/qemu-s390x.conf ;;
	baseline)
		printf '%s%s\n' ':vardstrom:M:9:odd::' \
			"$(command -v qemu-x86_64-static):OF"
		;;
	esac
}
mark() {
	for file in "$tree"/bin/* "$tree"/tests/*
	do
		test ! -f "$file" || test ! -x "$file" ||
			printf odd | dd of="$file" bs=1 seek=9 conv=notrunc status=none
	done
}

# within COMMAND...: with this machine's files, the other's libraries and qemu.
within() {
	# shellcheck disable=SC2016  # for the shell within
	rule=$(qemu_rule) root=$folder/root unshare --user --map-root-user \
		--mount bash -eu -c '
		if test -n "$rule"
		then
			mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
			echo "$rule" >/proc/sys/fs/binfmt_misc/register
		fi
		test ! -d "$root" || mount -t overlay none \
			-o "lowerdir=$root/usr/lib:/usr/lib" /usr/lib
		unset rule root
		exec "$@"' within "$@"
}

# --- building and testing ---------------------------------------------------------

case $machine in
i386 | arm64 | s390x)
	unpack_libraries
	cc="$cc --sysroot=$folder/root"
	;;
esac
tests=
for file in tests/unit/test_*.c tests/fuzz/fuzz_*.c
do
	name=${file##*/}
	tests="$tests $tree/tests/${name%.c}"
done
unset MAKEFLAGS MFLAGS MAKELEVEL B BIN SAN SWITCHES
mkdir -p build/odd
# shellcheck disable=SC2086  # a list of words
make -j"$(nproc)" B="$tree" BIN="$tree/bin" CC="$cc" CFLAGS="$cflags" ISAL= \
	all $tests >"$folder.log" 2>&1 || {
	grep -vE '^(cc|link) ' "$folder.log" | tail -n 20 >&2
	exit 2
}
test "$machine" != baseline || mark

scripts=
for file in tests/scripts/*.sh
do
	name=${file##*/}
	why=$(not_run | sed -n "s/^${name%.sh}  //p")
	case " $core " in
	*" ${name%.sh} "*) ;;
	*) test -n "$why" || test -z "$qemu" ||
		why='other rows through the same programs, ten times as slow' ;;
	esac
	if test -z "$why"
	then
		scripts="$scripts $file"
	elif test -z "${SCRIPTS-}"
	then
		echo "not run: $file: $why"
	fi
done
export BIN="$top/$tree/bin" HERE="$top/build/bin"
# Times are an emulator's.
export TEST_SECONDS=3600
# shellcheck disable=SC2086  # a list of words
within tests/run.sh $tests tests/odd/across.sh tests/run-*.sh \
	${SCRIPTS:-$scripts}
