/* test_table_scan.c - all ways to scan a line find the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../lib/table/table_scan.h"
#include "vardstrom/charset.h"
#include "vardstrom/xalloc.h"

enum { MAX_LINE = 100 };

/* Pieces that lines are made of; the first ones are the most frequent. */
static const char *const pieces[] = { "a", ";", "b", "0", ";", "\xc3\xa5", "x",
	"\xc3\xb6", ";;", " ", "\"", "\\", "\t", "\x1f", "\x7f", "\xc3", "\xa5",
	"\xc0", "\xc1", "\xdf\xbf", "\xe2\x82\xac", "\xff", "'" };
enum { N_PIECES = sizeof(pieces) / sizeof(pieces[0]) };

static const struct table_options kinds[] = {
	{ .delimiter = ';', .quote = '"', .charset = CHARSET_AUTO },
	{ .delimiter = '\t', .quote = '\'', .charset = CHARSET_AUTO },
	{ .delimiter = ' ', .quote = '\0', .charset = CHARSET_AUTO },
};

static unsigned
next_random(uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(*state >> 40);
}

/* A line of up to len bytes; n_odd of all pieces may stand in it. */
static size_t
make_line(char *line, size_t len, size_t n_odd, uint64_t *state)
{
	size_t used = 0;

	for (;;) {
		const char *piece = pieces[next_random(state) % n_odd];
		size_t n = strlen(piece);

		if (used + n > len)
			return used;
		memcpy(line + used, piece, n);
		used += n;
	}
}

/* One by one, as it is told. */
static void
expect(const struct table_fields *fields, unsigned found,
    const struct table_options *o, const char *s, size_t len)
{
	size_t i, n = 0;
	unsigned want = 0, high = 0;
	const char *start = s;

	for (i = 0; i <= len; i++) {
		unsigned char c = i < len ? (unsigned char)s[i] : 0;

		if (i == len || s[i] == o->delimiter) {
			assert_true(n < fields->n);
			assert_ptr_equal(fields->at[n].s, start);
			assert_int_equal(fields->at[n].len, s + i - start);
			start = s + i + 1;
			n++;
			continue;
		}
		high |= c & 0x80;
		if (o->quote && s[i] == o->quote)
			want |= TABLE_HAS_QUOTE | TABLE_HAS_ESCAPE;
		if (c == '\0')
			want |= TABLE_HAS_NUL;
		if (c < 0x20 || c == '"' || c == '\\')
			want |= TABLE_HAS_ESCAPE;
	}
	assert_int_equal(fields->n, n);
	want |= high ? TABLE_HAS_HIGH : 0;
	assert_int_equal(found & ~(unsigned)TABLE_HAS_LONG, want);
	/* what is not told to be checked is right */
	if (!(found & TABLE_HAS_LONG))
		assert_true(charset_is_utf_8(s, len));
}

static void
check(table_scan_fn *scan)
{
	struct table_fields fields = { NULL, 0, 0 };
	uint64_t state = 7;
	char *block = xmalloc(MAX_LINE + 64 + TABLE_SCAN_PADDING);
	unsigned round;

	for (round = 0; round < 60000; round++) {
		const struct table_options *o = &kinds[round % 3];
		char *line = block + round % 64;
		size_t len;

		/* what lies behind the line must not matter */
		memset(block, round % 2 ? ';' : 0xc3,
		    MAX_LINE + 64 + TABLE_SCAN_PADDING);
		len = make_line(line, next_random(&state) % MAX_LINE,
		    round % 4 == 0 ? N_PIECES : 10, &state);
		if (round % 50 == 0 && len > 0)
			line[next_random(&state) % len] = '\0';
		expect(&fields, scan(&fields, o, line, len), o, line, len);
	}
	free(block);
	free(fields.at);
}

static void
plain_c(void **state)
{
	(void)state;
	check(table_scan_base);
}

static void
vectors_of_16(void **state)
{
	(void)state;
#ifdef __x86_64__
	check(table_scan_sse2);
#else
	skip();
#endif
}

static void
vectors_of_32(void **state)
{
	(void)state;
#ifdef __x86_64__
	__builtin_cpu_init();
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")) {
		check(table_scan_avx2);
		return;
	}
#endif
	skip();
}

/* Letters of two bytes need no second look, wherever they stand. */
static void
swedish_is_checked_at_once(void **state)
{
	const struct table_options *o = &kinds[0];
	struct table_fields fields = { NULL, 0, 0 };
	char line[200] = "";
	size_t at;

	(void)state;
#ifdef __x86_64__
	for (at = 0; at < 70; at++) {
		memset(line, 'a', 80);
		memcpy(line + at, "\xc3\xa5", 2);
		assert_int_equal(
		    table_scan_sse2(&fields, o, line, at + 2), TABLE_HAS_HIGH);
		assert_int_equal(table_scan_sse2(&fields, o, line, at + 1),
		    TABLE_HAS_HIGH | TABLE_HAS_LONG);
	}
#else
	(void)at;
	(void)line;
#endif
	free(fields.at);
	(void)o;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_c),
		cmocka_unit_test(vectors_of_16),
		cmocka_unit_test(vectors_of_32),
		cmocka_unit_test(swedish_is_checked_at_once),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
