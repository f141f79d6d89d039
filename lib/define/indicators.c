/* indicators.c - load definitions of indicators. */
#include "indicators.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

#include "loader.h"

static void
release_indicator(struct indicator *in)
{
	size_t i;

	for (i = 0; i < in->n_gates; i++)
		free(in->gates[i].reason);
	free(in->gates);
	bins_release(&in->bins);
	free(in->groupings);
	free(in->windows);
	free(in->changes);
	free(in->spread_name);
	free(in->id);
	free(in->unit);
	free(in->source);
}

void
indicators_release(struct indicators *ins)
{
	size_t i;

	for (i = 0; i < ins->n; i++)
		release_indicator(&ins->list[i]);
	free(ins->list);
	members_free(ins->members);
	for (i = 0; i < ins->n_borrowed; i++)
		free(ins->borrowed[i]);
	free(ins->borrowed);
	formulas_release(&ins->formulas);
}

/** A name for formulas. */
static bool
is_new_name(struct loader *l, struct config_node at, const char *name)
{
	return loader_is_good_name(
	    at, name, formula_find(&l->ins->formulas, name, strlen(name)) >= 0);
}

/** Compile the expression at a node; -1 with the error told. */
static int
load_expression(struct loader *l, struct config_node at)
{
	const char *text = config_string(at);
	int expr;

	if (!text)
		return -1;
	strbuf_reset(&l->err);
	expr = expr_compile(l->wanted->exprs, text, strlen(text), &l->err);
	if (expr < 0 && !l->has_period && strstr(text, "$period"))
		config_error(at, "needs a period: --period YEAR");
	else if (expr < 0)
		config_error(at, "%s", l->err.s);
	return expr;
}

int
loader_formula(struct loader *l, struct config_node at)
{
	const char *text = config_string(at);
	int node;

	if (!text)
		return -1;
	strbuf_reset(&l->err);
	node = formula_compile(&l->ins->formulas, l->wanted, text, &l->err);
	if (node < 0)
		config_error(at, "%s", l->err.s);
	return node;
}

/* --- values, conditions, measures --- */

static void
load_conditions(struct loader *l, struct config_node conditions)
{
	size_t i;

	if (!config_is(conditions, CONFIG_OBJECT))
		return;
	for (i = 0; i < config_n(conditions); i++) {
		const char *name;
		struct config_node at = config_member_at(conditions, i, &name);
		int expr;

		if (!loader_is_new_param(l, at, name))
			return;
		expr = load_expression(l, at);
		if (expr < 0)
			return;
		expr_define_condition(l->wanted->exprs, name, expr);
	}
}

/** A measure: a function over the records for which a condition holds. */
static void
load_function(struct loader *l, struct config_node at, const char *name)
{
	struct config_node take = config_need(at, "take");
	struct config_node where = config_get(at, "where");
	const char *text = config_string(take);
	struct function f;
	int expr = -1;

	if (!text)
		return;
	if (config_there(where)) {
		expr = load_expression(l, where);
		if (expr < 0)
			return;
	}
	strbuf_reset(&l->err);
	switch (function_parse(&f, l->wanted, text, expr, true, &l->err)) {
	case FUNCTION_OK:
		loader_hold_measure(l, at, f.measure);
		formula_name_function(&l->ins->formulas, name, &f);
		function_release(&f);
		break;
	case FUNCTION_NONE:
		if (function_hint(text, &l->err))
			config_error(take, "is no function; %s", l->err.s);
		config_error(take,
		    "must be a function: count, count:EXPR, distinct:M, "
		    "sum:M, mean:M, min:M, max:M, median:M, stdev:M, p50:M, "
		    "first:M@M, last:M@M or share:EXPR");
		break;
	case FUNCTION_ERROR:
		config_error(take, "%s", l->err.s);
		break;
	}
}

static void
load_measures(struct loader *l, struct config_node measures)
{
	static const char *const known[] = { "take", "where", "formula", "note",
		NULL };
	size_t i;

	if (!config_is(measures, CONFIG_OBJECT))
		return;
	for (i = 0; i < config_n(measures); i++) {
		const char *name;
		struct config_node at = config_member_at(measures, i, &name);
		struct config_node formula;
		int node;

		if (!config_is(at, CONFIG_OBJECT) || !is_new_name(l, at, name))
			return;
		config_only(at, known);
		formula = config_get(at, "formula");
		if (!config_there(formula)) {
			load_function(l, at, name);
			continue;
		}
		if (config_there(config_get(at, "take")) ||
		    config_there(config_get(at, "where")))
			config_error(at, "a formula has no take or where");
		node = loader_formula(l, formula);
		if (node < 0)
			return;
		formula_name_node(&l->ins->formulas, name, node);
	}
}

