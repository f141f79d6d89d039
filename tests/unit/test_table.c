/* test_table.c - rows of delimited text, by both ways of reading them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "vardstrom/table.h"

enum { MAX_LINE = 4096 };

static char path[] = "/tmp/vardstrom-table-XXXXXX";

static struct lines *
open_bytes(const char *s, size_t len)
{
	struct strbuf err = STRBUF_INIT;
	FILE *f = fopen(path, "wb");
	struct lines *l;

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
	l = lines_open(path, MAX_LINE, false, &err);
	assert_non_null(l);
	return l;
}

/*
 * A whole file as a text: each row's fields between [], each fault as its
 * code, with the line numbers; an unreadable header as its sentence.
 */
static void
show(struct strbuf *out, const char *s, size_t len, struct table_options o)
{
	struct strbuf err = STRBUF_INIT;
	struct table *t = table_new(&o, &err);
	struct lines *l = open_bytes(s, len);
	struct table_row row;
	enum table_status status;
	size_t i;

	assert_non_null(t);
	if (table_begin(t, l, &row, &err) < 0) {
		strbuf_addstr(out, err.s + strlen(path));
		goto out;
	}
	while ((status = table_next(t, &row)) != TABLE_EOF) {
		assert_int_not_equal(status, TABLE_EINPUT);
		strbuf_addf(out, "%d", (int)row.line_no);
		if (status != TABLE_OK)
			strbuf_addf(out, " %s", table_code(status));
		for (i = 0; i < row.n_fields; i++) {
			strbuf_addch(out, '[');
			strbuf_add(out, row.fields[i].s, row.fields[i].len);
			strbuf_addch(out, ']');
		}
		strbuf_addstr(out, row.is_converted ? "*|" : "|");
	}
out:
	strbuf_release(&err);
	table_free(t);
	lines_close(l);
}

static struct table_options
plain(void)
{
	struct table_options o = {
		.delimiter = ';', .quote = '"', .charset = CHARSET_AUTO
	};

	return o;
}

struct file {
	const char *text;
	const char *want;
};

