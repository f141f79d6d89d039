/* test_dec.c - decimals: forms, limits, and laws on many random values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct dec
parsed(const char *s)
{
	struct dec v = { 0, 0 };

	assert_int_equal(dec_parse(&v, s, strlen(s)), DEC_OK);
	return v;
}

static void
assert_reads(struct dec v, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	dec_format(v, &sb);
	assert_string_equal(sb.s, want);
	strbuf_release(&sb);
}

static void
test_parse(void **state)
{
	static const struct {
		const char *text;
		enum dec_status status;
		const char *want;
	} cases[] = {
		{ "0", DEC_OK, "0" },
		{ "-0", DEC_OK, "0" },
		{ "-0.0e5", DEC_OK, "0" },
		{ "0e999999999999", DEC_OK, "0" },
		{ "7", DEC_OK, "7" },
		{ "-3", DEC_OK, "-3" },
		{ "1.10", DEC_OK, "1.1" },
		{ "-0.5", DEC_OK, "-0.5" },
		{ "1200", DEC_OK, "1200" },
		{ "1e2", DEC_OK, "100" },
		{ "1E+2", DEC_OK, "100" },
		{ "12.5e-1", DEC_OK, "1.25" },
		{ "0.0000000001e10", DEC_OK, "1" },
		{ "1e-12", DEC_OK, "0.000000000001" },
		{ "0.000000000001", DEC_OK, "0.000000000001" },
		{ "10000000000000000e-28", DEC_OK, "0.000000000001" },
		{ "123456789012345678.5", DEC_OK, "123456789012345678.5" },
		{ "999999999999999999999999.999999999999", DEC_OK,
		    "999999999999999999999999.999999999999" },
		{ "-999999999999999999999999.999999999999", DEC_OK,
		    "-999999999999999999999999.999999999999" },
		{ "1e23", DEC_OK, "100000000000000000000000" },
		{ "1e24", DEC_ERANGE, NULL },
		{ "1000000000000000000000000", DEC_ERANGE, NULL },
		{ "1e400", DEC_ERANGE, NULL },
		{ "0.0000000000001", DEC_EPRECISION, NULL },
		{ "1.0000000000000", DEC_OK, "1" },
		{ "1e-13", DEC_EPRECISION, NULL },
		{ "1e-99999999999", DEC_EPRECISION, NULL },
		{ "", DEC_EFORM, NULL },
		{ "-", DEC_EFORM, NULL },
		{ "+1", DEC_EFORM, NULL },
		{ "01", DEC_EFORM, NULL },
		{ "-01", DEC_EFORM, NULL },
		{ "1.", DEC_EFORM, NULL },
		{ ".5", DEC_EFORM, NULL },
		{ "-.5", DEC_EFORM, NULL },
		{ "1e", DEC_EFORM, NULL },
		{ "1e+", DEC_EFORM, NULL },
		{ "1 ", DEC_EFORM, NULL },
		{ "1,5", DEC_EFORM, NULL },
		{ "1.2.3", DEC_EFORM, NULL },
		{ "0x10", DEC_EFORM, NULL },
		{ "1e5.5", DEC_EFORM, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < LENGTH(cases); i++) {
		struct dec v = { 17, 17 };
		enum dec_status status;

		status = dec_parse(&v, cases[i].text, strlen(cases[i].text));
		if (status != cases[i].status)
			print_message("case \"%s\"\n", cases[i].text);
		assert_int_equal(status, cases[i].status);
		if (cases[i].want)
			assert_reads(v, cases[i].want);
		else
			assert_true(v.lo == 17 && v.hi == 17);
	}
}

static void
assert_product(const char *a, const char *b, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	dec_mul_text(&sb, parsed(a), parsed(b));
	assert_string_equal(sb.s, want);
	strbuf_release(&sb);
}

static void
test_products(void **state)
{
	(void)state;
	assert_product("0", "-3", "0");
	assert_product("-1.50", "0.2", "-0.3");
	assert_product("1200", "10", "12000");
	assert_product(
	    "-0.000000000001", "-0.000000000001", "0.000000000000000000000001");
	assert_product("999999999999999999999999.999999999999",
	    "999999999999999999999999.999999999999",
	    "999999999999999999999999999999999998000000000000."
	    "000000000000000000000001");
}

static void
test_arithmetic(void **state)
{
	struct dec v = { 17, 17 };

	(void)state;
	assert_int_equal(dec_add(&v, parsed("0.1"), parsed("0.2")), DEC_OK);
	assert_reads(v, "0.3");
	assert_int_equal(dec_sub(&v, parsed("0.1"), parsed("0.3")), DEC_OK);
	assert_reads(v, "-0.2");
	assert_int_equal(dec_mul(&v, parsed("1200"), parsed("-0.2")), DEC_OK);
	assert_reads(v, "-240");
	assert_int_equal(dec_mul(&v, parsed("0.000001"), parsed("0.0000001")),
	    DEC_EPRECISION);
	assert_int_equal(
	    dec_mul(&v, parsed("1e12"), parsed("1e12")), DEC_ERANGE);
	assert_int_equal(
	    dec_add(&v, parsed("999999999999999999999999"), parsed("1")),
	    DEC_ERANGE);
	assert_int_equal(
	    dec_sub(&v, parsed("-999999999999999999999999"), parsed("1")),
	    DEC_ERANGE);
	assert_reads(v, "-240");
	assert_reads(dec_from_int(INT64_MIN), "-9223372036854775808");
	assert_reads(dec_from_int(INT64_MAX), "9223372036854775807");
	assert_int_equal(dec_sign(parsed("-0.000000000001")), -1);
	assert_int_equal(dec_sign(parsed("0")), 0);
	assert_int_equal(dec_sign(parsed("1e-12")), 1);
}

static void
test_division(void **state)
{
	static const struct {
		const char *num, *den, *want;
	} cases[] = {
		{ "1", "3", "0.333333333333" },
		{ "2", "3", "0.666666666667" },
		{ "-2", "3", "-0.666666666667" },
		{ "2", "-3", "-0.666666666667" },
		{ "-1", "-4", "0.25" },
		{ "0", "7", "0" },
		{ "1", "2000000000000", "0.000000000001" },
		{ "-1", "2000000000000", "-0.000000000001" },
		{ "0.999999", "2000000000000", "0" },
		{ "102768", "82.87", "1240.111017255943" },
		{ "911", "2", "455.5" },
		{ "999999999999999999999999", "0.5", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < LENGTH(cases); i++) {
		struct dec v = { 0, 0 };
		enum dec_status status =
		    dec_div(&v, parsed(cases[i].num), parsed(cases[i].den));

		assert_int_equal(status, cases[i].want ? DEC_OK : DEC_ERANGE);
		if (cases[i].want)
			assert_reads(v, cases[i].want);
	}
}

static void
test_round(void **state)
{
	(void)state;
	assert_reads(dec_round(parsed("1302.5"), 0), "1303");
	assert_reads(dec_round(parsed("-1302.5"), 0), "-1303");
	assert_reads(dec_round(parsed("0.4999"), 0), "0");
	assert_reads(dec_round(parsed("-0.4999"), 0), "0");
	assert_reads(dec_round(parsed("2.875"), 2), "2.88");
	assert_reads(dec_round(parsed("9.999"), 2), "10");
	assert_reads(dec_round(parsed("0.000000000001"), 12), "0.000000000001");
}

static void
test_whole(void **state)
{
	static const struct {
		const char *text;
		bool is_whole;
		uint64_t want;
	} cases[] = {
		{ "0", true, 0 },
		{ "0.999999999999", true, 0 },
		{ "17.9", true, 17 },
		{ "18446744.073709551615", true, 18446744 },
		{ "18446744.073709551616", true, 18446744 },
		{ "18446744073709551615.9", true, UINT64_MAX },
		{ "18446744073709551616", false, 0 },
		{ "-0.000000000001", false, 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < LENGTH(cases); i++) {
		uint64_t got = 0;

		assert_true(dec_whole(&got, parsed(cases[i].text)) ==
			    cases[i].is_whole);
		assert_true(got == cases[i].want);
	}
}

static void
test_compare_text(void **state)
{
	/* ascending; those on one line are equal */
	static const char *const order[][4] = {
		{ "-1e400", "-10e399", NULL },
		{ "-1e399", NULL },
		{ "-12.5", "-1.25e1", "-125e-1", NULL },
		{ "-12", NULL },
		{ "-1e-400", NULL },
		{ "0", "-0", "0e7", NULL },
		{ "1e-400", "0.1e-399", NULL },
		{ "0.0999999999999999999999999999", NULL },
		{ "0.1", "0.10", "1e-1", NULL },
		{ "0.1000000000000000000000000001", NULL },
		{ "9", NULL },
		{ "10", "1e1", "10.0", NULL },
		{ "12345678901234567890", NULL },
		{ "12345678901234567891", "1234567890123456789.1e1", NULL },
		{ "1e399", NULL },
		{ "1e400", "0.001e403", NULL },
	};
	size_t i, j, k, l;

	(void)state;
	for (i = 0; i < LENGTH(order); i++)
		for (j = 0; order[i][j]; j++)
			for (k = 0; k < LENGTH(order); k++)
				for (l = 0; order[k][l]; l++) {
					const char *a = order[i][j];
					const char *b = order[k][l];
					int want = (i > k) - (i < k);
					int got = dec_cmp_text(
					    a, strlen(a), b, strlen(b));

					assert_int_equal(
					    (got > 0) - (got < 0), want);
				}
}

