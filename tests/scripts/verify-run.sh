#!/bin/sh
# verify-run: what a run left holds, and no byte of it changes unseen.
#   CHANGES  how many single bytes are changed, one after the other
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
cp -R "$year/extracts" "$year/out" "$here"
cp -R "$top/pipelines" "$here/config"
verify() {
	verify-run --config "$here/config" "$here/out" "$@"
}

# finds NAME COMMAND...: exit 1, and one line that names the file.
finds() {
	name=$1
	shift
	"$@" >"$here/out-text" 2>"$here/said"
	status=$?
	cat "$here/said"
	test "$status" -eq 1 && test ! -s "$here/out-text" &&
		test "$(wc -l <"$here/said")" -eq 1 &&
		grep -qF -e "$name" "$here/said"
}
again() {
	verify "$here/extracts" 2>"$here/said"
	status=$?
	cat "$here/said"
	test "$status" -eq 0 && grep -q 'all holds' "$here/said" &&
		diff -r "$year/out" "$here/out"
}
stranger() {
	touch "$here/out/notes.txt"
	finds notes.txt verify
	status=$?
	rm "$here/out/notes.txt"
	return $status
}
lost() {
	mv "$here/out/rows.ndjson" "$here/rows"
	finds rows.ndjson verify
	status=$?
	mv "$here/rows" "$here/out/rows.ndjson"
	return $status
}
# A definition that the run did not have is configuration too: the files of
# the manifest are all there, but the same run today gives another.
added() {
	jq '.indicators = [.indicators[0] | .id = "one_more"]' \
		"$here/config/indicators/kvalitetsbokslut.json" \
		>"$here/config/indicators/more.json"
	verify 2>/dev/null && finds 'the same run today gives another' \
		verify "$here/extracts"
	status=$?
	rm "$here/config/indicators/more.json"
	return $status
}
# A whole line less, and the checksums mended: the rows do not add up.
short() {
	cp -R "$here/out" "$here/short"
	sed -i 1d "$here/short/indicators.ndjson"
	sum=$(sha256sum "$here/short/indicators.ndjson" | cut -d' ' -f1)
	jq -c --arg sum "$sum" 'del(.sha256) |
		(.outputs[] | select(.file == "indicators.ndjson") | .sha256) |=
		$sum' "$here/out/manifest.json" | tr -d '\n' |
		sed 's/}$//' >"$here/short/manifest.json"
	sum=$(sha256sum "$here/short/manifest.json" | cut -d' ' -f1)
	printf ',"sha256":"%s"}\n' "$sum" >>"$here/short/manifest.json"
	finds indicators.ndjson verify-run --config "$here/config" "$here/short"
}

# Change one byte, look, change it back; each file as likely as any other.
every_byte() {
	{
		find "$here/out" "$here/extracts" -name "*.*son" -size +0 -o \
			-name "*.csv" -size +0
		jq -r '.config[].file | select(contains("/"))' \
			"$here/out/manifest.json" | sed "s|^|$here/config/|"
	} | sort >"$here/files"
	perl - "$here/files" "${CHANGES:-200}" verify-run --quiet \
		--config "$here/config" "$here/out" "$here/extracts" <<'PERL'
use strict;
my ($list, $n, @command) = @ARGV;
srand 12;
open my $in, '<', $list or die;
chomp(my @files = <$in>);
my $wrong = 0;
sub set_byte {
	my ($file, $at, $byte) = @_;
	open my $f, '+<', $file or die "$file: $!";
	seek $f, $at, 0;
	read $f, my $old, 1;
	seek $f, $at, 0;
	print $f $byte // chr(ord($old) ^ (1 + int rand 255));
	close $f;
	return $old;
}
for (1 .. $n) {
	my $file = $files[$_ <= @files ? $_ - 1 : int rand @files];
	my ($name) = $file =~ m{([^/]+)$};
	my $at = int rand -s $file;
	my $old = set_byte($file, $at);
	my $said = `@command 2>&1`;
	my $status = $? >> 8;
	set_byte($file, $at, $old);
	next if $status == 1 && index($said, "/$name: ") + index($said, " $name: ") > -2;
	print "$name, byte $at: exit $status: $said";
	$wrong++;
}
exit($wrong > 0);
PERL
}

check 'all holds, and the same run gives the same' again
check 'a file that is not of the run' stranger
check 'a file that is gone' lost
check 'a definition that was added' added
check 'a line less, and the checksums mended' short
check 'each single byte that changes, by the name of its file' every_byte
check 'and all holds as before' again
finish