static const struct file files[] = {
	/* the header */
	{ "", ": empty: not even a header" },
	{ "\n \r\n", ": empty: not even a header" },
	{ ";;\n1\n", ":1: the header names no column" },
	{ "a;b\rc;d\r", ":1: lines end with a bare carriage return; convert "
			"them first: tr '\\r' '\\n'" },
	{ "a;\"b\n", ":1: a quoted field that does not end" },
	{ "\n\na;b\nc;d\n", "4[c][d]|" },
	{ "\"a\";\"b\"\nc;d\n", "2[c][d]|" },
	/* plain rows */
	{ "a;b\n1;2\n3;4", "2[1][2]|3[3][4]|" },
	{ "a;b\r\n1;2\r\n3;4\r\n", "2[1][2]|3[3][4]|" },
	{ "a;b\n ;\t\n 1 ; 2\xc2\xa0 \n", "2[][]|3[1][2]|" },
	{ "a;b\n\n1;2\n   \n", "3[1][2]|" },
	{ "a\n1\n\n", "2[1]|" },
	/* widths */
	{ "a;b\n1\n1;2;3\n1;2;; ;\n",
	    "2 ragged_row|3 ragged_row|4 ragged_row|" },
	/* what the header has too much, a row has too, with values or not */
	{ "a;b;;\n1;2\n1;2;\n", "2[1][2]|3 ragged_row|" },
	{ "a;b;;\n1;2;;\n1;2;x;y\n1;2;;;\n", "2[1][2]|3[1][2]|4 ragged_row|" },
	{ "a;b\n1;2;\"\"\n1;2;\"3\"\n", "2 ragged_row|3 ragged_row|" },
	/* carriage returns alone */
	{ "a;\"b\";x\r1;2;3\r4;5;6\r", ":1: lines end with a bare carriage "
				       "return; convert them first: tr "
				       "'\\r' '\\n'" },
	{ "a;b;\"x\"\r1;2;\"3\"\r", ":1: lines end with a bare carriage "
				    "return; convert them first: tr "
				    "'\\r' '\\n'" },
	{ "a;b\r1;\"2\r3;\"4\"\r", ":1: lines end with a bare carriage "
				   "return; convert them first: tr "
				   "'\\r' '\\n'" },
	{ "\"a\rx\";b\n1;2\n", "2[1][2]|" },
	{ "a;b\n1;x\r2\n3;4\n", "2 bare_return|3[3][4]|" },
	{ "a;b\n1;\"x\"\r2;\"y\"\n3;4\n", "2 bare_return|3[3][4]|" },
	{ "a;b\n1;\"x\ry\"\n3;4\r\r\n", "2[1][x\ry]|3[3][4]|" },
	/* what is invisible, at a value's beginning and end */
	{ "a;b\n\xef\xbb\xbfK1;\xe2\x80\x8b 2\xe2\x81\xa0\n", "2[K1][2]|" },
	{ "a;b\n\xef\xbb\xbf\"K1\";\"\xef\xbb\xbf\"\n", "2[K1][]|" },
	{ "a;b\n\xc2\xad\xd8\x9c\xcd\x8f"
	  "1;\xe2\x80\xaex\xc2\xad\n",
	    "2[1][x]|" },
	{ "a;b\n1\xe2\x80\x8b"
	  "2;\xc3\xa4\n",
	    "2[1\xe2\x80\x8b"
	    "2][ä]|" },
	/* a line of blanks in the file's own encoding */
	{ "a;b\n\xa0 \xa0\n1;2\n", "3[1][2]|" },
	{ "\xef\xbb\xbf"
	  "a;b\n\xa0\n1;2\n",
	    "2 bad_encoding|3[1][2]|" },
	/* quotes */
	{ "a;b\n\"1\";\"2;3\"\n", "2[1][2;3]|" },
	{ "a;b\n\"say \"\"hi\"\"\";\"\"\n", "2[say \"hi\"][]|" },
	{ "a;b\n  \"1\"  ;\" 2 \"\r\n", "2[1][2]|" },
	{ "a;b\n1;two \"2\n3;4\n", "2 stray_quote|3[3][4]|" },
	{ "a;b\n\"1\"x;2\n3;4\n", "2 stray_quote|3[3][4]|" },
	/* rows of several lines */
	{ "a;b\n1;\"x\ny\"\n3;4\n", "2[1][x\ny]|4[3][4]|" },
	{ "a;b\r\n1;\"x\r\ny\"\r\n3;4\r\n", "2[1][x\r\ny]|4[3][4]|" },
	{ "a;b\n1;\"x\n\n\ny\"\n", "2[1][x\n\n\ny]|" },
	/* a quote that stays open costs its own line only */
	{ "a;b\n1;\"x\n3;4\n5;6\n", "2 unclosed_quote|3[3][4]|4[5][6]|" },
	{ "a;b\n1;\"x\n3;\"y\"\n5;6\n", "2 unclosed_quote|3[3][y]|4[5][6]|" },
	{ "a;b\n1;\"x\n3;\"y\n5;6\n",
	    "2 unclosed_quote|3 unclosed_quote|4[5][6]|" },
	{ "a;b\n\"1;x\ny\";2;3\n5;6\n",
	    "2 unclosed_quote|3 stray_quote|4[5][6]|" },
	{ "a;b\n\"1\n2\"\n5;6\n", "2 unclosed_quote|3 stray_quote|4[5][6]|" },
	{ "a;b\n1;\"", "2 unclosed_quote|" },
	/* encodings, row by row */
	{ "a;b\n\xc5;1\n\xc3\x85;1\n", "2[Å][1]*|3[Å][1]|" },
	{ "a;b\n\"\xc5\";1\n", "2[Å][1]*|" },
	{ "a;b\n\x81;1\n2;2\n", "2 bad_encoding|3[2][2]|" },
	{ "a;b\n\"\x81\";1\n2;2\n", "2 bad_encoding|3[2][2]|" },
	{ "\xef\xbb\xbf"
	  "a;b\nå;1\n\xe5;1\n",
	    "2[å][1]|3 bad_encoding|" },
	/* files that were joined */
	{ "a;b\n1;2\na;b\n3;4\n", "2[1][2]|3 repeated_header|4[3][4]|" },
	{ "a;b\n1;2\n\xef\xbb\xbf"
	  "a;b\n3;4\n",
	    "2[1][2]|3 repeated_header|4[3][4]|" },
	{ "a;b\r\n1;2\r\na;b\r\n", "2[1][2]|3 repeated_header|" },
};

