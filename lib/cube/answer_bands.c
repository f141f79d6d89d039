/*
 * answer_bands.c - rates over the bands of a population: standardised to
 * another population, or along a scale from the worst off to the best off.
 */
#include "answer_private.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

enum { FEWEST_EVENTS = 10 }; /* R-INTERVAL-05 */

/** A band: events among so many, and what it weighs. */
struct band {
	struct ratio weight, events, size;
	bool is_there;
};

struct bands {
	struct band *list;
	size_t n;
};

/* Steps of arithmetic: none after one that failed. */

static void
add(enum formula_status *status, struct ratio *out, const struct ratio *a,
    const struct ratio *b)
{
	if (*status == FORMULA_OK)
		*status = answer_from_ratio(ratio_add(out, a, b));
}

static void
sub(enum formula_status *status, struct ratio *out, const struct ratio *a,
    const struct ratio *b)
{
	if (*status == FORMULA_OK)
		*status = answer_from_ratio(ratio_sub(out, a, b));
}

static void
mul(enum formula_status *status, struct ratio *out, const struct ratio *a,
    const struct ratio *b)
{
	if (*status == FORMULA_OK)
		*status = answer_from_ratio(ratio_mul(out, a, b));
}

static void
divide(enum formula_status *status, struct ratio *out, const struct ratio *a,
    const struct ratio *b)
{
	if (*status == FORMULA_OK)
		*status = answer_from_ratio(ratio_div(out, a, b));
}

/** The value of a formula's column in a group of the finer grouping. */
static struct value
value_in(const struct answers *as, const struct formula_node *n, int fine,
    uint32_t g)
{
	const struct wanted_grouping *gr = &as->wanted->groupings[fine];
	size_t i = 0;

	while (gr->columns[i] != n->b)
		i++;
	return cube_group_value(as->cube, fine, g, i);
}

/** What a band holds; nothing is 0. */
static enum formula_status
fill(struct band *band, const struct answers *as, const struct formula_node *n,
    int fine, uint32_t g)
{
	enum formula_status status;

	status = answer_formula(&band->events, as, n->a, fine, g);
	if (status == FORMULA_MISSING)
		ratio_set_int(&band->events, 0);
	else if (status != FORMULA_OK)
		return status;
	status = answer_formula(&band->size, as, n->c, fine, g);
	if (status == FORMULA_MISSING)
		ratio_set_int(&band->size, 0);
	else if (status != FORMULA_OK)
		return status;
	band->is_there = !ratio_is_zero(&band->size);
	return band->size.is_negative || band->events.is_negative
		   ? FORMULA_ERANGE
		   : FORMULA_OK;
}

/** Is the value the band of that label? */
static bool
is_labelled(struct value v, const char *label)
{
	size_t mark = value_type(v) == VALUE_NUMBER;

	return (mark || value_type(v) == VALUE_STRING) &&
	       v.len - mark == strlen(label) &&
	       memcmp(v.s + mark, label, v.len - mark) == 0;
}

/** A band for each weight; each must have a population. */
static enum formula_status
gather_weighted(struct bands *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	const struct formula_weights *w = &as->formulas->weights[n->weights];
	enum formula_status status = FORMULA_OK;
	int fine = answer_finer(as, grouping, n->b);
	uint32_t i = 0, part;
	size_t k;

	out->n = w->n;
	out->list = xcalloc(w->n, sizeof(*out->list));
	for (k = 0; k < w->n; k++)
		ratio_set_dec(&out->list[k].weight, w->weights[k]);
	while (status == FORMULA_OK &&
	       cube_within(as->cube, fine, grouping, g, i++, &part)) {
		struct value v = value_in(as, n, fine, part);

		for (k = 0; k < w->n && !is_labelled(v, w->labels[k]); k++)
			;
		if (k < w->n)
			status = fill(&out->list[k], as, n, fine, part);
	}
	for (k = 0; k < w->n && status == FORMULA_OK; k++)
		if (!out->list[k].is_there)
			status = FORMULA_EZERO;
	return status;
}

/** The groups that lie in a group and have a value, in the order of these. */
static uint32_t *
sorted_parts(const struct answers *as, const struct formula_node *n, int fine,
    int grouping, uint32_t g, size_t *n_parts)
{
	uint32_t *parts = NULL, part, i = 0;
	size_t cap = 0;

	*n_parts = 0;
	while (cube_within(as->cube, fine, grouping, g, i++, &part)) {
		enum value_type type = value_type(value_in(as, n, fine, part));

		if (type == VALUE_MISSING || type == VALUE_NULL)
			continue;
		GROW(parts, *n_parts, cap);
		parts[(*n_parts)++] = part;
	}
	if (*n_parts > 0)
		cube_sort_groups(as->cube, fine, parts, *n_parts);
	return parts;
}

/** A band for each value, in order; those without a population are none. */
static enum formula_status
gather_ranked(struct bands *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	enum formula_status status = FORMULA_OK;
	int fine = answer_finer(as, grouping, n->b);
	size_t n_parts, i;
	uint32_t *parts = sorted_parts(as, n, fine, grouping, g, &n_parts);

	out->list = xcalloc(n_parts + 1, sizeof(*out->list));
	for (i = 0; i < n_parts && status == FORMULA_OK; i++) {
		ratio_set_int(&out->list[out->n].weight, 1);
		status = fill(&out->list[out->n], as, n, fine, parts[i]);
		out->n += out->list[out->n].is_there;
	}
	free(parts);
	return status;
}

