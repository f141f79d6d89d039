#!/bin/bash
# trace-figure: the rows behind figures drawn at random add up to them, and a
# row that is not behind one comes in once its reasons are mended.
#   FIGURES  how many are drawn
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
need_year
config=$top/pipelines

# The coded stream of the year, as the main job has it.
coded() {
	local name tables key words keys=()
	cd "$year/extracts" || return 1
	normalize -q -p "$config/profiles/mottagningar.json" mottagningar.csv \
		>"$here/clinics" &&
		normalize -q -p "$config/profiles/lankar.json" lankar.csv \
			>"$here/links" || return 1
	cp "$here/clinics" "$here/raw"
	while read -r name _ tables key
	do
		case $name in '' | '#'*) continue ;; esac
		keys+=(--key "$key")
		if test "$name" = mottagningar || test ! -e "$name.csv"
		then
			continue
		fi
		words=()
		case ,$tables, in
		*,clinics,*) words+=(--table "clinics=$here/clinics") ;;
		esac
		normalize -q -p "$config/profiles/$name.json" "${words[@]}" \
			"$name.csv" >>"$here/raw" || return 1
	done <"$config/sources/kvalitetsbokslut.txt"
	dedupe-patients -q --links "$here/links" "${keys[@]}" "$here/raw" |
		code-kva -q --rules "$config/rules/physiotherapy.json" \
			>"$here/coded"
}

# --- the figures ------------------------------------------------------------