static void
test_sum_in_any_order(void **state)
{
	static const char large[] = "999999999999999999999999.5";
	struct dec_sum sum = { 0, 0, 0 };
	struct dec minus, v;
	int i;

	(void)state;
	assert_int_equal(dec_sub(&minus, dec_from_int(0), parsed(large)), 0);
	for (i = 0; i < 1000; i++)
		dec_sum_add(&sum, parsed(large));
	assert_int_equal(dec_sum_get(&v, &sum), DEC_ERANGE);
	for (i = 0; i < 2000; i++)
		dec_sum_add(&sum, minus);
	assert_int_equal(dec_sum_get(&v, &sum), DEC_ERANGE);
	for (i = 0; i < 999; i++)
		dec_sum_add(&sum, parsed(large));
	assert_int_equal(dec_sum_get(&v, &sum), DEC_OK);
	assert_reads(v, "-999999999999999999999999.5");
}

#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide;

/** The next of a fixed row of numbers that look random. */
static uint64_t
next_random(uint64_t *seed)
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/** A random decimal of a random size. */
static wide
random_wide(uint64_t *seed, int max_bits)
{
	int n_bits = (int)(next_random(seed) % (uint64_t)max_bits) + 1;
	wide v = (wide)(next_random(seed) >> 1) << 56 ^ (wide)next_random(seed);

	v &= ((wide)1 << n_bits) - 1;
	return next_random(seed) & 1 ? -v : v;
}

