/* plan.c - find the figure, and take its sides apart. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/near.h"
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

/* --- leaves -------------------------------------------------------------- */

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

/** Is it a sum of what records count, or the value of one of them? */
static bool
is_sum(enum function_kind kind)
{
	switch (kind) {
	case FUNCTION_MEAN:
	case FUNCTION_SHARE:
	case FUNCTION_MEDIAN:
	case FUNCTION_STDEV:
	case FUNCTION_FIRST:
	case FUNCTION_LAST:
		return false;
	default:
		return true;
	}
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
		if (!is_sum(f->kind))
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

static void
forget_leaves(struct plan *p, size_t n)
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
	forget_leaves(p, n);
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

static void
plan_leaves(struct plan *p)
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

/* --- the figure ---------------------------------------------------------- */

static void
tell_unknown(const struct indicators *ins, const char *id, struct strbuf *err)
{
	const char **names = xcalloc(ins->n + 1, sizeof(*names)), *near;
	size_t i;

	for (i = 0; i < ins->n; i++)
		names[i] = ins->list[i].id;
	near = near_name(id, names, ins->n);
	strbuf_addf(err, "%s: no such indicator is defined", id);
	if (near)
		strbuf_addf(err, "; is '%s' meant?", near);
	free(names);
}

static const struct indicator *
find_indicator(const struct indicators *ins, const char *id, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < ins->n; i++)
		if (strcmp(ins->list[i].id, id) == 0)
			return &ins->list[i];
	tell_unknown(ins, id, err);
	return NULL;
}

static const char *
column_name(const struct plan *p, int column)
{
	return wanted_name(p->answers.wanted, column);
}

static const struct asked *
find_asked(const struct asked *asked, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(asked[i].name, name) == 0)
			return &asked[i];
	return NULL;
}

/** Are the members of a grouping those that were asked for? */
static bool
is_asked(const struct plan *p, int grouping, const struct asked *asked,
    size_t n_asked)
{
	const struct wanted_grouping *gr =
	    &p->answers.wanted->groupings[grouping];
	size_t n = gr->n_columns + (p->in->spread_of >= 0), i;

	if (n != n_asked)
		return false;
	for (i = 0; i < gr->n_columns; i++)
		if (!find_asked(asked, n_asked, column_name(p, gr->columns[i])))
			return false;
	return p->in->spread_of < 0 ||
	       find_asked(asked, n_asked, p->in->spread_name) != NULL;
}

/** Tell by what there are figures. */
static int
tell_groupings(const struct plan *p, struct strbuf *err)
{
	size_t i, k;

	strbuf_addf(err, "%s: there are figures by", p->in->id);
	for (i = 0; i < p->in->n_groupings; i++) {
		const struct wanted_grouping *gr =
		    &p->answers.wanted->groupings[p->in->groupings[i]];

		strbuf_addstr(err, i ? "; " : " ");
		for (k = 0; k < gr->n_columns; k++)
			strbuf_addf(err, "%s%s", k ? ", " : "",
			    column_name(p, gr->columns[k]));
		if (p->in->spread_of >= 0)
			strbuf_addf(
			    err, "%s%s", k ? ", " : "", p->in->spread_name);
		else if (gr->n_columns == 0)
			strbuf_addstr(err, "nothing (all)");
	}
	strbuf_addstr(err, ": give a value of each of these members");
	return -1;
}

/** The numbers that a value may have in the column: a text, or a number. */
static void
bind_value(struct plan *p, struct bound *by, const struct asked *asked)
{
	struct ndjson_member m = { .type = NDJSON_STRING };
	static const struct {
		const char *text;
		enum ndjson_type type;
	} words[] = { { "true", NDJSON_TRUE }, { "false", NDJSON_FALSE },
		{ "null", NDJSON_NULL } };
	struct dec number;
	size_t i;

	if (!asked->value) {
		by->numbers[by->n_numbers++] = 0;
		return;
	}
	by->value = xstrdup(asked->value);
	m.value = by->value;
	m.value_len = (uint32_t)strlen(by->value);
	by->numbers[by->n_numbers++] =
	    cube_number(p->answers.cube, by->column, &m);
	m.type = NDJSON_ARRAY; /* none of these */
	if (dec_parse(&number, m.value, m.value_len) == DEC_OK)
		m.type = NDJSON_NUMBER;
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(by->value, words[i].text) == 0)
			m.type = (uint8_t)words[i].type;
	if (m.type != NDJSON_ARRAY)
		by->numbers[by->n_numbers++] =
		    cube_number(p->answers.cube, by->column, &m);
}

static int
find_bin(struct plan *p, const struct asked *asked, size_t n_asked,
    struct strbuf *err)
{
	const struct bins *bins = &p->in->bins;
	const struct asked *bin;

