#!/bin/bash
# Instructions a row of the main job's stages, as callgrind counts them: the
# same on every machine with the same compiler, however busy it is. Held
# against tests/bench/cycles.txt, which ACCEPT=1 writes anew.
#
# Each stage runs over two sizes: the difference is what the rows take, and the
# rest is what reading rules and definitions and writing the answer takes, in
# thousands (NAME-once). TOLERANCE is the loss allowed, in thousandths (default
# 20; five times that of what is not the rows').
# shellcheck source=tests/year.sh
. "${0%/*}/../year.sh"
set -o pipefail
command -v valgrind >/dev/null || {
	echo 'cycles.sh: needs valgrind' >&2
	exit 2
}
few=10000 many=20000 # twice as many
kept=$top/tests/bench/cycles.txt
config=$top/pipelines
# No processor's own variants, here and in the C library: they would differ.
export VARDSTROM_CPU=sse2
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-ERMS,-FSRM
core=(--indicators "$config/indicators/kvalitetsbokslut.json")
all=()
for file in "$config"/indicators/*.json
do
	test "${file%.schema.json}" != "$file" || all+=(--indicators "$file")
done

# made SIZE: what each stage reads, in the folder SIZE
made() {
	local in=$here/$1
	synthesize -q --contacts "$1" "$in" &&
		normalize -p "$config/profiles/mottagningar.json" \
			"$in/mottagningar.csv" >"$in/clinics" &&
		normalize -p "$config/profiles/fys002.json" \
			--table clinics="$in/clinics" "$in/fys002.csv" \
			>"$in/contacts" &&
		dedupe-patients "$in/contacts" >"$in/once" &&
		code-kva --rules "$config/rules/physiotherapy.json" \
			"$in/once" >"$in/coded"
}

# instructions PROGRAM [WORD]...: how many it takes
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		"$VARDSTROM_BIN/$1" "${@:2}" -q -o /dev/null 2>"$here/said" || {
		cat "$here/said" >&2
		return 1
	}
	sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$here/said"
}

# stage NAME INPUT PROGRAM [WORD]...: its line; @ in a word is the folder
stage() {
	local name=$1 input=$2 program=$3 size counts=()
	shift 3
	for size in $few $many
	do
		counts+=("$(instructions "$program" "${@//@/$here/$size}" \
			"$here/$size/$input")") || exit 2
	done
	echo "$name $(((counts[1] - counts[0]) / (many - few)))"
	# of 0 rows: what is left, in thousands
	echo "$name-once $(((2 * counts[0] - counts[1]) / 1000))"
}

made $few && made $many || exit 2
{
	stage normalize fys002.csv normalize \
		-p "$config/profiles/fys002.json" --table clinics=@/clinics
	stage dedupe-patients contacts dedupe-patients
	stage code-kva once code-kva --rules "$config/rules/physiotherapy.json"
	stage aggregate-core coded aggregate --period 2025 "${core[@]}"
	stage aggregate-all coded aggregate --period 2025 "${all[@]}"
} >"$here/now" || exit 2

compiler=$(cc --version | head -n 1)
if test -n "${ACCEPT-}"
then
	{ echo "# Instructions a row, built with $compiler"; cat "$here/now"; } >"$kept"
fi
grep -qxF "# Instructions a row, built with $compiler" "$kept" ||
	echo "built with $compiler, where the committed figures say: $(head -n 1 "$kept")"
awk -v tolerance="${TOLERANCE:-20}" '
	/^#/ { next }
	FNR == NR { kept[$1] = $2; next }
	{
		ratio = kept[$1] ? $2 / kept[$1] : 0
		allowed = tolerance / 1000
		what = "instructions a row"
		if ($1 ~ /-once$/) {
			# hashes have secrets: two sizes differ by chance
			allowed *= 5
			what = "thousand instructions"
		}
		worse = ratio == 0 || ratio > 1 + allowed
		printf "%-20s %7d %s, %7d committed, %.3f%s\n", $1, $2, what,
			kept[$1], ratio, worse ? "  slower" : ""
		n_worse += worse
	}
	END { exit n_worse > 0 }' "$kept" "$here/now"