# One in each line: definitions, indicator, words for its members; the records
# are in drawn.
draw() {
	local folder=$config/indicators
	for file in "$folder"/*.json
	do
		jq -r --arg file "$file" '.indicators[]?.id | [., $file] | @tsv' \
			"$file"
	done >"$here/ids"
	perl -e 'use List::Util "shuffle"; srand 2025;
		print((shuffle <STDIN>)[0 .. $ARGV[0] - 1])' "$1" \
		<"$year/out/indicators.ndjson" >"$here/drawn"
	jq -r --rawfile ids "$here/ids" '
		($ids | split("\n") | map(select(. != "") | split("\t") |
			{(.[0]): .[1]}) | add) as $files |
		. as $f | [$files[.indicator], .indicator,
		([.by[] | if $f[.] == null then "--without", .
			else "\(.)=\($f[.])" end] | @sh)] | @tsv' \
		"$here/drawn"
}

# What jq makes of the rows is the figure: sums to a billionth of them, since
# jq counts in binary.
adds_up() {
	jq -es --argjson figure "$1" '
		def near($a; $b): (($a - $b) | fabs) <=
			1e-9 * ([($a | fabs), ($b | fabs), 1] | max);
		.[-1] as $said | .[:-1] as $rows |
		([$rows[].trace.numerator // 0] | add // 0) as $above |
		([$rows[].trace.denominator // 0] | add // 0) as $below |
		($said.numerator_parts or $said.denominator_parts) as $in_parts |
		if $said.value != $figure.value or $said.n != $figure.n or
			$said.not_assessed != $figure.not_assessed or
			$said.rows != ($rows | length) or
			any("numerator", "denominator";
				$figure[.] != null and $said[.] != $figure[.])
		then "the summary is another figure: \($said)" | halt_error(1)
		elif $in_parts then true
		elif $said.numerator != null and
			(near($above; $said.numerator) | not)
		then "rows: \($above), said: \($said)" | halt_error(1)
		elif $said.denominator != null and
			(near($below; $said.denominator) | not)
		then "rows: \($below), said: \($said)" | halt_error(1)
		elif $said.denominator == null and $figure.value != null and
			(near($above; $figure.value) | not)
		then "rows: \($above), figure: \($figure)" | halt_error(1)
		elif ($figure.denominator // 0) != 0 and
			$figure.value != null and
			(near($above / $below; $figure.value) | not)
		then "rows: \($above) / \($below)" | halt_error(1)
		else true end' "$2" >/dev/null
}

# --- rows that are not in it ------------------------------------------------

# Make a reason hold; a class is the member that it is made of.
cat >"$here/mend.jq" <<'JQ'
def value: if startswith("'") then .[1:-1] else fromjson end;
def put($m; $v):
	if $m == "age_group" then .age = ($v | capture("(?<n>[0-9]+)").n | tonumber)
	elif $m == "category" then .diagnosis = $v
	else .[$m] = $v end;
def beyond($by): if type == "number" then . + $by
	elif $by > 0 then . + "1" else "" end;
def mend_part($why):
	if $why | test("^has\\(") then
		($why | capture("^has\\((?<m>.*)\\)$").m) as $m |
		put($m; if $m | test("fte|days|hours|minutes|cost|age$|calls|chats")
			then 1 else "x" end)
	elif $why | test("^!has\\(") then
		delpaths([[$why | capture("^!has\\((?<m>.*)\\)$").m]])
	elif $why | test("^period ==") then
		($why | capture("'(?<y>.*)'").y) as $y |
		.year = ($y | tonumber) | .month = $y + "-06" | .date = $y + "-06-15"
	elif $why | test("^[a-z_0-9]+ (==|>=|<=) ") then
		($why | capture("^(?<m>[a-z_0-9]+) .= (?<v>.*)$")) as $c |
		put($c.m; $c.v | value)
	elif $why | test("^[a-z_0-9]+ [<>] ") then
		($why | capture("^(?<m>[a-z_0-9]+) (?<o>.) (?<v>.*)$")) as $c |
		put($c.m; $c.v | value | beyond(if $c.o == "<" then -1 else 1 end))
	elif $why | test("^[a-z_0-9]+ != ") then
		put($why | capture("^(?<m>[a-z_0-9]+)").m; "another")
	elif $why | test("^[a-z_0-9]+ in \\[") then
		($why | capture("^(?<m>[a-z_0-9]+) in \\[(?<v>('[^']*'|[^,\\]]*))")) as $c |
		put($c.m; $c.v | value)
	elif $why | test("^'[^']*' in [a-z_]+$") then
		($why | capture("^'(?<v>[^']*)' in (?<m>[a-z_]+)$")) as $c |
		.[$c.m] += [$c.v]
	elif $why | test("^!\\([a-z_0-9]+ in ") then
		put($why | capture("^!\\((?<m>[a-z_0-9]+)").m; "another")
	elif $why | test("^!\\([a-z_0-9]+ (==|<=|>=|<|>) ") then
		delpaths([[$why | capture("^!\\((?<m>[a-z_0-9]+)").m]])
	elif $why | test("^[a-z_0-9]+$") then put($why; true)
	elif $why | test("^![a-z_0-9]+$") then put($why[1:]; false)
	else error("no way to mend: " + $why) end;
# Any side of || will do that is not shut by a value of the definitions.
def constant: test("^'[^']*' == '");
def shut: constant and (capture("^'(?<a>.*)' == '(?<b>.*)'$") | .a != .b);
def mend($why):
	first($why | gsub("!\\('[^']*' == '[^']*' && has\\([a-z_]*\\)\\) && "; "") |
		split(" || ")[] | gsub("^\\(+(?=[a-z'!])"; "") |
		split(" && ") | select(any(.[]; shut) | not)) as $parts |
	reduce ($parts[] | select(constant | not)) as $part
		(.; mend_part($part));
($drops | map({(.source): .reason}) | add) as $why |
inputs | select($why[.source]) | mend($why[.source])
JQ

# Ten of the rows that are left out, mended until each is in: what was a reason
# once is none a second time.
comes_in() {
	local file=$1 id=$2 round
	shift 2
	# One of each reason, then a second of each, and so on.
	perl -e 'use List::Util "shuffle"; srand 7; my %n;
		my @l = shuffle grep { !/"other_kind"/ } <STDIN>;
		my %at = map { $_ => ++$n{/"reason":(.*)/ ? $1 : ""} } @l;
		@l = sort { $at{$a} <=> $at{$b} || $a cmp $b } @l;
		splice @l, 10 if @l > 10;
		print @l' <"$here/drops" >"$here/chosen"
	test -s "$here/chosen" || return 0
	# the place in the coded stream is the line
	sed -n 's/.*"at":"[^"]*:\([0-9]*\)".*/\1/p' "$here/chosen" | sort -n |
		perl -e 'open my $in, "<", $ARGV[0]; chomp(my @n = <STDIN>);
			while (<$in>) { if (@n && $. == $n[0]) { print;
			shift @n } last if !@n }' "$here/coded" >"$here/rows"
	for round in 1 2 3 4 5 6 7 8 9
	do
		jq -c --slurpfile drops "$here/chosen" -n -f "$here/mend.jq" \
			"$here/rows" >"$here/mended" || return 1
		trace-figure -q --indicators "$file" --period 2025 \
			--drops "$here/still" "$id" "$@" -- "$here/mended" \
			>"$here/in" || return 1
		jq -es '.[-1].left_out | all(.reason != null)' "$here/in" \
			>/dev/null || return 1
		touch "$here/still"
		jq -r '"\(.source) \(.reason)"' "$here/still" | sort >"$here/left"
		jq -r '"\(.source) \(.reason)"' "$here/chosen" | sort |
			comm -12 - "$here/left" >"$here/twice"
		if test -s "$here/twice"
		then
			echo 'mended, and still a reason:'
			cat "$here/twice"
			return 1
		fi
		test -s "$here/still" || return 0
		cp "$here/still" "$here/chosen"
		cp "$here/mended" "$here/rows"
		rm "$here/still"
	done
	echo "$round rounds, and still not in:"
	cat "$here/left"
	return 1
}

