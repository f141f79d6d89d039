/* summary.c - the figure that was traced, and what is not in it. */
#include "summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

static const char *const side_names[N_SIDES] = { "numerator", "denominator" };

/** What aggregate says of the figure. */
struct answer {
	bool has_group;
	uint32_t g;
	struct ratio sides[N_SIDES];
	bool has_side[N_SIDES];
	struct ratio value;
	enum formula_status status; /* of the value */
	const char *shut;           /* a gate's reason; NULL: none */
	uint64_t n;
};

static enum formula_status
work_out(
    const struct plan *p, const struct answer *a, int node, struct ratio *out)
{
	if (!a->has_group)
		return FORMULA_MISSING;
	return answer_formula(out, &p->answers, node, p->grouping, a->g);
}

static const char *
shut_gate(const struct plan *p, const struct answer *a)
{
	size_t i;

	for (i = 0; i < p->in->n_gates; i++) {
		const struct gate *gate = &p->in->gates[i];
		struct ratio limit, value;

		ratio_set_dec(&limit, gate->at_least);
		if (work_out(p, a, gate->value, &value) != FORMULA_OK ||
		    ratio_sub(&value, &value, &limit) != RATIO_OK ||
		    value.is_negative)
			return gate->reason;
	}
	return NULL;
}

/** How many keys of the group lie in the bin; their records in *n. */
static uint64_t
keys_of_bin(const struct plan *p, const struct answer *a, uint64_t *n)
{
	const struct function *f =
	    formula_function(&p->ins->formulas, p->in->spread_of);
	struct cube_walk w = { 0 };
	uint64_t found = 0;

	*n = 0;
	while (cube_walk_next(&w, p->answers.cube, f->measure, p->grouping)) {
		if (!a->has_group || w.g != a->g ||
		    bins_find(&p->in->bins, w.count) != p->bin)
			continue;
		found += w.n_keys;
		*n += (uint64_t)w.n_keys * w.count;
	}
	return found;
}

/** Is the group one that aggregate shows: was a record counted into it? */
static bool
is_shown(const struct plan *p, uint32_t g)
{
	const struct indicator *in = p->in;
	int nodes[] = { in->value, in->numerator, in->denominator,
		in->spread_of, in->groups };
	uint32_t n = cube_n_groups(p->answers.cube, p->grouping);
	bool *is_there = xcalloc(n + 1, sizeof(*is_there)), is_shown;
	size_t i;

	for (i = 0; i < sizeof(nodes) / sizeof(*nodes); i++)
		if (nodes[i] >= 0)
			answer_mark(
			    &p->answers, nodes[i], p->grouping, is_there);
	is_shown = is_there[g];
	free(is_there);
	return is_shown;
}

static void
divide(struct answer *a)
{
	const struct ratio *below = &a->sides[SIDE_DENOMINATOR];

	if (!a->has_side[SIDE_DENOMINATOR] || ratio_is_zero(below))
		a->status = FORMULA_EZERO;
	else if (!a->has_side[SIDE_NUMERATOR])
		a->status = FORMULA_MISSING;
	else if (ratio_div(&a->value, &a->sides[SIDE_NUMERATOR], below) !=
		 RATIO_OK)
		a->status = FORMULA_ERANGE;
}

static void
find_answer(struct answer *a, const struct trace *t)
{
	const struct plan *p = t->plan;
	const struct function *f =
	    formula_function(&p->ins->formulas, p->in->n);
	size_t i;

	memset(a, 0, sizeof(*a));
	a->has_group = plan_group(p, &a->g) && is_shown(p, a->g);
	a->shut = shut_gate(p, a);
	for (i = 0; i < N_SIDES; i++)
		if (p->sides[i].is_there && p->sides[i].node >= 0)
			a->has_side[i] = work_out(p, a, p->sides[i].node,
					     &a->sides[i]) == FORMULA_OK;
	if (p->in->spread_of >= 0)
		ratio_set_int(&a->value, (int64_t)keys_of_bin(p, a, &a->n));
	else if (p->in->value >= 0)
		a->status = work_out(p, a, p->in->value, &a->value);
	else
		divide(a);
	if (p->in->spread_of < 0 && a->has_group)
		a->n = answer_n(p->answers.cube, f, p->grouping, a->g);
}

/* --- do the rows add up? ------------------------------------------------- */

static bool
is_same(const struct ratio *a, const struct ratio *b)
{
	struct ratio rest;

	return ratio_sub(&rest, a, b) == RATIO_OK && ratio_is_zero(&rest);
}

/** The grouping of a part's scope, and the group in it; -1: there is none. */
static int
scope_of(const struct plan *p, const struct leaf *leaf, uint32_t *g)
{
	int columns[WANTED_MAX_BY];
	size_t n = 0, i;
	int coarse;

	for (i = 0; i < p->n_by; i++)
		if (leaf->scope >> i & 1)
			columns[n++] = p->by[i].column;
	if (n == p->n_by)
		return p->grouping;
	coarse = wanted_find(p->answers.wanted, columns, n);
	if (coarse >= 0)
		*g = cube_parent(p->answers.cube, p->grouping, *g, coarse);
	return coarse;
}

