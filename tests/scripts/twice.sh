#!/bin/sh
# The same job twice gives the same bytes; rows in another order give the same
# indicators.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
synthesize --contacts 5000 --dirty 2% "$here/dirty" 2>/dev/null
synthesize --contacts 5000 "$here/clean" 2>/dev/null
# A sorter's idea of random: the same shuffle in every run.
mkdir "$here/shuffled"
for file in "$here"/clean/*.csv
do
	{
		head -n 1 "$file"
		tail -n +2 "$file" | shuf --random-source="$file"
	} >"$here/shuffled/${file##*/}"
done

runs() {
	job "$here/dirty" "$here/first" && job "$here/dirty" "$here/second" &&
		job "$here/clean" "$here/ordered" &&
		job "$here/shuffled" "$here/mixed"
}
over_itself() {
	cp -R "$here/first" "$here/kept" && job "$here/dirty" "$here/first" &&
		same "$here/first/manifest.json" "$here/kept/manifest.json"
}
elsewhere() (
	cp -R "$here/dirty" "$here/moved" && cd "$here" &&
		mkdir -p a/b && TZ=Asia/Tokyo LC_ALL=C job moved a/b/out &&
		same "$here/first/manifest.json" a/b/out/manifest.json
)
little_memory() {
	job --memory 16M "$here/dirty" "$here/little" &&
		same "$here/first/manifest.json" "$here/little/manifest.json"
}

check 'four runs' runs
for name in indicators.ndjson rejects.ndjson drops.ndjson rows.ndjson \
	run-charts.ndjson manifest.json
do
	check "twice the same $name" \
		same "$here/first/$name" "$here/second/$name"
done
check 'a run in the place of an earlier one' over_itself
check 'a run with little memory' little_memory
check 'elsewhere, in another time zone' elsewhere
check 'rows in another order: the same indicators' \
	same "$here/ordered/indicators.ndjson" "$here/mixed/indicators.ndjson"
finish
