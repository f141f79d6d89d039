# Read by kvalitetsbokslut --explain: which figures a folder of extracts gives.
# shellcheck shell=bash
#
# What each indicator looks at is what aggregate --needs tells; what there is
# to look at are the records that normalize makes of the extracts.

# Which kind of record each source makes: lines of kind and source.
explain_kinds() {
	local name
	for name in "${known[@]}"
	do
		"$bin/normalize" --members "$config/profiles/$name.json" |
			sed -n "s/.*\"of\":\"\([^\"]*\)\".*/\1\t$name.${kind[$name]}/p"
	done >"$work/kinds"
}

# The members of the records that a source makes.
explain_members() {
	"$bin/normalize" --members "$config/profiles/$1.json" |
		sed -e 's/.*"members":{\([^}]*\)}.*/\1/' | tr ',' '\n' |
		sed -e 's/^"\([^"]*\)".*/\1/'
}

# explain_rows SOURCE: how many records of the year it has, and how many of
# these have each member; false where it cannot be read.
explain_rows() {
	local words=() functions=() names=() name i=0
	mapfile -t names < <(explain_members "$1")
	for name in "${names[@]}"
	do
		functions+=("m$i=count:has(\`$name\`)")
		i=$((i + 1))
	done
	normalize_words "$1"
	quietly "$bin/${words[0]}" "${words[@]:1}" 2>"$work/said" |
		quietly "$bin/aggregate" --quiet --period "$year" \
			rows=count "${functions[@]}" \
			>"$work/counts" 2>>"$work/said" || return
	printf '%s.%s\trows\t' "$1" "${kind[$1]}"
	sed -n 's/^{"rows":\([0-9]*\).*/\1/p' "$work/counts" | grep . || echo 0
	i=0
	for name in "${names[@]}"
	do
		printf '%s.%s\t=%s\t' "$1" "${kind[$1]}" "$name"
		sed -n "s/.*\"m$i\":\([0-9]*\).*/\1/p" "$work/counts" |
			grep . || echo 0
		i=$((i + 1))
	done
}

# Of each indicator, in the order of the definitions: what comes of it, its
# name, and why, with tabs between.
explain_join() {
	sed -E -e 's/^\{"record":"need","indicator":"([^"]*)","side":"([^"]*)","measure":"([^"]*)","is_beyond":([a-z]*),"of":"([^"]*)","members":\[([^]]*)\],"by":.*/\1\t\2\t\3\t\4\t\5\t\6/' \
		-e 's/"//g' "$work/needs" |
		awk -F '\t' -v year="$year" '
	FILENAME == ARGV[1] { sources[$1] = sources[$1] " " $2; next }
	FILENAME == ARGV[2] { count[$1, $2] = $3; next }
	# Why nothing of the kind is there.
	function lack(kind, names, n, i, why) {
		n = split(sources[kind], names, " ")
		for (i = 1; i <= n; i++) {
			if ((names[i], "bad") in count)
				return names[i] " cannot be read"
			if ((names[i], "rows") in count)
				return names[i] ": no row of " year
		}
		for (i = 1; i <= n; i++)
			why = why (i > 1 ? " or " : "no ") names[i]
		return n ? why : "no " kind
	}
	# To ask is not to make.
	function got(name, what) {
		return (name, what) in count ? count[name, what] : 0
	}
	# The rows of a kind; missing: which of the members none of them has.
	function rows_of(kind, members, names, list, n, m, i, k, rows, has, met) {
		n = split(sources[kind], names, " ")
		m = split(members, list, ",")
		missing = ""
		for (i = 1; i <= n; i++)
			rows += got(names[i], "rows")
		for (k = 1; rows && k <= m; k++) {
			has = met = 0
			for (i = 1; i <= n; i++) {
				if (got(names[i], "rows") > 0) {
					where = names[i]
					met += (names[i], "=" list[k]) in count
				}
				has += got(names[i], "=" list[k])
			}
			if (met && !has)
				missing = missing "; " where ": no " list[k]
		}
		return rows
	}
	function note(text) {
		if (text != "" && index(why "; ", text "; ") == 0)
			why = why text
	}
	# One measure of a side is done.
	function end_measure() {
		if (measure == "")
			return
		n_of[side]++
		n_counted += side != "needs" && !is_beyond
		n_none += side != "needs" && !is_beyond && !is_there
		if (!is_there) {
			n_without[side]++
			if (side != "groups")
				note("; " without)
		} else if (side != "needs" && side != "groups") {
			note(short)
			n_short += short != ""
		}
		measure = ""
	}
	function end_indicator(state, none) {
		end_measure()
		if (id == "")
			return
		none = n_without["value"] + n_without["numerator"] + \
			n_without["denominator"] + n_without["spread"]
		if (n_without["needs"] || n_none == n_counted)
			state = "not made"
		else if (n_of["denominator"] &&
		    n_of["denominator"] == n_without["denominator"])
			state = "no value"
		else if (none || n_short)
			state = "in part"
		else
			state = "made"
		print state "\t" id (why == "" ? "" : "\t" substr(why, 3))
	}
	$1 != id {
		end_indicator()
		id = $1
		why = ""
		n_short = n_counted = n_none = 0
		split("", n_of)
		split("", n_without)
	}
	$2 != side || $3 != measure {
		end_measure()
		side = $2
		measure = $3
		is_beyond = $4 == "true"
		is_there = 0
		without = short = ""
	}
	{
		if (rows_of($5, $6)) {
			short = is_there ? short : missing
			is_there = 1
		} else if (without == "") {
			without = lack($5)
		}
	}
	END { end_indicator() }' "$work/kinds" "$work/counted" -
}

explain() {
	local name status=0
	write_members
	explain_kinds
	find_definitions
	quietly "$bin/aggregate" --period "$year" --needs \
		--members "$work/members.ndjson" "${definitions[@]}" \
		>"$work/needs" 2>"$work/said" || {
		sed 's/^/  /' "$work/said" >&2
		fail 2 "$year: the definitions cannot be read"
	}
	run_tables >&2 || {
		cat "$work/messages" >&2
		fail 2 "$year: ${file[mottagningar]} cannot be read"
	}
	for name in "${sources[@]}"
	do
		explain_rows "$name" && continue
		printf '%s.%s\tbad\t1\n' "$name" "${kind[$name]}"
		say "$extracts/${file[$name]}: cannot be read"
		sed 's/^/  /' "$work/said" >&2
		status=2
	done >"$work/counted"
	explain_join >"$work/explained"
	cat "$work/explained"
	test -n "$quiet" || say "$year: $(cut -f 1 "$work/explained" |
		awk '{ n[$0]++ } END { printf "%d figures made, %d in part, %d without value, %d not made", n["made"], n["in part"], n["no value"], n["not made"] }')"
	return $status
}
