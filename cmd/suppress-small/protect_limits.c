/*
 * protect_limits.c - what is known of each figure whatever is hidden.
 *
 * Labels and rows narrow a figure even where every record that may be hidden
 * is: what no search can widen need not be searched for, and a programme that
 * knows it is the smaller.
 */
#include "protect_private.h"

enum { MAX_SWEEPS = 40 /* what creeps on after these is left as it is */ };

struct sweep {
	struct guard *g;
	bool is_changed;
};

/* Narrow a cell's limits; what is true stays within them. */
static void
narrow(struct sweep *s, uint32_t cell, int64_t low, int64_t high)
{
	struct span *span = &s->g->limits[cell];
	const int64_t v = s->g->m->cells[cell].value;

	low = low < v ? low : v;
	high = high > v ? high : v;
	if (low > span->low) {
		span->low = low;
		s->is_changed = true;
	}
	if (high < span->high) {
		span->high = high;
		s->is_changed = true;
	}
}

static int64_t
floor_div(int64_t v, int64_t by)
{
	return v >= 0 ? v / by : -((-v + by - 1) / by);
}

/* The most that a row's terms come to, and how many of them have no end. */
struct most {
	int64_t sum;
	uint32_t n_endless, endless; /* the last of these */
};

static struct most
most_of(const struct guard *g, const struct row *row, int sign)
{
	struct most most = { 0, 0, 0 };

	for (uint32_t i = 0; i < row->n; i++) {
		const struct term *t = &g->m->terms[row->first + i];
		const struct span *span = &g->limits[t->cell];
		const int64_t by = sign * t->coefficient;

		if (by < 0) {
			most.sum += by * span->low;
		} else if (span->high < ITEMS_MAX_COUNT) {
			most.sum += by * span->high;
		} else {
			most.n_endless++;
			most.endless = i;
		}
	}
	return most;
}

/* The sum of sign * coefficient * value is at least 0: each term makes up for
   what the others cannot. */
static void
sweep_row(struct sweep *s, const struct row *row, int sign)
{
	const struct most most = most_of(s->g, row, sign);

	for (uint32_t i = 0; most.n_endless < 2 && i < row->n; i++) {
		const struct term *t = &s->g->m->terms[row->first + i];
		const struct span span = s->g->limits[t->cell];
		const int64_t by = sign * t->coefficient;
		int64_t others = most.sum;

		if (most.n_endless == 1 && most.endless != i)
			continue;
		if (most.n_endless == 0)
			others -= by * (by < 0 ? span.low : span.high);
		if (by < 0)
			narrow(s, t->cell, 0, floor_div(others, -by));
		else
			narrow(s, t->cell, -floor_div(others, by),
			    ITEMS_MAX_COUNT);
	}
}

/* --- labels --------------------------------------------------------------- */

/* The limits of a record's numbers, by role. */
struct numbers {
	struct span of[N_ROLES + 1];
};

static void
cut(struct span *span, int64_t low, int64_t high)
{
	span->low = span->low > low ? span->low : low;
	span->high = span->high < high ? span->high : high;
}

/* Bring the part, the rest and the whole of a share together. False: no
   numbers are so. */
static bool
settle(const int32_t *of, struct numbers *n)
{
	struct span *part = &n->of[ROLE_NUMERATOR], *rest = &n->of[N_ROLES],
		    *whole = &n->of[ROLE_DENOMINATOR];

	if (of[N_ROLES] != MODEL_NO_CELL) {
		cut(whole, part->low + rest->low, part->high + rest->high);
		cut(part, whole->low - rest->high, whole->high - rest->low);
		cut(rest, whole->low - part->high, whole->high - part->low);
	}
	for (int role = 0; role <= N_ROLES; role++) {
		/* one number in two roles */
		for (int k = 0; of[role] != MODEL_NO_CELL && k < role; k++) {
			if (of[k] != of[role])
				continue;
			cut(&n->of[k], n->of[role].low, n->of[role].high);
			n->of[role] = n->of[k];
		}
		if (of[role] != MODEL_NO_CELL &&
		    n->of[role].low > n->of[role].high)
			return false;
	}
	return true;
}

static void
unite(struct numbers *all, const struct numbers *one)
{
	for (int role = 0; role <= N_ROLES; role++) {
		if (one->of[role].low < all->of[role].low)
			all->of[role].low = one->of[role].low;
		if (one->of[role].high > all->of[role].high)
			all->of[role].high = one->of[role].high;
	}
}

/* That a record is small means that one of its numbers is: the limits are what
   is so in any of these cases. */
static bool
read_small(const struct item *item, const int32_t *of, struct numbers *n)
{
	const struct numbers before = *n;
	bool is_any = false;

	for (int role = 0; role <= N_ROLES; role++) {
		const bool is_count = role == ROLE_VALUE;
		struct numbers one = before;

		if (of[role] == MODEL_NO_CELL ||
		    (role == N_ROLES && !item->rule->has_complement))
			continue;
		cut(&one.of[role], is_count ? 0 : 1, item->rule->threshold - 1);
		if (one.of[role].low > one.of[role].high || !settle(of, &one))
			continue;
		if (is_any)
			unite(n, &one);
		else
			*n = one;
		is_any = true;
	}
	return is_any;
}

/* And that it is not, that none is: 0 or more. */
static void
read_large(const struct item *item, const int32_t *of, struct numbers *n)
{
	const int64_t t = item->rule->threshold;

	for (int role = 0; role <= N_ROLES; role++) {
		if (of[role] == MODEL_NO_CELL ||
		    (role == N_ROLES && !item->rule->has_complement))
			continue;
		if (n->of[role].low > 0)
			cut(&n->of[role], t, ITEMS_MAX_COUNT);
		if (n->of[role].high < t)
			cut(&n->of[role], 0, 0);
	}
}

static void
sweep_label(struct sweep *s, size_t i)
{
	const struct item *item = &s->g->items->list[i];
	const int32_t *of = s->g->m->of_item[i];
	struct numbers n = { 0 };
	bool is_so = true;

	for (int role = 0; role <= N_ROLES; role++) {
		if (of[role] != MODEL_NO_CELL)
			n.of[role] = s->g->limits[of[role]];
	}
	if (items_label(item) == MARK_SMALL)
		is_so = read_small(item, of, &n);
	else
		read_large(item, of, &n);
	for (int role = 0; is_so && role <= N_ROLES; role++) {
		if (of[role] != MODEL_NO_CELL)
			narrow(s, (uint32_t)of[role], n.of[role].low,
			    n.of[role].high);
	}
}

void
limits_find(struct guard *g)
{
	const bool has_labels = rules_labels_are_known(g->items->rules);
	struct sweep s = { g, true };

	for (size_t i = 0; i < g->m->n_cells; i++) {
		const struct cell *c = &g->m->cells[i];
		struct span *span = &g->limits[i];

		guard_label_bounds(g, c, SURE_LABEL, &span->low, &span->high);
		if (guard_is_known(g, c) && !guard_can_hide(g, c))
			*span = (struct span){ c->value, c->value };
	}
	for (int k = 0; k < MAX_SWEEPS && s.is_changed; k++) {
		s.is_changed = false;
		for (size_t i = 0; has_labels && i < g->items->n; i++) {
			if (g->items->list[i].is_figure)
				sweep_label(&s, i);
		}
		for (size_t i = 0; i < g->m->n_rows; i++) {
			const struct row *row = &g->m->rows[i];

			sweep_row(&s, row, 1);
			if (!row->is_least)
				sweep_row(&s, row, -1);
		}
	}
}
