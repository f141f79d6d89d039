#!/bin/bash
# Issue 9, 26: what is no key is refused in one line and never waited for;
# pseudonyms of other deployments and other kinds of id differ; rejects show
# no digit of any script.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2
umask 077
head -c 32 /dev/urandom >key
echo '{"record":"x","format":"ndjson","columns":[
	{"column":"d","as":"d","type":"date"},
	{"column":"id","as":"patient","type":"person_id","at":"d"}],
	"members":["patient"]}' >profile.json
cat >in.ndjson <<'END'
{"d":"2025-01-01","id":"197010189806"}
{"d":"2025-01-01","id":"197010789803"}
{"d":"2025-01-01","id":"19810829SU3A"}
END

# pseudonyms WORD...
pseudonyms() {
	normalize -q -p profile.json --pseudonymize "$@" in.ndjson |
		jq -r .patient
}

# refused WORDS FILE: within seconds, exit 2, one line that has the words.
refused() {
	timeout 10 normalize -p profile.json --pseudonymize "$2" in.ndjson \
		>out 2>said
	local status=$?
	cat said
	test $status -eq 2 && test ! -s out && test "$(wc -l <said)" -eq 1 &&
		grep -qF "$1" said
}
pipe_without_writer() {
	mkfifo -m 600 pipe && refused 'a key is a regular file' pipe
}
pipe_with_writer() {
	refused 'a key is a regular file' <(cat key; sleep 1)
}
in_the_main_job() {
	mkdir -p extracts
	timeout 20 kvalitetsbokslut --year 2025 --pseudonymize "$PWD/pipe" \
		"$top/testdata/small" job 2>said
	local status=$?
	cat said
	test $status -eq 2 && grep -qF 'a key is a regular file' said &&
		test ! -e job
}
other_owner() {
	if ! cp key others || ! chown 65534 others 2>/dev/null
	then
		echo 'only root can give a file away'
		return 0
	fi
	refused 'belongs to another user' others
}
zeros() {
	head -c 32 /dev/zero >zeros && refused 'the same few bytes' zeros
}
one_byte_again() {
	head -c 64 /dev/zero | tr '\0' k >again && echo >>again &&
		refused 'the same few bytes' again
}
directory() {
	mkdir -m 700 folder && refused 'a key is a regular file' folder
}
a_good_one() {
	pseudonyms key >ours && cat ours && test "$(wc -l <ours)" -eq 3
}

deployments() {
	pseudonyms key --deployment north >n &&
		pseudonyms key --deployment south >s &&
		pseudonyms key >z &&
		test "$(sort -u n s z | wc -l)" -eq 9 &&
		pseudonyms key --deployment north | cmp - n
}
# HMAC under a key of its kind, by another program.
hmac() {
	perl -MDigest::SHA=hmac_sha256_hex -0777 -ne \
		'BEGIN { $key = pack("H*", shift) }
		print hmac_sha256_hex($_, $key), "\n"' "$1"
}
by_kind() {
	local hex
	hex=$(od -An -v -tx1 key | tr -d ' \n')
	for kind in personnummer samordningsnummer reservnummer
	do
		own=$(printf 'vardstrom pseudonym\0north\0%s\0' $kind |
			hmac "$hex")
		case $kind in
		p*) printf 197010189806 ;;
		s*) printf 197010789803 ;;
		*) printf 19810829SU3A ;;
		esac | hmac "$own" | cut -c1-32
	done >want
	pseudonyms key --deployment north | diff - want
}
needs_a_key() {
	normalize -p profile.json --deployment x in.ndjson 2>said
	test $? -eq 2 && grep 'needs --pseudonymize' said
}

# Every decimal digit that Unicode has, as it is and as an escape of JSON.
every_script() {
	perl -CO -e '
		for my $c (0x30 .. 0x1ffff) {
			next if $c >= 0xd800 && $c < 0xe000;
			next unless chr($c) =~ /\p{Nd}/;
			print "{\"d\":\"\",\"id\":\"", chr($c), "\"\n";
			printf("{\"d\":\"\",\"id\":\"%s\"\n", join("",
				map { sprintf("\\u%04x", $_) } $c < 0x10000
				? $c : (0xd800 + (($c - 0x10000) >> 10),
				0xdc00 + (($c - 0x10000) & 0x3ff))));
		}' >digits
	normalize -q -p profile.json --pseudonymize key --rejects rejects \
		digits >out 2>said
	wc -l <digits
	test ! -s out && test "$(wc -l <digits)" -gt 1000 &&
		test "$(wc -l <digits)" -eq "$(wc -l <rejects)" &&
		jq -r .raw rejects | sort -u >shown && cat shown &&
		test "$(cat shown)" = '{"d":"","id":"#"'
}
no_digit_in_csv() {
	echo '{"record":"x","format":"csv","delimiter":";","encoding":"auto",
		"columns":[{"column":"id","as":"patient","type":"person_id"}],
		"members":["patient"]}' >csv.json
	printf 'id\n\xef\xbc\x91\xef\xbc\x99 1970\n\xb2\xb3\xb9x\n' |
		normalize -q -p csv.json --pseudonymize key --rejects rejects \
			>out 2>said
	jq -r .raw rejects | tee shown
	test "$(cat shown)" = $'## ####\n###x'
}

check 'a pipe that nobody writes to' pipe_without_writer
check 'nor one that somebody writes to' pipe_with_writer
check 'in the main job' in_the_main_job
check "another user's key" other_owner
check 'a key of zeros' zeros
check 'a key of one byte again and again' one_byte_again
check 'a folder' directory
check 'a key of 32 random bytes is one' a_good_one
check 'each deployment has pseudonyms of its own' deployments
check 'and each kind of id' by_kind
check 'a deployment without a key' needs_a_key
check 'digits of every script are masked' every_script
check 'in CSV of either encoding' no_digit_in_csv
finish
