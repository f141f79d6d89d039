/* report.c - indicator records. */
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

void
report_init(struct report *r, const struct indicators *ins,
    const struct wanted *w, struct cube *cube, const struct period *period)
{
	memset(r, 0, sizeof(*r));
	r->ins = ins;
	r->answers = (struct answers){ w, &ins->formulas, cube };
	r->period = period;
}

static void
forget_groups(struct report *r)
{
	free(r->groups);
	free(r->patients);
	free(r->records);
	r->groups = NULL;
	r->patients = r->records = NULL;
	r->n_groups = r->group = r->bin = 0;
}

void
report_release(struct report *r)
{
	forget_groups(r);
}

static const struct indicator *
current(const struct report *r)
{
	return &r->ins->list[r->i];
}

static int
grouping_of(const struct report *r)
{
	return current(r)->groupings[r->grouping];
}

/* --- the groups of an indicator
 * ----------------------------------------------- */

static void
mark(struct report *r, int node, bool *is_there)
{
	if (node >= 0)
		answer_mark(&r->answers, node, grouping_of(r), is_there);
}

/** Was anything counted into all that the indicator needs? */
static bool
is_carried(const struct report *r)
{
	bool is_there = true;
	size_t i;

	for (i = 0; is_there && i < current(r)->n_needs; i++) {
		is_there = false;
		answer_mark(&r->answers, current(r)->needs[i],
		    wanted_find(r->answers.wanted, NULL, 0), &is_there);
	}
	return is_there;
}

/** Those in which a record was counted into it, in order. */
static void
find_groups(struct report *r)
{
	const struct indicator *in = current(r);
	uint32_t n = cube_n_groups(r->answers.cube, grouping_of(r));
	bool *is_there = xcalloc(n, sizeof(*is_there));
	uint32_t g;

	mark(r, in->value, is_there);
	mark(r, in->numerator, is_there);
	mark(r, in->denominator, is_there);
	mark(r, in->spread_of, is_there);
	mark(r, in->groups, is_there);
	r->groups = xcalloc(n, sizeof(*r->groups));
	for (g = 0; g < n; g++)
		if (is_there[g])
			r->groups[r->n_groups++] = g;
	free(is_there);
	cube_sort_groups(
	    r->answers.cube, grouping_of(r), r->groups, r->n_groups);
}

/** Put each key of a tally into the bin of its count. */
static void
fill_bins(struct report *r)
{
	const struct indicator *in = current(r);
	const struct function *f =
	    formula_function(&r->ins->formulas, in->spread_of);
	size_t n = cube_n_groups(r->answers.cube, grouping_of(r)) * in->bins.n;
	struct cube_walk w = { 0 };

	r->patients = xcalloc(n, sizeof(*r->patients));
	r->records = xcalloc(n, sizeof(*r->records));
	while (
	    cube_walk_next(&w, r->answers.cube, f->measure, grouping_of(r))) {
		size_t bin = bins_find(&in->bins, w.count);
		size_t at = w.g * in->bins.n + bin;

		if (bin == in->bins.n)
			continue;
		r->patients[at] += w.n_keys;
		r->records[at] += (uint64_t)w.n_keys * w.count;
	}
}

/* --- writing
 * -------------------------------------------------------------------- */

static void
add_name(struct strbuf *sb, const char *name)
{
	strbuf_addch(sb, ',');
	strbuf_add_json_string(sb, name, strlen(name));
	strbuf_addch(sb, ':');
}

static void
add_string(struct strbuf *sb, const char *name, const char *s)
{
	add_name(sb, name);
	strbuf_add_json_string(sb, s, strlen(s));
}

static const char *
member_name(const struct report *r, size_t i)
{
	const struct wanted *w = r->answers.wanted;

	return wanted_name(w, w->groupings[grouping_of(r)].columns[i]);
}

