#!/bin/sh
# The rows of pipelines/README.md, through the profiles that it names, become
# the records that it shows; prints TAP.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/../../pipelines" || exit 2
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# A section "### `NAME.csv`, ..." holds one block of rows and one of JSON.
awk -v tmp="$tmp" '
	/^#/ { name = "" }
	/^### `[a-z0-9-]+\.(csv|ndjson)`/ { split($2, part, /[`.]/); name = part[2] }
	/^```/ {
		file = ""
		if (name != "" && !is_in)
			file = tmp "/" name ($0 == "```json" ? ".want" : ".csv")
		is_in = !is_in
		next
	}
	is_in && file != "" { print > file }
' README.md

n=0
"$BIN/normalize" -q -p profiles/mottagningar.json "$tmp/mottagningar.csv" \
	>"$tmp/clinics.ndjson"
for profile in profiles/*.json
do
	name=$(basename "$profile" .json)
	test "$name" != profile.schema || continue
	n=$((n + 1))
	set --
	for table in $(jq -r '.tables // {} | keys[]' "$profile")
	do
		file=$PWD/tables/$table.ndjson
		test "$table" != clinics || file=../clinics.ndjson
		set -- "$@" --table "$table=$file"
	done
	cp "$profile" "$tmp/profile.json"
	file=$name.$(jq -r '.format // "csv"' "$profile")
	if mkdir -p "$tmp/run" && cp "$tmp/$name.csv" "$tmp/run/$file" &&
		(cd "$tmp/run" && "$BIN/normalize" -p ../profile.json "$@" \
			"$file") >"$tmp/got" 2>"$tmp/why" &&
		diff "$tmp/$name.want" "$tmp/got" >>"$tmp/why"
	then
		echo "ok $n - the example of $name"
	else
		echo "not ok $n - the example of $name"
		sed 's/^/# /' "$tmp/why"
	fi
done
echo "1..$n"
