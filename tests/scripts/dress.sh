#!/bin/sh
# The same rows in another dress - Windows-1252, CR LF, other columns in
# another order, gzip, clinics by their other names - give the same
# indicators.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

# Members of an indicator that may tell of the file that it came from.
without_source() {
	jq -c 'if .record == "indicator" then . else del(.source) end' "$1"
}

# dressed WORD...: the year as these options write it gives what plain gave.
dressed() {
	rm -rf "$here/extracts" "$here/out"
	synthesize --contacts 4000 "$@" "$here/extracts" &&
		job "$here/extracts" "$here/out" &&
		without_source "$here/out/indicators.ndjson" >"$here/dressed" &&
		same "$here/dressed" "$here/plain" &&
		test ! -s "$here/out/rejects.ndjson"
}

plain() {
	synthesize --contacts 4000 "$here/extracts" &&
		job "$here/extracts" "$here/out" &&
		without_source "$here/out/indicators.ndjson" >"$here/plain" &&
		test -s "$here/plain"
}

check 'plain' plain
check 'Windows-1252' dressed --encoding windows-1252
check 'UTF-8 with a byte-order mark' dressed --encoding utf-8-bom
check 'CR LF' dressed --crlf
check 'columns in another order' dressed --shuffle-columns
check 'gzip' dressed --gzip
check 'clinics by their other names' dressed --by-alias
check 'all of it' dressed --encoding windows-1252 --crlf --shuffle-columns \
	--gzip --by-alias
finish
