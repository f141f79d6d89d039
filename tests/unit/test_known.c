/* test_known.c - what a column remembers. unit: cmd/normalize/known.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/known.h"

static void
test_gives_back(void **state)
{
	struct known *k = known_new();
	struct value v, put = { "2025-01-02", 10, VALUE_TEXT, 20090 };

	(void)state;
	assert_false(known_get(k, "20250102", 8, &v));
	known_put(k, "20250102", 8, &put);
	assert_true(known_get(k, "20250102", 8, &v));
	assert_int_equal(v.len, 10);
	assert_memory_equal(v.s, "2025-01-02", 10);
	assert_ptr_not_equal(v.s, put.s);
	assert_int_equal(v.form, VALUE_TEXT);
	assert_int_equal(v.number, 20090);
	assert_false(known_get(k, "20250103", 8, &v));
	known_free(k);
	known_free(NULL);
}

static void
test_limits(void **state)
{
	struct known *k = known_new();
	char text[KNOWN_MAX_VALUE + 1];
	struct value v, put = { text, KNOWN_MAX_VALUE + 1, VALUE_TEXT, 7 };

	(void)state;
	memset(text, 'x', sizeof(text));
	known_put(k, text, 3, &put);
	assert_false(known_get(k, text, 3, &v));
	put.len = KNOWN_MAX_VALUE;
	known_put(k, text, 3, &put);
	assert_true(known_get(k, text, 3, &v));
	assert_memory_equal(v.s, text, KNOWN_MAX_VALUE);
	put.form = VALUE_MISSING;
	put.len = 0;
	known_put(k, text, 3, &put);
	assert_true(known_get(k, text, 3, &v));
	assert_int_equal(v.form, VALUE_MISSING);
	known_free(k);
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
