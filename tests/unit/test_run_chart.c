/*
 * test_run_chart.c - the rules of run charts, each on both sides of its
 * limit, and the limits of runs against counts made by hand.
 *
 * unit: cmd/run-chart/chart.c
 * unit: cmd/run-chart/chart_anhoej.c
 * unit: cmd/run-chart/chart_xmr.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"

#include "../../cmd/run-chart/chart.h"

static const struct chart_how perla = { .rules = CHART_PERLA };

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* Values with a blank between, as points of one month after the other. */
static size_t
read_points(struct point *points, const char *text)
{
	size_t n = 0, len;

	for (; *text != '\0'; text += len + (text[len] != '\0')) {
		len = strcspn(text, " ");
		points[n].month = (int)n;
		assert_int_equal(
		    dec_parse(&points[n++].value, text, len), DEC_OK);
	}
	return n;
}

/* The signals as text: "shift 0-5 6 up; ...". */
static void
tell(struct strbuf *sb, const struct chart *c)
{
	static const char *const names[] = { "shift", "trend", "few", "many",
		"far", "long", "uncrossed", "outside", "steps", "two",
		"seven" };

	strbuf_reset(sb);
	for (size_t i = 0; i < c->n_signals; i++) {
		const struct signal *s = &c->signals[i];

		strbuf_addf(sb, "%s%s %zu-%zu %zu %s", i > 0 ? "; " : "",
		    names[s->rule], s->first, s->last, s->n_points,
		    s->is_up ? "up" : "down");
	}
}

static const struct {
	const char *values, *signals;
} charts[] = {
	{ "1 1 1 1 1 1 1 1 1 1 1 1", "" },
	/* R-RUN-02: five on one side are no shift, six are */
	{ "5 1 6 2 7 9 8 9 8 3 1 2 1 7", "" },
	{ "5 1 6 2 7 9 8 9 8 9 1 2 1 2 1 2", "shift 4-9 6 up; shift 10-15 6 "
					     "down" },
	/* a point on the median (5) lies within the shift without counting */
	{ "1 9 6 7 5 7 6 7 6 1 2 1 9 1 2 3 1", "shift 1-8 7 up" },
	{ "1 9 1 6 7 5 7 6 7 1 9 1 2 1 3", "" },
	/* R-RUN-03: four that rise are no trend, five are */
	{ "4 1 2 3 9 1 8 2 9 1", "" },
	{ "4 1 2 3 5 9 1 8 2 9 1", "trend 1-5 5 up" },
	/* equal ones in between do not count, and do not end it */
	{ "4 1 2 2 3 9 1 8 2 9 1", "" },
	{ "4 1 2 2 3 3 5 9 9 1 8 2 9 1", "trend 1-7 5 up" },
	{ "1 8 2 9 8 6 4 2 9 1 9 1", "trend 3-7 5 down" },
	{ "7 9 1 8 2 9 1 9 8 7 6 5", "trend 7-11 5 down" },
	/* R-RUN-04: 5 above and 5 below; 3 to 9 runs are common */
	{ "9 8 9 7 9 1 2 1 3 1", "few 0-9 10 down" },
	{ "9 8 9 7 1 2 1 3 1 9", "" },
	{ "9 1 8 2 9 1 7 3 9 1", "many 0-9 10 up" },
	{ "9 1 8 2 9 1 7 3 1 9", "" },
	/* R-RUN-05: the mean is 2, the mean moving range 2: 7.32 */
	{ "1 1 1 1 1 1 1 1 1 11", "far 9-9 1 up" },
};

static void
test_signals(void **state)
{
	struct point points[CHART_MAX_POINTS];
	struct strbuf told = STRBUF_INIT;
	struct chart c = CHART_INIT;
	size_t n;

	(void)state;
	for (size_t i = 0; i < N(charts); i++) {
		n = read_points(points, charts[i].values);
		assert_true(chart_make(&c, points, n, &perla));
		tell(&told, &c);
		if (strcmp(told.s, charts[i].signals) != 0)
			fail_msg("%s: got \"%s\", wanted \"%s\"",
			    charts[i].values, told.s, charts[i].signals);
	}
	strbuf_release(&told);
	chart_release(&c);
}

static void
assert_dec(struct dec v, const char *wanted)
{
	struct strbuf sb = STRBUF_INIT;

	dec_format(v, &sb);
	assert_string_equal(sb.s, wanted);
	strbuf_release(&sb);
}

/* R-RUN-08: what is published of Anhøj's limits. */
static void
test_anhoej_limits(void **state)
{
	static const size_t limits[][3] = { { 1, 3, 0 }, { 10, 6, 2 },
		{ 11, 6, 2 }, { 12, 7, 3 }, { 16, 7, 4 }, { 20, 7, 6 },
		{ 22, 7, 7 }, { 23, 8, 7 }, { 24, 8, 8 }, { 30, 8, 10 },
		{ 40, 8, 14 }, { 60, 9, 23 }, { 100, 10, 41 },
		{ 960, 13, 454 } };
	size_t longest, crossings;

	(void)state;
	for (size_t i = 0; i < N(limits); i++) {
		chart_anhoej_limits(limits[i][0], &longest, &crossings);
		assert_int_equal(longest, limits[i][1]);
		assert_int_equal(crossings, limits[i][2]);
	}
}

