/* test_mapping.c - an array that grows, below and above where it is mapped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vardstrom/mapping.h"

static void
test_none(void **state)
{
	struct mapping mapping = { 0 };

	(void)state;
	mapping_reserve(&mapping, 0);
	assert_null(mapping.mem);
	mapping_release(&mapping);
	mapping_release(&mapping);
}

/* What was written stays, at each size and through each move. */
static void
test_growth(void **state)
{
	const size_t most = 5 * (size_t)MAPPING_FROM;
	struct mapping mapping = { 0 };
	size_t n = 0;
	unsigned char *s;

	(void)state;
	for (size_t len = 1; len < most; len += len / 3 + 1) {
		mapping_reserve(&mapping, len);
		assert_true(mapping.len >= len);
#ifdef __linux__
		assert_int_equal(mapping.mapped > 0, len >= MAPPING_FROM);
#else
		assert_int_equal(mapping.mapped, 0);
#endif
		s = mapping.mem;
		for (; n < len; n++)
			s[n] = (unsigned char)(n * 7 >> 3);
	}
	s = mapping.mem;
	for (size_t i = 0; i < n; i++)
		if (s[i] != (unsigned char)(i * 7 >> 3))
			fail_msg("byte %zu", i);
	mapping_release(&mapping);
	assert_null(mapping.mem);
	assert_int_equal(mapping.len, 0);
}

/* At once to a size, and on: just below, at and above the limit. */
static void
test_limit(void **state)
{
	static const size_t lens[] = { MAPPING_FROM - 1, MAPPING_FROM,
		MAPPING_FROM + 1, 3 * (size_t)MAPPING_FROM };

	(void)state;
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		struct mapping mapping = { 0 };

		mapping_reserve(&mapping, lens[i]);
		((char *)mapping.mem)[lens[i] - 1] = 'x';
		mapping_reserve(&mapping, 2 * mapping.len + 1);
		assert_int_equal(((char *)mapping.mem)[lens[i] - 1], 'x');
		((char *)mapping.mem)[mapping.len - 1] = 'y';
		mapping_release(&mapping);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_limit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
