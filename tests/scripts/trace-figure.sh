#!/bin/bash
# trace-figure: the rows behind figures drawn at random, of the year 2025 and
# of made years with the extracts of all areas, add up to them by jq; and a row
# that is not behind one comes in once its reasons are mended.
#   FIGURES  how many are drawn
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
FIGURES=${FIGURES:-24}
need_year
config=$top/pipelines
export here
cd "$top" || exit 2

# --- the years --------------------------------------------------------------

# all_areas YEAR FOLDER CONTACTS: a year's extracts and those of testdata/areas
# beneath them, by the names of their columns.
all_areas() {
	synthesize -q --year "$1" --contacts "$3" "$2" && perl - "$2" <<'PERL'
	use strict;
	my ($folder) = @ARGV;
	my (%columns, %rows);
	for my $file (glob("$folder/*.csv"), glob('testdata/areas/*/*.csv')) {
		my ($name) = $file =~ m{([^/]+)$};
		open my $in, '<', $file or die "$file: $!\n";
		my @names;
		while (<$in>) {
			s/^\xef\xbb\xbf//;
			s/\r?\n$//;
			my @cells = /"/ ? () : split /;/, $_, -1;
			if (!@names) {
				@names = @cells;
				for my $name_of (@names) {
					push @{$columns{$name}}, $name_of if !grep
						{ $_ eq $name_of } @{$columns{$name}};
				}
			} elsif (@cells == @names) {
				my %row;
				@row{@names} = @cells;
				push @{$rows{$name}}, \%row;
			}
		}
	}
	for my $name (sort keys %rows) {
		my @names = @{$columns{$name}};
		open my $out, '>', "$folder/$name" or die "$name: $!\n";
		print $out join(';', @names), "\n";
		print $out join(';', map { $_ // '' } @$_{@names}), "\n"
			for @{$rows{$name}};
		close $out or die "$name: $!\n";
	}
PERL
}

# The coded stream of a year, as the main job has it.
coded() {
	local name tables table key words keys=() to=$1
	cd "$2" || return 1
	normalize -q -p "$config/profiles/mottagningar.json" mottagningar.csv \
		>"$to.clinics" &&
		normalize -q -p "$config/profiles/lankar.json" lankar.csv \
			>"$to.links" || return 1
	cp "$to.clinics" "$to.raw"
	while read -r name _ tables key
	do
		case $name in '' | '#'*) continue ;; esac
		keys+=(--key "$key")
		if test "$name" = mottagningar || test ! -e "$name.csv"
		then
			continue
		fi
		words=()
		for table in ${tables//,/ }
		do
			case $table in
			-) ;;
			clinics) words+=(--table "clinics=$to.clinics") ;;
			*) words+=(--table "$table=$config/tables/$table.ndjson") ;;
			esac
		done
		normalize -q -p "$config/profiles/$name.json" "${words[@]}" \
			--rejects "$to.rejects" "$name.csv" >>"$to.raw" || return 1
	done <"$config/sources/kvalitetsbokslut.txt"
	dedupe-patients -q --links "$to.links" "${keys[@]}" "$to.raw" \
		2>"$to.said" | code-kva -q --rules \
		"$config/rules/physiotherapy.json" >"$to.coded" || return 1
	cd "$top" && test -s "$to.coded"
}
the_year() {
	coded "$here/2025" "$year/extracts" &&
		ln -s "$year/out/indicators.ndjson" "$here/2025.figures"
}
made_year() {
	all_areas "$1" "$here/all-$1" "$2" &&
		job --year "$1" "$here/all-$1" "$here/out-$1" 2>"$here/said" &&
		coded "$here/all-$1" "$here/all-$1" &&
		ln -s "$here/out-$1/indicators.ndjson" "$here/all-$1.figures"
}

# --- the figures ------------------------------------------------------------

