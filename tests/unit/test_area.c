/* test_area.c - an array that grows, below and above where it is mapped. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vardstrom/area.h"

static void
test_none(void **state)
{
	struct area area = { 0 };

	(void)state;
	area_reserve(&area, 0);
	assert_null(area.mem);
	area_release(&area);
	area_release(&area);
}

/* What was written stays, at each size and through each move. */
static void
test_growth(void **state)
{
	const size_t most = 5 * (size_t)AREA_MAPPED;
	struct area area = { 0 };
	size_t n = 0;
	unsigned char *s;

	(void)state;
	for (size_t len = 1; len < most; len += len / 3 + 1) {
		area_reserve(&area, len);
		assert_true(area.len >= len);
#ifdef __linux__
		assert_int_equal(area.mapped > 0, len >= AREA_MAPPED);
#else
		assert_int_equal(area.mapped, 0);
#endif
		s = area.mem;
		for (; n < len; n++)
			s[n] = (unsigned char)(n * 7 >> 3);
	}
	s = area.mem;
	for (size_t i = 0; i < n; i++)
		if (s[i] != (unsigned char)(i * 7 >> 3))
			fail_msg("byte %zu", i);
	area_release(&area);
	assert_null(area.mem);
	assert_int_equal(area.len, 0);
}

/* At once to a size, and on: just below, at and above the limit. */
static void
test_limit(void **state)
{
	static const size_t lens[] = { AREA_MAPPED - 1, AREA_MAPPED,
		AREA_MAPPED + 1, 3 * (size_t)AREA_MAPPED };

	(void)state;
	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		struct area area = { 0 };

		area_reserve(&area, lens[i]);
		((char *)area.mem)[lens[i] - 1] = 'x';
		area_reserve(&area, 2 * area.len + 1);
		assert_int_equal(((char *)area.mem)[lens[i] - 1], 'x');
		((char *)area.mem)[area.len - 1] = 'y';
		area_release(&area);
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
