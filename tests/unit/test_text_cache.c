/* test_text_cache.c - the last texts met, each at its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/text_cache.h"

enum { N_PLACES = 1024 };

/* More texts than there are places: what is remembered is right. */
static void
test_never_wrong(void **state)
{
	struct text_cache *m = text_cache_new(N_PLACES);
	static int number_at[N_PLACES];
	char text[TEXT_CACHE_MAX_KEY + 1];
	int i, round, n_found = 0;

	(void)state;
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 4 * N_PLACES; i++) {
			/* those too short for i meet, as they are the same */
			int len = snprintf(text, sizeof(text), "%0*d",
			    i % (TEXT_CACHE_MAX_KEY - 4) + 5, i);
			int at = text_cache_find(m, 0, text, (size_t)len);

			if (at != TEXT_CACHE_NONE) {
				n_found++;
				assert_int_equal(number_at[at], i);
				assert_int_equal(
				    text_cache_claim(m, 0, text, (size_t)len),
				    at);
			}
			at = text_cache_claim(m, 0, text, (size_t)len);
			assert_in_range(at, 0, N_PLACES - 1);
			assert_int_equal(
			    text_cache_find(m, 0, text, (size_t)len), at);
			number_at[at] = i;
		}
	}
	assert_true(n_found > 0);
	text_cache_free(m);
}

/* Texts that differ in one byte anywhere do not all meet in one place. */
static void
test_spread(void **state)
{
	struct text_cache *m = text_cache_new(N_PLACES);
	char text[TEXT_CACHE_MAX_KEY];
	size_t at;
	int n_found = 0;

	(void)state;
	memset(text, 'a', sizeof(text));
	for (at = 0; at < sizeof(text); at++) {
		text[at] = 'b';
		text_cache_claim(m, 0, text, sizeof(text));
		text[at] = 'a';
	}
	for (at = 0; at < sizeof(text); at++) {
		text[at] = 'b';
		n_found += text_cache_find(m, 0, text, sizeof(text)) !=
			   TEXT_CACHE_NONE;
		text[at] = 'a';
	}
	assert_true(n_found > (int)sizeof(text) * 3 / 4);
	text_cache_free(m);
}

/* Each byte counts, and so do the length and the kind, at every length. */
static void
test_tells_apart(void **state)
{
	char text[TEXT_CACHE_MAX_KEY];
	size_t len, i;

	(void)state;
	memset(text, 'a', sizeof(text));
	for (len = 1; len <= sizeof(text); len++) {
		struct text_cache *m = text_cache_new(2);
		/* of this size exactly: nothing behind it is looked at */
		char *copy = malloc(len);

		memcpy(copy, text, len);
		assert_int_not_equal(
		    text_cache_claim(m, 7, copy, len), TEXT_CACHE_NONE);
		assert_int_not_equal(
		    text_cache_find(m, 7, copy, len), TEXT_CACHE_NONE);
		assert_int_equal(
		    text_cache_find(m, 8, copy, len), TEXT_CACHE_NONE);
		assert_int_equal(
		    text_cache_find(m, 7, copy, len - 1), TEXT_CACHE_NONE);
		for (i = 0; i < len; i++) {
			copy[i] = 'b';
			assert_int_equal(
			    text_cache_find(m, 7, copy, len), TEXT_CACHE_NONE);
			copy[i] = 'a';
		}
		free(copy);
		text_cache_free(m);
	}
}

static void
test_limits(void **state)
{
	struct text_cache *m = text_cache_new(2);
	char text[TEXT_CACHE_MAX_KEY + 1];

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(text_cache_claim(m, 0, text, 0), TEXT_CACHE_NONE);
	assert_int_equal(text_cache_find(m, 0, text, 0), TEXT_CACHE_NONE);
	assert_int_equal(text_cache_claim(m, 0, text, TEXT_CACHE_MAX_KEY + 1),
	    TEXT_CACHE_NONE);
	assert_int_equal(text_cache_find(m, 0, text, TEXT_CACHE_MAX_KEY + 1),
	    TEXT_CACHE_NONE);
	text_cache_free(m);
	text_cache_free(NULL);
}

/* Of the two that share a pair of places, the older one goes. */
static void
test_puts_the_older_out(void **state)
{
	struct text_cache *m = text_cache_new(2);

	(void)state;
	text_cache_claim(m, 0, "one", 3);
	text_cache_claim(m, 0, "two", 3);
	assert_int_not_equal(text_cache_find(m, 0, "one", 3), TEXT_CACHE_NONE);
	text_cache_claim(m, 0, "three", 5);
	assert_int_equal(text_cache_find(m, 0, "one", 3), TEXT_CACHE_NONE);
	assert_int_not_equal(text_cache_find(m, 0, "two", 3), TEXT_CACHE_NONE);
	assert_int_not_equal(
	    text_cache_find(m, 0, "three", 5), TEXT_CACHE_NONE);
	text_cache_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never_wrong),
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_tells_apart),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_puts_the_older_out),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
