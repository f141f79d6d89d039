#!/bin/sh
# Identity against whoever means ill, at sizes that run in seconds; `make
# identity` has them at ten million. Prints TAP.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

small_sizes() {
	CONTACTS=60000 PATIENTS=20000 LONG_IDS=20 FOLDER=$here/identity \
		BIN=$VARDSTROM_BIN "$top/tests/identity.sh"
}

# 65536 ids of which any two collide under sums of 31, as under Bernstein's
# and many others' hashes: "Aa" and "BB" in sixteen places.
collide() {
	awk 'BEGIN {
		for (i = 0; i < 65536; i++) {
			id = ""
			for (k = i + 65536; k > 1; k = int(k / 2))
				id = id (k % 2 ? "Aa" : "BB")
			printf "{\"contact_id\":\"%s\",\"patient\":\"%s\",\"clinic\":\"c\"}\n", id, id
		}
	}' >"$here/colliding"
	awk 'BEGIN {
		for (i = 0; i < 65536; i++)
			printf "{\"contact_id\":\"%032d\",\"patient\":\"%032d\",\"clinic\":\"c\"}\n", i, i
	}' >"$here/plain"
}
# Both take milliseconds; quadratic work would take minutes.
not_slower() {
	collide
	for name in colliding plain
	do
		timeout 20 aggregate -g clinic distinct:patient \
			"$here/$name" >"$here/$name.n" &&
			timeout 20 dedupe-patients --key contact_id \
				--per clinic "$here/$name" |
			cmp - "$here/$name" &&
			grep -q '"distinct_patient":65536' "$here/$name.n" ||
			return 1
	done
}
# Ids that differ only by what is not seen, in case, in form, or not at all.
alike() {
	cat >"$here/alike" <<'END'
{"patient":"a","n":1}
{"patient":"\u0061","n":2}
{"patient":"a\u0001","n":3}
{"patient":"a\u200b","n":4}
{"patient":"A","n":5}
{"patient":"\u00e5","n":6}
{"patient":"a\u030a","n":7}
{"patient":" a","n":8}
END
	test "$(aggregate distinct:patient "$here/alike")" = \
		'{"distinct_patient":7}' &&
		test "$(dedupe-patients --per record "$here/alike" | wc -l)" -eq 7
}
# Longer than any line may be: rejected, told, and the rest goes on.
too_long() {
	{
		echo '{"patient":"a"}'
		printf '{"patient":"'
		head -c 17000000 /dev/zero | tr '\0' 1
		printf '"}\n'
		echo '{"patient":"b"}'
	} >"$here/long"
	aggregate --rejects "$here/rejects" distinct:patient "$here/long" \
		>"$here/out" 2>"$here/err" && cat "$here/err" &&
		grep -q '"distinct_patient":2' "$here/out" &&
		grep -q '"line_too_long"' "$here/rejects" &&
		! grep -q 1111 "$here/err"
}

check 'one patient, all others, ids of a MiB: in memory and above it' \
	small_sizes
check 'ids that collide under common hashes cost no more' not_slower
check 'ids that look alike are not the same' alike
check 'an id longer than a line may be' too_long
finish
