#!/bin/sh
# The layers of layers.txt hold; a foreign library is met in one module only,
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
	# The module a name belongs to: itself, or the part before its last _.
	function module(name) {
		while (!(name in layer) && name ~ /_/)
			sub(/_[^_]*$/, "", name)
		return name in layer ? name : ""
	}
	BEGIN {
		while ((getline line < table) > 0)
			if (split(line, f, " ") == 2 && f[1] ~ /^[0-9]$/)
				layer[f[2]] = f[1]
		only["csv.h"] = "table"
		only["zlib.h"] = "unpack zmember"
		only["isa-l/"] = "unpack"
		only["jansson.h"] = "config"
		only["nettle/"] = "digest pseudonym"
	}
	{ from = $1; what = $2 }
	{ own = from ~ /^cmd\// ? "" : module(base(from)) }
	from !~ /^cmd\// && own == "" && !(from in told) {
		print from ": its layer is not in " table
		told[from] = 1
	}
	{
		for (header in only)
			if (index(what, header) == 1 &&
			    index(" " only[header] " ", " " own " ") == 0)
				print from ": only " only[header] \
				    " includes <" what ">"
	}
	from ~ /^cmd\// && what ~ /\// && what !~ /^(vardstrom|sys)\// {
		print from ": includes " what ", of another room"
	}
	from !~ /^cmd\// && (what ~ /^vardstrom\// || what !~ /\//) {
		to = module(base(what))
		if (own != "" && to != "" && base(what) != base(from) &&
		    layer[to] > layer[own])
			print from ": layer " layer[own] " includes " what \
			    " of layer " layer[to]
	}'
