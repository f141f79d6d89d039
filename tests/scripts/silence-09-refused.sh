#!/bin/sh
# Issue 9, 9: what exits 1 because too much was rejected, or under --strict for
# a name that nothing has, writes nothing: not to standard output either, where
# it writes only when all is read.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"

figure() {
	printf '{"record":"indicator","indicator":"visits","period":"%s","by":["clinic"],"clinic":"%s","value":%s,"n":%s,"unit":"visits"}\n' \
		"$1" "$2" "$3" "$3"
}
figure 2025 gripen 12 >"$here/figures"
figure 2025 rud 30 >>"$here/figures"
{
	cat "$here/figures"
	echo '{broken'
} >"$here/faulty"
cp "$top"/tests/cli/reconcile/differs/*.csv \
	"$top/tests/cli/reconcile/differs/published.json" "$here"
echo '{"threshold":5}' >"$here/rules.json"
echo '{"targets":[{"indicator":"visits","relation":">=","target":1}]}' \
	>"$here/targets.json"
sed 's/"visits"/"visit"/' "$here/targets.json" >"$here/slip.json"
month() {
	sed 's/"by":\["clinic"\],"clinic":"gripen"/"by":["month"],"month":"2025-03"/;2,$d'
}

# nothing INPUT COMMAND...: exit 1 with an empty output, plain and sealed
# (without the end mark, so that whoever reads it refuses it).
nothing() {
	input=$here/$1
	shift
	"$@" "$input" >"$here/out" 2>"$here/said"
	status=$?
	test $status -eq 1 && test ! -s "$here/out" && return
	echo "exit $status"
	head -n 5 "$here/out" "$here/said"
	return 1
}
# something INPUT COMMAND...: the same without the fault is an answer.
something() {
	input=$here/$1
	shift
	"$@" "$input" >"$here/out" 2>"$here/said" && test -s "$here/out"
}
both() {
	nothing faulty "$@" && something figures "$@"
}
check 'aggregate' both aggregate -g clinic sum:value
check 'aggregate, partial' both aggregate --partial -g clinic sum:value
check 'render-table' both render-table -r clinic -c visits
check 'render-table, a workbook' both render-table -r clinic -c visits -f xlsx
check 'render-table of records' both render-table --records indicator
check 'render-table, what there is' both render-table --list
check 'render-report' both render-report
check 'render-report, clinics' both render-report --list-clinics
check 'check-targets' both check-targets -t "$here/targets.json"
check 'compare-years' both compare-years
check 'reconcile' both reconcile -p "$here/published.json" --tables "$here"
check 'compare-figures' both compare-figures "$here/figures"
check 'suppress-small' both suppress-small -r "$here/rules.json"
suppressed() {
	suppress-small -r "$here/rules.json" "$here/figures" >"$here/figures.s" &&
		mv "$here/figures.s" "$here/figures" &&
		sed '/^{broken/!d' "$here/faulty" >"$here/faulty.s" &&
		cat "$here/figures" "$here/faulty.s" >"$here/faulty"
	nothing faulty suppress-small -r "$here/rules.json" --audit
}
check 'suppress-small --audit' suppressed
month <"$here/figures" >"$here/months"
cp "$here/months" "$here/faulty.months"
echo '{broken' >>"$here/faulty.months"
charts() {
	nothing faulty.months run-chart --charts-only &&
		something months run-chart --charts-only
}
check 'run-chart --charts-only' charts
sealed() {
	check-targets --seal -t "$here/targets.json" "$here/faulty" \
		>"$here/out" 2>/dev/null
	test $? -eq 1 && ! grep -q '"indicator"' "$here/out" || return 1
	render-table -r clinic -c visits <"$here/out" 2>"$here/said" && return 1
	grep 'ended early' "$here/said" || grep -i 'end' "$here/said"
}
check 'a sealed one has no end, and is refused by the next' sealed
chained() {
	chain-stages cat "$here/faulty" 'then' check-targets \
		-t "$here/targets.json" 'then' render-table -r clinic -c visits \
		>"$here/out" 2>"$here/said"
	status=$?
	test $status -ne 0 && test ! -s "$here/out"
}
check 'nor has the stage behind it in a chain an answer' chained

# With --strict, of a name that nothing has.
strict() {
	nothing figures "$@" --strict && something figures "$@"
}
check 'strict: aggregate' strict aggregate -g clinc count
check 'strict: render-table' strict render-table -r clinic -c visitz
check 'strict: check-targets' strict check-targets -t "$here/slip.json"
finish
