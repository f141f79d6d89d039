/* test_squares.c - standard deviations: by hand, at the limits, in parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"

#include "../../lib/rules/squares.h"

#define BIG "999999999999999999999999.999999999999"

static const struct {
	const char *numbers; /* with blanks between */
	const char *stdev;   /* "": none that a decimal holds */
} cases[] = {
	{ "1 1", "0" },
	{ "0 0 0", "0" },
	/* (9 + 1 + 1 + 1 + 0 + 0 + 4 + 16) / 7 = 32 / 7 */
	{ "2 4 4 4 5 5 7 9", "2.138089935299" },
	/* (4 + 16 + 4) / 8 = 3 */
	{ "1 3 3 3 7 3 3 3 1", "1.732050807569" },
	{ "-2 2", "2.828427124746" },
	{ "10 12", "1.414213562373" },
	/* (1/4 + 1/4) / 1 */
	{ "1 2", "0.707106781187" },
	{ "-1 0 1", "1" },
	{ "1000000000000 1000000000001 1000000000002", "1" },
	{ "0.000000000001 0.000000000002 0.000000000003", "0.000000000001" },
	/* the root of 1/3, 0.577 units, goes up */
	{ "0.000000000001 0.000000000001 0.000000000002", "0.000000000001" },
	/* the root of 1/5 of a unit squared is 0.447 */
	{ "0 0 0 0 0.000000000001", "0" },
	/* the root of 1/4, half a unit, goes up */
	{ "0 0 0 0.000000000001", "0.000000000001" },
	{ BIG " " BIG, "0" },
	{ BIG " -" BIG, "" },
	{ BIG " 0", "707106781186547524400844.362104849039" },
	{ "999999999999 999999999998 1", "577350269188.182388836175" },
};

static void
add(struct squares *s, struct dec_sum *sum, uint64_t *n, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, " ");
		struct dec v;

		assert_int_equal(dec_parse(&v, text, len), DEC_OK);
		squares_add(s, v);
		dec_sum_add(sum, v);
		++*n;
		text += len + (text[len] == ' ');
	}
}

static void
assert_stdev(const struct squares *s, const struct dec_sum *sum, uint64_t n,
    const char *want)
{
	struct strbuf sb = STRBUF_INIT;
	struct dec v;

	assert_true(squares_can_be(s, sum, n));
	if (*want == '\0') {
		assert_int_equal(squares_stdev(&v, s, sum, n), DEC_ERANGE);
		return;
	}
	assert_int_equal(squares_stdev(&v, s, sum, n), DEC_OK);
	dec_format(v, &sb);
	assert_string_equal(sb.s, want);
	strbuf_release(&sb);
}

static void
test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct squares s = { { 0 } };
		struct dec_sum sum = { 0 };
		uint64_t n = 0;

		add(&s, &sum, &n, cases[i].numbers);
		assert_stdev(&s, &sum, n, cases[i].stdev);
	}
}

static void
test_parts(void **state)
{
	struct squares whole = { { 0 } }, left = { { 0 } }, right = { { 0 } };
	struct dec_sum sum = { 0 };
	uint64_t n = 0;

	(void)state;
	add(&whole, &sum, &n, "2 -" BIG " 0.5 -3 " BIG " " BIG);
	memset(&sum, 0, sizeof(sum));
	n = 0;
	add(&left, &sum, &n, "2 -" BIG " 0.5");
	add(&right, &sum, &n, "-3 " BIG " " BIG);
	assert_true(squares_merge(&left, &right));
	assert_memory_equal(&left, &whole, sizeof(left));
	assert_true(squares_can_be(&left, &sum, n));
}

/** As many of the largest as can be counted, and more than that. */
static void
test_limits(void **state)
{
	struct squares s = { { 0 } }, once;
	struct dec_sum sum = { 0 }, more;
	uint64_t n = 0;

	(void)state;
	add(&s, &sum, &n, BIG);
	for (int i = 0; i < 62; i++) {
		once = s;
		more = sum;
		assert_true(squares_merge(&s, &once));
		dec_sum_merge(&sum, &more);
		n *= 2;
	}
	assert_true(n == UINT64_C(1) << 62);
	assert_stdev(&s, &sum, n, "0");
	for (int i = 0; i < 7; i++) {
		once = s;
		if (!squares_merge(&s, &once))
			return;
	}
	fail();
}

/** What no numbers have: less than the square of their mean. */
static void
test_damage(void **state)
{
	struct squares s = { { 0 } };
	struct dec_sum sum = { 0 };
	uint64_t n = 0;

	(void)state;
	add(&s, &sum, &n, "3 3");
	s.word[0]--;
	assert_false(squares_can_be(&s, &sum, n));
	s.word[0]++;
	assert_true(squares_can_be(&s, &sum, n));
	s.word[SQUARES_WORDS - 1] = UINT64_MAX;
	assert_false(squares_can_be(&s, &sum, n));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_damage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
