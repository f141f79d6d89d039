#!/bin/bash
# Issue 9, 14: what JSON is and what it is not, by RFC 8259: the 278 texts of
# one line that the public test suite of JSON parsers asks about, made here of
# what the grammar says. Each is the value of a member in a line of NDJSON.
# shellcheck source=tests/year.sh
. "$(dirname "$0")/../year.sh"
cd "$here" || exit 2

# One line a text: y or n, and its bytes in hexadecimal digits.
cat >make.pl <<'END'
use strict;
use warnings;
sub put {
	my ($is, @texts) = @_;
	print $is, " ", unpack("H*", $_), "\n" for @texts;
}
sub yes { put("y", @_) }
sub no_ { put("n", @_) }
# Values in a list: what is one there is one anywhere.
sub list { map { "[$_]" } @_ }
sub text { map { "\"$_\"" } @_ }
# A code point in UTF-8.
sub u { my $c = chr(shift); utf8::encode($c); $c }

# Numbers: an int without leading zeros, then perhaps a fraction, and an
# exponent with at least a digit.
yes(list(qw(123e65 0e+1 0e1 20e1 -0 -123 -1 -0 1E22 1E-2 1E+2 123e45
	123.456e78 1e-2 1e+2 123 123.456789), " 4", "-0." . "0" x 77 . "1"));
no_(list(qw(++1234 +1 +Inf -01 -1.0. -2. -NaN .-1 .2e-3 0.1.2 0.3e+ 0.3e
	0.e1 0E+ 0E 0e+ 0e 1.0e+ 1.0e- 1.0e 1eE2 2.e+3 2.e-3 2.e3 9.e+ Inf
	NaN 1+2 0x1 0x42 Infinity 0e+-1 -123.123foo -Infinity -foo -012 -.123
	-1x 1ea 1. .123 1.2a-3 1.8011670033376514H-308 012),
	"1 000.0", "- 1", u(0xff11), "123\xe5", "1e1\xe5", "0\xe5", "1e\xe5"));
# Words, in small letters and whole.
yes(list(qw(true false null)), "[null, 1, \"1\", {}]",
	"[1,null,null,null,2]");
no_(list(qw(tru fals nul True)), "[ false, nul", "[ true, fals",
	"[ false, tru");
# Values alone; blanks are space, tab, line feed and carriage return.
yes(qw(false 42 -0.1 null true), text("asd", "", " "), " [] ", " [1]",
	"[2] ", "[[]   ]");
no_("", " ", "abc", "*", "<.>", "\xe5", "\xe9", u(0xe5), "a" . u(0xe5),
	"2\@", "123\0", "\xef\xbb\xbf", "\xef\xbb{}", list("\0", "\x0c",
	u(0x2060), u(0x2060), "<null>"));
# Lists: values with commas between, and a bracket on both sides.
yes("[]", list(text("")), list(text("a")), list(text("a")));
no_(list("1 true", "a\xe5", "\xff", "\"\": 1", ",1", "1,,2", "\"x\",,",
	"\"\",", "3[4]", "1:2", ",", "-", "   , \"\"", "1,", "1,,", "*"));
no_("[\"\"],", "[\"x\"]]", "[\"x\"", "[x", "[\"\"", "[1,", "[{}",
	"[\"\x0ba\"\\f]", "1]", "[][]", "]", "[1]x", "[1]]", "[\"asd]", "[",
	"['", "[,", "[{", "[\"a", "[\"a\"", "[1", "\"\"x", "[" x 100000,
	"[{\"\":" x 50000, "[\"\\{" x 4);
# Objects: strings and values, a colon between, commas, braces.
yes("{}", "{\"\":0}", "{\"a\":[]}", "{\"asd\":\"sdf\"}",
	"{\"asd\":\"sdf\", \"dfg\":\"fgh\"}",
	"{ \"min\": -1.0e+28, \"max\": 1.0e+28 }", "{\"foo\\u0000bar\": 42}",
	"{\"x\":[{\"id\": \"" . "x" x 40 . "\"}], \"id\": \"" . "x" x 40 .
	"\"}", "{\"title\":\"" . join("", map { sprintf("\\u%04x", $_) }
	0x43f, 0x43e, 0x43b, 0x442, 0x43e, 0x440, 0x430) . "\"}");
no_(map { "{$_}" } "\"x\", null", "\"x\"::\"b\"", "\"a\":\"a\" 123",
	"key: 'value'", "\"\xb9\":\"0\",", "\"a\" b", ":\"b\"", "\"a\" \"b\"",
	"1:1", "9999E9999:1", "null:null,null:null", "\"id\":0,,,,,", "'a':0",
	"\"id\":0,", "\"a\":\"b\",,\"c\":\"d\"", "a: \"b\"",
	" \"foo\" : \"bar\", \"a\" ", u(0x1f1e8) . u(0x1f1ed),
	"\"a\":/*comment*/\"b\"", "[: \"x\"");
no_("[\"x\", truth]", "{\"a\":", "{\"a\"", "{\"a\":\"a",
	map({ "{\"a\":\"b\"}$_" } "/**/", "/**//", "//", "/", "#", "#{}"),
	"{\"x\": true,", "{}}", "{\"\":", "{\"a\": true} \"x\"", "{", "{]",
	"{,", "{[", "{\"a", "{'a'", "{\"asd\":\"asd\"");