/** Can what its records count be added up to it, or to a mean? */
static bool
has_sum(enum function_kind kind)
{
	return kind == FUNCTION_MEAN || function_is_sum(kind);
}

/** Does a part come to what the cube has? */
static bool
is_part_right(const struct trace *t, const struct answer *a, size_t i)
{
	const struct plan *p = t->plan;
	const struct leaf *leaf = &p->leaves[i];
	struct result result;
	struct ratio sum, n;
	struct dec v;
	uint32_t g = a->g;
	int grouping = scope_of(p, leaf, &g);
	int measure = leaf->function->measure;

	/* it is wanted by finer groups only */
	if (grouping < 0 || !cube_has(p->answers.cube, measure, grouping))
		return true;
	if (cube_n(p->answers.cube, measure, grouping, g) != t->tallies[i].n ||
	    dec_sum_get(&v, &t->tallies[i].sum) != DEC_OK)
		return false;
	answer_result(&result, p->answers.cube, leaf->function, grouping, g);
	ratio_set_dec(&sum, v);
	if (result.kind != RESULT_NUMBER || !has_sum(leaf->function->kind))
		return true;
	ratio_set_int(&n, (int64_t)t->tallies[i].n);
	if (leaf->function->kind == FUNCTION_MEAN &&
	    ratio_mul(&result.number, &result.number, &n) != RATIO_OK)
		return false;
	return is_same(&result.number, &sum);
}

static int
complain(const struct plan *p, const char *what, struct strbuf *err)
{
	strbuf_addf(err,
	    "%s: the rows do not add up to the %s of the figure: they are not "
	    "to be used",
	    p->in->id, what);
	return -1;
}

static int
check_side(
    const struct trace *t, struct answer *a, size_t i, struct strbuf *err)
{
	const struct side_plan *side = &t->plan->sides[i];
	struct ratio sum;
	size_t k;

	for (k = 0; k < t->plan->n_leaves; k++)
		if (t->plan->leaves[k].side == i && t->plan->leaves[k].name &&
		    a->has_group && !is_part_right(t, a, k))
			return complain(t->plan, t->plan->leaves[k].name, err);
	if (!side->is_sum)
		return 0;
	if (!trace_sum(t, (enum side)i, &sum))
		return complain(t->plan, side_names[i], err);
	if (a->has_side[i] && !is_same(&sum, &a->sides[i]))
		return complain(t->plan, side_names[i], err);
	a->sides[i] = sum;
	a->has_side[i] = true;
	return 0;
}

/** The value as the rows give it, against what aggregate says. */
static int
check_value(const struct plan *p, struct answer *a, struct strbuf *err)
{
	struct answer own = *a;

	if (a->status != FORMULA_OK)
		return 0;
	own.status = FORMULA_OK;
	if (p->sides[SIDE_DENOMINATOR].is_there)
		divide(&own);
	else if (own.has_side[SIDE_NUMERATOR])
		own.value = own.sides[SIDE_NUMERATOR];
	if (own.status == FORMULA_OK && is_same(&own.value, &a->value))
		return 0;
	return complain(p, "value", err);
}

/* --- writing ------------------------------------------------------------- */

static void
add_string(struct strbuf *sb, const char *name, const char *s)
{
	strbuf_addf(sb, ",\"%s\":", name);
	strbuf_add_json_string(sb, s, strlen(s));
}

static bool
add_number(struct strbuf *sb, const char *name, const struct ratio *number)
{
	struct dec v;

	if (ratio_dec(&v, number) != RATIO_OK)
		return false;
	strbuf_addf(sb, ",\"%s\":", name);
	dec_format(v, sb);
	return true;
}

static void
add_head(const struct trace *t, const struct answer *a, struct strbuf *sb)
{
	const struct plan *p = t->plan;
	const char *spread = p->in->spread_of >= 0 ? p->in->spread_name : NULL;
	size_t i;

	strbuf_addstr(sb, "{\"record\":\"trace_summary\"");
	add_string(sb, "indicator", p->in->id);
	if (t->period->len)
		add_string(sb, "period", t->period->text);
	strbuf_addstr(sb, ",\"by\":[");
	for (i = 0; i < p->n_by; i++) {
		strbuf_addstr(sb, i ? "," : "");
		strbuf_add_json_string(
		    sb, p->by[i].name, strlen(p->by[i].name));
	}
	if (spread) {
		strbuf_addstr(sb, p->n_by ? "," : "");
		strbuf_add_json_string(sb, spread, strlen(spread));
	}
	strbuf_addch(sb, ']');
	for (i = 0; i < p->n_by; i++) {
		if (!p->by[i].value)
			continue;
		strbuf_addch(sb, ',');
		strbuf_add_json_string(
		    sb, p->by[i].name, strlen(p->by[i].name));
		strbuf_addch(sb, ':');
		if (a->has_group)
			value_json(cube_group_value(
				       p->answers.cube, p->grouping, a->g, i),
			    sb);
		else
			strbuf_add_json_string(
			    sb, p->by[i].value, strlen(p->by[i].value));
	}
	if (spread)
		add_string(sb, spread, p->in->bins.list[p->bin].label);
}

