/*
 * test_reconcile.c - what a print cannot be is found, and nothing else is.
 *
 * unit: cmd/reconcile/names.c
 * unit: cmd/reconcile/print.c
 * unit: cmd/reconcile/printed.c
 * unit: cmd/reconcile/published.c
 * unit: cmd/reconcile/range.c
 * unit: cmd/reconcile/system.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/reconcile/names.h"
#include "../../cmd/reconcile/print.h"

enum { TRUE_TABLES = 300 };

/* --- ranges --------------------------------------------------------------- */

static struct dec
dec(const char *text)
{
	struct dec v;

	assert_int_equal(dec_parse(&v, text, strlen(text)), DEC_OK);
	return v;
}

static void
a_print_is_a_range(void **state)
{
	static const struct {
		const char *value;
		int decimals;
		enum rounding rounding;
		const char *low, *high;
		bool is_low_out, is_high_out;
	} cases[] = {
		{ "2.88", 2, ROUND_HALF_UP, "2.875", "2.885", false, true },
		{ "2.88", 2, ROUND_HALF_DOWN, "2.875", "2.885", true, false },
		{ "2.88", 2, ROUND_CUT, "2.88", "2.89", false, true },
		{ "47", 0, ROUND_HALF_UP, "46.5", "47.5", false, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct range r;

		range_of_print(&r, dec(cases[i].value), cases[i].decimals,
		    cases[i].rounding);
		assert_int_equal(dec_cmp(r.low.at, dec(cases[i].low)), 0);
		assert_int_equal(dec_cmp(r.high.at, dec(cases[i].high)), 0);
		assert_int_equal(r.low.is_out, cases[i].is_low_out);
		assert_int_equal(r.high.is_out, cases[i].is_high_out);
	}
}

static void
words_are_strict_ends(void **state)
{
	static const struct {
		const char *text, *low, *high;
	} cases[] = {
		{ "drygt 94,5", "94.5", "94.6" },
		{ "knappt 83", "82", "83" },
		{ "drygt 102 000", "102000", "103000" },
		{ "knappt 40", "30", "40" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct column column = { .scale = 1 };
		struct printed p;
		struct range r;

		printed_read(&p, cases[i].text, strlen(cases[i].text));
		assert_true(p.is_number);
		printed_range(&p, &column, ROUND_HALF_UP, &r);
		assert_int_equal(dec_cmp(r.low.at, dec(cases[i].low)), 0);
		assert_int_equal(dec_cmp(r.high.at, dec(cases[i].high)), 0);
		assert_true(r.low.is_out && r.high.is_out);
		free(p.text);
	}
}

static void
numbers_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text, *value;
		int decimals;
	} cases[] = {
		{ "48 409", "48409", 0 },
		{ "48\xc2\xa0"
		  "409",
		    "48409", 0 },
		{ "48\xe2\x80\xaf"
		  "409,5",
		    "48409.5", 1 },
		{ "53 %", "53", 0 },
		{ "94,40%", "94.4", 2 },
		{ "\xe2\x88\x92"
		  "1,5",
		    "-1.5", 1 },
		{ "007", "7", 0 },
		{ "0,50", "0.5", 2 },
		{ "n.a.", NULL, 0 },
		{ "", NULL, 0 },
		{ "%", NULL, 0 },
		{ "1.2.3", NULL, 0 },
		{ "0.1234567890123", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct printed p;

		printed_read(&p, cases[i].text, strlen(cases[i].text));
		assert_string_equal(p.text, cases[i].text);
		assert_int_equal(p.is_number, cases[i].value != NULL);
		if (cases[i].value) {
			assert_int_equal(
			    dec_cmp(p.value, dec(cases[i].value)), 0);
			assert_int_equal(p.decimals, cases[i].decimals);
		}
		free(p.text);
	}
}

/* A quotient that does not end is moved outwards, by the last decimal. */
static void
quotients_never_lose(void **state)
{
	struct range a, b, q;
	struct ratio third;

	(void)state;
	range_exact(&a, dec("1"));
	range_exact(&b, dec("3"));
	assert_true(range_div(&q, &a, &b, 1));
	ratio_set_int(&third, 1);
	ratio_set_dec(&third, dec("1"));
	{
		struct ratio three;

		ratio_set_int(&three, 3);
		assert_int_equal(ratio_div(&third, &third, &three), RATIO_OK);
	}
	assert_true(range_has(&q, &third));
	assert_int_equal(dec_cmp(q.low.at, dec("0.333333333333")), 0);
	assert_int_equal(dec_cmp(q.high.at, dec("0.333333333334")), 0);
}

/* --- GRIM: true and false vectors, counts and per cent -------------------- */

static bool
can_be_mean(const char *mean, int n, int scale)
{
	struct system *s = system_new();
	struct printed p;
	struct range r;
	size_t value, whole, count;
	bool fits;

	printed_read(&p, mean, strlen(mean));
	range_of_print(&r, p.value, p.decimals, ROUND_HALF_UP);
	value = system_number(s, &r, false);
	range_all(&r, true);
	whole = system_number(s, &r, true);
	range_exact(&r, dec_from_int(n));
	count = system_number(s, &r, true);
	system_quotient(s, value, whole, count, scale);
	fits = system_fits(s);
	system_free(s);
	free(p.text);
	return fits;
}

static void
means_of_few_are_whole(void **state)
{
	(void)state;
	assert_false(can_be_mean("5.27", 43, 1));
	assert_false(can_be_mean("3.48", 20, 1));
	assert_false(can_be_mean("5.93", 49, 1));
	assert_false(can_be_mean("5.19", 28, 1));
	assert_false(can_be_mean("32.5", 438, 100));
	assert_false(can_be_mean("21.7", 501, 100));
	assert_true(can_be_mean("5.21", 28, 1));
	assert_true(can_be_mean("5.25", 28, 1));
	assert_true(can_be_mean("35.6", 455, 100));
	assert_true(can_be_mean("39.3", 516, 100));
}

/* --- sums that only together cannot be ------------------------------------ */

static size_t
number_in(struct system *s, const char *low, const char *high)
{
	struct range r;

	range_exact(&r, dec(low));
	r.high.at = dec(high);
	return system_number(s, &r, false);
}

static size_t
sum_of(struct system *s, const char *right, size_t a, size_t b)
{
	struct range r;
	size_t relation;

	range_exact(&r, dec(right));
	relation = system_sum(s, &r);
	system_term(s, a, 1);
	system_term(s, b, 1);
	return relation;
}

/*
 * a + b = 1, b + c = 1, a + c = 1 and all within 0 to 0.6 give 0.5 each; with
 * a up to 0.45 each is possible by every sum alone and by any two.
 */
static void
sums_are_looked_at_together(void **state)
{
	static const char *const ends[] = { "0.6", "0.45" };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct system *s = system_new();
		const size_t a = number_in(s, "0.3", ends[i]);
		const size_t b = number_in(s, "0.3", "0.7");
		const size_t c = number_in(s, "0.3", "0.7");
		size_t list[3];

		for (int j = 0; j < 3; j++) {
			const size_t relation =
			    sum_of(s, "1", j == 2 ? b : a, j == 0 ? b : c);

			assert_true(system_fits_alone(s, relation));
		}
		assert_int_equal(system_fits(s), i == 0);
		assert_int_equal(system_conflict(s, list), i == 0 ? 0 : 3);
		system_free(s);
	}
}

