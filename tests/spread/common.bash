# Read by the tests of this folder: extracts in many files, what must be the
# same as from the main job, and programs that fail. The script has spread, a
# function that runs its engine: spread [WORD]... EXTRACTS OUT
# shellcheck shell=bash
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
top=$(cd "$(dirname "$0")/../.." && pwd)
real=$VARDSTROM_BIN
cd "$here" || exit 2

# within SECONDS COMMAND...: until it is true
within() {
	local until=$((SECONDS + $1))
	until "${@:2}"
	do
		test $SECONDS -lt $until || return
		sleep 0.2
	done
}

# need_packages LIST COMMAND: where it is not there, and may not be installed,
# nothing can be tried.
need_packages() {
	"$top/tests/need-packages.sh" "$1" >&2
	command -v "$2" >/dev/null && return
	echo "1..0 # SKIP $2 is not installed, and cannot be here"
	exit 0
}

# --- extracts in many files ---------------------------------------------------

# by_month EXTRACTS NAME COLUMN: one file a month
by_month() {
	mkdir "$1/$2"
	awk -F ';' -v folder="$1/$2" -v column="$3" '
		NR == 1 { head = $0; next }
		{
			file = folder "/" substr($column, 1, 7) ".csv"
			if (!(file in seen)) {
				seen[file]
				print head >file
			}
			print >file
		}' "$1/$2.csv" && rm "$1/$2.csv"
}

# by_lines EXTRACTS NAME LINES: cut where no quote is near
by_lines() {
	mkdir "$1/$2"
	awk -v folder="$1/$2" -v lines="$3" '
		NR == 1 { head = $0; next }
		/"/ { quote = NR }
		n == 0 || (++at > lines && NR - quote > 20 && /^[A-Z]+[0-9]+;/) {
			file = sprintf("%s/%03d.csv", folder, ++n)
			print head >file
			at = 0
		}
		{ print >file }' "$1/$2.csv" && rm "$1/$2.csv"
}

forty_files() {
	synthesize -q --year 2025 whole && cp -r whole forty &&
		by_month forty fys002 2 && by_month forty vuf01 2 &&
		by_month forty t002 4 && by_month forty resurs 1 &&
		gzip forty/fys002/2025-0[1-4].csv &&
		test "$(find forty -type f | wc -l)" -ge 40 &&
		job whole whole.out && job forty forty.out &&
		cmp whole.out/indicators.ndjson forty.out/indicators.ndjson
}
dirty_files() {
	synthesize -q --year 2025 --contacts 3000 --dirty 3% dirty &&
		rm -f dirty/faults.ndjson &&
		by_lines dirty fys002 250 && by_lines dirty vuf01 70 &&
		test -e dirty/fys002/007.csv &&
		head -n 1 dirty/fys002/001.csv >dirty/fys002/0005.csv &&
		job dirty dirty.out && test -s dirty.out/rejects.ndjson &&
		grep '"reason":"repeat"' dirty.out/drops.ndjson >repeats
}

# --- the same bytes -----------------------------------------------------------

# What is not said of rows but of how they were read: the place in a stream,
# the runs of a stage, the number of stats, and what hangs on these.
accounts() {
	sed 's/,"at":"<stdin>:[0-9]*"//' "$1/drops.ndjson"
	sed 's/"indicator":"rows_read"\(.*\),"n":[0-9]*/"indicator":"rows_read"\1/' \
		"$1/rows.ndjson"
	jq 'del(.stages[].runs, .sha256, .spread, (.outputs[] |
		select(.file | test("^(drops|rows)")) | (.sha256, .bytes)))' \
		"$1/manifest.json"
}
# as_main OUT WANT
as_main() {
	local name
	for name in indicators.ndjson rejects.ndjson run-charts.ndjson
	do
		same "$2/$name" "$1/$name" || return
	done
	accounts "$2" >want && accounts "$1" >got && same want got &&
		verify-run -q "$1"
}
# spread_is WANT EXTRACTS [WORD]...
spread_is() {
	rm -rf out
	spread "${@:3}" "$2" out && as_main out "$1" && nothing_beside
}
# by the same tasks, without an engine
verified() {
	verify-run -q out dirty
}
nothing_beside() {
	test -z "$(find . -maxdepth 1 -name '.*.run.*')"
}
renamed() {
	local file
	cp -r dirty other
	for file in dirty/fys002/*
	do
		mv "other/${file#*/}" "other/fys002/$(md5sum <"$file" | head -c 8).csv"
	done
	job other other.out && ! cmp -s other.out/rejects.ndjson \
		dirty.out/rejects.ndjson && spread_is other.out other
}
small() {
	job "$top/testdata/small" small.out &&
		spread_is small.out "$top/testdata/small" &&
		job "$top/testdata/small" small.hashed --pseudonymize key &&
		spread_is small.hashed "$top/testdata/small" --pseudonymize key
}