/* --- indicators --- */

/** Refuse a name that records of indicators have for something else. */
static void
refuse_own_name(struct config_node at, const char *name)
{
	static const char *const own[] = { "record", "indicator", "period",
		"by", "value", "not_assessed", "numerator", "denominator", "n",
		"unit", "decimals", "basis", "source", "target", "relation",
		"met", "gap", "low", "high", "design_effect", "limits",
		"signal", "windows", "changes", "censored", NULL };
	size_t i;

	for (i = 0; own[i]; i++)
		if (strcmp(own[i], name) == 0)
			config_error(at,
			    "records of indicators have another member of this "
			    "name");
}

static void
load_spread(struct loader *l, struct indicator *in, struct config_node at)
{
	static const char *const known[] = { "of", "member", "bins", NULL };
	struct config_node of = config_need(at, "of");
	struct config_node bins = config_need(at, "bins");
	const char *name = config_string(config_need(at, "member"));
	const struct function *f;

	config_only(at, known);
	in->spread_of = loader_formula(l, of);
	if (!name || in->spread_of < 0)
		return;
	f = formula_function(&l->ins->formulas, in->spread_of);
	if (!f || f->kind != FUNCTION_DISTINCT) {
		config_error(of, "must be a measure that takes distinct:");
		return;
	}
	refuse_own_name(config_get(at, "member"), name);
	in->spread_name = xstrdup(name);
	loader_bins(&in->bins, bins, 1);
}

/** What the data must carry before the figure is given. */
static void
load_gates(struct loader *l, struct indicator *in, struct config_node list)
{
	static const char *const known[] = { "value", "at_least", "reason",
		"note", NULL };
	size_t i;

	if (!config_is(list, CONFIG_LIST))
		return;
	for (i = 0; i < config_n(list); i++) {
		struct config_node at = config_at(list, i);
		const char *reason;
		struct gate *gate;

		if (!config_is(at, CONFIG_OBJECT))
			return;
		config_only(at, known);
		reason = config_string(config_need(at, "reason"));
		if (!reason)
			return;
		GROW(in->gates, in->n_gates, in->cap_gates);
		gate = &in->gates[in->n_gates++];
		gate->reason = xstrdup(reason);
		gate->value = loader_formula(l, config_need(at, "value"));
		gate->at_least = config_dec(config_need(at, "at_least"));
	}
}

/** One list of "by": the names of members. */
static void
load_by(struct loader *l, struct indicator *in, struct config_node list)
{
	int columns[WANTED_MAX_BY];
	size_t n, i;

	if (!config_names(list))
		return;
	n = config_n(list);
	if (n > WANTED_MAX_BY) {
		config_error(list, "more than %d members", (int)WANTED_MAX_BY);
		return;
	}
	for (i = 0; i < n; i++) {
		struct config_node at = config_at(list, i);
		const char *name = config_string(at);

		if (!name)
			return;
		refuse_own_name(at, name);
		columns[i] = wanted_column(l->wanted, name, strlen(name));
		loader_hold_column(l, at, columns[i]);
	}
	GROW(in->groupings, in->n_groupings, in->cap_groupings);
	in->groupings[in->n_groupings] = wanted_grouping(l->wanted, columns, n);
	for (i = 0; i < in->n_groupings; i++)
		if (in->groupings[i] == in->groupings[in->n_groupings])
			config_error(list, "these members are there twice");
	in->n_groupings++;
}

static void
load_title(struct config_node title)
{
	static const char *const known[] = { "sv", "en", NULL };

	if (!config_is(title, CONFIG_OBJECT))
		return;
	config_only(title, known);
	config_string(config_need(title, "sv"));
	config_string(config_need(title, "en"));
}