/** What it is about: indicator, period, by, and the group's values. */
static void
add_head(const struct report *r, struct strbuf *sb)
{
	const struct indicator *in = current(r);
	size_t n = r->answers.wanted->groupings[grouping_of(r)].n_columns;
	size_t i;

	strbuf_addstr(sb, "{\"record\":\"indicator\"");
	add_string(sb, "indicator", in->id);
	if (r->period->len)
		add_string(sb, "period", r->period->text);
	add_name(sb, "by");
	strbuf_addch(sb, '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			strbuf_addch(sb, ',');
		strbuf_add_json_string(
		    sb, member_name(r, i), strlen(member_name(r, i)));
	}
	if (in->spread_of >= 0) {
		if (n > 0)
			strbuf_addch(sb, ',');
		strbuf_add_json_string(
		    sb, in->spread_name, strlen(in->spread_name));
	}
	strbuf_addch(sb, ']');
	for (i = 0; i < n; i++) {
		struct value v = cube_group_value(
		    r->answers.cube, grouping_of(r), r->groups[r->group], i);

		if (value_type(v) == VALUE_MISSING)
			continue;
		add_name(sb, member_name(r, i));
		value_json(v, sb);
	}
}

/** ,"NAME":[LIST], of a list that is written already. */
static void
add_list(struct strbuf *sb, const char *name, const char *list)
{
	add_name(sb, name);
	strbuf_addch(sb, '[');
	strbuf_addstr(sb, list);
	strbuf_addch(sb, ']');
}

/** Is the figure one of a series of months? */
static bool
is_by_month(const struct report *r)
{
	size_t n = r->answers.wanted->groupings[grouping_of(r)].n_columns;
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(member_name(r, i), "month") == 0)
			return true;
	return false;
}

static enum formula_status
work_out(const struct report *r, struct ratio *out, int node)
{
	return answer_formula(
	    out, &r->answers, node, grouping_of(r), r->groups[r->group]);
}

/** Add a number; false where it is too large to be written. */
static bool
add_number(struct strbuf *sb, const char *name, const struct ratio *number)
{
	struct dec v;

	if (ratio_dec(&v, number) != RATIO_OK)
		return false;
	add_name(sb, name);
	dec_format(v, sb);
	return true;
}

/** How many could not be followed for as long as the figure asks. */
static void
add_censored(const struct report *r, struct strbuf *sb)
{
	struct ratio n;

	if (current(r)->censored >= 0 &&
	    work_out(r, &n, current(r)->censored) == FORMULA_OK)
		add_number(sb, "censored", &n);
}

