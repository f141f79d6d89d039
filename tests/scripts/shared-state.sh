#!/bin/sh
# The stages of a chain are threads: nothing that changes may belong to all of
# them but what is guarded, and known here by name.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

#	speech, is_ending   diag: under its own lock
#	hidden_*            hidden: likewise, or for a signal's handler
#	confine_*           confine: set once, by the C library's own means
#	tell_fd             chain-stages: set before there are threads
#	all                 ndjson_names: under its own lock
#	source_has_changed,
#	strbuf_empty, dash  never written
known='speech|is_ending|confine_[a-z_]*|hidden_[a-z_]*|tell_fd|all|source_has_changed|strbuf_empty|dash'

# Sanitizers and the C library have some of their own.
variables() {
	objdump -t "$VARDSTROM_BIN/chain-stages" |
		awk '/ O \.(data|bss)\t/ { print $NF }' |
		grep -vE '@|^__|^completed' | sed -E 's/\.[0-9]+$//; s/^.*\.//'
}
only_known() {
	variables >"$here/variables"
	grep -qx speech "$here/variables" || echo 'speech was not found'
	grep -qx speech "$here/variables" &&
		! grep -vxE "$known" "$here/variables"
}

test -n "${SAN-}" || check 'stages share what is guarded' only_known
finish
