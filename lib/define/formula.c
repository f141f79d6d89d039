/* formula.c - work formulas out, in a group of a grouping. */
#include "formula.h"

#include <string.h>

/** The grouping of everything. */
static int
whole(struct book *b)
{
	return book_grouping(b, NULL, 0);
}

/** The grouping with one more column; -1: too many. */
static int
finer(struct book *b, int grouping, int column)
{
	const struct grouping *gr = &b->groupings[grouping];
	int columns[BOOK_MAX_BY];
	size_t i;

	for (i = 0; i < gr->n_columns; i++) {
		if (gr->columns[i] == column)
			return grouping;
		columns[i] = gr->columns[i];
	}
	if (gr->n_columns == BOOK_MAX_BY)
		return -1;
	columns[i] = column;
	return book_grouping(b, columns, i + 1);
}

/** The grouping without a column; itself where it is not among them. */
static int
coarser(struct book *b, int grouping, int column)
{
	const struct grouping *gr = &b->groupings[grouping];
	int columns[BOOK_MAX_BY];
	size_t n = 0, i;

	for (i = 0; i < gr->n_columns; i++)
		if (gr->columns[i] != column)
			columns[n++] = gr->columns[i];
	return n == gr->n_columns ? grouping : book_grouping(b, columns, n);
}

bool
formula_want(const struct formulas *fs, struct book *b, int node, int grouping)
{
	const struct formula_node *n = &fs->nodes[node];

	switch (n->op) {
	case FORMULA_NUMBER:
		return true;
	case FORMULA_FUNCTION:
		function_want(&fs->functions[n->a], b, grouping);
		return true;
	case FORMULA_NEGATE:
	case FORMULA_RANK:
		return formula_want(fs, b, n->a, grouping);
	case FORMULA_TOTAL:
		return formula_want(fs, b, n->a, whole(b));
	case FORMULA_ACROSS:
		return formula_want(fs, b, n->a, coarser(b, grouping, n->b));
	case FORMULA_SUM_OVER:
	case FORMULA_MEAN_OVER:
	case FORMULA_MIN_OVER:
	case FORMULA_MAX_OVER:
		/* by the grouping itself too: is_counted asks for it */
		if (!formula_want(fs, b, n->a, grouping))
			return false;
		grouping = finer(b, grouping, n->b);
		return grouping >= 0 && formula_want(fs, b, n->a, grouping);
	default:
		return formula_want(fs, b, n->a, grouping) &&
		       formula_want(fs, b, n->b, grouping);
	}
}

void
formula_scale(
    const struct formulas *fs, int node, struct ratio *scale, int *rest)
{
	ratio_set_int(scale, 1);
	for (*rest = node;; *rest = node) {
		const struct formula_node *n = &fs->nodes[node];
		bool is_left = n->op == FORMULA_MUL &&
			       fs->nodes[n->a].op == FORMULA_NUMBER;
		bool is_right = n->op == FORMULA_MUL || n->op == FORMULA_DIV;
		struct ratio by;
		enum ratio_status status;

		if (!is_left &&
		    (!is_right || fs->nodes[n->b].op != FORMULA_NUMBER))
			return;
		ratio_set_dec(&by, fs->nodes[is_left ? n->a : n->b].number);
		status = n->op == FORMULA_MUL ? ratio_mul(scale, scale, &by)
					      : ratio_div(scale, scale, &by);
		if (status != RATIO_OK)
			return;
		node = is_left ? n->b : n->a;
	}
}

bool
formula_is_count(const struct formulas *fs, int node)
{
	const struct formula_node *n = &fs->nodes[node];
	enum function_kind kind;

	switch (n->op) {
	case FORMULA_FUNCTION:
		kind = fs->functions[n->a].kind;
		return kind == FUNCTION_COUNT || kind == FUNCTION_DISTINCT;
	case FORMULA_ADD:
	case FORMULA_SUB:
		return formula_is_count(fs, n->a) && formula_is_count(fs, n->b);
	case FORMULA_TOTAL:
	case FORMULA_ACROSS:
	case FORMULA_SUM_OVER:
		return formula_is_count(fs, n->a);
	default:
		return false;
	}
}

