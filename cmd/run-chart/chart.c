/* chart.c - the rules of run charts. */
#include "chart_private.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

void
chart_release(struct chart *c)
{
	free(c->signals);
	c->signals = NULL;
	c->n_signals = c->cap_signals = 0;
}

void
chart_add_signal(struct chart *c, struct signal signal)
{
	GROW(c->signals, c->n_signals, c->cap_signals);
	c->signals[c->n_signals++] = signal;
}

/* --- the median (R-RUN-01) ------------------------------------------------ */

static int
compare_values(const void *a, const void *b)
{
	return dec_cmp(*(const struct dec *)a, *(const struct dec *)b);
}

/* Twice the median, which needs no rounding. */
static bool
twice_median(struct dec *out, const struct point *points, size_t n)
{
	struct dec *values = xcalloc(n, sizeof(*values));
	bool is_good;

	for (size_t i = 0; i < n; i++)
		values[i] = points[i].value;
	qsort(values, n, sizeof(*values), compare_values);
	is_good = dec_add(out, values[(n - 1) / 2], values[n / 2]) == DEC_OK;
	free(values);
	return is_good;
}

/* Above the median 1, below -1, on it 0. */
static bool
find_sides(int *sides, const struct point *points, size_t n, struct dec twice)
{
	struct dec d;

	for (size_t i = 0; i < n; i++) {
		if (dec_add(&d, points[i].value, points[i].value) != DEC_OK)
			return false;
		sides[i] = dec_cmp(d, twice);
	}
	return true;
}

/* --- shifts and runs (R-RUN-02, R-RUN-04) --------------------------------- */

/* Points on the median neither make a run longer nor end it. */
static void
find_runs(struct chart *c, const int *sides, size_t n)
{
	struct signal run = { .rule = SIGNAL_SHIFT };
	int side = 0;

	c->n_runs = 0;
	for (size_t i = 0; i <= n; i++) {
		if (i < n && (sides[i] == 0 || sides[i] * side > 0)) {
			run.n_points += sides[i] != 0;
			run.last = sides[i] != 0 ? i : run.last;
			continue;
		}
		if (run.n_points >= CHART_SHIFT)
			chart_add_signal(c, run);
		if (i == n)
			break;
		side = sides[i];
		run.first = run.last = i;
		run.n_points = 1;
		run.is_up = side > 0;
		c->n_runs++;
	}
}

void
chart_must(enum ratio_status status)
{
	if (status != RATIO_OK)
		BUG("a number of runs out of range");
}

void
chart_scale(struct ratio *a, size_t times, size_t by)
{
	struct ratio r;

	ratio_set_int(&r, (int64_t)times);
	chart_must(ratio_mul(a, a, &r));
	ratio_set_int(&r, (int64_t)by);
	chart_must(ratio_div(a, a, &r));
}

/* Is 40 * part greater than whole: part of it more than 2.5 %? */
static bool
is_likely(const struct ratio *part, const struct ratio *whole)
{
	struct ratio r = *part;

	chart_scale(&r, 40, 1);
	chart_must(ratio_sub(&r, &r, whole));
	return !r.is_negative && !ratio_is_zero(&r);
}

/*
 * Of all orders of the points, as many have r runs as there are ways to cut
 * each side into its share of the runs:
 *     r = 2k:     2 C(a-1, k-1) C(b-1, k-1)
 *     r = 2k + 1: C(a-1, k) C(b-1, k-1) + C(a-1, k-1) C(b-1, k)
 * above[0] and below[0] are the binomials of k - 1, [1] those of k.
 */
struct cuts {
	struct ratio above[2], below[2];
};

static void
count_orders(struct ratio *out, const struct cuts *cuts, bool is_odd)
{
	struct ratio r;

	chart_must(ratio_mul(out, &cuts->above[is_odd], &cuts->below[0]));
	chart_must(ratio_mul(&r, &cuts->above[0], &cuts->below[is_odd]));
	chart_must(ratio_add(out, out, &r));
}

static void
next_cuts(struct cuts *cuts, size_t n_above, size_t n_below, size_t k)
{
	cuts->above[0] = cuts->above[1];
	cuts->below[0] = cuts->below[1];
	chart_scale(&cuts->above[1], n_above > k ? n_above - k : 0, k);
	chart_scale(&cuts->below[1], n_below > k ? n_below - k : 0, k);
}

void
chart_run_limits(size_t n_above, size_t n_below, size_t *low, size_t *high)
{
	const size_t n = n_above + n_below;
	struct ratio all, before, orders, rest;
	struct cuts cuts;

	ratio_set_int(&all, 1);
	for (size_t i = 1; i <= n_above; i++)
		chart_scale(&all, n_below + i, i);
	ratio_set_int(&before, 0);
	ratio_set_int(&cuts.above[1], 1);
	cuts.below[1] = cuts.above[1];
	*low = *high = 0;
	for (size_t r = 2; r <= n; r++) {
		if (r % 2 == 0)
			next_cuts(&cuts, n_above, n_below, r / 2);
		chart_must(ratio_sub(&rest, &all, &before));
		if (is_likely(&rest, &all))
			*high = r;
		count_orders(&orders, &cuts, r % 2 == 1);
		chart_must(ratio_add(&before, &before, &orders));
		if (*low == 0 && is_likely(&before, &all))
			*low = r;
	}
}