/* num / den printed with two decimals or none, in units of the last one. */
static int64_t
printed_as(int64_t num, int64_t den, enum rounding rounding)
{
	const int64_t whole = num / den, rest = num % den;

	switch (rounding) {
	case ROUND_HALF_UP:
		return whole + (2 * rest >= den);
	case ROUND_HALF_DOWN:
		return whole + (2 * rest > den);
	default:
		return whole;
	}
}

static size_t
print_number_of(struct system *s, int64_t num, int64_t den, int decimals,
    enum rounding rounding)
{
	const int64_t units =
	    printed_as(num * (decimals == 2 ? 100 : 1), den, rounding);
	struct range r;
	struct dec value;

	assert_int_equal(dec_div(&value, dec_from_int(units),
			     dec_from_int(decimals == 2 ? 100 : 1)),
	    DEC_OK);
	range_of_print(&r, value, decimals, rounding);
	return system_number(s, &r, false);
}

static uint32_t
draw(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

/*
 * A made table with staff in twelfths of a month's hundredths, visits, their
 * ratio, totals, two groups that add up, and shares: printed in whichever
 * way, it is possible.
 */
static bool
is_true_table_possible(uint32_t *seed, enum rounding rounding)
{
	struct system *s = system_new();
	const uint32_t n = 2 + draw(seed, 12);
	int64_t staff = 0, visits = 0, part[2] = { 0, 0 };
	size_t cells[16], sum, groups[2], total, whole;
	struct range r;
	bool fits;

	range_exact(&r, dec_from_int(0));
	for (uint32_t i = 0; i < n; i++) {
		const int64_t f = 1 + draw(seed, 9000);
		const int64_t v = 1 + draw(seed, 9000);
		size_t count, ratio;

		cells[i] = print_number_of(s, f, 1200, 2, rounding);
		range_exact(&r, dec_from_int(v));
		count = system_number(s, &r, true);
		ratio = print_number_of(s, v * 1200, f, 0, rounding);
		system_quotient(s, ratio, count, cells[i], 1);
		staff += f;
		visits += v;
		part[i % 2] += f;
	}
	total = print_number_of(s, staff, 1200, 2, rounding);
	range_exact(&r, dec_from_int(0));
	sum = system_sum(s, &r);
	system_term(s, total, 1);
	for (uint32_t i = 0; i < n; i++)
		system_term(s, cells[i], -1);
	for (uint32_t i = 0; i < 2; i++) {
		groups[i] = print_number_of(s, part[i], 1200, 2, rounding);
		system_sum(s, &r);
		system_term(s, groups[i], 1);
		for (uint32_t j = i; j < n; j += 2)
			system_term(s, cells[j], -1);
	}
	system_sum(s, &r);
	system_term(s, total, 1);
	system_term(s, groups[0], -1);
	system_term(s, groups[1], -1);
	range_exact(&r, dec_from_int(visits));
	whole = system_number(s, &r, true);
	range_all(&r, true);
	{
		const int64_t k = draw(seed, (uint32_t)visits + 1);

		system_quotient(s,
		    print_number_of(s, 100 * k, visits, 0, rounding),
		    system_number(s, &r, true), whole, 100);
	}
	fits = system_fits(s) && system_fits_alone(s, sum);
	system_free(s);
	return fits;
}

static void
true_tables_are_never_blamed(void **state)
{
	uint32_t seed = 11;

	(void)state;
	for (int i = 0; i < TRUE_TABLES; i++) {
		if (!is_true_table_possible(
			&seed, (enum rounding)(i % N_ROUNDINGS)))
			fail_msg("table %d", i);
	}
}

static void
names_are_compared(void **state)
{
	(void)state;
	assert_true(names_are_near("T\xc3\xb6"
				   "ckfors",
	    "T\xc3\xb6"
	    "cksfors"));
	assert_true(names_are_near("Ski o Fysio", "Ski & Fysio"));
	assert_true(
	    names_are_near("Karlstad Rehabcenter", "Karlstad rehabcenter"));
	assert_false(names_are_near("Torsby", "Sjukhuset Torsby"));
	assert_false(names_are_near("Rud", "Kil"));
	assert_false(names_are_near("2023", "2024"));
	assert_false(names_are_near("mottagning2023", "mottagning2024"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_print_is_a_range),
		cmocka_unit_test(words_are_strict_ends),
		cmocka_unit_test(numbers_are_read_as_people_write_them),
		cmocka_unit_test(quotients_never_lose),
		cmocka_unit_test(means_of_few_are_whole),
		cmocka_unit_test(sums_are_looked_at_together),
		cmocka_unit_test(true_tables_are_never_blamed),
		cmocka_unit_test(names_are_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
