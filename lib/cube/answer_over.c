/* answer_over.c - formulas over the groups within a group, or beside it. */
#include "answer_private.h"

#include <stdlib.h>

#include "vardstrom/xalloc.h"

/** Work a node out where it can be; FORMULA_MISSING where it cannot. */
static enum formula_status
answer_if_any(struct ratio *out, const struct answers *as, int node,
    int grouping, uint32_t g)
{
	enum formula_status status;

	if (!answer_is_counted(as, node, grouping, g))
		return FORMULA_MISSING;
	status = answer_formula(out, as, node, grouping, g);
	return status == FORMULA_EZERO || status == FORMULA_EFEW
		   ? FORMULA_MISSING
		   : status;
}

enum ratio_status
answer_compare(int *sign, const struct ratio *x, const struct ratio *y)
{
	struct ratio difference;
	enum ratio_status status = ratio_sub(&difference, x, y);

	*sign = difference.is_negative ? -1 : !ratio_is_zero(&difference);
	return status;
}

/* --- over the groups of a finer grouping within a group ---------------------
 */

/** A walk along them, to the end or to what cannot be worked out. */
struct walk {
	const struct answers *as;
	const struct formula_node *n;
	int fine, grouping;
	uint32_t g;
	uint32_t i;    /* the next of them */
	uint32_t part; /* where we are: its number */
	enum formula_status status;
};

static struct walk
walk(const struct answers *as, const struct formula_node *n, int grouping,
    uint32_t g)
{
	return (struct walk){ .as = as,
		.n = n,
		.fine = answer_finer(as, grouping, n->b),
		.grouping = grouping,
		.g = g,
		.status = FORMULA_OK };
}

/** Note a step that may fail. */
static void
step(struct walk *w, enum ratio_status status)
{
	if (w->status == FORMULA_OK)
		w->status = answer_from_ratio(status);
}

/**
 * The next group in which the node can be worked out: nobody answered is no
 * answer of 0. False at the end, and where the status is no FORMULA_OK.
 */
static bool
next_term(struct walk *w, struct ratio *term)
{
	while (w->status == FORMULA_OK &&
	       cube_within(
		   w->as->cube, w->fine, w->grouping, w->g, w->i++, &w->part)) {
		w->status =
		    answer_if_any(term, w->as, w->n->a, w->fine, w->part);
		if (w->status == FORMULA_OK)
			return true;
		if (w->status == FORMULA_MISSING)
			w->status = FORMULA_OK;
	}
	return false;
}

/** All of them added up; what is missing is 0, but what divides by 0 is not. */
static enum formula_status
sum_over(struct ratio *out, struct walk *w)
{
	struct ratio sum, term;

	ratio_set_int(&sum, 0);
	while (cube_within(
	    w->as->cube, w->fine, w->grouping, w->g, w->i++, &w->part)) {
		enum formula_status status =
		    answer_formula(&term, w->as, w->n->a, w->fine, w->part);

		if (status == FORMULA_MISSING)
			continue;
		if (status == FORMULA_OK)
			status =
			    answer_from_ratio(ratio_add(&sum, &sum, &term));
		if (status != FORMULA_OK)
			return status;
	}
	*out = sum;
	return FORMULA_OK;
}

/** The mean, each times its weight; one whose weight is missing is left out. */
static enum formula_status
mean_over(struct ratio *out, struct walk *w)
{
	struct ratio sum, weights, term, weight;
	bool is_any = false;

	ratio_set_int(&sum, 0);
	ratio_set_int(&weights, 0);
	ratio_set_int(&weight, 1);
	while (next_term(w, &term)) {
		enum formula_status status = FORMULA_OK;

		if (w->n->c >= 0)
			status = answer_formula(
			    &weight, w->as, w->n->c, w->fine, w->part);
		if (status == FORMULA_MISSING || status == FORMULA_EZERO ||
		    status == FORMULA_EFEW)
			continue;
		if (status != FORMULA_OK)
			return status;
		is_any = true;
		step(w, ratio_mul(&term, &term, &weight));
		step(w, ratio_add(&sum, &sum, &term));
		step(w, ratio_add(&weights, &weights, &weight));
	}
	if (w->status != FORMULA_OK)
		return w->status;
	return is_any ? answer_from_ratio(ratio_div(out, &sum, &weights))
		      : FORMULA_MISSING;
}

