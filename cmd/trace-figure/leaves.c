/* leaves.c - take the sides of a figure apart into what records count in it. */
#include "leaves.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

/** Where in a formula we are: what binds there, and what is taken apart. */
struct spot {
	enum side side;
	unsigned scope;
	int splits[WANTED_MAX_BY];
	size_t n_splits;
	struct ratio times;
	bool is_part;
};

static const struct formula_node *
node_at(const struct plan *p, int node)
{
	return &p->ins->formulas.nodes[node];
}

static enum take
take_of(enum function_kind kind)
{
	switch (kind) {
	case FUNCTION_COUNT:
	case FUNCTION_SHARE:
		return TAKE_COUNT;
	case FUNCTION_DISTINCT:
		return TAKE_DISTINCT;
	case FUNCTION_MIN:
		return TAKE_LEAST;
	case FUNCTION_MAX:
		return TAKE_GREATEST;
	case FUNCTION_PERCENTILE:
		return TAKE_PERCENTILE;
	default:
		return TAKE_SUM;
	}
}

/** The name of a measure; a function has one. */
static const char *
measure_name(const struct plan *p, const struct function *f)
{
	const struct formulas *fs = &p->ins->formulas;
	size_t i;

	for (i = 0; i < fs->n_names; i++)
		if (formula_function(fs, fs->names[i].node) == f)
			return fs->names[i].name;
	return f->name;
}

/** "needs", "total(needs)", "needs by clinic": a part by its scope. */
static char *
part_name(const struct plan *p, const struct function *f, unsigned scope)
{
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	strbuf_addstr(&sb, measure_name(p, f));
	if (scope == (1U << p->n_by) - 1)
		return strbuf_detach(&sb, NULL);
	strbuf_addstr(&sb, scope ? " by" : " of all");
	for (i = 0; i < p->n_by; i++)
		if (scope >> i & 1)
			strbuf_addf(&sb, " %s", p->by[i].name);
	return strbuf_detach(&sb, NULL);
}

static struct leaf *
add_leaf(struct plan *p, const struct function *f, const struct spot *at)
{
	struct leaf *leaf;

	GROW(p->leaves, p->n_leaves, p->cap_leaves);
	leaf = &p->leaves[p->n_leaves++];
	memset(leaf, 0, sizeof(*leaf));
	leaf->take = take_of(f->kind);
	leaf->side = at->side;
	leaf->function = f;
	leaf->where = f->where;
	leaf->member = f->member;
	leaf->scope = at->scope;
	leaf->times = at->times;
	leaf->is_once = true;
	if (at->is_part) {
		leaf->name = part_name(p, f, at->scope);
		return leaf;
	}
	memcpy(leaf->splits, at->splits, sizeof(at->splits));
	leaf->n_splits = at->n_splits;
	return leaf;
}

/** Add a part unless it is there. */
static void
add_part(struct plan *p, const struct function *f, const struct spot *at)
{
	size_t i;

	for (i = 0; i < p->n_leaves; i++) {
		const struct leaf *leaf = &p->leaves[i];

		if (leaf->name && leaf->side == at->side &&
		    leaf->function == f && leaf->scope == at->scope)
			return;
	}
	add_leaf(p, f, at);
}

/** The scope without a column; itself where it is not of it. */
static unsigned
without(const struct plan *p, unsigned scope, int column)
{
	size_t i;

	for (i = 0; i < p->n_by; i++)
		if (p->by[i].column == column)
			scope &= ~(1U << i);
	return scope;
}

/** Take the values of a column apart; false: they are, by the scope. */
static bool
split(const struct plan *p, struct spot *at, int column)
{
	size_t i;

	if (without(p, at->scope, column) != at->scope)
		return true;
	for (i = 0; i < at->n_splits; i++)
		if (at->splits[i] == column)
			return true;
	if (at->n_splits == WANTED_MAX_BY)
		return false;
	at->splits[at->n_splits++] = column;
	return true;
}