# A name twice is JSON by the letter, and no record by our contract.
no_("{\"a\":\"b\",\"a\":\"c\"}", "{\"a\":\"b\",\"a\":\"b\"}");
# Strings: escapes by \ and one of nine signs, control characters by them only.
yes(list(text("\\u0060\\u012a\\u12AB", "\\uD801\\udc37",
	"\\ud83d\\ude39\\ud83d\\udc8d", "\\\"\\\\\\/\\b\\f\\n\\r\\t",
	"\\\\u0000", "\\\"", "a/*b*/c/*d//e", "\\\\a", "\\\\n", "asd",
	"asd ", "\x7f", "a\x7fa", "new\\u00A0line", "new\\u000Aline",
	"\\u0061\\u30af\\u30EA\\u30b9", map({ "\\u$_" } qw(0012 FFFF 0000
	002c 0821 0123 A66D 005C 200B 2064 FDD0 FFFE 0022)),
	"\\uDBFF\\uDFFF", "\\uD834\\uDd1e", "\\uDBFF\\uDFFE",
	"\\uD83F\\uDFFE", map({ u($_) } 0x10ffff, 0xffff, 0x3c0, 0x1bfff,
	0x2028, 0x2029), u(0x2342) . u(0x3234) . u(0x2342),
	u(0x20ac) . u(0x1d11e))), list(" \"asd\""));
no_(list(text("\\uD800\\", "\\uD800\\u", "\\uD800\\u1", "\\uD800\\u1x",
	"\\\0", "\\x00", "\\\\\\", "\\\t", "\\" . u(0x1f300), "\\",
	"\\u00A", "\\uD834\\uDd", "\\uD800\\uD800\\x", "\\u\xe5", "\\a",
	"\\uqqqq", "\\\xe5", "a\0a", "\t"), u(0xe9), "\\u0020\"asd\"",
	"\\n", "'single quote'", "\\u000A\"\""), "\"", "[\"\\", "\"\\UA66D\"");
END
perl make.pl >texts || exit 2

# In lines of NDJSON, told apart by their numbers.
perl -ne 'my ($is, $hex) = split; $hex //= "";
	print "{\"v\":", pack("H*", $hex), "}\n"' texts >lines
perl -ne 'print "$.\n" if /^y/' texts >wanted
n_texts=$(wc -l <texts)
all_there() {
	wc -l texts lines
	grep -c ^y texts
	test "$n_texts" -eq 278 && test "$(wc -l <lines)" -eq 278 &&
		test "$(grep -c ^y texts)" -eq 91
}

# A first line that is a record: what follows is rejected line by line.
{
	echo '{"v":0}'
	cat lines
} >in
sed -n "$(sed 's/$/p/' wanted)" lines >good

# passes PROGRAM WORD...: exactly the good lines, byte for byte.
passes() {
	for cpu in base sse2 avx2
	do
		VARDSTROM_CPU=$cpu "$@" --rejects rejects in >out 2>said
		tail -n +2 out | cmp - good || return 1
		test "$(wc -l <rejects)" -eq $((278 - $(wc -l <good))) ||
			return 1
		jq -r .source rejects | sed 's/.*://' >places &&
			awk '{ print $1 + 1 }' wanted | sort - places |
			uniq -d | grep . && return 1
	done
	test -s said
}
counts() {
	test "$(aggregate --rejects rejects count in 2>said)" = \
		"{\"count\":$(($(wc -l <good) + 1))}"
}
# Objects are records themselves.
objects() {
	perl -ne 'my ($is, $hex) = split;
		my $t = pack("H*", $hex // "");
		print "$t\n" if $is eq "y" && $t =~ /^\{/' texts >objects
	aggregate count objects >out
	cat out
	test "$(cat out)" = '{"count":9}'
}
names_with_nul() {
	printf '%s\n' '{"a\u0000b":1,"a":2,"c":"x\u0000y"}' \
		'{"a\u0000c":3,"c":"x\u0000z"}' '{"c":"x"}' >nul
	aggregate -g c count sum:a nul >out && cat out &&
		test "$(wc -l <out)" -eq 3 && grep -qF '"x\u0000y"' out &&
		dedupe-patients --key c nul | cmp - nul &&
		render-table --records '*' nul >out && cat out &&
		test "$(grep -c '^a' out)" -eq 1 &&
		grep -q $'a\uFFFDb' out && grep -q $'x\uFFFDz' out &&
		! printf '{"a\\u0000b":1,"a\\u0000b":2}\n' | aggregate count
}

check "278 texts, of them 91 JSON" all_there
check 'dedupe-patients' passes dedupe-patients
check 'code-kva' passes code-kva -r "$top/pipelines/rules/physiotherapy.json"
check 'check-targets' passes check-targets \
	-t "$top/pipelines/targets/kvalitetsbokslut.json"
check 'aggregate counts them' counts
check 'objects as records' objects
check 'NUL in names and values' names_with_nul
finish