# --- all of it --------------------------------------------------------------

traced() {
	local file id members figure words wrong=0 right=0
	while IFS=$'\t' read -r file id members && read -r figure <&7
	do
		eval "words=($members)"
		rm -f "$here/drops" "$here/still"
		if trace-figure -q --indicators "$file" --period 2025 \
			--drops "$here/drops" "$id" "${words[@]}" \
			-- "$here/coded" >"$here/trace" &&
			adds_up "$figure" "$here/trace"
		then
			case $figure in
			*'"by":['*'"visits"]'*) # the bins of a spread
				right=$((right + 1))
				continue
				;;
			esac
			if comes_in "$file" "$id" "${words[@]}"
			then
				right=$((right + 1))
				continue
			fi
		fi
		echo "$id ${words[*]}"
		wrong=$((wrong + 1))
	done <"$here/figures" 7<"$here/drawn"
	echo "$right right, $wrong wrong"
	test $wrong -eq 0 && test $right -eq "${FIGURES:-24}"
}
# What each of its patients counts is 1, whatever the number of rows.
patients() {
	trace-figure -q --period 2025 --indicators \
		"$config/indicators/kvalitetsbokslut.json" unique_patients \
		provider='Region Värmland' -- "$here/coded" >"$here/trace" ||
		trace-figure -q --period 2025 --indicators \
			"$config/indicators/kvalitetsbokslut.json" \
			unique_patients regi=egen -- "$here/coded" \
			>"$here/trace" || return 1
	jq -es '.[:-1] | group_by(.patient) | all((map(.trace.numerator) | add)
		== 1 and (map(.trace.key) | unique | length) == 1)' \
		"$here/trace" >/dev/null
}
without_ids() {
	trace-figure -q --period 2025 --hide-patients --indicators \
		"$config/indicators/kvalitetsbokslut.json" unique_patients \
		clinic=gripen -- "$here/coded" >"$here/trace" &&
		test "$(grep -c '"trace"' "$here/trace")" -gt 100 &&
		! grep -qE '"(patient|birth_date)":' "$here/trace"
}

check 'a coded stream of the year' coded
draw "${FIGURES:-24}" >"$here/figures"
check "${FIGURES:-24} figures drawn: their rows add up, others can be mended" \
	traced
check 'a patient counts once, by several rows' patients
check 'no id where none is wanted' without_ids
finish
