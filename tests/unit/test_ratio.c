/* test_ratio.c - fractions: exact steps, rounding at the end, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/dec.h"
#include "vardstrom/ratio.h"
#include "vardstrom/strbuf.h"

static void
assert_reads(const struct ratio *a, const char *want)
{
	struct strbuf sb = STRBUF_INIT;
	struct dec v;

	assert_int_equal(ratio_dec(&v, a), RATIO_OK);
	dec_format(v, &sb);
	assert_string_equal(sb.s, want);
	strbuf_release(&sb);
}

static struct ratio
fraction(int64_t num, int64_t den)
{
	struct ratio a, b;

	ratio_set_int(&a, num);
	ratio_set_int(&b, den);
	assert_int_equal(ratio_div(&a, &a, &b), RATIO_OK);
	return a;
}

static void
test_steps(void **state)
{
	struct ratio third = fraction(1, 3), half = fraction(-1, -2), a;

	(void)state;
	assert_reads(&third, "0.333333333333");
	assert_int_equal(ratio_add(&a, &third, &third), RATIO_OK);
	assert_reads(&a, "0.666666666667");
	assert_int_equal(ratio_add(&a, &a, &third), RATIO_OK);
	assert_reads(&a, "1");
	assert_int_equal(ratio_sub(&a, &third, &half), RATIO_OK);
	assert_reads(&a, "-0.166666666667");
	assert_int_equal(ratio_mul(&a, &a, &a), RATIO_OK);
	assert_reads(&a, "0.027777777778");
	assert_int_equal(ratio_sub(&a, &half, &half), RATIO_OK);
	assert_true(ratio_is_zero(&a));
	assert_int_equal(ratio_div(&third, &half, &a), RATIO_EZERO);
	assert_reads(&third, "0.333333333333");
	assert_int_equal(ratio_sub(&a, &a, &half), RATIO_OK);
	assert_reads(&a, "-0.5");
}

static void
test_half_away_from_zero(void **state)
{
	struct ratio a = fraction(1, 2000000000000);

	(void)state;
	assert_reads(&a, "0.000000000001");
	a = fraction(-1, 2000000000000);
	assert_reads(&a, "-0.000000000001");
	a = fraction(-1, 2000000000001);
	assert_reads(&a, "0");
}

/** a * b / b is a, however the numbers grow; until there is no room. */
static void
test_growth(void **state)
{
	struct ratio a = fraction(22, 7), b = fraction(355, 113), c = a;
	int i, n = 0;

	(void)state;
	for (i = 0; i < 40; i++)
		assert_int_equal(ratio_mul(&c, &c, &b), RATIO_OK);
	for (i = 0; i < 40; i++)
		assert_int_equal(ratio_div(&c, &c, &b), RATIO_OK);
	assert_reads(&c, "3.142857142857");
	ratio_set_int(&a, INT64_MAX);
	c = a;
	while (ratio_mul(&c, &c, &a) == RATIO_OK)
		n++;
	assert_int_equal(n, 14);
	assert_int_equal(ratio_dec(&(struct dec){ 0, 0 }, &c), RATIO_ERANGE);
}

static void
test_dec(void **state)
{
	static const char *const texts[] = { "0", "-0.000000000001", "82.87",
		"999999999999999999999999.999999999999",
		"-999999999999999999999999.999999999999" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct ratio a;
		struct dec v;

		assert_int_equal(
		    dec_parse(&v, texts[i], strlen(texts[i])), DEC_OK);
		ratio_set_dec(&a, v);
		assert_reads(&a, texts[i]);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_half_away_from_zero),
		cmocka_unit_test(test_growth),
		cmocka_unit_test(test_dec),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