/** n, censored, unit, decimals and source. */
static void
add_tail(const struct report *r, uint64_t n, struct strbuf *sb)
{
	const struct indicator *in = current(r);

	add_name(sb, "n");
	strbuf_addu(sb, n);
	add_censored(r, sb);
	add_string(sb, "unit", in->unit);
	add_name(sb, "decimals");
	strbuf_addi(sb, in->decimals);
	if (in->windows)
		add_list(sb, "windows", in->windows);
	if (in->changes && is_by_month(r))
		add_list(sb, "changes", in->changes);
	if (in->basis)
		add_string(sb, "basis", in->basis);
	add_string(sb, "source", in->source);
	strbuf_addch(sb, '}');
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

/** A number of the interval; left out where it is too large. */
static void
add_double(struct strbuf *sb, const char *name, double number)
{
	struct dec v;

	if (!interval_to_dec(&v, number))
		return;
	add_name(sb, name);
	dec_format(v, sb);
}

static double
double_of(const struct ratio *number)
{
	struct dec v;

	return ratio_dec(&v, number) == RATIO_OK ? interval_from_dec(v) : 0;
}

/**
 * How many times as large as Poisson's the variance is in a group; false:
 * nothing tells.
 */
static bool
find_design_effect(
    const struct report *r, struct ratio *out, int grouping, uint32_t g)
{
	return answer_design_effect(out, r->answers.cube,
	    formula_function(&r->ins->formulas, current(r)->sure.clusters),
	    grouping, g);
}

/** The interval of a count of events in clusters; the effect is told too. */
static void
add_clustered(
    const struct report *r, double count, double scale, struct strbuf *sb)
{
	struct ratio effect;
	struct interval v;

	if (!find_design_effect(
		r, &effect, grouping_of(r), r->groups[r->group]))
		return;
	v = interval_clustered(
	    count, double_of(&effect), current(r)->sure.level);
	add_double(sb, "low", v.low * scale);
	add_double(sb, "high", v.high * scale);
	add_number(sb, "design_effect", &effect);
}

/** The interval of a count, or of a share, over what it is divided by. */
static void
add_interval(
    const struct report *r, double above, double below, struct strbuf *sb)
{
	const struct uncertainty *sure = &current(r)->sure;
	double scale, count;
	struct interval v;

	if (!sure->has_interval || below <= 0 || above < 0)
		return;
	scale = double_of(&sure->scale);
	count = above / scale;
	if (sure->method == INTERVAL_CLUSTERED) {
		add_clustered(r, count, scale / below, sb);
		return;
	}
	if (sure->method != INTERVAL_WILSON) {
		v = interval_of_count(sure->method, count, sure->level);
		scale /= below;
	} else if (count <= below) {
		v = interval_wilson(count, below, interval_z(sure->level));
	} else {
		return;
	}
	if (v.low >= 0)
		add_double(sb, "low", v.low * scale);
	add_double(sb, "high", v.high * scale);
}

/** The limits around the total's value at a size; false: there are none. */
static bool
find_limits(const struct report *r, const struct funnel_limit *at, double below,
    struct interval *out)
{
	const struct indicator *in = current(r);
	double scale = double_of(&in->sure.scale), mean;
	struct ratio above, whole, effect;
	int all = wanted_find(r->answers.wanted, NULL, 0);

	if (below <= 0 ||
	    answer_formula(&above, &r->answers, in->numerator, all, 0) !=
		FORMULA_OK ||
	    answer_formula(&whole, &r->answers, in->denominator, all, 0) !=
		FORMULA_OK ||
	    ratio_is_zero(&whole) ||
	    ratio_div(&above, &above, &whole) != RATIO_OK)
		return false;
	mean = double_of(&above) / scale;
	if (in->sure.method == INTERVAL_CLUSTERED) {
		if (!find_design_effect(r, &effect, all, 0))
			return false;
		*out = interval_clustered(
		    mean * below, double_of(&effect), at->share);
		scale /= below;
	} else if (in->sure.method != INTERVAL_WILSON) {
		*out = interval_exact(mean * below, at->share);
		scale /= below;
	} else if (mean >= 0 && mean <= 1) {
		*out = interval_funnel(mean, below, interval_z(at->share));
	} else {
		return false;
	}
	out->low *= scale;
	out->high *= scale;
	return true;
}

/** -1, 0, 1: a value lies below, within or above limits. */
static int
side_of(struct dec v, struct dec low, struct dec high)
{
	return dec_cmp(v, low) < 0 ? -1 : dec_cmp(v, high) > 0;
}

/** limits and signal: does the value lie outside those of the total? */
static void
add_funnel(const struct report *r, const struct ratio *value, double below,
    struct strbuf *sb)
{
	static const char *const signals[] = { "below", "none", "above" };
	const struct uncertainty *sure = &current(r)->sure;
	struct interval limits;
	struct dec low, high, v;
	int side, signal = 0;
	size_t i;

	if (sure->n_funnel == 0 ||
	    r->answers.wanted->groupings[grouping_of(r)].n_columns == 0 ||
	    ratio_dec(&v, value) != RATIO_OK)
		return;
	for (i = 0; i < sure->n_funnel; i++) {
		const struct funnel_limit *at = &sure->funnel[i];

		if (!find_limits(r, at, below, &limits) ||
		    !interval_to_dec(&low, limits.low) ||
		    !interval_to_dec(&high, limits.high))
			return;
		side = side_of(v, low, high);
		signal = side != 0 ? side : signal;
		strbuf_addstr(sb, i ? ",{" : ",\"limits\":[{");
		strbuf_addstr(sb, "\"level\":");
		dec_format(at->level, sb);
		add_name(sb, "low");
		dec_format(low, sb);
		add_name(sb, "high");
		dec_format(high, sb);
		add_name(sb, "is_outside");
		strbuf_addstr(sb, side != 0 ? "true}" : "false}");
	}
	strbuf_addch(sb, ']');
	add_string(sb, "signal", signals[1 + signal]);
}

/** The interval of a rate over bands. */
static void
add_rate_interval(const struct report *r, struct strbuf *sb)
{
	const struct uncertainty *sure = &current(r)->sure;
	double scale = double_of(&sure->scale);
	struct interval v;

	if (!answer_rate_interval(&v, &r->answers, sure->rate, grouping_of(r),
		r->groups[r->group], sure->level))
		return;
	add_double(sb, "low", v.low * scale);
	add_double(sb, "high", v.high * scale);
}

static void
add_value(const struct report *r, struct strbuf *sb)
{
	enum formula_status status;
	struct ratio value;

	status = work_out(r, &value, current(r)->value);
	if (status == FORMULA_OK && !add_number(sb, "value", &value))
		status = FORMULA_ERANGE;
	if (status != FORMULA_OK)
		add_string(sb, "not_assessed", reason_for(status));
	else if (current(r)->sure.has_interval &&
		 (current(r)->sure.method == INTERVAL_DOBSON ||
		     current(r)->sure.method == INTERVAL_NORMAL))
		add_rate_interval(r, sb);
	else
		add_interval(r, double_of(&value), 1, sb);
}

/** value, numerator and denominator; each is left out where it is missing. */
static void
add_ratio(const struct report *r, struct strbuf *sb)
{
	struct ratio numerator, denominator, value;
	enum formula_status above, below, status;

	above = work_out(r, &numerator, current(r)->numerator);
	below = work_out(r, &denominator, current(r)->denominator);
	status = above;
	if (below == FORMULA_MISSING ||
	    (below == FORMULA_OK && ratio_is_zero(&denominator)))
		status = FORMULA_EZERO;
	else if (below != FORMULA_OK)
		status = below;
	if (status == FORMULA_OK &&
	    (ratio_div(&value, &numerator, &denominator) != RATIO_OK ||
		!add_number(sb, "value", &value)))
		status = FORMULA_ERANGE;
	if (status != FORMULA_OK)
		add_string(sb, "not_assessed", reason_for(status));
	if (above == FORMULA_OK)
		add_number(sb, "numerator", &numerator);
	if (below == FORMULA_OK)
		add_number(sb, "denominator", &denominator);
	if (status != FORMULA_OK)
		return;
	add_interval(r, double_of(&numerator), double_of(&denominator), sb);
	add_funnel(r, &value, double_of(&denominator), sb);
}

/** Why the data do not carry the figure; NULL: they do. */
static const char *
shut_gate(const struct report *r)
{
	const struct indicator *in = current(r);
	size_t i;

	for (i = 0; i < in->n_gates; i++) {
		struct ratio limit, value;

		ratio_set_dec(&limit, in->gates[i].at_least);
		if (work_out(r, &value, in->gates[i].value) != FORMULA_OK ||
		    ratio_sub(&value, &value, &limit) != RATIO_OK ||
		    value.is_negative)
			return in->gates[i].reason;
	}
	return NULL;
}

static void
add_record(const struct report *r, struct strbuf *sb)
{
	const struct indicator *in = current(r);
	const struct function *f = formula_function(&r->ins->formulas, in->n);
	uint32_t g = r->groups[r->group];

	const char *reason = shut_gate(r);

	add_head(r, sb);
	if (reason)
		add_string(sb, "not_assessed", reason);
	else if (in->value >= 0)
		add_value(r, sb);
	else
		add_ratio(r, sb);
	add_tail(r, answer_n(r->answers.cube, f, grouping_of(r), g), sb);
}

static void
add_bin(const struct report *r, struct strbuf *sb)
{
	const struct indicator *in = current(r);
	size_t at = r->groups[r->group] * in->bins.n + r->bin;
	const char *reason = shut_gate(r);

	add_head(r, sb);
	add_string(sb, in->spread_name, in->bins.list[r->bin].label);
	if (reason) {
		add_string(sb, "not_assessed", reason);
	} else {
		add_name(sb, "value");
		strbuf_addu(sb, r->patients[at]);
	}
	add_tail(r, r->records[at], sb);
}

/** Go to a record that is there; false after the last. */
static bool
find_record(struct report *r)
{
	while (r->i < r->ins->n) {
		const struct indicator *in = current(r);

		if (r->grouping == in->n_groupings || !is_carried(r)) {
			r->grouping = 0;
			r->i++;
			continue;
		}
		if (!r->groups) {
			find_groups(r);
			if (in->spread_of >= 0)
				fill_bins(r);
		}
		if (r->group < r->n_groups)
			return true;
		forget_groups(r);
		r->grouping++;
	}
	return false;
}

bool
report_next(struct report *r, struct strbuf *sb)
{
	if (!find_record(r))
		return false;
	if (current(r)->spread_of < 0) {
		add_record(r, sb);
		r->group++;
		return true;
	}
	add_bin(r, sb);
	if (++r->bin == current(r)->bins.n) {
		r->bin = 0;
		r->group++;
	}
	return true;
}
