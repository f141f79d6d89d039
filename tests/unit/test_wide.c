/* test_wide.c - products of two words, worked out in two ways and by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wide.h"

static const struct {
	uint64_t a, b, hi, lo;
} products[] = {
	{ 0, UINT64_MAX, 0, 0 },
	{ 1, UINT64_MAX, 0, UINT64_MAX },
	{ UINT64_MAX, UINT64_MAX, UINT64_MAX - 1, 1 },
	{ UINT64_C(1) << 32, UINT64_C(1) << 32, 1, 0 },
	{ UINT32_MAX, UINT32_MAX, 0, UINT64_C(0xfffffffe00000001) },
	{ UINT64_C(10000000000000000000), 10, 5, UINT64_C(0x6bc75e2d63100000) },
};

static void
products_by_hand(void **state)
{
	uint64_t hi, lo;

	(void)state;
	for (size_t i = 0; i < sizeof(products) / sizeof(*products); i++) {
		wide_multiply(&hi, &lo, products[i].a, products[i].b);
		assert_true(hi == products[i].hi && lo == products[i].lo);
		wide_multiply(&hi, &lo, products[i].b, products[i].a);
		assert_true(hi == products[i].hi && lo == products[i].lo);
	}
}

static void
both_ways_agree(void **state)
{
	uint64_t a = 1, b = UINT64_C(0x9e3779b97f4a7c15), hi, lo, hi2, lo2;

	(void)state;
	for (int i = 0; i < 100000; i++) {
		a = a * UINT64_C(6364136223846793005) + 1442695040888963407;
		b = b * UINT64_C(3935559000370003845) + 2691343689449507681;
		wide_multiply(&hi, &lo, a >> i % 64, b);
		wide_multiply_by_parts(&hi2, &lo2, a >> i % 64, b);
		assert_true(hi == hi2 && lo == lo2);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products_by_hand),
		cmocka_unit_test(both_ways_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