static const char *
reason_for(enum formula_status status)
{
	switch (status) {
	case FORMULA_EZERO:
		return "no_denominator";
	case FORMULA_EFEW:
		return "events_below_10";
	case FORMULA_ERANGE:
		return "out_of_range";
	default:
		return "no_value";
	}
}

static void
add_figure(const struct plan *p, const struct answer *a, struct strbuf *sb)
{
	size_t i;

	if (!a->has_group)
		add_string(sb, "not_assessed", "no_records");
	else if (a->shut)
		add_string(sb, "not_assessed", a->shut);
	else if (a->status != FORMULA_OK)
		add_string(sb, "not_assessed", reason_for(a->status));
	else if (!add_number(sb, "value", &a->value))
		add_string(sb, "not_assessed", "out_of_range");
	for (i = 0; i < N_SIDES; i++)
		if (p->sides[i].is_there && a->has_side[i])
			add_number(sb, side_names[i], &a->sides[i]);
	strbuf_addf(sb, ",\"n\":%" PRIu64, a->n);
}

/** The value of another indicator in the same group; false: there is none. */
static bool
other_value(const struct plan *p, const struct answer *a, const char *id,
    struct ratio *out)
{
	struct ratio above, below;
	const struct indicator *in = NULL;
	size_t i;

	for (i = 0; i < p->ins->n; i++)
		if (strcmp(p->ins->list[i].id, id) == 0)
			in = &p->ins->list[i];
	for (i = 0; in && i < in->n_groupings; i++)
		if (in->groupings[i] == p->grouping)
			break;
	if (!in || i == in->n_groupings || in->spread_of >= 0)
		return false;
	if (in->value >= 0)
		return work_out(p, a, in->value, out) == FORMULA_OK;
	return work_out(p, a, in->numerator, &above) == FORMULA_OK &&
	       work_out(p, a, in->denominator, &below) == FORMULA_OK &&
	       ratio_div(out, &above, &below) == RATIO_OK;
}

/** The target, as check-targets would take it. */
static void
add_aim(const struct plan *p, const struct answer *a, const struct aim *aim,
    struct strbuf *sb)
{
	struct ratio limit;

	if (!aim->is_there)
		return;
	if (!aim->other)
		ratio_set_dec(&limit, aim->limit);
	if (!aim->other || other_value(p, a, aim->other, &limit))
		add_number(sb, "target", &limit);
	add_string(sb, "relation", aim->relation);
	if (aim->other)
		add_string(sb, "target_from", aim->other);
}

/** What the rows come to in each part of a side. */
static void
add_parts(const struct trace *t, enum side side, struct strbuf *sb)
{
	const struct plan *p = t->plan;
	bool is_first = true;
	struct dec sum;
	size_t i;

	for (i = 0; i < p->n_leaves; i++) {
		const char *name = p->leaves[i].name;

		if (!name || p->leaves[i].side != side ||
		    dec_sum_get(&sum, &t->tallies[i].sum) != DEC_OK)
			continue;
		if (is_first)
			strbuf_addf(sb, ",\"%s_parts\":{", side_names[side]);
		strbuf_addstr(sb, is_first ? "" : ",");
		is_first = false;
		strbuf_add_json_string(sb, name, strlen(name));
		strbuf_addch(sb, ':');
		dec_format(sum, sb);
	}
	if (!is_first)
		strbuf_addch(sb, '}');
}

static void
add_reasons(const struct trace *t, struct strbuf *sb)
{
	size_t i;

	strbuf_addf(sb, ",\"rows\":%" PRIu64 ",\"left_out\":[", t->n_rows);
	for (i = 0; i < t->n_reasons; i++) {
		const struct reason *r = &t->reasons[i];

		strbuf_addstr(sb, i ? ",{\"reason\":" : "{\"reason\":");
		strbuf_add_json_string(sb, r->text, strlen(r->text));
		strbuf_addf(sb,
		    ",\"records\":%" PRIu64 ",\"in_scope\":%" PRIu64 "}", r->n,
		    r->n_near);
	}
	strbuf_addstr(sb, "]}");
}

int
summary_format(struct trace *t, const struct aim *aim, struct strbuf *sb,
    struct strbuf *err)
{
	struct answer a;
	size_t i;

	find_answer(&a, t);
	for (i = 0; i < N_SIDES; i++)
		if (t->plan->sides[i].is_there &&
		    check_side(t, &a, i, err) != 0)
			return -1;
	if (check_value(t->plan, &a, err) != 0)
		return -1;
	trace_sort_reasons(t);
	add_head(t, &a, sb);
	add_figure(t->plan, &a, sb);
	add_aim(t->plan, &a, aim, sb);
	add_parts(t, SIDE_NUMERATOR, sb);
	add_parts(t, SIDE_DENOMINATOR, sb);
	add_reasons(t, sb);
	return 0;
}
