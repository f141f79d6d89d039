/* chart_anhoej.c - Anhøj's two rules of run charts (R-RUN-08). */
#include "chart_private.h"

/* round(log2(n)): the least k with n^2 < 2^(2k + 1). */
static size_t
round_log2(size_t n)
{
	size_t k = 0;

	while (n * n >= (size_t)2 << 2 * k)
		k++;
	return k;
}

/*
 * The least c with P(X <= c) >= 5 % of n - 1 fair coins: 20 times the sum of
 * the binomials up to c is at least 2^(n - 1).
 */
static size_t
least_crossings(size_t n)
{
	struct ratio all, sum, binomial, rest;
	size_t c = 0;

	ratio_set_int(&all, 1);
	for (size_t i = 1; i < n; i++)
		chart_scale(&all, 2, 1);
	ratio_set_int(&binomial, 1);
	sum = binomial;
	for (;; c++) {
		rest = sum;
		chart_scale(&rest, 20, 1);
		chart_must(ratio_sub(&rest, &rest, &all));
		if (!rest.is_negative)
			return c;
		chart_scale(&binomial, n - 1 - c, c + 1);
		chart_must(ratio_add(&sum, &sum, &binomial));
	}
}

void
chart_anhoej_limits(size_t n, size_t *longest, size_t *crossings)
{
	*longest = round_log2(n) + 3;
	*crossings = least_crossings(n);
}

void
chart_find_anhoej(struct chart *c, const int *sides, size_t n)
{
	struct signal run = { .rule = SIGNAL_LONG_RUN }, longest = run;
	int side = 0;

	c->n_useful = c->n_crossings = 0;
	for (size_t i = 0; i < n; i++) {
		if (sides[i] == 0)
			continue;
		c->n_useful++;
		if (sides[i] * side <= 0) {
			c->n_crossings += side != 0;
			run.first = i;
			run.n_points = 0;
			run.is_up = sides[i] > 0;
			side = sides[i];
		}
		run.last = i;
		if (++run.n_points > longest.n_points)
			longest = run;
	}
	c->longest = longest.n_points;
	if (c->n_useful == 0)
		return;
	chart_anhoej_limits(c->n_useful, &c->longest_high, &c->crossings_low);
	if (c->longest > c->longest_high)
		chart_add_signal(c, longest);
	if (c->n_crossings < c->crossings_low)
		chart_add_signal(
		    c, (struct signal){ .rule = SIGNAL_FEW_CROSSINGS,
			   .last = n - 1,
			   .n_points = c->n_useful });
}