static void
test_files(void **state)
{
	struct strbuf out = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const char *s = files[i].text;
		struct table_options o = plain();

		strbuf_reset(&out);
		show(&out, s, strlen(s), o);
		assert_string_equal(out.s, files[i].want);
		o.is_careful = true;
		strbuf_reset(&out);
		show(&out, s, strlen(s), o);
		assert_string_equal(out.s, files[i].want);
	}
	strbuf_release(&out);
}

static void
test_nul_and_utf_16(void **state)
{
	static const char nul[] = "a;b\n1;\0\n3;4\n\"\0\";5\n";
	static const char wide[] = "\xff\xfe"
				   "a\0;\0b\0\n\0";
	struct strbuf out = STRBUF_INIT;

	(void)state;
	show(&out, nul, sizeof(nul) - 1, plain());
	assert_string_equal(out.s, "2 nul_byte|3[3][4]|4 nul_byte|");
	strbuf_reset(&out);
	show(&out, wide, sizeof(wide) - 1, plain());
	assert_string_equal(out.s, ":1: UTF-16 text; convert it first: iconv "
				   "-f UTF-16 -t UTF-8");
	strbuf_release(&out);
}

static void
show_text(struct strbuf *out, const char *text, struct table_options o)
{
	strbuf_reset(out);
	show(out, text, strlen(text), o);
}

static void
test_options(void **state)
{
	struct table_options o = plain();
	struct strbuf out = STRBUF_INIT;

	(void)state;
	o.delimiter = '\t';
	show_text(&out, "a\tb\n1\t\n\"x\"\t\"y\tz\"\n", o);
	assert_string_equal(out.s, "2[1][]|3[x][y\tz]|");
	o = plain();
	o.quote = 0;
	show_text(&out, "a;b\n\"1;2\n", o);
	assert_string_equal(out.s, "2[\"1][2]|");
	o = plain();
	o.delimiter = ' ';
	show_text(&out, "a b\n1 2\n\"x y\" \"z\"\n 3\n", o);
	assert_string_equal(out.s, "2[1][2]|3[x y][z]|4[][3]|");
	o = plain();
	o.may_trail = true;
	show_text(&out, "a;b\n1;2;;\n1;2; ;\"\"\n1;2;;x\n1\n", o);
	assert_string_equal(
	    out.s, "2[1][2]|3[1][2]|4 ragged_row|5 ragged_row|");
	o = plain();
	o.charset = CHARSET_WINDOWS_1252;
	show_text(&out,
	    "a;b\n\xa0\xa0\n\xc2\xa0\n\xef\xbb\xbf"
	    "1;2\n",
	    o);
	assert_string_equal(out.s, "3 ragged_row|4 bad_encoding|");
	o = plain();
	o.charset = CHARSET_UTF_8;
	show_text(&out, "a;b\n\xe5;2\n", o);
	assert_string_equal(out.s, "2 bad_encoding|");
	o.charset = CHARSET_ISO_8859_15;
	show_text(&out, "a;b\n\xa4;2\n", o);
	assert_string_equal(out.s, "2[€][2]|");
	show_text(&out,
	    "\xef\xbb\xbf"
	    "a;b\n",
	    o);
	assert_string_equal(out.s, ":1: begins with the mark of UTF-8, which "
				   "is not iso-8859-15");
	strbuf_release(&out);
}

