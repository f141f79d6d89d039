# Read by tests/scripts/area-*.sh: the raw rows of testdata/areas/NAME, what
# the programs make of them, and the same rows as tables of sqlite3, from
# which the right answers are worked out.
# shellcheck shell=sh
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

pipelines=$top/pipelines
list=$pipelines/sources/kvalitetsbokslut.txt

# The register of clinics is that of the synthetic year.
register() {
	synthesize --contacts 100 "$here/register" &&
		normalize -q -p "$pipelines/profiles/mottagningar.json" \
			-o "$here/clinics.ndjson" \
			"$here/register/mottagningar.csv"
}

# Tables and key of an extract, as the main job has them.
tables() {
	awk -v name="$1" '$1 == name { print $3 }' "$list" | tr , '\n' |
		while read -r table
		do
			case $table in
			clinics) echo "--table clinics=$here/clinics.ndjson" ;;
			[a-z]*) echo "--table $table=$pipelines/tables/$table.ndjson" ;;
			esac
		done
}
keys() {
	awk '/^[a-z]/ { print "--key", $4 }' "$list"
}

# The records of all extracts of an area, but for those rejected.
records() {
	cat "$here/clinics.ndjson"
	for extract in "$data"/*.csv
	do
		name=$(basename "$extract" .csv)
		test "$name" != lankar || continue
		# shellcheck disable=SC2046
		normalize -q -p "$pipelines/profiles/$name.json" \
			$(tables "$name") --rejects "$here/rejects.$name" \
			"$extract" || return 1
	done
}

links() {
	test -e "$data/lankar.csv" || return 0
	normalize -q -p "$pipelines/profiles/lankar.json" \
		-o "$here/links.ndjson" "$data/lankar.csv" &&
		echo "--links $here/links.ndjson"
}

# figures PERIOD DEFINITIONS: to $here/indicators.ndjson.
figures() {
	# shellcheck disable=SC2046
	dedupe-patients -q $(links) $(keys) "$here/records.ndjson" \
		>"$here/events.ndjson" &&
		code-kva -q --rules "$pipelines/rules/physiotherapy.json" \
			"$here/events.ndjson" >"$here/coded.ndjson" &&
		aggregate -q --period "$1" --indicators "$2" \
			-o "$here/indicators.ndjson" "$here/coded.ndjson"
}

# Table "made" of sqlite3 from the figures.
import_figures() {
	jq -r '. as $i | [.indicator, (.by | join("+")),
		([.by[] | $i[.] | tostring] | join("+")), .value,
		.numerator, .denominator, .not_assessed] | @csv' \
		"$here/indicators.ndjson" >"$here/made.csv" &&
		sqlite3 "$here/db" <<-SQL
			drop table if exists made;
			create table made (indicator, by_what, who,
				value numeric, numerator numeric,
				denominator numeric, why);
			.mode csv
			.import '$here/made.csv' made
			update made set value = null where value = '';
		SQL
}

# Each extract, and the register, as a table of text.
import_extracts() {
	for extract in "$data"/*.csv "$here/register/mottagningar.csv"
	do
		name=$(basename "$extract" .csv | tr - _)
		printf '.mode csv\n.separator ;\n.import %s %s\n' \
			"'$extract'" "$name"
	done | sqlite3 "$here/db"
}

# area NAME PERIOD [DEFINITIONS]: make all of it, or give up.
area() {
	data=$top/testdata/areas/$1
	definitions=${3:-$pipelines/indicators/$1.json}
	{
		register && records >"$here/records.ndjson" &&
			figures "$2" "$definitions" &&
			import_figures && import_extracts
	} >"$here/why" 2>&1 && return
	echo "not ok 1 - the figures of $1 could be made"
	sed 's/^/# /' "$here/why"
	echo '1..1'
	exit 1
}

# agree INDICATOR BY QUERY: the figures are those of the query, which gives
# for each group its name and value, null where it is not assessed. No group
# more, and none less.
agree() {
	sqlite3 "$here/db" "
		create temp table wanted (who, value numeric);
		insert into wanted $3;
		create temp view both as
			select 'wanted' as what, who,
				ifnull(round(value, 9), 'none') as value
			from wanted
			union all
			select 'made', who, ifnull(round(value, 9), 'none')
			from made where indicator = '$1' and by_what = '$2';
		select 'only ' || min(what), who, value from both
			group by who, value having count(*) <> 2;
		select 'nothing is wanted' where
			not exists (select * from wanted);
	" >"$here/wrong" && test ! -s "$here/wrong" && return
	cat "$here/wrong"
	return 1
}

# said INDICATOR BY WHO REASON: why a figure is not assessed.
said() {
	got=$(sqlite3 "$here/db" "select ifnull(value, '-') || ' ' || why
		from made where indicator = '$1' and by_what = '$2' and
			who = '$3'")
	test "$got" = "- $4" && return
	echo "$1 by ($2) of ($3): '$got', wanted '$4'"
	return 1
}

# value INDICATOR BY WHO WANTED [DECIMALS]: as it would be printed.
value() {
	got=$(sqlite3 "$here/db" "select round(value, ${5:-9}) from made
		where indicator = '$1' and by_what = '$2' and who = '$3'")
	test "$(sqlite3 "$here/db" "select '$got' + 0 = $4 and '$got' <> ''")" \
		= 1 && return
	echo "$1 by ($2) of ($3): got '$got', wanted $4"
	return 1
}

# rejected EXTRACT LINE:ERROR...: exactly these.
rejected() {
	name=$1
	shift
	jq -r '"\(.source | split(":") | last):\(.error)"' \
		"$here/rejects.$name" >"$here/got"
	printf '%s\n' "$@" >"$here/wanted"
	same "$here/got" "$here/wanted"
}