/** The smallest or largest. */
static enum formula_status
extreme_over(struct ratio *out, struct walk *w)
{
	int sign = 0, wanted = w->n->op == FORMULA_MAX_OVER ? 1 : -1;
	bool is_first = true;
	struct ratio term;

	while (next_term(w, &term)) {
		if (!is_first)
			step(w, answer_compare(&sign, &term, out));
		if (is_first || sign == wanted)
			*out = term;
		is_first = false;
	}
	if (w->status != FORMULA_OK)
		return w->status;
	return is_first ? FORMULA_MISSING : FORMULA_OK;
}

/** The share of those that are not 0. */
static enum formula_status
share_over(struct ratio *out, struct walk *w)
{
	uint32_t n = 0, n_not_0 = 0;
	struct ratio term;

	while (next_term(w, &term)) {
		n_not_0 += !ratio_is_zero(&term);
		n++;
	}
	if (w->status != FORMULA_OK)
		return w->status;
	if (n == 0)
		return FORMULA_MISSING;
	ratio_set_int(&term, n);
	ratio_set_int(out, n_not_0);
	return answer_from_ratio(ratio_div(out, out, &term));
}

/* Terms in order: by merging runs of twice the length, so that a comparison
 * that cannot be made ends it. */

struct terms {
	struct ratio *list;
	size_t n, cap;
};

static void
merge(struct walk *w, struct ratio *to, const struct ratio *from, size_t middle,
    size_t n)
{
	size_t left = 0, right = middle, i;
	int sign;

	for (i = 0; i < n; i++) {
		sign = right == n ? -1 : 1;
		if (left < middle && right < n)
			step(w,
			    answer_compare(&sign, &from[left], &from[right]));
		to[i] = sign <= 0 ? from[left++] : from[right++];
	}
}

static void
sort_terms(struct walk *w, struct terms *t)
{
	struct ratio *other = xcalloc(t->n + 1, sizeof(*other)), *swap;
	size_t length, i;

	for (length = 1; length < t->n; length *= 2) {
		for (i = 0; i < t->n; i += 2 * length) {
			size_t n = t->n - i;

			merge(w, other + i, t->list + i,
			    length < n ? length : n,
			    2 * length < n ? 2 * length : n);
		}
		swap = t->list;
		t->list = other;
		other = swap;
	}
	free(other);
}

/** The one in the middle or the mean of the two that are; or, by nearest rank,
 * a percentile: number ceil(per_100k / 100000 * n), at least the first. */
static enum formula_status
middle_over(struct ratio *out, struct walk *w)
{
	struct terms t = { NULL, 0, 0 };
	struct ratio term, two;
	uint64_t at;

	while (next_term(w, &term)) {
		GROW(t.list, t.n, t.cap);
		t.list[t.n++] = term;
	}
	if (t.n > 0 && w->status == FORMULA_OK)
		sort_terms(w, &t);
	if (t.n == 0) {
		w->status =
		    w->status == FORMULA_OK ? FORMULA_MISSING : w->status;
	} else if (w->n->op == FORMULA_PERCENTILE_OVER) {
		at = ((uint64_t)w->n->c * t.n + 99999) / 100000;
		*out = t.list[at > 0 ? at - 1 : 0];
	} else {
		ratio_set_int(&two, 2);
		*out = t.list[t.n / 2];
		step(w, ratio_add(out, out, &t.list[(t.n - 1) / 2]));
		step(w, ratio_div(out, out, &two));
	}
	free(t.list);
	return w->status;
}

