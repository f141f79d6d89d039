/* test_interval.c - intervals and funnel limits against published numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "vardstrom/interval.h"

/* Within half of the last digit that is published. */
static void
assert_near(double got, double want, double digit)
{
	if (got - want > digit * 0.51 || want - got > digit * 0.51)
		print_message("got %.12g, want %.12g\n", got, want);
	assert_true(got - want <= digit * 0.51 && want - got <= digit * 0.51);
}

static void
test_z(void **state)
{
	(void)state;
	assert_near(interval_z(0.95), 1.959963984540054, 5e-13);
	assert_near(interval_z(0.998), 3.090232, 1e-6);
	assert_near(interval_z(0.5), 0.674490, 1e-6);
}

static void
test_wilson(void **state)
{
	static const struct {
		double x, n, level, low, high;
	} rows[] = {
		{ 65, 100, 0.95, 0.552544, 0.736358 },
		{ 65, 100, 0.998, 0.495495, 0.778354 },
		{ 1, 100, 0.95, 0.001767, 0.054486 },
		{ 0, 20, 0.95, 0, 0.161125 },
		{ 20, 20, 0.95, 1 - 0.161125, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct interval v = interval_wilson(
		    rows[i].x, rows[i].n, interval_z(rows[i].level));

		assert_near(v.low, rows[i].low, 1e-6);
		assert_near(v.high, rows[i].high, 1e-6);
	}
}

static void
test_dobson(void **state)
{
	/* 10 among 100 and 30 among 600, by 2 and 1 */
	static const struct interval_band bands[] = { { 2, 10, 100 },
		{ 1, 30, 600 } };
	struct interval v = interval_dobson(bands, 2, 0.95);

	(void)state;
	/* (0.2 + 0.05) / 3; the variance (4 * 0.001 + 0.05 / 600) / 9; Byar's
	   of 40: 28.573300, 54.470099 */
	assert_near(v.low, 0.0833333 - 0.003367877 * (40 - 28.573300), 1e-7);
	assert_near(v.high, 0.0833333 + 0.003367877 * (54.470099 - 40), 1e-7);
}

static void
test_along_scale(void **state)
{
	/* two halves: the line goes through both, from 0.05 to 0.25 */
	static const struct interval_band bands[] = { { 0, 10, 100 },
		{ 0, 20, 100 } };
	static const struct interval_band steep[] = { { 0, 1, 100 },
		{ 0, 20, 100 } };
	struct interval v;

	(void)state;
	/* 2 (y2 - y1), whose variance is 4 (0.001 + 0.002) */
	assert_true(interval_along_scale(&v, bands, 2, false, 0.95));
	assert_near(v.low, 0.2 - 1.959963985 * 0.109544512, 1e-8);
	assert_near(v.high, 0.2 + 1.959963985 * 0.109544512, 1e-8);
	/* (3 y2 - y1) / (3 y1 - y2): its log rises by -32 a y1, 16 a y2 */
	assert_true(interval_along_scale(&v, bands, 2, true, 0.95));
	assert_near(v.low * v.high, 25, 1e-9);
	assert_near(v.low, 5 * 0.088116937, 1e-8);
	/* the line begins below 0 */
	assert_true(interval_along_scale(&v, steep, 2, false, 0.95));
	assert_false(interval_along_scale(&v, steep, 2, true, 0.95));
}

static void
test_byar(void **state)
{
	struct interval v = interval_byar(65, interval_z(0.95));

	(void)state;
	assert_near(v.low, 50.163188, 1e-6);
	assert_near(v.high, 82.849139, 1e-6);
	v = interval_byar(10, interval_z(0.998));
	assert_near(v.low, 2.916318, 1e-6);
	assert_near(v.high, 24.193725, 1e-6);
	v = interval_byar(1, interval_z(0.998));
	assert_near(v.low, -0.0028, 1e-4);
	assert_near(v.high, 9.362180, 1e-6);
	assert_true(interval_byar(0, interval_z(0.95)).low < 0);
}

static void
test_exact(void **state)
{
	static const struct {
		double x, level, low, high;
	} rows[] = {
		{ 1, 0.95, 0.025318, 5.571643 },
		{ 5, 0.998, 0.739372, 16.454745 },
		{ 0, 0.95, 0, 3.688879 },
		/* around an expected number; published over it */
		{ 15, 0.95, 15 * 0.5596924, 15 * 1.649348 },
		{ 15, 0.998, 15 * 0.3862650, 15 * 2.082907 },
		{ 20, 0.95, 20 * 0.6108260, 20 * 1.544419 },
		{ 20, 0.998, 20 * 0.4479107, 20 * 1.902094 },
	};
	struct interval v;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double digit = rows[i].x > 5 ? 2e-5 : 1e-6;

		v = interval_exact(rows[i].x, rows[i].level);
		assert_near(v.low, rows[i].low, digit);
		assert_near(v.high, rows[i].high, digit);
	}
	/* many: Byar's is near, and an expected number may be a part */
	v = interval_exact(100000, 0.95);
	assert_near(v.low, interval_byar(100000, interval_z(0.95)).low, 0.02);
	assert_near(v.high, interval_byar(100000, interval_z(0.95)).high, 0.02);
	v = interval_exact(0.5, 0.95);
	assert_near(v.low, 0.000491, 1e-6);
	assert_near(v.high, 4.674202, 1e-6);
}