static const struct {
	struct chart_how how;
	const char *values, *signals;
} others[] = {
	/* points on the median are no use; one crossing of ten is too few */
	{ { CHART_ANHOEJ, false, 0 }, "1 9 9 8 9 8 9 1 2 1 9 2", "" },
	{ { CHART_ANHOEJ, false, 0 }, "1 2 1 2 1 9 8 9 8 9",
	    "uncrossed 0-9 10 down" },
	{ { CHART_ANHOEJ, false, 3 }, "5 4 6 9 9 9 9 9 1 9 9 1", "" },
	/* nine of them are off the median, 5: six in a row may be on a side */
	{ { CHART_ANHOEJ, false, 3 }, "5 4 6 5 9 9 5 9 9 5 9 1 9 5", "" },
	{ { CHART_ANHOEJ, false, 3 }, "5 4 6 5 9 9 5 9 9 5 9 9 1 5",
	    "long 2-11 7 up" },
	/* of the first ten the mean is 1, the mean moving range 2; so limits
	   are at 6.32 and -4.32, near ones 3.546... from the mean */
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 6.32 0", "" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 6.33 0 -4.33",
	    "outside 10-10 1 up; outside 12-12 1 down" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 4.55 2 4.55 0",
	    "two 10-12 2 up" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 4.54 2 4.55 0", "" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 4.55 1 4.55 0", "" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 5 5 7 0",
	    "outside 12-12 1 up; two 10-12 2 up" },
	/* what overlaps is one */
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 -3 -3 0 -3 -3 2",
	    "two 9-14 4 down" },
	/* six rises are seven points; an equal one ends them */
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 1 2 3 4 4.1 0", "" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 1 2 3 4 4.1 4.2 0",
	    "steps 9-15 7 up" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 1 1 2 3 4 4.1 4.2",
	    "" },
	/* seven on one side of the mean; one on it ends them */
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 2 3 2 3 2 3 0", "" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 2 3 2 3 2 3 2",
	    "seven 10-16 7 up" },
	{ { CHART_XMR, false, 10 }, "2 0 2 0 2 0 2 0 2 0 2 3 2 1 3 2 3 2", "" },
	{ { CHART_XMR, false, 0 }, "4 4 4 4 4 4 4 4 4 4", "" },
	/* lines of the first points only: a change that they do not know */
	{ { CHART_PERLA, false, 0 }, "2 0 2 0 2 0 2 0 2 0 2 0 7 0",
	    "many 0-13 14 up" },
	{ { CHART_PERLA, false, 10 }, "2 0 2 0 2 0 2 0 2 0 2 0 7 0",
	    "many 0-13 14 up; far 12-12 1 up" },
	{ { CHART_PERLA, false, 10 }, "2 0 2 0 2 0 2 0 2 0 6 5 6 5 6 5",
	    "shift 10-15 6 up" },
};

static void
test_other_rules(void **state)
{
	struct point points[CHART_MAX_POINTS];
	struct strbuf told = STRBUF_INIT;
	struct chart c = CHART_INIT;
	size_t n;

	(void)state;
	for (size_t i = 0; i < N(others); i++) {
		n = read_points(points, others[i].values);
		assert_true(chart_make(&c, points, n, &others[i].how));
		tell(&told, &c);
		if (strcmp(told.s, others[i].signals) != 0)
			fail_msg("%s: got \"%s\", wanted \"%s\"",
			    others[i].values, told.s, others[i].signals);
	}
	strbuf_release(&told);
	chart_release(&c);
}

/* R-RUN-09: the published vector, to two decimals. */
static void
test_screening(void **state)
{
	static const char vector[] = "1 2 1 2 10 1 2 1 2 1 2 1 2 1 2 1 2 1";
	static const struct {
		bool is_screened;
		const char *mean, *lower, *upper;
		size_t n_screened;
	} cases[] = { { true, "1.94", "-0.72", "4.6", 2 },
		{ false, "1.94", "-3.06", "6.95", 0 } };
	struct point points[CHART_MAX_POINTS];
	struct chart c = CHART_INIT;
	size_t n = read_points(points, vector);

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		const struct chart_how how = { CHART_XMR, cases[i].is_screened,
			0 };

		assert_true(chart_make(&c, points, n, &how));
		assert_dec(dec_round(c.mean, 2), cases[i].mean);
		assert_dec(dec_round(c.xmr_lower, 2), cases[i].lower);
		assert_dec(dec_round(c.xmr_upper, 2), cases[i].upper);
		assert_int_equal(c.n_screened, cases[i].n_screened);
	}
	chart_release(&c);
}

