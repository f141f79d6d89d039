#!/bin/bash
# Issue 14, 3: a result whose stages were spread is verified as any other: the
# manifest says that they were, and the same tasks run again.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
small=$top/testdata/small
spread() {
	SPREAD_PARTS=$1 job "$small" "$here/$2" --spread \
		"$top/pipelines/spread/in-turn.bash" "${@:3}"
}
verify() {
	verify-run "$@" 2>"$here/said"
	status=$?
	cat "$here/said"
	return $status
}

is_the_job() {
	job "$small" "$here/main" && spread 3 out &&
		same "$here/main/indicators.ndjson" "$here/out/indicators.ndjson" &&
		same "$here/main/rejects.ndjson" "$here/out/rejects.ndjson"
}
says_so() {
	jq -e '.spread == true' "$here/out/manifest.json" &&
		jq -e 'has("spread") | not' "$here/main/manifest.json"
}
of_any_parts() {
	spread 7 seven && diff -r -x run.ndjson "$here/out" "$here/seven"
}
holds() {
	verify "$here/out" "$small" && grep 'and the same again' "$here/said" &&
		verify "$here/main" "$small"
}
with_a_key() {
	head -c 32 /dev/urandom >"$here/key" && chmod 600 "$here/key" &&
		spread 3 hashed --pseudonymize "$here/key" &&
		verify "$here/hashed" "$small" --pseudonymize "$here/key"
}
# What no checksum shows.
one_definition_more() {
	cp -R "$top/pipelines" "$here/config" &&
		jq '.indicators = [.indicators[0] | .id = "one_more"]' \
			"$here/config/indicators/kvalitetsbokslut.json" \
			>"$here/config/indicators/more.json" || return
	verify --config "$here/config" "$here/out" "$small"
	test $? -eq 1 && grep 'the same run today gives another' "$here/said"
}
# One that says it of a run of one process is found out.
in_disguise() {
	cp -R "$here/main" "$here/false" &&
		sed 's/,"year":2025/&,"spread":true/; s/,"sha256":"[0-9a-f]*"}$//' \
			"$here/main/manifest.json" | tr -d '\n' >"$here/body" &&
		printf '%s,"sha256":"%s"}\n' "$(cat "$here/body")" \
			"$(sha256sum <"$here/body" | cut -c 1-64)" \
			>"$here/false/manifest.json" || return
	verify "$here/false" && ! verify "$here/false" "$small" &&
		grep 'the same run today gives another' "$here/said"
}
check 'spread without an engine: the main job' is_the_job
check 'the manifest says so' says_so
check 'the same bytes from any number of parts' of_any_parts
check 'it holds, and is made again' holds
check 'also with pseudonyms' with_a_key
check 'a definition more is found' one_definition_more
check 'a run of one process that says it was spread' in_disguise
finish