static void
test_long_line(void **state)
{
	struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;
	size_t i, n;

	(void)state;
	for (n = MAX_LINE; n <= MAX_LINE + 1; n++) {
		strbuf_reset(&text);
		strbuf_reset(&out);
		strbuf_addstr(&text, "a;b\n;");
		for (i = 1; i < n; i++)
			strbuf_addch(&text, 'x');
		strbuf_addstr(&text, "\n3;4\n");
		show(&out, text.s, text.len, plain());
		if (n > MAX_LINE)
			assert_string_equal(out.s, "2 line_too_long|3[3][4]|");
		else
			assert_memory_equal(out.s, "2[][xxx", 7);
	}
	strbuf_release(&text);
	strbuf_release(&out);
}

/* One line below the most lines of a row, and one above. */
static void
test_row_of_many_lines(void **state)
{
	int n_lines, i;

	(void)state;
	for (n_lines = TABLE_MAX_ROW_LINES; n_lines <= TABLE_MAX_ROW_LINES + 1;
	     n_lines++) {
		struct strbuf text = STRBUF_INIT, out = STRBUF_INIT;

		strbuf_addstr(&text, "a\n\"");
		for (i = 1; i < n_lines; i++)
			strbuf_addstr(&text, "\n");
		strbuf_addstr(&text, "\"\n");
		show(&out, text.s, text.len, plain());
		if (n_lines > TABLE_MAX_ROW_LINES)
			assert_memory_equal(out.s, "2 unclosed_quote|", 17);
		else
			assert_string_equal(out.s, "2[]|");
		strbuf_release(&text);
		strbuf_release(&out);
	}
}

/* A fixed sequence of numbers, so that a failure comes back. */
static unsigned
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 16;
}

/*
 * Rows put together at random, quoted and not, in both encodings: the vector
 * scan and libcsv must tell the same about every file.
 */
static void
test_both_ways_agree(void **state)
{
	static const char *const parts[] = { ";", ";", ";", "\n", "\r\n", "a",
		"åäö", "\xe5", "\xc2\xa0", " ", "\"", "\"\"", "\";\"", "\t",
		"0123456789abcdef", "€", "\x81", "\r" };
	uint32_t seed = 1;
	int round;

	(void)state;
	for (round = 0; round < 20000; round++) {
		struct strbuf text = STRBUF_INIT;
		struct strbuf one = STRBUF_INIT, other = STRBUF_INIT;
		struct table_options o = plain();
		/* half of the files hold no quote at all */
		unsigned kinds = round % 2 ? 18 : 10, n;

		strbuf_addstr(&text, "a;b;c\n");
		for (n = next_random(&seed) % 40; n > 0; n--)
			strbuf_addstr(&text, parts[next_random(&seed) % kinds]);
		show(&one, text.s, text.len, o);
		o.is_careful = true;
		show(&other, text.s, text.len, o);
		assert_string_equal(one.s, other.s);
		strbuf_release(&text);
		strbuf_release(&one);
		strbuf_release(&other);
	}
}

/* Quoting every field changes nothing. */
static void
test_quoting_is_free(void **state)
{
	static const char bare[] = "a;b;c\n1;å;\n;two words;3\n\xe5;x;y\n";
	static const char quoted[] = "\"a\";\"b\";\"c\"\n\"1\";\"å\";\"\"\n"
				     "\"\";\"two words\";\"3\"\n"
				     "\"\xe5\";\"x\";\"y\"\n";
	struct strbuf one = STRBUF_INIT, other = STRBUF_INIT;

	(void)state;
	show(&one, bare, sizeof(bare) - 1, plain());
	show(&other, quoted, sizeof(quoted) - 1, plain());
	assert_string_equal(one.s, other.s);
	strbuf_release(&one);
	strbuf_release(&other);
}

static int
make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int
remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_nul_and_utf_16),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_row_of_many_lines),
		cmocka_unit_test(test_both_ways_agree),
		cmocka_unit_test(test_quoting_is_free),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_path, remove_path);
}
