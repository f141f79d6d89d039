#!/bin/sh
# Install the Debian packages that are missing: need-packages.sh LIST,
# where LIST is build or check, or the name of a larger check: deb, fhir,
# nightly, odd-MACHINE, office, parallel, report, slurm or spark.
# A package counts as there when the file or command that it is for is there,
# so that a machine which has it from elsewhere is left alone.
set -eu

build='
build-essential  cc
libcsv-dev       csv.h
libjansson-dev   jansson.h
zlib1g-dev       zlib.h
nettle-dev       nettle/sha2.h
libxlsxwriter-dev xlsxwriter.h
coinor-libclp-dev coin/Clp_C_Interface.h
'
check="$build"'
clang            clang
clang-format     clang-format
libclang-rt-14-dev clang:libclang_rt.fuzzer
libcmocka-dev    cmocka.h
libgmp-dev       gmp.h
perl             prove
shellcheck       shellcheck
codespell        codespell
mandoc           mandoc
bsdextrautils    col
jq               jq
miller           mlr
sqlite3          sqlite3
postgresql       pg_ctlcluster
pkg-config       pkg-config
git              git
unzip            unzip
procps           pgrep
python3-jsonschema /usr/bin/jsonschema
tzdata           /usr/share/zoneinfo/Europe/Stockholm
zsh              zsh
'

deb="$build"'
debhelper        dh
dpkg-dev         dpkg-buildpackage
lintian          lintian
debootstrap      debootstrap
git              git
'

# Outside of make check: large downloads, or daemons.
fhir="$check"'
nodejs           node
npm              npm
'
report="$fhir"'
chromium         chromium
'
nightly="$check"'
cron             cron
systemd          systemd-analyze
'
parallel="$check"'
parallel         parallel
openssh-server   /usr/sbin/sshd
openssh-client   ssh
iproute2         ip
'
slurm="$check"'
slurmctld        slurmctld
slurmd           slurmd
slurm-client     sbatch
munge            munged
'
spark="$check"'
openjdk-17-jre-headless java
python3-venv     /usr/share/doc/python3-venv
'
office="$check"'
libreoffice-calc soffice
poppler-utils    pdftoppm
'

# The odd machines of odd.sh.
odd="$check"'
dpkg-dev         dpkg-source
util-linux       unshare
'
odd_baseline="$check"'
qemu-user-static qemu-x86_64-static
'
odd_i386="$odd"'
g++-i686-linux-gnu i686-linux-gnu-g++
'
odd_arm64="$odd"'
g++-aarch64-linux-gnu aarch64-linux-gnu-g++
qemu-user-static qemu-aarch64-static
'
odd_s390x="$odd"'
g++-s390x-linux-gnu s390x-linux-gnu-g++
qemu-user-static qemu-s390x-static
'

is_there() {
	case $1 in
	/*) test -e "$1" ;;
	clang:*) test -n "$(find "$(clang -print-resource-dir)/lib" \
		-name "${1#clang:}*" 2>/dev/null)" ;;
	*.h) test -e "/usr/include/$1" || test -e "/usr/local/include/$1" ||
		test -n "$(find /usr/include/*-linux-gnu -name "$1" 2>/dev/null)" ;;
	*) command -v "$1" >/dev/null ;;
	esac
}

case ${1-} in
build) table=$build ;;
check) table=$check ;;
deb) table=$deb ;;
fhir) table=$fhir ;;
nightly) table=$nightly ;;
odd-baseline) table=$odd_baseline ;;
odd-i386) table=$odd_i386 ;;
odd-arm64) table=$odd_arm64 ;;
odd-s390x) table=$odd_s390x ;;
office) table=$office ;;
parallel) table=$parallel ;;
report) table=$report ;;
slurm) table=$slurm ;;
spark) table=$spark ;;
*)
	echo 'usage: need-packages.sh build|check|deb|fhir|nightly|odd-MACHINE|office|parallel|report|slurm|spark' >&2
	exit 2
	;;
esac

missing=$(
	printf '%s' "$table" | while read -r package probe
	do
		test -z "$package" || is_there "$probe" || printf ' %s' "$package"
	done
)
test -n "$missing" || exit 0

install="apt-get install -y --no-install-recommends$missing"
if ! command -v apt-get >/dev/null
then
	echo "missing, by the names that Debian gives them:$missing" >&2
	exit 1
elif test "$(id -u)" -eq 0
then
	sudo=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null
then
	sudo='sudo -n'
else
	echo "packages are missing; run this as root, then try again:" >&2
	echo "apt-get update && $install" >&2
	exit 1
fi

echo "installing$missing"
export DEBIAN_FRONTEND=noninteractive
# The variables are lists of words on purpose.
# shellcheck disable=SC2086
$sudo apt-get update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive $install >/dev/null
