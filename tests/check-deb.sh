#!/bin/sh
# The Debian package on a bare Debian: it is built, has no complaints, installs,
# runs the main job, and leaves no trace when it goes: check-deb.sh FOLDER.
# Needs root (debootstrap, chroot).
set -eu
cd "$(dirname "$0")/.."
tests/need-packages.sh deb
folder=$1
tap_log=$folder.said
. tests/tap.sh

build() {
	tests/deb.sh "$folder" && mkdir -p "$folder.first" &&
		mv "$folder"/*.deb "$folder.first" && tests/deb.sh "$folder"
}
same_bytes() {
	for package in "$folder.first"/*vardstrom*.deb
	do
		cmp "$package" "$folder/$(basename "$package")" || return 1
	done
}
root=$folder.root
mkdir -p "$(dirname "$folder")"
trap 'rm -rf "$folder.first" "$root" "$folder.said" "$folder.programs" "$folder.before" "$folder.after"' EXIT
check 'two builds' build
check 'two builds are the same bytes' same_bytes
check 'lintian is content' lintian --allow-root --fail-on error,warning \
	--suppress-tags initial-upload-closes-no-bugs "$folder"/*.changes

bare() {
	# The mirror and the keys are those of this machine.
	# shellcheck disable=SC2016  # apt's own variable
	site=$(apt-get indextargets --format '$(SITE)' | sort | uniq -c |
		sort -rn | awk 'NR == 1 { print $2 }')
	. /etc/os-release
	debootstrap --variant=minbase "$VERSION_CODENAME" "$root" "$site" &&
		cp -R /etc/apt/. "$root/etc/apt/" &&
		cp /etc/resolv.conf /etc/hosts "$root/etc/" &&
		chroot "$root" apt-get -qq update
}
files() {
	(cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev \
		-o -path ./var/cache -o -path ./var/log -o -path ./var/lib/dpkg \
		-o -path ./var/lib/apt -o -path ./tmp -o -path ./root \) -prune \
		-o -print | sort)
}
install_package() {
	files >"$folder.before"
	cp "$folder"/vardstrom_*.deb "$root/tmp/" &&
		chroot "$root" sh -c 'DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
			--no-install-recommends install /tmp/vardstrom_*.deb'
}
main_job() {
	chroot "$root" sh -c 'cd /tmp && synthesize -q extracts &&
		kvalitetsbokslut -q --year 2025 extracts out &&
		render-table -r provider -c visits out/indicators.ndjson' &&
		grep -q '"indicator":"visits"' "$root/tmp/out/indicators.ndjson"
}
# What is not a program, and a night with the pages.
all_of_it() {
	for file in man/man1/vardstrom.1.gz man/man5/vardstrom-records.5.gz \
		vardstrom/schemas/records.schema.json \
		vardstrom/report/kvalitetsbokslut.json \
		vardstrom/nightly.d/crontab \
		bash-completion/completions/normalize \
		zsh/vendor-completions/_vardstrom \
		../lib/systemd/system/vardstrom-nightly.timer \
		../lib/sysusers.d/vardstrom.conf
	do
		test -e "$root/usr/share/$file" || {
			echo "$file"
			return 1
		}
	done
}
night() {
	chroot "$root" sh -c 'cd /tmp && nightly -q --year 2025 \
		--date 2026-01-02 extracts store -- --publish &&
		test -s store/current/publish/report.html'
}
same_figures() {
	build/bin/synthesize -q "$root/tmp/own" &&
		pipelines/kvalitetsbokslut -q --year 2025 "$root/tmp/own" \
			"$root/tmp/own-out" &&
		cmp "$root/tmp/out/indicators.ndjson" \
			"$root/tmp/own-out/indicators.ndjson"
}
hardened() {
	chroot "$root" dpkg -L vardstrom | sed -n "s|^/usr/bin/|$root&|p" |
		xargs grep -l '^.ELF' >"$folder.programs" &&
		xargs tests/hardened.sh <"$folder.programs"
}
remove_package() {
	chroot "$root" sh -c 'DEBIAN_FRONTEND=noninteractive apt-get -qq -y \
		autoremove --purge vardstrom' && files >"$folder.after" &&
		diff "$folder.before" "$folder.after"
}
check 'a bare Debian' bare
check 'the package installs' install_package
check 'the main job runs from it' main_job
check 'with the same figures as from the tree' same_figures
check 'manuals, schemas, completions and the unit are there' all_of_it
check 'a night with its pages runs from it' night
check 'its programs are hardened' hardened
check 'it goes without a trace' remove_package
finish