/** All functions below a node, beside each other. */
static void
collect_parts(struct plan *p, int node, struct spot at)
{
	const struct formula_node *n = node_at(p, node);

	switch (n->op) {
	case FORMULA_NUMBER:
		break;
	case FORMULA_FUNCTION:
		add_part(p, &p->ins->formulas.functions[n->a], &at);
		break;
	case FORMULA_TOTAL:
		at.scope = 0;
		collect_parts(p, n->a, at);
		break;
	case FORMULA_ACROSS:
	case FORMULA_RANK:
	case FORMULA_CUMULATE:
	case FORMULA_ROLLING:
	case FORMULA_BEFORE:
	case FORMULA_BASELINE:
		/* these look at the groups beside it */
		at.scope = without(p, at.scope, n->b);
		collect_parts(p, n->a, at);
		break;
	case FORMULA_NEGATE:
	case FORMULA_SUM_OVER:
	case FORMULA_MIN_OVER:
	case FORMULA_MAX_OVER:
	case FORMULA_MEDIAN_OVER:
	case FORMULA_PERCENTILE_OVER:
	case FORMULA_SHARE_OVER:
		collect_parts(p, n->a, at);
		break;
	case FORMULA_MEAN_OVER:
	case FORMULA_STANDARDISED:
	case FORMULA_SLOPE_INDEX:
	case FORMULA_RELATIVE_INDEX:
		collect_parts(p, n->a, at);
		if (n->c >= 0)
			collect_parts(p, n->c, at);
		break;
	default:
		collect_parts(p, n->a, at);
		collect_parts(p, n->b, at);
		break;
	}
}

/** The number that a node is, whatever is counted; false: it is none. */
static bool
is_number(const struct plan *p, int node, struct ratio *out)
{
	const struct formula_node *n = node_at(p, node);
	struct ratio a, b;

	switch (n->op) {
	case FORMULA_NUMBER:
		ratio_set_dec(out, n->number);
		return true;
	case FORMULA_NEGATE:
		ratio_set_int(&a, 0);
		return is_number(p, n->a, &b) &&
		       ratio_sub(out, &a, &b) == RATIO_OK;
	case FORMULA_ADD:
		return is_number(p, n->a, &a) && is_number(p, n->b, &b) &&
		       ratio_add(out, &a, &b) == RATIO_OK;
	case FORMULA_SUB:
		return is_number(p, n->a, &a) && is_number(p, n->b, &b) &&
		       ratio_sub(out, &a, &b) == RATIO_OK;
	case FORMULA_MUL:
		return is_number(p, n->a, &a) && is_number(p, n->b, &b) &&
		       ratio_mul(out, &a, &b) == RATIO_OK;
	case FORMULA_DIV:
		return is_number(p, n->a, &a) && is_number(p, n->b, &b) &&
		       ratio_div(out, &a, &b) == RATIO_OK;
	default:
		return false;
	}
}

static bool collect_terms(struct plan *p, int node, struct spot at);

/** A number, times what it is multiplied with; once, so not within sum_over. */
static bool
add_constant(struct plan *p, const struct ratio *number, const struct spot *at)
{
	struct side_plan *side = &p->sides[at->side];
	struct ratio term;

	return (at->n_splits == 0 || ratio_is_zero(number)) &&
	       ratio_mul(&term, number, &at->times) == RATIO_OK &&
	       ratio_add(&side->constant, &side->constant, &term) == RATIO_OK;
}

static bool
collect_product(struct plan *p, const struct formula_node *n, struct spot at)
{
	struct ratio number;

	if (is_number(p, n->b, &number))
		return (n->op == FORMULA_MUL
			       ? ratio_mul(&at.times, &at.times, &number)
			       : ratio_div(&at.times, &at.times, &number)) ==
			   RATIO_OK &&
		       collect_terms(p, n->a, at);
	if (n->op == FORMULA_MUL && is_number(p, n->a, &number))
		return ratio_mul(&at.times, &at.times, &number) == RATIO_OK &&
		       collect_terms(p, n->b, at);
	return false;
}