static struct dec
from_wide(wide v)
{
	struct dec out = { (uint64_t)v, (int64_t)(v >> 64) };

	return out;
}

static wide
to_wide(struct dec v)
{
	return (wide)v.hi * ((wide)1 << 64) + v.lo;
}

/** Our own halves against the compiler's 128 bits. */
static void
test_against_int128(void **state)
{
	static const wide unit = 1000000000000;
	uint64_t seed = 2025;
	int i;

	(void)state;
	for (i = 0; i < 200000; i++) {
		wide a = random_wide(&seed, 118), b = random_wide(&seed, 118);
		wide c = random_wide(&seed, 60), d = random_wide(&seed, 60);
		struct dec v;

		assert_int_equal(
		    dec_cmp(from_wide(a), from_wide(b)), (a > b) - (a < b));
		assert_int_equal(
		    dec_add(&v, from_wide(a), from_wide(b)), DEC_OK);
		assert_true(to_wide(v) == a + b);
		assert_int_equal(
		    dec_sub(&v, from_wide(a), from_wide(b)), DEC_OK);
		assert_true(to_wide(v) == a - b);
		if (c * d % unit == 0) {
			assert_int_equal(
			    dec_mul(&v, from_wide(c), from_wide(d)), DEC_OK);
			assert_true(to_wide(v) == c * d / unit);
		}
		if (d != 0) {
			wide q = c * unit / d, r = c * unit % d;

			if (2 * (r < 0 ? -r : r) >= (d < 0 ? -d : d))
				q += (c < 0) == (d < 0) ? 1 : -1;
			assert_int_equal(
			    dec_div(&v, from_wide(c), from_wide(d)), DEC_OK);
			assert_true(to_wide(v) == q);
		}
	}
}