/** Was a record of group g counted into something that the node looks at? */
static bool
is_counted(const struct formulas *fs, struct book *b, int node, int grouping,
    uint32_t g)
{
	const struct formula_node *n = &fs->nodes[node];

	switch (n->op) {
	case FORMULA_NUMBER:
		return false;
	case FORMULA_FUNCTION:
		return function_n(&fs->functions[n->a], b, grouping, g) > 0;
	case FORMULA_TOTAL:
		return grouping == whole(b) &&
		       is_counted(fs, b, n->a, grouping, g);
	case FORMULA_ACROSS:
		return coarser(b, grouping, n->b) == grouping &&
		       is_counted(fs, b, n->a, grouping, g);
	case FORMULA_NEGATE:
	case FORMULA_SUM_OVER:
	case FORMULA_MEAN_OVER:
	case FORMULA_MIN_OVER:
	case FORMULA_MAX_OVER:
	case FORMULA_RANK:
		return is_counted(fs, b, n->a, grouping, g);
	default:
		return is_counted(fs, b, n->a, grouping, g) ||
		       is_counted(fs, b, n->b, grouping, g);
	}
}

void
formula_mark(const struct formulas *fs, struct book *b, int node, int grouping,
    bool *is_there)
{
	uint32_t n_groups = book_n_groups(b, grouping), g;

	for (g = 0; g < n_groups; g++)
		if (!is_there[g])
			is_there[g] = is_counted(fs, b, node, grouping, g);
}

static enum formula_status
function_value(struct ratio *out, const struct function *f, struct book *b,
    int grouping, uint32_t g)
{
	struct result result;

	function_result(&result, f, b, grouping, g);
	switch (result.kind) {
	case RESULT_NUMBER:
		*out = result.number;
		return FORMULA_OK;
	case RESULT_RANGE:
		return FORMULA_ERANGE;
	default:
		/* nothing to add up is 0: no new graduates, no FTE of theirs */
		if (f->kind != FUNCTION_SUM)
			return FORMULA_MISSING;
		ratio_set_int(out, 0);
		return FORMULA_OK;
	}
}

static enum formula_status
from_ratio(enum ratio_status status)
{
	switch (status) {
	case RATIO_OK:
		return FORMULA_OK;
	case RATIO_EZERO:
		return FORMULA_EZERO;
	default:
		return FORMULA_ERANGE;
	}
}