	if (p->in->spread_of < 0)
		return 0;
	bin = find_asked(asked, n_asked, p->in->spread_name);
	for (p->bin = 0; p->bin < bins->n; p->bin++)
		if (bin->value &&
		    strcmp(bins->list[p->bin].label, bin->value) == 0)
			return 0;
	strbuf_addf(err, "%s: must be one of", bin->name);
	for (p->bin = 0; p->bin < bins->n; p->bin++)
		strbuf_addf(err, " %s", bins->list[p->bin].label);
	return -1;
}

int
plan_make(struct plan *p, const struct wanted *w, struct cube *cube,
    const struct indicators *ins, const char *indicator,
    const struct asked *asked, size_t n_asked, struct strbuf *err)
{
	const struct wanted_grouping *gr;
	size_t i;

	memset(p, 0, sizeof(*p));
	p->answers = (struct answers){ w, &ins->formulas, cube };
	p->ins = ins;
	p->in = find_indicator(ins, indicator, err);
	if (!p->in)
		return -1;
	for (i = 0; i < p->in->n_groupings; i++)
		if (is_asked(p, p->in->groupings[i], asked, n_asked))
			break;
	if (i == p->in->n_groupings)
		return tell_groupings(p, err);
	p->grouping = p->in->groupings[i];
	gr = &w->groupings[p->grouping];
	for (i = 0; i < gr->n_columns; i++) {
		struct bound *by = &p->by[p->n_by++];

		by->column = gr->columns[i];
		by->name = xstrdup(column_name(p, by->column));
		bind_value(p, by, find_asked(asked, n_asked, by->name));
	}
	if (find_bin(p, asked, n_asked, err) != 0)
		return -1;
	plan_leaves(p);
	return 0;
}

/** A key as a text for messages: strings as they are, others as JSON. */
static char *
key_text(struct value v)
{
	bool is_text = value_type(v) == VALUE_STRING;

	return is_text ? strbuf_textdup(v.s, v.len)
		       : xstrndup(v.s + 1, v.len - 1);
}

void
plan_for_record(struct plan *p, const struct wanted *w, struct cube *cube,
    const struct indicators *ins, const struct indicator *in, int grouping)
{
	const struct wanted_grouping *gr = &w->groupings[grouping];
	size_t i;

	memset(p, 0, sizeof(*p));
	p->answers = (struct answers){ w, &ins->formulas, cube };
	p->ins = ins;
	p->in = in;
	p->grouping = grouping;
	for (i = 0; i < gr->n_columns; i++) {
		struct bound *by = &p->by[p->n_by++];

		by->column = gr->columns[i];
		by->name = xstrdup(column_name(p, by->column));
		by->numbers[0] = cube_number_here(cube, by->column);
		by->n_numbers = 1;
		if (by->numbers[0] != 0)
			by->value = key_text(
			    cube_value(cube, by->column, by->numbers[0]));
	}
	plan_leaves(p);
}

void
plan_release(struct plan *p)
{
	size_t i;

	forget_leaves(p, 0);
	free(p->leaves);
	for (i = 0; i < p->n_by; i++) {
		free(p->by[i].name);
		free(p->by[i].value);
	}
}

static bool
is_bound(const struct bound *by, uint32_t number)
{
	return number == by->numbers[0] ||
	       (by->n_numbers == 2 && number == by->numbers[1]);
}

/** 2025 is a text or a number: as the first record with the member has it. */
static void
choose_type(struct plan *p, struct bound *by)
{
	const struct ndjson_member *m = expr_value(p->answers.wanted->exprs,
	    p->answers.wanted->columns[by->column].member);

	if (!m || m->type == NDJSON_NULL)
		return;
	by->is_literal = m->type != NDJSON_STRING;
	if (by->is_literal)
		by->numbers[0] = by->numbers[1];
	by->n_numbers = 1;
}

bool
plan_in_scope(struct plan *p, const struct leaf *leaf, size_t *i)
{
	for (*i = 0; *i < p->n_by; (*i)++) {
		struct bound *by = &p->by[*i];

		if (by->n_numbers == 2)
			choose_type(p, by);
		if ((leaf->scope >> *i & 1) &&
		    !is_bound(
			by, cube_number_here(p->answers.cube, by->column)))
			return false;
	}
	return true;
}

bool
plan_group(const struct plan *p, uint32_t *g)
{
	uint32_t n = cube_n_groups(p->answers.cube, p->grouping);
	uint32_t numbers[WANTED_MAX_BY];
	size_t i;

	for (*g = 0; *g < n; (*g)++) {
		cube_group_numbers(p->answers.cube, p->grouping, *g, numbers);
		for (i = 0; i < p->n_by; i++)
			if (!is_bound(&p->by[i], numbers[i]))
				break;
		if (i == p->n_by)
			return true;
	}
	return false;
}