/** What n counts: what is said, or the first measure that is looked at. */
static int
choose_n(struct loader *l, struct indicator *in, struct config_node at)
{
	const struct formulas *fs = &l->ins->formulas;
	struct config_node said = config_get(at, "n");
	const struct function *f;
	int node = in->value >= 0 ? in->value : in->numerator;

	if (in->spread_of >= 0)
		return in->spread_of;
	if (config_there(said)) {
		node = loader_formula(l, said);
		if (node >= 0 && !formula_function(fs, node))
			config_error(said, "must be a measure");
		return node;
	}
	f = formula_first(fs, node);
	if (!f) {
		config_error(at, "looks at no measure");
		return -1;
	}
	for (node = 0; formula_function(fs, node) != f; node++)
		;
	return node;
}

/** The figure itself: spread, value, or numerator and denominator. */
static void
load_figure(struct loader *l, struct indicator *in, struct config_node at)
{
	struct config_node spread = config_get(at, "spread");
	struct config_node value = config_get(at, "value");
	struct config_node numerator = config_get(at, "numerator");
	struct config_node denominator = config_get(at, "denominator");
	bool is_ratio = config_there(numerator) || config_there(denominator);

	in->value = in->numerator = in->denominator = in->spread_of = -1;
	if (config_there(spread) + config_there(value) + is_ratio != 1) {
		config_error(at,
		    "needs one of: value; numerator and denominator; spread");
	} else if (config_there(spread)) {
		if (config_is(spread, CONFIG_OBJECT))
			load_spread(l, in, spread);
	} else if (config_there(value)) {
		in->value = loader_formula(l, value);
	} else {
		in->numerator = loader_formula(l, config_need(at, "numerator"));
		in->denominator =
		    loader_formula(l, config_need(at, "denominator"));
	}
}

/** Want a formula by all groupings of an indicator. */
static void
want_node(
    struct loader *l, struct indicator *in, struct config_node at, int node)
{
	size_t i;

	for (i = 0; i < in->n_groupings; i++)
		if (!formula_want(
			&l->ins->formulas, l->wanted, node, in->groupings[i]))
			config_error(at, "sum_over makes more than %d members",
			    (int)WANTED_MAX_BY);
	loader_hold_windows(l, at, in, node);
}

/** Want what the limits of a funnel are around. */
static void
want_whole(struct loader *l, struct indicator *in, struct config_node at)
{
	int whole = wanted_grouping(l->wanted, NULL, 0);

	if (!formula_want(&l->ins->formulas, l->wanted, in->numerator, whole) ||
	    !formula_want(
		&l->ins->formulas, l->wanted, in->denominator, whole) ||
	    (in->sure.clusters >= 0 &&
		!formula_want(
		    &l->ins->formulas, l->wanted, in->sure.clusters, whole)))
		config_error(at, "funnel looks at more than %d members",
		    (int)WANTED_MAX_BY);
}

/** Want all that an indicator looks at by its groupings. */
static void
want(struct loader *l, struct indicator *in, struct config_node at)
{
	int nodes[8], i;
	size_t k;

	nodes[0] = in->value;
	nodes[1] = in->numerator;
	nodes[2] = in->denominator;
	nodes[3] = in->spread_of;
	nodes[4] = in->n;
	nodes[5] = in->groups;
	nodes[6] = in->sure.clusters;
	nodes[7] = in->censored;
	for (i = 0; i < 8; i++)
		if (nodes[i] >= 0)
			want_node(l, in, at, nodes[i]);
	for (k = 0; k < in->n_gates; k++)
		want_node(l, in, at, in->gates[k].value);
	if (in->sure.n_funnel > 0)
		want_whole(l, in, at);
	for (k = 0; k < in->n_needs; k++)
		if (!formula_want(&l->ins->formulas, l->wanted, in->needs[k],
			wanted_grouping(l->wanted, NULL, 0)))
			config_error(at, "needs looks at more than %d members",
			    (int)WANTED_MAX_BY);
}

/** One formula, or a list of them. */
static void
load_needs(struct loader *l, struct indicator *in, struct config_node at)
{
	bool is_list = config_type(at) == CONFIG_LIST;
	size_t n = is_list ? config_n(at) : config_there(at), i;

	if (n > INDICATOR_MAX_NEEDS) {
		config_error(at, "at most %d", (int)INDICATOR_MAX_NEEDS);
		return;
	}
	for (i = 0; i < n; i++)
		in->needs[in->n_needs++] =
		    loader_formula(l, is_list ? config_at(at, i) : at);
}