static enum formula_status
gather(struct bands *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	*out = (struct bands){ NULL, 0 };
	if (g == ANSWER_NOWHERE)
		return FORMULA_MISSING;
	return n->op == FORMULA_STANDARDISED
		   ? gather_weighted(out, as, n, grouping, g)
		   : gather_ranked(out, as, n, grouping, g);
}

/** Are there so few events that no rate is told? */
static enum formula_status
hold_events(const struct answers *as, const struct formula_node *n,
    const struct bands *bands)
{
	enum formula_status status = FORMULA_OK;
	struct ratio sum, few;
	int sign = 0;
	size_t i;

	if (!formula_is_count(as->formulas, n->a))
		return FORMULA_OK;
	ratio_set_int(&sum, 0);
	ratio_set_int(&few, FEWEST_EVENTS);
	for (i = 0; i < bands->n; i++)
		add(&status, &sum, &sum, &bands->list[i].events);
	if (status == FORMULA_OK)
		status = answer_from_ratio(answer_compare(&sign, &sum, &few));
	return status == FORMULA_OK && sign < 0 ? FORMULA_EFEW : status;
}

/** Each band's rate, by its weight. */
static enum formula_status
standardised(struct ratio *out, const struct bands *bands)
{
	enum formula_status status = FORMULA_OK;
	struct ratio sum, weights, term;
	size_t i;

	ratio_set_int(&sum, 0);
	ratio_set_int(&weights, 0);
	for (i = 0; i < bands->n; i++) {
		const struct band *b = &bands->list[i];

		divide(&status, &term, &b->events, &b->size);
		mul(&status, &term, &term, &b->weight);
		add(&status, &sum, &sum, &term);
		add(&status, &weights, &weights, &b->weight);
	}
	divide(&status, out, &sum, &weights);
	return status;
}

/** What the line through the bands' rates is made of. */
struct line {
	struct ratio size, events, above, below;
};

/**
 * Of band i, d is twice the people below it, plus its own, less all: its
 * middle rank from the middle of the scale, times 2 n.
 */
static enum formula_status
sum_line(struct line *line, const struct bands *bands)
{
	enum formula_status status = FORMULA_OK;
	struct ratio d, term, before;
	size_t i;

	ratio_set_int(&line->size, 0);
	ratio_set_int(&line->events, 0);
	ratio_set_int(&line->above, 0);
	ratio_set_int(&line->below, 0);
	ratio_set_int(&before, 0);
	for (i = 0; i < bands->n; i++) {
		const struct band *b = &bands->list[i];

		add(&status, &line->size, &line->size, &b->size);
		add(&status, &line->events, &line->events, &b->events);
	}
	for (i = 0; i < bands->n; i++) {
		const struct band *b = &bands->list[i];

		add(&status, &d, &before, &before);
		add(&status, &d, &d, &b->size);
		sub(&status, &d, &d, &line->size);
		add(&status, &before, &before, &b->size);
		mul(&status, &term, &b->events, &d);
		add(&status, &line->above, &line->above, &term);
		mul(&status, &term, &b->size, &d);
		mul(&status, &term, &term, &d);
		add(&status, &line->below, &line->below, &term);
	}
	return status;
}

/**
 * The slope of least squares on the middle ranks, weighted by size: from the
 * one end of the scale to the other; or the rate at that end over the rate at
 * this.
 */
static enum formula_status
along_scale(struct ratio *out, const struct bands *bands, bool is_relative)
{
	struct ratio half, mean, two;
	struct line line;
	enum formula_status status;

	if (bands->n < 2)
		return FORMULA_MISSING;
	status = sum_line(&line, bands);
	ratio_set_int(&two, 2);
	mul(&status, &half, &line.size, &line.above);
	divide(&status, &half, &half, &line.below);
	if (!is_relative) {
		mul(&status, out, &half, &two);
		return status;
	}
	divide(&status, &mean, &line.events, &line.size);
	add(&status, out, &mean, &half);
	sub(&status, &mean, &mean, &half);
	divide(&status, out, out, &mean);
	return status;
}

enum formula_status
answer_rate(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	struct bands bands;
	enum formula_status status = gather(&bands, as, n, grouping, g);

	if (status == FORMULA_OK)
		status = hold_events(as, n, &bands);
	if (status == FORMULA_OK)
		status = n->op == FORMULA_STANDARDISED
			     ? standardised(out, &bands)
			     : along_scale(out, &bands,
				   n->op == FORMULA_RELATIVE_INDEX);
	free(bands.list);
	return status;
}

static double
double_of(const struct ratio *number)
{
	struct dec v;

	return ratio_dec(&v, number) == RATIO_OK ? interval_from_dec(v) : 0;
}

bool
answer_rate_interval(struct interval *out, const struct answers *as, int node,
    int grouping, uint32_t g, double level)
{
	const struct formula_node *n = &as->formulas->nodes[node];
	struct interval_band *list;
	struct bands bands;
	bool is_there = gather(&bands, as, n, grouping, g) == FORMULA_OK &&
			hold_events(as, n, &bands) == FORMULA_OK;
	size_t i;

	list = xcalloc(bands.n + 1, sizeof(*list));
	for (i = 0; is_there && i < bands.n; i++)
		list[i] =
		    (struct interval_band){ double_of(&bands.list[i].weight),
			    double_of(&bands.list[i].events),
			    double_of(&bands.list[i].size) };
	if (is_there && n->op == FORMULA_STANDARDISED)
		*out = interval_dobson(list, bands.n, level);
	else if (is_there)
		is_there = interval_along_scale(
		    out, list, bands.n, n->op == FORMULA_RELATIVE_INDEX, level);
	free(bands.list);
	free(list);
	return is_there;
}