/** What is written reads back as the same value, and compares as it. */
static void
test_round_trip(void **state)
{
	struct strbuf first = STRBUF_INIT, second = STRBUF_INIT;
	uint64_t seed = 7;
	int i;

	(void)state;
	for (i = 0; i < 100000; i++) {
		wide a = random_wide(&seed, 119), b = random_wide(&seed, 119);
		struct dec v;
		int order;

		strbuf_reset(&first);
		strbuf_reset(&second);
		dec_format(from_wide(a), &first);
		dec_format(from_wide(b), &second);
		assert_int_equal(dec_parse(&v, first.s, first.len), DEC_OK);
		assert_true(to_wide(v) == a);
		order = dec_cmp_text(first.s, first.len, second.s, second.len);
		assert_int_equal((order > 0) - (order < 0), (a > b) - (a < b));
	}
	strbuf_release(&first);
	strbuf_release(&second);
}

/** A sum does not depend on the order of its terms. */
static void
test_sum_of_many(void **state)
{
	enum { N_TERMS = 1000 };
	struct dec_sum forth = { 0, 0, 0 }, back = { 0, 0, 0 };
	struct dec v;
	wide terms[N_TERMS], want = 0;
	uint64_t seed = 11;
	int i;

	(void)state;
	for (i = 0; i < N_TERMS; i++) {
		terms[i] = random_wide(&seed, 108);
		want += terms[i];
		dec_sum_add(&forth, from_wide(terms[i]));
	}
	for (i = N_TERMS; i-- > 0;)
		dec_sum_add(&back, from_wide(terms[i]));
	assert_memory_equal(&forth, &back, sizeof(back));
	assert_int_equal(dec_sum_get(&v, &forth), DEC_OK);
	assert_true(to_wide(v) == want);
}
#endif

/* SILENCE-14: numbers of one value are one key, whatever their length. */
static void
test_key(void **state)
{
	static const char *const rows[][3] = {
		{ "0", "-0.0", "0e7" },
		{ "1", "1.0", "10e-1" },
		{ "-1.5", "-1.50", "-15e-1" },
		{ "1000000000000000000000000", "1e24", "10E+23" },
		{ "123456789012345678901234567890.5",
		    "123456789012345678901234567890.50",
		    "1234567890123456789012345678905e-1" },
		{ "0.00000000000000001", "1e-17", "0.1e-16" },
		{ "0.01", "1e-2", "0.010" },
		{ "1e400", "10e399", "0.1e401" },
		{ "-1.25e-40", "-12.5e-41", "-0.125e-39" },
	};
	struct strbuf sb = STRBUF_INIT;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (k = 0; k < 3; k++) {
			const char *s = rows[i][k];

			strbuf_reset(&sb);
			dec_key(&sb, s, strlen(s));
			assert_string_equal(sb.s, rows[i][0]);
			if (dec_is_key(s, strlen(s)))
				assert_string_equal(s, rows[i][0]);
			assert_int_equal(
			    dec_cmp_text(sb.s, sb.len, s, strlen(s)), 0);
		}
	}
	strbuf_release(&sb);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_key),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_arithmetic),
		cmocka_unit_test(test_products),
		cmocka_unit_test(test_division),
		cmocka_unit_test(test_round),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_compare_text),
		cmocka_unit_test(test_sum_in_any_order),
#ifdef __SIZEOF_INT128__
		cmocka_unit_test(test_against_int128),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_sum_of_many),
#endif
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
