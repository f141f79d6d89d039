/* test_cache.c - what a column remembers. unit: cmd/normalize/cache.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/cache.h"

static void
test_gives_back(void **state)
{
	struct cache *k = cache_new(2);
	struct json_value v, put = { "2025-01-02", 10, VALUE_TEXT, 20090 };
	struct fragment fragments[CACHE_MAX_FRAGMENTS];
	const struct fragment put_fragments[CACHE_MAX_FRAGMENTS] = {
		{ ",\"date\":\"2025-01-02\"", 20 }, { ",\"year\":2025", 12 }
	};

	(void)state;
	assert_false(cache_get(k, "20250102", 8, &v, fragments));
	cache_put(k, "20250102", 8, &put, put_fragments);
	assert_true(cache_get(k, "20250102", 8, &v, fragments));
	assert_int_equal(v.len, 10);
	assert_memory_equal(v.s, "2025-01-02", 10);
	assert_ptr_not_equal(v.s, put.s);
	assert_int_equal(v.form, VALUE_TEXT);
	assert_int_equal(v.number, 20090);
	assert_int_equal(fragments[0].len, 20);
	assert_memory_equal(fragments[0].s, put_fragments[0].s, 20);
	assert_int_equal(fragments[1].len, 12);
	assert_memory_equal(fragments[1].s, put_fragments[1].s, 12);
	assert_false(cache_get(k, "20250103", 8, &v, fragments));
	cache_free(k);
	cache_free(NULL);
}

static void
test_limits(void **state)
{
	struct cache *k = cache_new(2);
	char text[CACHE_MAX_TEXT + 1];
	struct json_value v, put = { text, CACHE_MAX_TEXT - 7, VALUE_TEXT, 7 };
	struct fragment fragments[CACHE_MAX_FRAGMENTS] = { { text, 5 },
		{ text, 3 } },
			got[2];

	(void)state;
	memset(text, 'x', sizeof(text));
	cache_put(k, text, 3, &put, fragments);
	assert_false(cache_get(k, text, 3, &v, got));
	fragments[1].len = 2;
	cache_put(k, text, 3, &put, fragments);
	assert_true(cache_get(k, text, 3, &v, got));
	assert_int_equal(v.len, CACHE_MAX_TEXT - 7);
	assert_memory_equal(v.s, text, v.len);
	assert_int_equal(got[0].len, 5);
	assert_int_equal(got[1].len, 2);
	put.len = CACHE_MAX_TEXT + 1;
	cache_put(k, text, 4, &put, fragments);
	assert_false(cache_get(k, text, 4, &v, got));
	put.form = VALUE_MISSING;
	put.len = 0;
	cache_put(k, text, 3, &put, fragments);
	assert_true(cache_get(k, text, 3, &v, got));
	assert_int_equal(v.form, VALUE_MISSING);
	assert_int_equal(got[0].len, 0);
	cache_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_gives_back),
		cmocka_unit_test(test_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