/* R-RUN-01, R-RUN-05 by hand: moving ranges 2, 5, 1, 4; their mean is 3. */
static void
test_lines(void **state)
{
	struct point points[CHART_MAX_POINTS];
	struct chart c = CHART_INIT;

	(void)state;
	assert_true(chart_make(
	    &c, points, read_points(points, "10 12 7 8 12"), &perla));
	assert_dec(c.median, "10");
	assert_dec(c.mean, "9.8");
	assert_dec(c.moving_range, "3");
	assert_dec(c.upper, "17.78");
	assert_dec(c.lower, "1.82");
	assert_true(
	    chart_make(&c, points, read_points(points, "1 0.5 2 7"), &perla));
	assert_dec(c.median, "1.5");
	chart_release(&c);
}

/*
 * R-RUN-05: the mean is 92 / 8, the mean moving range 125 / 7, so the limit is
 * 11.5 + 47.5 = 59. A point on it is within, one a little above it is not.
 */
static void
test_on_the_limit(void **state)
{
	struct point points[CHART_MAX_POINTS];
	struct chart c = CHART_INIT;

	(void)state;
	assert_true(chart_make(
	    &c, points, read_points(points, "0 11 0 11 0 11 0 59"), &perla));
	assert_dec(c.upper, "59");
	assert_int_equal(c.n_signals, 0);
	assert_true(chart_make(&c, points,
	    read_points(points, "0 11 0 11 0 11 0 59.0001"), &perla));
	assert_int_equal(c.n_signals, 1);
	assert_int_equal(c.signals[0].rule, SIGNAL_ASTRONOMICAL);
	chart_release(&c);
}

/*
 * R-RUN-04. Of the 252 orders of 5 and 5, 2 have 2 runs and 8 have 3: at most
 * 2 is 0.8 %, at most 3 is 4 %. Of the 924 of 6 and 6, 2, 10 and 50 have 2, 3
 * and 4: 1.3 % have at most 3, 6.7 % at most 4. Of 10 and 10 (184756): 2, 18,
 * 162, 648, 2592, 6048 have 2 to 7: 1.85 % at most 6, 5.1 % at most 7. Of 3
 * and 3, 2 of 20 have 2 runs: none is rare. Of 1 and 9, 2 of 10 have 2 runs.
 */
static const struct {
	size_t n_above, n_below, low, high;
} run_limits[] = {
	{ 1, 1, 2, 2 },
	{ 3, 3, 2, 6 },
	{ 5, 5, 3, 9 },
	{ 6, 6, 4, 10 },
	{ 10, 10, 7, 15 },
	{ 1, 9, 2, 3 },
	{ 9, 1, 2, 3 },
};

static void
test_run_limits(void **state)
{
	size_t low, high;

	(void)state;
	for (size_t i = 0; i < N(run_limits); i++) {
		chart_run_limits(
		    run_limits[i].n_above, run_limits[i].n_below, &low, &high);
		assert_int_equal(low, run_limits[i].low);
		assert_int_equal(high, run_limits[i].high);
	}
	/* as many as there may be: no number grows too large */
	chart_run_limits(
	    CHART_MAX_POINTS / 2, CHART_MAX_POINTS / 2, &low, &high);
	assert_int_equal(low + high, CHART_MAX_POINTS + 2);
	assert_in_range(low, 445, 455);
}

/* A chart tells the same of a series and of its mirror. */
static void
test_mirror(void **state)
{
	struct point points[CHART_MAX_POINTS];
	struct chart c = CHART_INIT;
	size_t n, n_signals;

	(void)state;
	for (size_t i = 0; i < N(charts); i++) {
		n = read_points(points, charts[i].values);
		assert_true(chart_make(&c, points, n, &perla));
		n_signals = c.n_signals;
		for (size_t j = 0; j < n; j++)
			assert_int_equal(dec_sub(&points[j].value,
					     dec_from_int(0), points[j].value),
			    DEC_OK);
		assert_true(chart_make(&c, points, n, &perla));
		assert_int_equal(c.n_signals, n_signals);
	}
	chart_release(&c);
}

static void
test_too_large(void **state)
{
	struct point points[2] = { { 0 } };
	struct chart c = CHART_INIT;

	(void)state;
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(
		    dec_parse(&points[i].value, "999999999999999999999999", 24),
		    DEC_OK);
	assert_false(chart_make(&c, points, 2, &perla));
	chart_release(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_anhoej_limits),
		cmocka_unit_test(test_other_rules),
		cmocka_unit_test(test_screening),
		cmocka_unit_test(test_on_the_limit),
		cmocka_unit_test(test_run_limits),
		cmocka_unit_test(test_mirror),
		cmocka_unit_test(test_too_large),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
