#!/bin/bash
# A source that changes between its first byte and its last is no source:
# exit 2, said by name, in every program, and nothing is published. The output
# is a pipe that nobody reads until the file has been changed, so that the
# program stands in the middle of it.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
profiles=$top/pipelines/profiles

yes '{"record":"contact","contact_id":"x","patient":"197001011234","v":1}' |
	awk '{ sub(/"x"/, "\"" NR "\""); print }' | head -n 60000 \
	>"$here/records"
printf 'FrånId;TillId;Giltig\n' >"$here/header"
{
	cat "$here/header"
	yes '190905271474;200002292399;2025-03-14' | head -n 90000
} >"$here/rows"

emptied() {
	: >"$1"
}
cut_short() {
	head -n 30000 "$1" >"$here/part"
	truncate -s "$(wc -c <"$here/part")" "$1"
}
appended() {
	tail -n 1 "$1" >"$here/part"
	cat "$here/part" >>"$1"
}
replaced() {
	cp "$1" "$here/new"
	mv "$here/new" "$1"
}
removed() {
	rm "$1"
}

# changed HOW FILE PROGRAM...: reads FILE, which is changed at its first line.
changed() {
	local how=$1 file=$2
	shift 2
	cp "$here/$file" "$here/source"
	{
		"$@" "$here/source" 2>"$here/said"
		echo $? >"$here/status"
	} | {
		head -c 1000 >/dev/null
		"$how" "$here/source"
		cat >/dev/null
	}
	cat "$here/said"
	test "$(cat "$here/status")" -eq 2 &&
		grep -q "$here/source.*changed while it was read" "$here/said"
}

for how in emptied cut_short appended replaced removed
do
	check "normalize: $how" changed $how rows \
		normalize -q -p "$profiles/lankar.json"
done
for how in appended replaced
do
	check "code-kva: $how" changed $how records code-kva -q \
		-r "$top/pipelines/rules/physiotherapy.json"
	check "dedupe-patients: $how" changed $how records dedupe-patients -q
done
gzip -1 <"$here/rows" >"$here/rows.gz"
check 'gzip: replaced' changed replaced rows.gz \
	normalize -q -p "$profiles/lankar.json"

# The checksum of what is read beside the input is that of the bytes used,
# also where they came through a pipe.
config_once() {
	echo '{"record":"clinic","clinic":"a"}' | code-kva -q \
		-r <(cat "$top/pipelines/rules/physiotherapy.json") \
		--stats "$here/stats" >/dev/null || return 1
	want=$(sha256sum <"$top/pipelines/rules/physiotherapy.json")
	test "$(jq -r '.config[0].sha256' "$here/stats")" = "${want%% *}"
}
check 'a rule file through a pipe has its own checksum' config_once
finish