/** Add up a node over the groups of a finer grouping that lie in group g. */
static enum formula_status
sum_over(struct ratio *out, const struct formulas *fs, struct book *b,
    const struct formula_node *n, int grouping, uint32_t g)
{
	int fine = finer(b, grouping, n->b);
	struct ratio sum, term;
	uint32_t i, part;

	ratio_set_int(&sum, 0);
	for (i = 0; nest_group(b, fine, grouping, g, i, &part); i++) {
		enum formula_status status =
		    formula_value(&term, fs, b, n->a, fine, part);

		if (status == FORMULA_MISSING)
			continue;
		if (status == FORMULA_OK)
			status = from_ratio(ratio_add(&sum, &sum, &term));
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
mean_over(struct ratio *out, const struct formulas *fs, struct book *b,
    const struct formula_node *n, int grouping, uint32_t g)
{
	int fine = finer(b, grouping, n->b);
	uint32_t n_terms = 0, i, part;
	struct ratio sum, term;

	ratio_set_int(&sum, 0);
	for (i = 0; nest_group(b, fine, grouping, g, i, &part); i++) {
		enum formula_status status;

		if (!is_counted(fs, b, n->a, fine, part))
			continue;
		status = formula_value(&term, fs, b, n->a, fine, part);
		if (status == FORMULA_MISSING || status == FORMULA_EZERO)
			continue;
		if (status == FORMULA_OK)
			status = from_ratio(ratio_add(&sum, &sum, &term));
		if (status != FORMULA_OK)
			return status;
		n_terms++;
	}
	if (n_terms == 0)
		return FORMULA_MISSING;
	ratio_set_int(&term, n_terms);
	return from_ratio(ratio_div(out, &sum, &term));
}

/** The sign of x - y. */
static enum ratio_status
compare(int *sign, const struct ratio *x, const struct ratio *y)
{
	struct ratio difference;
	enum ratio_status status = ratio_sub(&difference, x, y);

	*sign = difference.is_negative ? -1 : !ratio_is_zero(&difference);
	return status;
}

/** The smallest or largest of what mean_over takes the mean of. */
static enum formula_status
extreme_over(struct ratio *out, const struct formulas *fs, struct book *b,
    const struct formula_node *n, int grouping, uint32_t g)
{
	int fine = finer(b, grouping, n->b), sign = 0;
	bool is_first = true;
	struct ratio term;
	uint32_t i, part;

	for (i = 0; nest_group(b, fine, grouping, g, i, &part); i++) {
		enum formula_status status;

		if (!is_counted(fs, b, n->a, fine, part))
			continue;
		status = formula_value(&term, fs, b, n->a, fine, part);
		if (status == FORMULA_MISSING || status == FORMULA_EZERO)
			continue;
		if (status == FORMULA_OK && !is_first)
			status = from_ratio(compare(&sign, &term, out));
		if (status != FORMULA_OK)
			return status;
		if (is_first || sign == (n->op == FORMULA_MAX_OVER ? 1 : -1))
			*out = term;
		is_first = false;
	}
	return is_first ? FORMULA_MISSING : FORMULA_OK;
}

/**
 * 1 and the number of groups whose value is larger, among those that differ
 * from group g in one column at most: the places are 1, 2, 2, 4.
 */
static enum formula_status
rank(struct ratio *out, const struct formulas *fs, struct book *b,
    const struct formula_node *n, int grouping, uint32_t g)
{
	int coarse = coarser(b, grouping, n->b), sign;
	uint32_t place = 1, i, peer, within;
	struct ratio own, other;
	enum formula_status status;

	/* by another member, or a group that is not there */
	if (coarse == grouping || !is_counted(fs, b, n->a, grouping, g))
		return FORMULA_MISSING;
	status = formula_value(&own, fs, b, n->a, grouping, g);
	if (status != FORMULA_OK)
		return status;
	within = nest_parent(b, grouping, g, coarse);
	for (i = 0; nest_group(b, grouping, coarse, within, i, &peer); i++) {
		if (!is_counted(fs, b, n->a, grouping, peer))
			continue;
		status = formula_value(&other, fs, b, n->a, grouping, peer);
		if (status == FORMULA_MISSING || status == FORMULA_EZERO)
			continue;
		if (status == FORMULA_OK)
			status = from_ratio(compare(&sign, &other, &own));
		if (status != FORMULA_OK)
			return status;
		place += sign > 0;
	}
	ratio_set_int(out, place);
	return FORMULA_OK;
}

/** The smaller or larger of two, or whether the left one is not smaller. */
static enum formula_status
weigh(struct ratio *out, enum formula_op op, const struct ratio *left,
    const struct ratio *right)
{
	int sign;
	enum formula_status status = from_ratio(compare(&sign, left, right));

	if (status != FORMULA_OK)
		return status;
	if (op == FORMULA_AT_LEAST)
		ratio_set_int(out, sign >= 0);
	else
		*out = (op == FORMULA_MIN) == (sign < 0) ? *left : *right;
	return FORMULA_OK;
}

static enum formula_status
two_sides(struct ratio *out, const struct formulas *fs, struct book *b,
    const struct formula_node *n, int grouping, uint32_t g)
{
	struct ratio left, right;
	enum formula_status status;

	status = formula_value(&left, fs, b, n->a, grouping, g);
	if (status == FORMULA_OK)
		status = formula_value(&right, fs, b, n->b, grouping, g);
	if (status != FORMULA_OK)
		return status;
	switch (n->op) {
	case FORMULA_ADD:
		return from_ratio(ratio_add(out, &left, &right));
	case FORMULA_SUB:
		return from_ratio(ratio_sub(out, &left, &right));
	case FORMULA_MUL:
		return from_ratio(ratio_mul(out, &left, &right));
	case FORMULA_MIN:
	case FORMULA_MAX:
	case FORMULA_AT_LEAST:
		return weigh(out, n->op, &left, &right);
	default:
		return from_ratio(ratio_div(out, &left, &right));
	}
}

enum formula_status
formula_value(struct ratio *out, const struct formulas *fs, struct book *b,
    int node, int grouping, uint32_t g)
{
	const struct formula_node *n = &fs->nodes[node];
	enum formula_status status;
	struct ratio zero;
	int coarse;

	switch (n->op) {
	case FORMULA_NUMBER:
		ratio_set_dec(out, n->number);
		return FORMULA_OK;
	case FORMULA_FUNCTION:
		return function_value(
		    out, &fs->functions[n->a], b, grouping, g);
	case FORMULA_NEGATE:
		status = formula_value(out, fs, b, n->a, grouping, g);
		ratio_set_int(&zero, 0);
		if (status == FORMULA_OK)
			status = from_ratio(ratio_sub(out, &zero, out));
		return status;
	case FORMULA_TOTAL:
		return formula_value(out, fs, b, n->a, whole(b), 0);
	case FORMULA_ACROSS:
		coarse = coarser(b, grouping, n->b);
		return formula_value(out, fs, b, n->a, coarse,
		    nest_parent(b, grouping, g, coarse));
	case FORMULA_SUM_OVER:
		return sum_over(out, fs, b, n, grouping, g);
	case FORMULA_MEAN_OVER:
		return mean_over(out, fs, b, n, grouping, g);
	case FORMULA_MIN_OVER:
	case FORMULA_MAX_OVER:
		return extreme_over(out, fs, b, n, grouping, g);
	case FORMULA_RANK:
		return rank(out, fs, b, n, grouping, g);
	default:
		return two_sides(out, fs, b, n, grouping, g);
	}
}
