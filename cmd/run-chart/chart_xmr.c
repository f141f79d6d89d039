/* chart_xmr.c - the rules of XmR charts (R-RUN-09). */
#include "chart_private.h"

/* Between a line and the next: inner thirds, outer third, outside. */
enum zone { ZONE_INNER, ZONE_OUTER, ZONE_OUTSIDE };

struct place {
	int side; /* of the mean: 1, -1; on it 0 */
	enum zone zone;
};

static int
sign_of_difference(const struct ratio *a, const struct ratio *b)
{
	struct ratio r;

	chart_must(ratio_sub(&r, a, b));
	return r.is_negative ? -1 : !ratio_is_zero(&r);
}

static bool
find_mean(struct ratio *mean, const struct point *points, size_t n)
{
	struct dec sum = points[0].value;

	for (size_t i = 1; i < n; i++) {
		if (dec_add(&sum, sum, points[i].value) != DEC_OK)
			return false;
	}
	ratio_set_dec(mean, sum);
	chart_scale(mean, 1, n);
	return true;
}

/* The mean of the moving ranges; of those below a limit, where there is one. */
static bool
find_range(struct ratio *mean, const struct point *points, size_t n,
    const struct ratio *below, size_t *n_left_out)
{
	struct dec sum = dec_from_int(0), d;
	struct ratio range;

	*n_left_out = 0;
	for (size_t i = 1; i < n; i++) {
		const struct dec a = points[i - 1].value, b = points[i].value;
		const bool is_rise = dec_cmp(a, b) < 0;

		if (dec_sub(&d, is_rise ? b : a, is_rise ? a : b) != DEC_OK)
			return false;
		ratio_set_dec(&range, d);
		if (below && sign_of_difference(&range, below) >= 0)
			++*n_left_out;
		else if (dec_add(&sum, sum, d) != DEC_OK)
			return false;
	}
	ratio_set_dec(mean, sum);
	if (*n_left_out + 1 < n)
		chart_scale(mean, 1, n - 1 - *n_left_out);
	return true;
}

/* mean +- range * 266 / 100 * thirds / 3 */
static void
find_line(struct ratio *out, const struct ratio *mean,
    const struct ratio *range, size_t thirds, bool is_upper)
{
	struct ratio r = *range;

	chart_scale(&r, 266 * thirds, 300);
	chart_must(
	    is_upper ? ratio_add(out, mean, &r) : ratio_sub(out, mean, &r));
}

struct lines {
	struct ratio mean, lower, near_lower, near_upper, upper;
};

static bool
find_lines(struct lines *l, struct chart *c, const struct point *points,
    size_t n, bool is_screened)
{
	struct ratio range, limit;

	if (!find_mean(&l->mean, points, n) ||
	    !find_range(&range, points, n, NULL, &c->n_screened))
		return false;
	limit = range;
	chart_scale(&limit, 3267, 1000);
	if (is_screened && !ratio_is_zero(&limit) &&
	    !find_range(&range, points, n, &limit, &c->n_screened))
		return false;
	find_line(&l->lower, &l->mean, &range, 3, false);
	find_line(&l->near_lower, &l->mean, &range, 2, false);
	find_line(&l->near_upper, &l->mean, &range, 2, true);
	find_line(&l->upper, &l->mean, &range, 3, true);
	return ratio_dec(&c->mean, &l->mean) == RATIO_OK &&
	       ratio_dec(&c->xmr_range, &range) == RATIO_OK &&
	       ratio_dec(&c->xmr_lower, &l->lower) == RATIO_OK &&
	       ratio_dec(&c->near_lower, &l->near_lower) == RATIO_OK &&
	       ratio_dec(&c->near_upper, &l->near_upper) == RATIO_OK &&
	       ratio_dec(&c->xmr_upper, &l->upper) == RATIO_OK;
}