# --- what fails on the way ----------------------------------------------------

# stand_in PROGRAM: a folder of programs in which this one is a script, which
# is read here. $n is how often it was called before.
stand_in() {
	local program
	rm -rf bin calls
	mkdir bin calls
	for program in "$real"/*
	do
		ln -s "$program" bin/
	done
	rm "bin/$1"
	{
		echo '#!/bin/bash'
		echo "calls=$here/calls real=$real/$1"
		# shellcheck disable=SC2016
		echo 'case " $* " in *" --stats "*) ;; *) exec "$real" "$@" ;; esac'
		# shellcheck disable=SC2016
		echo 'n=0; until mkdir "$calls/$n" 2>/dev/null; do n=$((n + 1)); done'
		cat
	} >"bin/$1"
	chmod +x "bin/$1"
	VARDSTROM_BIN=$here/bin
}
# mended: it was called, and what came of it is the same
mended() {
	spread_is dirty.out dirty && test -d "calls/$1"
}
# ends STATUS TEXT [WORD]...: and what there was is there
ends() {
	local status=0
	rm -rf out && cp -r dirty.out out
	spread "${@:3}" dirty out >said 2>&1 || status=$?
	cat said
	test $status -eq "$1" && grep -qF -e "$2" said &&
		diff -r dirty.out out && nothing_beside
}
killed_child() {
	stand_in aggregate <<-'END'
		test $n -ne 1 || kill -KILL $$
		exec "$real" "$@"
	END
	mended 3
}
fails_twice() {
	stand_in code-kva <<-'END'
		test $n -gt 1 || exit 2
		exec "$real" "$@"
	END
	mended 4
}
ends_early() {
	stand_in normalize <<-'END'
		case $n in
		3) "$real" "$@" | head -n 40; exit 0 ;;
		5) exit 0 ;;
		esac
		exec "$real" "$@"
	END
	mended 8
}
always_fails() {
	stand_in code-kva <<-'END'
		echo "code-kva: no more today" >&2
		exit 2
	END
	ends 2 'no more today'
}
too_few_rows() {
	stand_in code-kva <<-'END'
		"$real" "$@" | sed -e '2d'
	END
	ends 2 'code-kva and aggregate of part' --tries 2
}
always_early() {
	stand_in dedupe-patients <<-'END'
		"$real" "$@" | head -n 40
		exit 0
	END
	ends 2 'dedupe-patients of part'
}
state_of_another() {
	stand_in aggregate <<-'END'
		case " $* " in *" --partial "*) ;; *) exec "$real" "$@" ;; esac
		exec "$real" "${@/#1\/3 of/1\/3 of another}"
	END
	ends 2 "is none of the plan's" --tries 1
}
hangs() {
	stand_in dedupe-patients <<-'END'
		test $n -gt 1 || exec sleep 100
		exec "$real" "$@"
	END
	spread_is dirty.out dirty --task-timeout 20 && test -d calls/3
}
is_ended() {
	local status=0 job
	stand_in dedupe-patients <<-'END'
		exec sleep 100
	END
	rm -rf out && cp -r dirty.out out
	spread dirty out >said 2>&1 &
	job=$!
	for _ in {1..600}
	do
		test ! -d calls/0 || break
		sleep 0.1
	done
	test -d calls/0 && pkill -TERM -P "$job" && wait "$job" || status=$?
	cat said
	test $status -eq 143 && test "$(wc -l <said)" -eq 1 &&
		diff -r dirty.out out && nothing_beside
}
limits() {
	VARDSTROM_BIN=$real
	ends 1 'rejected too many rows' --max-rejects 10 &&
		ends 1 'rejected too many rows' --max-rejects 0.1% &&
		spread_is dirty.out dirty --max-rejects 50%
}
strictness() {
	cp -r "$top/pipelines" config
	sed -i 's/contact:contact_id/contact:contact_nr/' \
		config/sources/kvalitetsbokslut.txt
	ends 1 'no record has a member contact_nr' --config config
}
