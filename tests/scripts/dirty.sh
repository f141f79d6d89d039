#!/bin/sh
# Every fault that synthesize plants comes back, at its place and with its
# reason; nothing else is refused; and the figures are those of the clean rows.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
synthesize --contacts 20000 "$here/clean" 2>"$here/why" &&
	synthesize --contacts 20000 --dirty 3% "$here/dirty" 2>"$here/why" &&
	job "$here/clean" "$here/of-clean" 2>>"$here/why"
job "$here/dirty" "$here/of-dirty" 2>>"$here/why" || sed 's/^/# /' "$here/why"
out=$here/of-dirty

# Faults as lines "file:line verdict field error"; a row may have several.
planted() {
	jq -r --arg verdict "$1" 'select(.verdict == $verdict) |
		[.file + ":" + (.line | tostring), .field // "-",
		.error // .reason] | join(" ")' \
		"$here/dirty/faults.ndjson" | sort
}
refused() {
	jq -r '.source as $at | (.faults // [.])[] |
		[$at, .field // "-", .error] | join(" ")' \
		"$out/rejects.ndjson" | sort
}
# What no indicator counts is left out of a clean year too.
left_out() {
	jq -r 'select(.reason != "no_indicator") | [.source, "-", .reason] | join(" ")' "$out/drops.ndjson" | sort
}

has_faults() {
	test "$(planted rejected | wc -l)" -gt 100 &&
		test "$(planted dropped | wc -l)" -gt 20
}
every_kind() {
	kinds=$(planted rejected | cut -d' ' -f3 | sort -u | wc -l)
	test "$kinds" -ge 12 || echo "only $kinds kinds of fault"
	test "$kinds" -ge 12
}

# Every planted fault is among those told.
all_rejected() {
	refused >"$here/refused"
	planted rejected | comm -23 - "$here/refused" >"$here/lost"
	cat "$here/lost"
	test ! -s "$here/lost"
}
# And a row that was refused had a fault planted in it.
only_planted() {
	refused | cut -d' ' -f1 | sort -u >"$here/refused"
	planted rejected | cut -d' ' -f1 | sort -u |
		comm -13 - "$here/refused" >"$here/extra"
	cat "$here/extra"
	test ! -s "$here/extra"
}
same_drops() {
	planted dropped >"$here/planted"
	left_out >"$here/left-out"
	same "$here/planted" "$here/left-out"
}
same_figures() {
	same "$here/of-clean/indicators.ndjson" "$out/indicators.ndjson"
}
balanced() {
	jq -e '.balances and .rows.read + .rows.made == .rows.rejected +
		([.rows.dropped[]] | add // 0) + .rows.absorbed + .rows.aside +
		.rows.put_out and ([.stages[] | .read == .written + .rejected +
		([.dropped[]] | add // 0) + .absorbed] | all)' \
		"$out/manifest.json"
}
counted() {
	rejected=$(jq .rows.rejected "$out/manifest.json")
	test "$rejected" -eq "$(wc -l <"$out/rejects.ndjson")" || return 1
	dropped=$(jq '[.rows.dropped[]] | add' "$out/manifest.json")
	test "$dropped" -eq "$(wc -l <"$out/drops.ndjson")"
}
limited() {
	! job --max-rejects 1 "$here/dirty" "$here/none" &&
		test ! -e "$here/none"
}
limited_status() {
	job --max-rejects 0.1% "$here/dirty" "$here/none"
	test $? -eq 1
}

check 'faults are planted' has_faults
check 'of every kind' every_kind
check 'every fault comes back with file, line, field and code' all_rejected
check 'nothing else is refused' only_planted
check 'every repeat comes back as a drop with its reason' same_drops
check 'the figures are those of the clean rows alone' same_figures
check 'every stage balances, and the whole' balanced
check 'each reject and each drop is told once' counted
check 'over --max-rejects nothing is left' limited
check 'over --max-rejects the exit status is 1' limited_status
finish
