#!/bin/sh
# Build the Debian packages from the commit that is checked out, in a folder
# named: deb.sh FOLDER. The version is the program's; the date is the commit's,
# so that the same commit gives the same bytes.
set -eu
cd "$(dirname "$0")/.."
rm -rf "$1"
mkdir -p "$1"
out=$(cd "$1" && pwd)
version=$(sed -n 's/^.define VARDSTROM_VERSION "\(.*\)"/\1/p' include/vardstrom/stream.h)
tree=$out/vardstrom-$version
git archive --prefix="vardstrom-$version/" HEAD | tar -x -C "$out"
mv "$tree/.debian" "$tree/debian"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
cat >"$tree/debian/changelog" <<END
vardstrom ($version) unstable; urgency=medium

  * See the news in README.md.

 -- The vardstrom authors <maintainers@vardstrom.invalid>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")
END
cd "$tree"
unset MAKEFLAGS MFLAGS MAKELEVEL CFLAGS B BIN
dpkg-buildpackage -us -uc -b >"$out/log" 2>&1 || {
	tail -n 30 "$out/log" >&2
	exit 1
}
ls "$out"/*.deb