for file in "$config/indicators"/*.json
do
	jq -r --arg file "$file" '.indicators[]?.id | [., $file] | @tsv' "$file"
done >"$here/ids"

# draw YEAR HOW N: one in each line: year, definitions, words for its members,
# the figure. "any": each figure is as likely as another; "each": each
# indicator.
draw() {
	perl -e 'use List::Util "shuffle"; my ($how, $n) = @ARGV;
		srand 2025; my (%n, %at);
		my @l = shuffle grep { /"record":"indicator"/ } <STDIN>;
		if ($how eq "each") {
			$at{$_} = ++$n{/"indicator":"(.*?)"/ ? $1 : ""} for @l;
			@l = sort { $at{$a} <=> $at{$b} } @l;
		}
		splice @l, $n if @l > $n;
		print @l' "$2" "$3" <"$here/$1.figures" |
		jq -r --arg year "$1" --rawfile ids "$here/ids" '
		($ids | split("\n") | map(select(. != "") | split("\t") |
			{(.[0]): .[1]}) | add) as $files |
		. as $f | [$year, $files[.indicator], ([.indicator] +
		([.by[] | if $f[.] == null then "--without", .
			else "\(.)=\($f[.])" end]) | @sh), (tojson)] | join("\t")'
}

# What jq makes of the rows is the figure: sums to a billionth of them, since
# jq counts in binary. Every record of the stream is behind it or not.
cat >"$here/adds-up.jq" <<'JQ'
def near($a; $b): (($a - $b) | fabs) <=
	1e-9 * ([($a | fabs), ($b | fabs), 1] | max);
def wrong: halt_error(1);
def of_parts($said; $sum): $said // {} | to_entries |
	all(.key as $k | near(.value; $sum[$k] // 0));
reduce inputs as $r ({n: 0, above: 0, below: 0, parts: {}, parts_below: {}};
	if $r.record == "trace_summary" then .said = $r
	else .n += 1 | .above += ($r.numerator // 0) |
		.below += ($r.denominator // 0) |
		reduce (($r.numerator_parts // {}) | to_entries[]) as $p
			(.; .parts[$p.key] += $p.value) |
		reduce (($r.denominator_parts // {}) | to_entries[]) as $p
			(.; .parts_below[$p.key] += $p.value)
	end) | . as $rows | .said as $said |
if $said.value != $figure.value or $said.n != $figure.n or
	# of a figure that has a value, it is said of the target
	($figure.value == null and
		$said.not_assessed != $figure.not_assessed) or
	any("numerator", "denominator";
		$figure[.] != null and $said[.] != $figure[.])
then "the summary is another figure: \($said)" | wrong
elif $said.rows != $rows.n or
	$rows.n + $drops != $records
then "\($rows.n) rows, \($drops) left out, of \($records); said: \($said)" |
	wrong
elif (of_parts($said.numerator_parts; $rows.parts) and
	of_parts($said.denominator_parts; $rows.parts_below)) | not
then "parts: \($rows), said: \($said)" | wrong
elif $said.numerator_parts == null and $said.numerator != null and
	(near($rows.above; $said.numerator) | not)
then "rows: \($rows.above), said: \($said)" | wrong
elif $said.denominator_parts == null and $said.denominator != null and
	(near($rows.below; $said.denominator) | not)
then "rows: \($rows.below), said: \($said)" | wrong
elif $said.numerator_parts or $said.denominator_parts then "parts"
elif $said.denominator == null and $figure.value != null and
	(near($rows.above; $figure.value) | not)
then "rows: \($rows.above), figure: \($figure)" | wrong
elif ($figure.denominator // 0) != 0 and $figure.value != null and
	(near($rows.above / $rows.below; $figure.value) | not)
then "rows: \($rows.above) / \($rows.below)" | wrong
else "sums" end
JQ
# adds_up FIGURE RECORDS DROPS: it prints how it was counted.
adds_up() {
	sed '/^{"record":"trace_summary"/b
		s/.*,"trace":\({.*}\)}$/\1/' "$work/trace" |
		jq -n -r --argjson figure "$1" --argjson records "$2" \
			--argjson drops "$3" -f "$here/adds-up.jq"
}

# What is no sum is worked out from the rows, by another reading.
worked_out() {
	test "$(cat "$work/how")" != parts ||
		perl tests/work-out.pl "$1" "$2" "$work/trace"
}

# one_figure YEAR DEFINITIONS FIGURE WORD...
one_figure() {
	local stream=$here/$1.coded period=${1#all-} file=$2 figure=$3 trace
	local records
	records=$(cat "$here/$1.n")
	shift 3
	trace=(trace-figure -q --indicators "$file" --period "$period" "$@")
	rm -f "$work/drops"
	"${trace[@]}" --drops "$work/drops" --output "$work/trace" \
		-- "$stream" && touch "$work/drops" &&
		adds_up "$figure" "$records" "$(wc -l <"$work/drops")" \
			>"$work/how" &&
		worked_out "$file" "$figure" &&
		perl tests/bring-in.pl "$stream" "$file" "$figure" "$period" \
			"$work" "${trace[@]}"
}

# traced N: each figure of a list.
traced() {
	local name file words figure
	export work=$here/work-$1
	mkdir "$work"
	while IFS=$'\t' read -r name file words figure
	do
		eval "words=($words)"
		if one_figure "$name" "$file" "$figure" "${words[@]}"
		then
			echo "right by $(cat "$work/how")"
		else
			echo "wrong: $name ${words[*]}"
		fi
	done <"$here/list-$1"
}
all_traced() {
	local name
	for name in "$here"/*.coded
	do
		wc -l <"$name" >"${name%.coded}.n"
	done
	awk -v here="$here" '{ print > (here "/list-" NR % 2) }' "$here/drawn"
	# two at a time
	traced 0 >"$here/told-0" 2>&1 &
	traced 1 >"$here/told-1" 2>&1
	wait
	grep -vhE '^right|: no record counts in this figure' "$here"/told-?
	cat "$here"/told-? | grep '^right' | sort | uniq -c
	test "$(cat "$here"/told-? | grep -c '^right')" -eq "$FIGURES"
}
# kinds: of figures, what their formulas are made of: count, sum_over, spread.
cat >"$here/kinds.jq" <<'JQ'
def kinds($m): gsub("(?<f>over|across|rank)\\([a-z_]+,"; "\(.f)(") |
	[scan("[A-Za-z_][A-Za-z0-9_]*")][] |
	if $m[.].formula then $m[.].formula | kinds($m)
	elif $m[.].take then $m[.].take | split(":")[0]
	else . end;
(.measures // {}) as $m | (.values // {}) as $v | .indicators[]? |
select(.id | IN($ids | split("\n")[])) |
(.value, .numerator, .denominator | strings | kinds($m)),
if .spread then "spread" else empty end,
if .requires then "requires" else empty end |
select($v[.] == null)
JQ
kinds() {
	sort -u >"$here/kinds.ids"
	jq -r --rawfile ids "$here/kinds.ids" -f "$here/kinds.jq" \
		"$config"/indicators/*.json | sort -u
}
# Nothing that a figure can be made of is missing among those drawn.
all_kinds() {
	cat "$here"/*.figures | jq -r .indicator | kinds >"$here/kinds.all"
	cut -f 4 "$here/drawn" | jq -r .indicator | kinds >"$here/kinds.drawn"
	comm -23 "$here/kinds.all" "$here/kinds.drawn" >"$here/kinds.missing"
	test "$(wc -l <"$here/kinds.all")" -ge 15 &&
		test ! -s "$here/kinds.missing" && return
	cat "$here/kinds.missing"
	return 1
}

# What each of its patients counts is 1, whatever the number of rows.
patients() {
	trace-figure -q --period 2025 --indicators \
		"$config/indicators/kvalitetsbokslut.json" unique_patients \
		regi=egen -- "$here/2025.coded" >"$here/trace" || return 1
	jq -es '.[:-1] | group_by(.patient) | all((map(.trace.numerator) | add)
		== 1 and (map(.trace.key) | unique | length) == 1)' \
		"$here/trace" >/dev/null
}
without_ids() {
	trace-figure -q --period 2025 --hide-patients --indicators \
		"$config/indicators/kvalitetsbokslut.json" unique_patients \
		clinic=gripen -- "$here/2025.coded" >"$here/trace" &&
		test "$(grep -c '"trace"' "$here/trace")" -gt 100 &&
		! grep -qE '"(patient|birth_date)":' "$here/trace"
}

check 'a coded stream of 2025' the_year
check 'of 2025 with all areas' made_year 2025 3000
check 'of 2024 with all areas' made_year 2024 1000
check 'of 2023 with all areas' made_year 2023 1000
n_year=$((FIGURES >= 100 ? FIGURES / 4 : FIGURES / 6))
n_other=$((FIGURES / 10))
{
	draw 2025 any $n_year
	draw all-2024 each $n_other
	draw all-2023 each $n_other
	draw all-2025 each $((FIGURES - n_year - 2 * n_other))
} >"$here/drawn"
check "$FIGURES figures drawn: their rows add up, others can be mended" \
	all_traced
test "$FIGURES" -lt 250 || check 'figures of all kinds are among them' all_kinds
check 'a patient counts once, by several rows' patients
check 'no id where none is wanted' without_ids
finish