/** The terms of a sum; false: it is none. */
static bool
collect_terms(struct plan *p, int node, struct spot at)
{
	const struct formula_node *n = node_at(p, node);
	const struct function *f;
	struct ratio zero;
	size_t i;

	switch (n->op) {
	case FORMULA_NUMBER:
		ratio_set_dec(&zero, n->number);
		return add_constant(p, &zero, &at);
	case FORMULA_FUNCTION:
		f = &p->ins->formulas.functions[n->a];
		if (!function_is_sum(f->kind))
			return false;
		add_leaf(p, f, &at);
		return true;
	case FORMULA_ADD:
		return collect_terms(p, n->a, at) && collect_terms(p, n->b, at);
	case FORMULA_NEGATE:
	case FORMULA_SUB:
		if (n->op == FORMULA_SUB && !collect_terms(p, n->a, at))
			return false;
		ratio_set_int(&zero, 0);
		return ratio_sub(&at.times, &zero, &at.times) == RATIO_OK &&
		       collect_terms(p, n->op == FORMULA_SUB ? n->b : n->a, at);
	case FORMULA_MUL:
	case FORMULA_DIV:
		return collect_product(p, n, at);
	case FORMULA_TOTAL:
		at.scope = 0;
		return at.n_splits == 0 && collect_terms(p, n->a, at);
	case FORMULA_ACROSS:
		for (i = 0; i < at.n_splits; i++)
			if (at.splits[i] == n->b)
				return false;
		at.scope = without(p, at.scope, n->b);
		return collect_terms(p, n->a, at);
	case FORMULA_SUM_OVER:
		return split(p, &at, n->b) && collect_terms(p, n->a, at);
	default:
		return false;
	}
}

void
leaves_forget(struct plan *p, size_t n)
{
	while (p->n_leaves > n)
		free(p->leaves[--p->n_leaves].name);
}

static struct spot
start(const struct plan *p, enum side side)
{
	struct spot at = { .side = side, .scope = (1U << p->n_by) - 1 };

	ratio_set_int(&at.times, 1);
	return at;
}

/** Take one side apart. */
static void
plan_side(struct plan *p, enum side which, int node)
{
	struct side_plan *side = &p->sides[which];
	struct spot at = start(p, which);
	size_t n = p->n_leaves;

	side->node = node;
	side->is_there = true;
	side->is_sum = collect_terms(p, node, at);
	if (side->is_sum)
		return;
	leaves_forget(p, n);
	ratio_set_int(&side->constant, 0);
	at.is_part = true;
	collect_parts(p, node, at);
}

/** A mean is a sum over a count, a share a count over a whole. */
static void
plan_function(struct plan *p, const struct function *f)
{
	struct spot above = start(p, SIDE_NUMERATOR);
	struct spot below = start(p, SIDE_DENOMINATOR);
	struct leaf *leaf;

	add_leaf(p, f, &above);
	leaf = add_leaf(p, f, &below);
	leaf->take = TAKE_COUNT;
	if (f->kind == FUNCTION_SHARE)
		leaf->where = f->whole_where;
	p->sides[SIDE_NUMERATOR].is_there = true;
	p->sides[SIDE_DENOMINATOR].is_there = true;
	p->sides[SIDE_NUMERATOR].is_sum = true;
	p->sides[SIDE_DENOMINATOR].is_sum = true;
}

static void
plan_value(struct plan *p, int node)
{
	const struct formula_node *n = node_at(p, node);
	const struct function *f = formula_function(&p->ins->formulas, node);
	struct ratio number;

	if (f && (f->kind == FUNCTION_MEAN || f->kind == FUNCTION_SHARE)) {
		plan_function(p, f);
	} else if (n->op == FORMULA_DIV && !is_number(p, n->b, &number)) {
		plan_side(p, SIDE_NUMERATOR, n->a);
		plan_side(p, SIDE_DENOMINATOR, n->b);
	} else {
		plan_side(p, SIDE_NUMERATOR, node);
	}
}

void
leaves_find(struct plan *p)
{
	const struct indicator *in = p->in;
	struct ratio one, rest;
	struct spot at;
	size_t i;

	for (i = 0; i < N_SIDES; i++) {
		p->sides[i].node = -1;
		ratio_set_int(&p->sides[i].constant, 0);
	}
	if (in->spread_of >= 0) {
		at = start(p, SIDE_NUMERATOR);
		add_leaf(
		    p, formula_function(&p->ins->formulas, in->spread_of), &at)
		    ->take = TAKE_SPREAD;
		p->sides[SIDE_NUMERATOR].is_there = true;
		p->sides[SIDE_NUMERATOR].is_sum = true;
	} else if (in->value >= 0) {
		plan_value(p, in->value);
	} else {
		plan_side(p, SIDE_NUMERATOR, in->numerator);
		plan_side(p, SIDE_DENOMINATOR, in->denominator);
	}
	ratio_set_int(&one, 1);
	for (i = 0; i < p->n_leaves; i++) {
		struct leaf *leaf = &p->leaves[i];

		p->is_held |= leaf->take >= TAKE_LEAST;
		leaf->is_once =
		    ratio_sub(&rest, &leaf->times, &one) == RATIO_OK &&
		    ratio_is_zero(&rest);
	}
}
