/* loader_sure.c - what a definition asks for by interval and funnel. */
#include "loader.h"

#include <string.h>

/** {"0-4": 5000, "5-9": 5500}: none negative, and not all 0. */
static void
load_weights(struct loader *l, struct config_node at, const char *name)
{
	struct formula_weights *w;
	bool is_any = false;
	size_t i;

	if (!config_is(at, CONFIG_OBJECT) ||
	    !loader_is_good_name(at, name, false))
		return;
	w = formula_add_weights(&l->ins->formulas, name);
	for (i = 0; w && i < config_n(at); i++) {
		const char *label;
		struct config_node one = config_member_at(at, i, &label);
		struct dec weight = config_dec(one);

		if (dec_sign(weight) < 0)
			config_error(one, "must not be negative");
		is_any |= dec_sign(weight) > 0;
		(void)formula_add_weight(w, label, weight);
	}
	if (!is_any)
		config_error(at, "needs a weight that is not 0");
}

void
loader_weights(struct loader *l, struct config_node weights)
{
	size_t i;

	if (!config_there(weights) || !config_is(weights, CONFIG_OBJECT))
		return;
	for (i = 0; i < config_n(weights); i++) {
		const char *name;
		struct config_node at = config_member_at(weights, i, &name);

		load_weights(l, at, name);
	}
}

/** A level such as 0.95; false: it is none. */
static bool
load_level(struct config_node at, struct dec *level, double *share)
{
	*level = config_dec(at);
	if (dec_sign(*level) > 0 && dec_cmp(*level, dec_from_int(1)) < 0) {
		*share = interval_from_dec(*level);
		return true;
	}
	config_error(at, "must be more than 0 and less than 1");
	return false;
}

/** The interval is that of a rate, which a number may be multiplied with. */
static void
hold_rate(struct loader *l, struct indicator *in, struct config_node at)
{
	const struct formulas *fs = &l->ins->formulas;
	bool is_dobson = in->sure.method == INTERVAL_DOBSON, is_rate;
	const struct formula_node *n;

	if (in->value < 0) {
		config_error(at, "is for a value");
		return;
	}
	formula_scale(fs, in->value, &in->sure.scale, &in->sure.rate);
	n = &fs->nodes[in->sure.rate];
	is_rate = is_dobson ? n->op == FORMULA_STANDARDISED
			    : n->op == FORMULA_SLOPE_INDEX ||
				  n->op == FORMULA_RELATIVE_INDEX;
	if (!is_rate || in->sure.scale.is_negative ||
	    ratio_is_zero(&in->sure.scale) || !formula_is_count(fs, n->a))
		config_error(at, "%s",
		    is_dobson ? "dobson is for standardised() of a count, "
				"times a number"
			      : "normal is for slope_index() or "
				"relative_index() of a count, times a number");
}

/** The interval is that of a count, which a number may be multiplied with. */
static void
hold_count(struct loader *l, struct indicator *in, struct config_node at)
{
	const struct formulas *fs = &l->ins->formulas;
	int rest, node = in->value >= 0 ? in->value : in->numerator;

	formula_scale(fs, node, &in->sure.scale, &rest);
	if (!formula_is_count(fs, rest) || in->sure.scale.is_negative ||
	    ratio_is_zero(&in->sure.scale))
		config_error(at,
		    "must be of a count: measures that take count or "
		    "distinct:, times a number");
	else if (in->sure.method == INTERVAL_WILSON &&
		 (in->value >= 0 || !formula_is_count(fs, in->denominator)))
		config_error(
		    at, "wilson is for a share: a count over another one");
}

/** The measure whose distinct values are what the events come in. */
static void
load_clusters(struct loader *l, struct uncertainty *sure, struct config_node at)
{
	struct config_node clusters = config_get(at, "clusters");
	const struct function *f;

	if (sure->method != INTERVAL_CLUSTERED) {
		if (config_there(clusters))
			config_error(clusters, "is for the method clustered");
		return;
	}
	sure->clusters = loader_formula(l, config_need(at, "clusters"));
	if (sure->clusters < 0)
		return;
	f = formula_function(&l->ins->formulas, sure->clusters);
	if (!f || f->kind != FUNCTION_DISTINCT)
		config_error(
		    clusters, "must be a measure that takes distinct:");
}

static void
load_interval(struct loader *l, struct indicator *in, struct config_node at)
{
	static const char *const known[] = { "method", "level", "clusters",
		NULL };
	static const char *const methods[] = { "wilson", "byar", "exact",
		"clustered", "dobson", "normal", NULL };
	struct uncertainty *sure = &in->sure;
	struct dec level;
	int method;

	if (!config_there(at) || !config_is(at, CONFIG_OBJECT))
		return;
	config_only(at, known);
	method = config_choice(config_need(at, "method"), methods);
	if (method < 0 ||
	    !load_level(config_need(at, "level"), &level, &sure->level))
		return;
	sure->has_interval = true;
	sure->method = (enum interval_method)method;
	load_clusters(l, sure, at);
	if (sure->method == INTERVAL_DOBSON || sure->method == INTERVAL_NORMAL)
		hold_rate(l, in, at);
	else
		hold_count(l, in, at);
}

/** Limits around the total, for the figures that are parts of it. */
static void
load_funnel(struct loader *l, struct indicator *in, struct config_node at)
{
	struct uncertainty *sure = &in->sure;
	size_t i;

	if (!config_there(at) || !config_is(at, CONFIG_LIST))
		return;
	if (config_n(at) == 0 || config_n(at) > INDICATOR_MAX_FUNNEL) {
		config_error(
		    at, "must be 1 to %d levels", (int)INDICATOR_MAX_FUNNEL);
		return;
	}
	if (in->numerator < 0) {
		config_error(at, "needs a numerator and a denominator");
		return;
	}
	for (i = 0; i < config_n(at); i++) {
		struct funnel_limit *limit = &sure->funnel[i];

		if (!load_level(config_at(at, i), &limit->level, &limit->share))
			return;
		if (i > 0 && dec_cmp(limit->level, limit[-1].level) <= 0)
			config_error(config_at(at, i),
			    "must be larger than the level before");
	}
	sure->n_funnel = config_n(at);
	if (sure->has_interval)
		return;
	sure->method =
	    strcmp(in->unit, "share") == 0 ? INTERVAL_WILSON : INTERVAL_EXACT;
	hold_count(l, in, at);
}

void
loader_sure(struct loader *l, struct indicator *in, struct config_node at)
{
	in->sure.clusters = -1;
	load_interval(l, in, config_get(at, "interval"));
	load_funnel(l, in, config_get(at, "funnel"));
}