static struct place
find_place(const struct lines *l, struct dec v)
{
	struct place place = { 0, ZONE_INNER };
	struct ratio value;

	ratio_set_dec(&value, v);
	place.side = sign_of_difference(&value, &l->mean);
	if (place.side > 0) {
		if (sign_of_difference(&value, &l->near_upper) > 0)
			place.zone = ZONE_OUTER;
		if (sign_of_difference(&value, &l->upper) > 0)
			place.zone = ZONE_OUTSIDE;
	} else if (place.side < 0) {
		if (sign_of_difference(&value, &l->near_lower) < 0)
			place.zone = ZONE_OUTER;
		if (sign_of_difference(&value, &l->lower) < 0)
			place.zone = ZONE_OUTSIDE;
	}
	return place;
}

static void
find_outside(struct chart *c, const struct place *places, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (places[i].zone == ZONE_OUTSIDE)
			chart_add_signal(
			    c, (struct signal){ .rule = SIGNAL_OUTSIDE,
				   .first = i,
				   .last = i,
				   .n_points = 1,
				   .is_up = places[i].side > 0 });
	}
}

/* Steps that all rise or all fall; an equal point ends them. */
static void
find_steps(struct chart *c, const struct point *points, size_t n)
{
	struct signal run = { .rule = SIGNAL_SIX_STEPS };
	int direction = 0;

	for (size_t i = 1; i <= n; i++) {
		const int step =
		    i == n ? 0 : dec_cmp(points[i].value, points[i - 1].value);

		if (step * direction > 0) {
			run.last = i;
			run.n_points++;
			continue;
		}
		if (run.n_points > CHART_XMR_RISES)
			chart_add_signal(c, run);
		direction = step;
		run.first = i - 1;
		run.last = i;
		run.n_points = step == 0 ? 1 : 2;
		run.is_up = step > 0;
	}
}

/* Two of three points in the outer third, and all three on that side; what
   overlaps is one signal, of the points in the outer third. */
static void
find_two_of_three(struct chart *c, const struct place *places, size_t n)
{
	struct signal at = { .rule = SIGNAL_TWO_OF_THREE };

	for (size_t i = 2; i <= n; i++) {
		size_t n_outer = 0;
		bool is_one_side = i < n;

		for (size_t k = i - 2; i < n && k <= i; k++) {
			n_outer += places[k].zone == ZONE_OUTER;
			is_one_side &= places[k].side * places[i].side > 0;
		}
		if (is_one_side && n_outer >= 2) {
			if (at.n_points == 0)
				at.first = i - 2;
			at.last = i;
			at.n_points = 1;
			at.is_up = places[i].side > 0;
			continue;
		}
		if (at.n_points == 0 || (i < n && i - 1 <= at.last))
			continue;
		at.n_points = 0;
		for (size_t k = at.first; k <= at.last; k++)
			at.n_points += places[k].zone == ZONE_OUTER;
		chart_add_signal(c, at);
		at.n_points = 0;
	}
}

/* Points on one side of the mean; one on it ends them. */
static void
find_sevens(struct chart *c, const struct place *places, size_t n)
{
	struct signal run = { .rule = SIGNAL_SEVEN };
	int side = 0;

	for (size_t i = 0; i <= n; i++) {
		if (i < n && places[i].side * side > 0) {
			run.last = i;
			run.n_points++;
			continue;
		}
		if (side != 0 && run.n_points >= CHART_XMR_SIDE)
			chart_add_signal(c, run);
		side = i < n ? places[i].side : 0;
		run.first = run.last = i;
		run.n_points = 1;
		run.is_up = side > 0;
	}
}

bool
chart_find_xmr(struct chart *c, const struct point *points, size_t n,
    size_t n_base, bool is_screened)
{
	struct place places[CHART_MAX_POINTS];
	struct lines lines;

	if (!find_lines(&lines, c, points, n_base, is_screened))
		return false;
	for (size_t i = 0; i < n; i++)
		places[i] = find_place(&lines, points[i].value);
	find_outside(c, places, n);
	find_steps(c, points, n);
	find_two_of_three(c, places, n);
	find_sevens(c, places, n);
	return true;
}
