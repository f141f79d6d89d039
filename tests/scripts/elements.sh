#!/bin/sh
# A record for each element of a list: how many there may be, and that rows and
# records balance.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

cat >"$here/p.json" <<'END'
{ "record": "x", "format": "ndjson", "each": "l[]",
  "columns": [{ "path": "l[].a", "as": "a", "type": "integer" },
	{ "column": "id", "as": "id", "type": "string" }],
  "members": ["id", "a"] }
END
row() {
	jq -nc --argjson n "$1" '{ id: "i", l: [range($n) | { a: . }] }'
}
most() {
	row 65536 >"$here/in"
	normalize -p "$here/p.json" "$here/in" -o "$here/out" &&
		jq -s '(length == 65536) and ([.[].a] == [range(65536)]) and
			all(.[]; .id == "i")' "$here/out" | grep -qx true
}
check '65536 elements' most
too_many() {
	row 65537 >"$here/in"
	normalize -p "$here/p.json" "$here/in" -o "$here/none" \
		--rejects "$here/rejects" --stats "$here/stats" &&
		test ! -s "$here/none" &&
		test "$(jq -r .error "$here/rejects")" = too_many_elements
}
check '65537 elements' too_many
balance() {
	for size in 0 1 2 7
	do
		row "$size"
	done >"$here/in"
	normalize -p "$here/p.json" --seal "$here/in" -o "$here/out" \
		--stats "$here/counts" &&
		dedupe-patients --key id,a "$here/out" -o "$here/next" &&
		jq -e '.read == 4 and .written == 3 and .made == 7 and
			.dropped.no_element == 1 and .rejected == 0' \
			"$here/counts" &&
		tail -n 1 "$here/out" | jq -e '.records == 10'
}
check 'rows and records balance' balance
finish