enum formula_status
answer_over(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	struct walk w = walk(as, n, grouping, g);

	switch (n->op) {
	case FORMULA_SUM_OVER:
		return sum_over(out, &w);
	case FORMULA_MEAN_OVER:
		return mean_over(out, &w);
	case FORMULA_SHARE_OVER:
		return share_over(out, &w);
	case FORMULA_MEDIAN_OVER:
	case FORMULA_PERCENTILE_OVER:
		return middle_over(out, &w);
	default:
		return extreme_over(out, &w);
	}
}

/* --- beside a group ---------------------------------------------------------
 */

/**
 * 1 and the number of groups whose value is larger, among those that differ
 * from group g in one column at most: the places are 1, 2, 2, 4.
 */
enum formula_status
answer_rank(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	int coarse = answer_coarser(as, grouping, n->b), sign;
	uint32_t place = 1, i, peer, within;
	struct ratio own, other;
	enum formula_status status;

	/* by another member, or a group that is not there */
	if (coarse == grouping || !answer_is_counted(as, n->a, grouping, g))
		return FORMULA_MISSING;
	status = answer_formula(&own, as, n->a, grouping, g);
	if (status != FORMULA_OK)
		return status;
	within = cube_parent(as->cube, grouping, g, coarse);
	for (i = 0; cube_within(as->cube, grouping, coarse, within, i, &peer);
	     i++) {
		status = answer_if_any(&other, as, n->a, grouping, peer);
		if (status == FORMULA_MISSING)
			continue;
		if (status == FORMULA_OK)
			status = answer_from_ratio(
			    answer_compare(&sign, &other, &own));
		if (status != FORMULA_OK)
			return status;
		place += sign > 0;
	}
	ratio_set_int(out, place);
	return FORMULA_OK;
}

/* --- among the values of a group --------------------------------------------
 */

/** What a value is held against, and whether it could be. */
struct bound {
	struct ratio least;
	enum ratio_status status;
};

static bool
is_number(struct value v, struct ratio *out)
{
	struct dec number;

	if (value_type(v) != VALUE_NUMBER ||
	    dec_parse(&number, v.s + 1, v.len - 1) != DEC_OK)
		return false;
	ratio_set_dec(out, number);
	return true;
}

static bool
is_below(void *context, struct value v)
{
	struct bound *b = context;
	struct ratio number;
	int sign = 0;

	if (!is_number(v, &number))
		b->status = RATIO_ERANGE;
	if (b->status == RATIO_OK)
		b->status = answer_compare(&sign, &number, &b->least);
	return sign < 0;
}

/** The least value of a measure that is not below another figure. */
enum formula_status
answer_next(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	const struct formula_node *of = &as->formulas->nodes[n->a];
	struct bound b = { .status = RATIO_OK };
	enum formula_status status;
	const struct function *f;
	struct value v;

	if (g == ANSWER_NOWHERE)
		return FORMULA_MISSING;
	status = answer_formula(&b.least, as, n->b, grouping, g);
	if (status != FORMULA_OK)
		return status;
	for (; of->op != FORMULA_FUNCTION; of = &as->formulas->nodes[of->a]) {
		int coarse = of->op == FORMULA_TOTAL
				 ? wanted_find(as->wanted, NULL, 0)
				 : answer_coarser(as, grouping, of->b);

		g = cube_parent(as->cube, grouping, g, coarse);
		grouping = coarse;
	}
	f = &as->formulas->functions[of->a];
	if (cube_n(as->cube, f->measure, grouping, g) == 0 ||
	    !cube_first_from(
		&v, as->cube, f->measure, grouping, g, is_below, &b))
		return answer_from_ratio(b.status) == FORMULA_OK
			   ? FORMULA_MISSING
			   : FORMULA_ERANGE;
	if (b.status != RATIO_OK || !is_number(v, out))
		return FORMULA_ERANGE;
	return FORMULA_OK;
}
