/* test_memo.c - what a column remembers. unit: cmd/normalize/memo.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/memo.h"

static struct value
text_value(const char *s, size_t len, int number)
{
	struct value v = { s, len, VALUE_TEXT, number };

	return v;
}

/* More texts than there are places: what is remembered is right. */
static void
test_never_wrong(void **state)
{
	struct memo *m = memo_new();
	struct value v;
	char text[MEMO_MAX_KEY + 1];
	int i, round, n_found = 0;

	(void)state;
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 4 * MEMO_N; i++) {
			int len = snprintf(text, sizeof(text), "%0*d",
			    i % MEMO_MAX_KEY + 1, i);
			struct value put = text_value(text, (size_t)len, i);

			if (memo_get(m, text, (size_t)len, &v)) {
				n_found++;
				assert_int_equal(v.len, len);
				assert_memory_equal(v.s, text, v.len);
				assert_int_equal(v.form, VALUE_TEXT);
			}
			memo_put(m, text, (size_t)len, &put);
			assert_true(memo_get(m, text, (size_t)len, &v));
			assert_int_equal(v.number, i);
		}
	}
	assert_true(n_found > 0);
	memo_free(m);
}

/* Texts that differ in one byte anywhere do not all meet in one place. */
static void
test_spread(void **state)
{
	struct memo *m = memo_new();
	char text[40];
	struct value v;
	size_t at;
	int n_found = 0;

	(void)state;
	memset(text, 'a', sizeof(text));
	for (at = 0; at < sizeof(text); at++) {
		struct value put;

		text[at] = 'b';
		put = text_value(text, sizeof(text), (int)at);
		memo_put(m, text, sizeof(text), &put);
		text[at] = 'a';
	}
	for (at = 0; at < sizeof(text); at++) {
		text[at] = 'b';
		n_found += memo_get(m, text, sizeof(text), &v);
		text[at] = 'a';
	}
	assert_true(n_found > (int)sizeof(text) * 3 / 4);
	memo_free(m);
}

static void
test_limits(void **state)
{
	struct memo *m = memo_new();
	char text[MEMO_MAX_VALUE + 1];
	struct value v, put = text_value(text, 1, 7);

	(void)state;
	memset(text, 'x', sizeof(text));
	memo_put(m, text, 0, &put);
	assert_false(memo_get(m, text, 0, &v));
	memo_put(m, text, MEMO_MAX_KEY + 1, &put);
	assert_false(memo_get(m, text, MEMO_MAX_KEY + 1, &v));
	memo_put(m, text, MEMO_MAX_KEY, &put);
	assert_true(memo_get(m, text, MEMO_MAX_KEY, &v));
	put.len = MEMO_MAX_VALUE + 1;
	memo_put(m, text, 3, &put);
	assert_false(memo_get(m, text, 3, &v));
	put.len = MEMO_MAX_VALUE;
	memo_put(m, text, 3, &put);
	assert_true(memo_get(m, text, 3, &v));
	put.form = VALUE_MISSING;
	put.len = 0;
	memo_put(m, text, 3, &put);
	assert_true(memo_get(m, text, 3, &v));
	assert_int_equal(v.form, VALUE_MISSING);
	memo_free(m);
	memo_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never_wrong),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
