#!/bin/sh
# normalize --sketch: a profile for every extract there is, which takes all of
# its rows and shows nobody's id; -p NAME finds the installed profiles.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

# Every row of the file becomes a record of the sketched profile.
taken() {
	normalize --sketch "$1" -o "$here/p.json" --stats "$here/stats" ||
		return 1
	faulty=$(sed -n 's/.*cannot be read so: \([0-9]*\) row.*/\1/p' "$here/p.json")
	normalize -p "$here/p.json" "$1" --rejects "$here/rejects" \
		-o "$here/records" || return 1
	rejected=$(wc -l <"$here/rejects")
	test "$rejected" -eq "${faulty:-0}" && test -s "$here/records"
}

for file in "$top"/testdata/small/*.csv "$top"/testdata/areas/*/*.csv
do
	check "all rows of ${file#"$top"/}" taken "$file"
done

synthesize --contacts 2000 "$here/year" >/dev/null 2>&1
file=$here/year/fys002.csv
nobody() {
	normalize --sketch "$file" >"$here/p.json" || return
	cut -d';' -f3 "$file" | tail -n +2 | sort -u >"$here/ids"
	test "$(wc -l <"$here/ids")" -gt 1000 &&
		test -s "$here/p.json" && ! grep -Ff "$here/ids" "$here/p.json"
}
check "nobody's id" nobody

types() {
	jq -r '[.columns[].type] | join(" ")' "$here/p.json" >"$here/got"
	echo string date person_id string enum enum icd10se list list enum |
		diff - "$here/got"
}
check 'types' types

# The same file in another encoding, under another delimiter, packed.
encodings() {
	iconv -f utf-8 -t windows-1252 "$file" | tr ';' '\t' | gzip \
		>"$here/fys002.csv.gz"
	normalize --sketch "$here/fys002.csv.gz" >"$here/q.json"
	jq -e '.encoding == "windows-1252" and .delimiter == "\t"' \
		"$here/q.json" &&
		jq .columns "$here/p.json" >"$here/p" &&
		jq .columns "$here/q.json" >"$here/q" &&
		same "$here/p" "$here/q" || return
	cat "$file" >"$here/both.csv"
	tail -n +2 "$file" | iconv -f utf-8 -t windows-1252 >>"$here/both.csv"
	normalize --sketch "$here/both.csv" | jq -e '.encoding == "auto"'
}
check 'encodings and delimiters' encodings

records() {
	normalize -p "$here/p.json" "$file" -o "$here/records" || return
	taken "$here/records" && jq -e '.format == "ndjson" and
		([.columns[] | select(.as == "bidiagnoser")] |
			.[0].type == "list")' "$here/p.json"
}
check 'records of NDJSON' records

installed() {
	normalize -p resurs --table clinics="$here/none" "$file" 2>"$here/said"
	grep -q 'none: ' "$here/said" || return 1
	! normalize -p resurser "$file" 2>"$here/said" &&
		grep -q 'there is no resurser.json in .*profiles (did you mean resurs?); there are artrosregistret, ' \
			"$here/said"
}
check '-p NAME' installed

# A file without a header, whose first row ends in more empty fields than a
# header could: what lies beyond the columns that can be described is told.
wide() {
	awk 'BEGIN {
		printf "123456"
		for (i = 2; i <= 4201; i++)
			printf ";%s", i <= 4090 ? "a" : ""
		printf "\n123457"
		for (i = 2; i <= 4201; i++)
			printf ";%s", i == 4096 || i == 4150 ? "b" : "a"
		print ""
	}' >"$here/wide.csv"
	normalize --sketch "$here/wide.csv" >"$here/w.json" &&
		jq -e '.columns[-1].column == 4096 and .header == 0 and
			(.note | test("more columns than can be described"))' \
			"$here/w.json"
}
check 'columns beyond the last' wide
finish