/** A member's string, a new copy; NULL where it is not there. */
static char *
copy_string(struct config_node at)
{
	const char *s = config_string(at);

	return s ? xstrdup(s) : NULL;
}

static void
load_indicator(struct loader *l, struct config *c, struct config_node at)
{
	static const char *const known[] = { "id", "title", "unit", "decimals",
		"by", "value", "numerator", "denominator", "spread", "n",
		"groups", "needs", "requires", "interval", "funnel", "changes",
		"censored", "basis", "source", "rule", "note", NULL };
	static const char *const bases[] = { "local", NULL };
	struct indicators *ins = l->ins;
	struct config_node by = config_need(at, "by");
	struct config_node groups = config_get(at, "groups");
	struct config_node basis = config_get(at, "basis");
	struct indicator *in;
	size_t i;

	config_only(at, known);
	GROW(ins->list, ins->n, ins->cap);
	in = &ins->list[ins->n++];
	memset(in, 0, sizeof(*in));
	if (config_name(config_need(at, "id")))
		in->id = copy_string(config_get(at, "id"));
	load_title(config_need(at, "title"));
	in->unit = copy_string(config_need(at, "unit"));
	in->decimals =
	    (int)config_int(config_need(at, "decimals"), 0, DEC_SCALE);
	config_string_or(at, "rule", NULL);
	config_string_or(at, "note", NULL);
	in->source = xstrdup(config_string_or(at, "source", l->source));
	in->groups = config_there(groups) ? loader_formula(l, groups) : -1;
	in->censored = config_there(config_get(at, "censored"))
			   ? loader_formula(l, config_get(at, "censored"))
			   : -1;
	load_needs(l, in, config_get(at, "needs"));
	if (config_there(basis) && config_choice(basis, bases) >= 0)
		in->basis = bases[0];
	load_figure(l, in, at);
	load_gates(l, in, config_get(at, "requires"));
	loader_changes(in, config_get(at, "changes"));
	if (config_failed(c))
		return;
	loader_sure(l, in, at);
	if (config_failed(c))
		return;
	in->n = choose_n(l, in, at);
	if (config_is(by, CONFIG_LIST) && config_n(by) == 0)
		config_error(by, "makes no figure; [[]] is one of all records");
	if (config_is(by, CONFIG_LIST))
		for (i = 0; i < config_n(by); i++)
			load_by(l, in, config_at(by, i));
	if (config_failed(c))
		return;
	for (i = 0; i + 1 < ins->n; i++)
		if (strcmp(ins->list[i].id, in->id) == 0)
			config_error(
			    config_get(at, "id"), "this id is there twice");
	want(l, in, at);
	loader_note_windows(l, in);
}

static void
load_top(struct loader *l, struct config *c)
{
	static const char *const known[] = { "$schema", "title", "note",
		"source", "values", "classes", "conditions", "weights",
		"measures", "indicators", NULL };
	struct config_node top = config_top(c), list;
	size_t i;

	config_only(top, known);
	l->source = config_string_or(top, "source", "");
	loader_values(l, config_get(top, "values"));
	if (!config_failed(c))
		loader_classes(l, config_get(top, "classes"));
	if (!config_failed(c))
		load_conditions(l, config_get(top, "conditions"));
	if (!config_failed(c))
		loader_weights(l, config_get(top, "weights"));
	if (!config_failed(c))
		load_measures(l, config_need(top, "measures"));
	list = config_need(top, "indicators");
	if (!config_is(list, CONFIG_LIST))
		return;
	for (i = 0; i < config_n(list) && !config_failed(c); i++)
		load_indicator(l, c, config_at(list, i));
}

int
indicators_load(struct indicators *ins, struct wanted *w, const char *path,
    bool has_period, struct strbuf *err)
{
	struct loader l = {
		.ins = ins, .wanted = w, .path = path, .has_period = has_period
	};
	size_t n_names = expr_n_names(w->exprs);
	struct config *c = config_load(path, err);
	int ret = -1;

	if (!c)
		return -1;
	strbuf_init(&l.err);
	ins->formulas.first_name = ins->formulas.n_names;
	ins->formulas.first_weights = ins->formulas.n_weights;
	load_top(&l, c);
	expr_keep_names(w->exprs, n_names);
	if (!config_failed(c))
		ret = 0;
	strbuf_release(&l.err);
	config_free(c);
	return ret;
}
