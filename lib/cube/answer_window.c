/* answer_window.c - formulas over periods: years, quarters and months. */
#include "answer_private.h"

enum { MONTHS = 12 };

/** The period that a group's value of a column is; false: it is none. */
static bool
read_span(struct span *out, const struct answers *as, int grouping, uint32_t g,
    int column)
{
	const struct wanted_grouping *gr = &as->wanted->groupings[grouping];
	struct value v;
	size_t i = 0;

	while (gr->columns[i] != column)
		i++;
	v = cube_group_value(as->cube, grouping, g, i);
	switch (value_type(v)) {
	case VALUE_STRING:
		return span_parse(out, v.s, v.len);
	case VALUE_NUMBER:
		return span_parse(out, v.s + 1, v.len - 1);
	default:
		return false;
	}
}

/** From the first to the last period in which a record of the whole stream was
 * counted into what the window is over; false: there is none. */
static bool
find_stream(
    struct span *out, const struct answers *as, const struct formula_node *n)
{
	int periods = wanted_find(as->wanted, &n->b, 1);
	uint32_t n_groups = cube_n_groups(as->cube, periods), g;
	bool is_any = false;

	for (g = 0; g < n_groups; g++) {
		struct span span;

		if (!answer_is_counted(as, n->a, periods, g) ||
		    !read_span(&span, as, periods, g, n->b))
			continue;
		if (!is_any || span.first < out->first)
			out->first = span.first;
		if (!is_any || span.last > out->last)
			out->last = span.last;
		is_any = true;
	}
	return is_any;
}

/** What a window is open to, by the group's own period. */
static struct span
find_window(const struct formula_node *n, struct span own)
{
	const int months = span_months(own);

	switch (n->op) {
	case FORMULA_CUMULATE:
		own.first -= own.first % MONTHS;
		return own;
	case FORMULA_ROLLING:
		own.first -= (n->c - 1) * months;
		return own;
	case FORMULA_BEFORE:
		own.first -= n->c * months;
		own.last -= n->c * months;
		return own;
	default:
		return n->span;
	}
}

/** Is all of it within what the stream has? A year may have begun before. */
static bool
is_there(const struct formula_node *n, struct span window, struct span stream)
{
	return window.last <= stream.last &&
	       (n->op == FORMULA_CUMULATE || window.first >= stream.first);
}

/**
 * Add the node up over the groups that differ from this one in the period at
 * most, and have one within the window; what has no record adds 0. months: how
 * long these are, 0: any.
 */
static enum formula_status
add_up(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g, struct span window,
    int months)
{
	int coarse = answer_coarser(as, grouping, n->b);
	int fine = answer_finer(as, grouping, n->b);
	uint32_t within = g, i, peer;
	enum formula_status status = FORMULA_OK;
	struct ratio term;
	bool is_any = false;

	if (coarse != grouping)
		within = cube_parent(as->cube, grouping, g, coarse);
	ratio_set_int(out, 0);
	for (i = 0; status == FORMULA_OK &&
		    cube_within(as->cube, fine, coarse, within, i, &peer);
	     i++) {
		struct span span;

		if (!read_span(&span, as, fine, peer, n->b) ||
		    span.first < window.first || span.last > window.last ||
		    (months != 0 && span_months(span) != months))
			continue;
		is_any = true;
		status = answer_formula(&term, as, n->a, fine, peer);
		if (status == FORMULA_MISSING && n->op != FORMULA_BEFORE)
			status = FORMULA_OK;
		else if (status == FORMULA_OK)
			status = answer_from_ratio(ratio_add(out, out, &term));
	}
	if (!is_any && n->op == FORMULA_BEFORE)
		return answer_formula(out, as, n->a, fine, ANSWER_NOWHERE);
	return status;
}

enum formula_status
answer_window(struct ratio *out, const struct answers *as,
    const struct formula_node *n, int grouping, uint32_t g)
{
	bool is_frozen = n->op == FORMULA_BASELINE;
	struct span own = { 0, 0 }, stream, window;

	if (!is_frozen && (answer_coarser(as, grouping, n->b) == grouping ||
			      !read_span(&own, as, grouping, g, n->b)))
		return FORMULA_MISSING;
	window = find_window(n, own);
	if (!find_stream(&stream, as, n) || !is_there(n, window, stream))
		return FORMULA_MISSING;
	return add_up(
	    out, as, n, grouping, g, window, is_frozen ? 0 : span_months(own));
}