static void
judge_runs(struct chart *c, const int *sides, size_t n)
{
	struct signal signal = { .last = n - 1 };
	size_t n_above = 0, n_below = 0;

	for (size_t i = 0; i < n; i++) {
		n_above += sides[i] > 0;
		n_below += sides[i] < 0;
	}
	c->has_limits = n_above > 0 && n_below > 0;
	if (!c->has_limits)
		return;
	chart_run_limits(n_above, n_below, &c->runs_low, &c->runs_high);
	signal.n_points = n_above + n_below;
	signal.is_up = c->n_runs > c->runs_high;
	signal.rule = signal.is_up ? SIGNAL_MANY_RUNS : SIGNAL_FEW_RUNS;
	if (signal.is_up || c->n_runs < c->runs_low)
		chart_add_signal(c, signal);
}

/* --- trends (R-RUN-03) ---------------------------------------------------- */

/* A point like the one before it neither makes a trend longer nor ends it. */
static void
find_trends(struct chart *c, const struct point *points, size_t n)
{
	struct signal trend = { .rule = SIGNAL_TREND, .n_points = 1 };
	int step, direction = 0;
	size_t turn = 0; /* the last point that differs from the one before */

	for (size_t i = 1; i <= n; i++) {
		step = 0;
		if (i < n)
			step = dec_cmp(points[i].value, points[i - 1].value);
		if (i < n && step == 0)
			continue;
		if (i < n && step * direction > 0) {
			trend.n_points++;
			trend.last = turn = i;
			continue;
		}
		if (trend.n_points >= CHART_TREND)
			chart_add_signal(c, trend);
		trend.first = turn;
		trend.last = turn = i;
		trend.n_points = 2;
		trend.is_up = step > 0;
		direction = step;
	}
}

/* --- astronomical points (R-RUN-05) --------------------------------------- */

/* The mean of the values, and of their moving ranges. */
static bool
find_means(struct ratio *mean, struct ratio *range, const struct point *points,
    size_t n)
{
	struct dec sum = points[0].value, ranges = dec_from_int(0), d;
	struct ratio r;

	for (size_t i = 1; i < n; i++) {
		const struct dec a = points[i - 1].value, b = points[i].value;
		const bool is_rise = dec_cmp(a, b) < 0;

		if (dec_add(&sum, sum, b) != DEC_OK ||
		    dec_sub(&d, is_rise ? b : a, is_rise ? a : b) != DEC_OK ||
		    dec_add(&ranges, ranges, d) != DEC_OK)
			return false;
	}
	ratio_set_dec(mean, sum);
	ratio_set_int(&r, (int64_t)n);
	chart_must(ratio_div(mean, mean, &r));
	ratio_set_dec(range, ranges);
	ratio_set_int(&r, (int64_t)n - 1);
	chart_must(ratio_div(range, range, &r));
	return true;
}

static bool
is_less(const struct ratio *a, const struct ratio *b)
{
	struct ratio r;

	chart_must(ratio_sub(&r, a, b));
	return r.is_negative;
}

static bool
find_astronomical(
    struct chart *c, const struct point *points, size_t n, size_t n_base)
{
	struct signal signal = { .rule = SIGNAL_ASTRONOMICAL, .n_points = 1 };
	struct ratio mean, range, lower, upper, value;

	if (!find_means(&mean, &range, points, n_base))
		return false;
	value = range;
	chart_scale(&value, 266, 100);
	chart_must(ratio_sub(&lower, &mean, &value));
	chart_must(ratio_add(&upper, &mean, &value));
	if (ratio_dec(&c->mean, &mean) != RATIO_OK ||
	    ratio_dec(&c->moving_range, &range) != RATIO_OK ||
	    ratio_dec(&c->lower, &lower) != RATIO_OK ||
	    ratio_dec(&c->upper, &upper) != RATIO_OK)
		return false;
	for (size_t i = 0; i < n; i++) {
		ratio_set_dec(&value, points[i].value);
		signal.is_up = is_less(&upper, &value);
		signal.first = signal.last = i;
		if (signal.is_up || is_less(&value, &lower))
			chart_add_signal(c, signal);
	}
	return true;
}

bool
chart_make(struct chart *c, const struct point *points, size_t n,
    const struct chart_how *how)
{
	size_t n_base = how->n_base ? how->n_base : n;
	int sides[CHART_MAX_POINTS];
	struct dec twice;

	c->n_signals = 0;
	if (!twice_median(&twice, points, n_base) ||
	    dec_div(&c->median, twice, dec_from_int(2)) != DEC_OK ||
	    !find_sides(sides, points, n, twice))
		return false;
	if (how->rules & CHART_PERLA) {
		find_runs(c, sides, n);
		find_trends(c, points, n);
		judge_runs(c, sides, n);
		if (!find_astronomical(c, points, n, n_base))
			return false;
	}
	if (how->rules & CHART_ANHOEJ)
		chart_find_anhoej(c, sides, n);
	return !(how->rules & CHART_XMR) ||
	       chart_find_xmr(c, points, n, n_base, how->is_screened);
}
