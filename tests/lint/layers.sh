#!/bin/sh
# The order of the rooms in layers.txt holds; no two modules of one room
# include each other in a circle; a foreign library is met in one module only;
# and a program knows the library and its own folder, no other program.
set -u
table=tests/lint/layers.txt

git ls-files 'lib/*.[ch]' 'include/*.h' 'cmd/*.[ch]' |
	xargs grep -HoE '^#include [<"][^">]+[">]' |
	tr -d '<">' | sed 's/:#include / /' |
	awk -v table="$table" '
	function base(path) {
		sub(/.*\//, "", path)
		sub(/\.[ch]$/, "", path)
		return path
	}
	function folder(path) {
		sub(/\/[^\/]*$/, "", path)
		sub(/^lib\//, "", path)
		return path
	}
	# The module a file belongs to: the longest header name that begins its
	# own, up to an underscore.
	function module(name) {
		while (!(name in is_header) && name ~ /_/)
			sub(/_[^_]*$/, "", name)
		return name in one_module ? one_module[name] : name
	}
	# Follow the includes from a module: back at the start is a circle.
	function walk(start, at, path,    i, n, next_ones) {
		n = split(edges[at], next_ones, " ")
		for (i = 1; i <= n; i++) {
			if (next_ones[i] == start) {
				print "circle: " path " " start
				return 1
			}
			if (!(next_ones[i] in seen)) {
				seen[next_ones[i]] = 1
				if (walk(start, next_ones[i],
				    path " " next_ones[i]))
					return 1
			}
		}
		return 0
	}
	BEGIN {
		while ((getline line < table) > 0)
			if (line ~ /^[a-z]+$/)
				order[line] = ++n_rooms
			else if (line ~ /^one module: /)
				for (i = split(line, parts, " "); i > 2; i--)
					one_module[parts[i]] = parts[3]
		while (("git ls-files \"include/*.h\"" | getline line) > 0)
			is_header[base(line)] = 1
		while (("git ls-files \"lib/*.c\" \"lib/*.h\"" | getline line) > 0)
			room[base(line)] = folder(line)
		only["csv.h"] = "table table_private"
		only["zlib.h"] = "unpack_zlib zmember"
		only["isa-l/"] = "unpack_isal"
		only["jansson.h"] = "config"
		only["nettle/"] = "digest pseudonym"
		only["coin/"] = "solver"
	}
	{ from = $1; what = $2; name = base(from) }
	from ~ /^lib\// && !(folder(from) in order) && !(from in told) {
		print from ": its room is not in " table
		told[from] = 1
	}
	{
		for (header in only)
			if (index(what, header) == 1 &&
			    index(" " only[header] " ", " " name " ") == 0)
				print from ": only " only[header] \
				    " includes <" what ">"
	}
	from ~ /^cmd\// && what ~ /\// && what !~ /^(vardstrom|sys|coin)\// &&
	    !(folder(what) in order) {
		print from ": includes " what ", of another folder"
	}
	from !~ /^cmd\// && (what ~ /^vardstrom\// || what !~ /^sys\//) {
		to = base(what)
		if (!(to in room))
			next
		here = name in room ? room[name] : room[module(name)]
		if (order[room[to]] > order[here])
			print from ": layer " here " includes " what \
			    " of the higher layer " room[to]
		if (module(to) != module(name) && room[to] == here)
			edges[module(name)] = edges[module(name)] " " module(to)
	}
	END {
		for (start in edges) {
			delete seen
			walk(start, start, start)
		}
	}'