/* Events that come one, four and eight at a time. */
static void
test_clustered(void **state)
{
	struct interval v = interval_clustered(5, 1, 0.998);

	(void)state;
	assert_near(v.low, 0.739372, 1e-6);
	assert_near(v.high, 16.454745, 1e-6);
	/* 20 events of 5 that have 4 each: four times what 5 have */
	v = interval_clustered(20, 4, 0.998);
	assert_near(v.low, 4 * 0.739372, 4e-6);
	assert_near(v.high, 4 * 16.454745, 4e-6);
	/* around an expected number */
	v = interval_clustered(160, 8, 0.95);
	assert_near(v.low, 160 * 0.6108260, 2e-5);
	assert_near(v.high, 160 * 1.544419, 2e-4);
	v = interval_clustered(0, 8, 0.95);
	assert_true(v.low == 0);
	assert_near(v.high, 8 * 3.688879, 1e-5);
}

/* Byar's method is for 10 and more. */
static void
test_of_count(void **state)
{
	struct interval a = interval_of_count(INTERVAL_BYAR, 9, 0.95);
	struct interval b = interval_exact(9, 0.95);

	(void)state;
	assert_true(a.low == b.low && a.high == b.high);
	a = interval_of_count(INTERVAL_BYAR, 10, 0.95);
	b = interval_byar(10, interval_z(0.95));
	assert_true(a.low == b.low && a.high == b.high);
	a = interval_of_count(INTERVAL_EXACT, 10, 0.95);
	assert_true(a.low != b.low);
}

static void
test_funnel(void **state)
{
	const double mean = 0.80642448;
	struct interval v = interval_funnel(mean, 1, interval_z(0.95));

	(void)state;
	assert_near(v.low, 0.03204264, 1e-8);
	assert_true(v.high == 1);
	v = interval_funnel(mean, 5, interval_z(0.95));
	assert_near(v.low, 0.46011039, 1e-8);
	v = interval_funnel(mean, 5, interval_z(0.998));
	assert_near(v.low, 0.26039864, 1e-8);
	/* the point where Wilson's limit is the mean */
	v = interval_wilson(v.low * 5, 5, interval_z(0.998));
	assert_near(v.high, mean, 1e-9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_z),
		cmocka_unit_test(test_wilson),
		cmocka_unit_test(test_byar),
		cmocka_unit_test(test_dobson),
		cmocka_unit_test(test_along_scale),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_clustered),
		cmocka_unit_test(test_of_count),
		cmocka_unit_test(test_funnel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
