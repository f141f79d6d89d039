/* answer_over.c - formulas over the groups within a group, or beside it. */
#include "answer_private.h"

/** Work a node out where it can be; FORMULA_MISSING where it cannot. */
static enum formula_status
answer_if_any(struct ratio *out, const struct answers *as, int node,
    int grouping, uint32_t g)
{
	enum formula_status status;

	if (!answer_is_counted(as, node, grouping, g))
		return FORMULA_MISSING;
	status = answer_formula(out, as, node, grouping, g);
	return status == FORMULA_EZERO ? FORMULA_MISSING : status;
}

/** Add up a node over the groups of a finer grouping that lie in group g. */
static enum formula_status
sum_over(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	int fine = answer_finer(as, grouping, n->b);
	struct ratio sum, term;
	uint32_t i, part;

	ratio_set_int(&sum, 0);
	for (i = 0; cube_within(as->cube, fine, grouping, g, i, &part); i++) {
		enum formula_status status =
		    answer_formula(&term, as, n->a, fine, part);

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

/**
 * The mean of a node over the groups of a finer grouping that lie in group g
 * and where it can be worked out: nobody answered is no answer of 0.
 */
static enum formula_status
mean_over(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	int fine = answer_finer(as, grouping, n->b);
	uint32_t n_terms = 0, i, part;
	struct ratio sum, term;

	ratio_set_int(&sum, 0);
	for (i = 0; cube_within(as->cube, fine, grouping, g, i, &part); i++) {
		enum formula_status status =
		    answer_if_any(&term, as, n->a, fine, part);

		if (status == FORMULA_MISSING)
			continue;
		if (status == FORMULA_OK)
			status =
			    answer_from_ratio(ratio_add(&sum, &sum, &term));
		if (status != FORMULA_OK)
			return status;
		n_terms++;
	}
	if (n_terms == 0)
		return FORMULA_MISSING;
	ratio_set_int(&term, n_terms);
	return answer_from_ratio(ratio_div(out, &sum, &term));
}

enum ratio_status
answer_compare(int *sign, const struct ratio *x, const struct ratio *y)
{
	struct ratio difference;
	enum ratio_status status = ratio_sub(&difference, x, y);

	*sign = difference.is_negative ? -1 : !ratio_is_zero(&difference);
	return status;
}

/** The smallest or largest of what mean_over takes the mean of. */
static enum formula_status
extreme_over(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	int fine = answer_finer(as, grouping, n->b), sign = 0;
	bool is_first = true;
	struct ratio term;
	uint32_t i, part;

	for (i = 0; cube_within(as->cube, fine, grouping, g, i, &part); i++) {
		enum formula_status status =
		    answer_if_any(&term, as, n->a, fine, part);

		if (status == FORMULA_MISSING)
			continue;
		if (status == FORMULA_OK && !is_first)
			status = answer_from_ratio(
			    answer_compare(&sign, &term, out));
		if (status != FORMULA_OK)
			return status;
		if (is_first || sign == (n->op == FORMULA_MAX_OVER ? 1 : -1))
			*out = term;
		is_first = false;
	}
	return is_first ? FORMULA_MISSING : FORMULA_OK;
}

enum formula_status
answer_over(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	switch (n->op) {
	case FORMULA_SUM_OVER:
		return sum_over(out, as, n, grouping, g);
	case FORMULA_MEAN_OVER:
		return mean_over(out, as, n, grouping, g);
	default:
		return extreme_over(out, as, n, grouping, g);
	}
}

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
