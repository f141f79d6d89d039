/* rules.c - the rules file: what may not be seen of which indicator. */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

enum { MAX_THRESHOLD = 1000000, DEFAULT_THRESHOLD = 5, DEFAULT_AT_LEAST = 3 };

struct rules {
	struct config *config; /* the texts live here */
	struct rule usual;
	struct rule *list;
	size_t n, cap;
	enum zeros zeros;
	bool labels_are_known;
};

static void
load_rule(struct rule *rule, struct config_node n)
{
	rule->threshold =
	    config_int_or(n, "threshold", 0, MAX_THRESHOLD, rule->threshold);
	rule->has_complement =
	    config_bool_or(n, "complement", rule->has_complement);
	rule->is_measure = config_bool_or(n, "measure", rule->is_measure);
	rule->is_additive = config_bool_or(n, "additive", rule->is_additive);
	rule->at_least = config_int_or(
	    n, "at_least_values", 1, MAX_THRESHOLD, rule->at_least);
	config_string(config_get(n, "note"));
}

static bool
is_repeated(const struct rules *r, const char *indicator)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->list[i].indicator, indicator) == 0)
			return true;
	}
	return false;
}

/* A rule names the indicators that it is for. */
static void
load_named(struct rules *r, struct config_node n)
{
	static const char *const known[] = { "indicators", "threshold",
		"complement", "measure", "additive", "at_least_values",
		"clusters", "note", NULL };
	struct config_node names = config_need(n, "indicators");
	struct rule rule = r->usual;

	config_only(n, known);
	load_rule(&rule, n);
	rule.clusters = config_get(n, "clusters");
	if (!config_names(names) ||
	    (config_there(rule.clusters) && !config_names(rule.clusters)))
		return;
	if (config_n(names) == 0)
		config_error(names, "must name at least one indicator");
	for (size_t i = 0; i < config_n(names); i++) {
		rule.indicator = config_string(config_at(names, i));
		if (!rule.indicator)
			return;
		if (is_repeated(r, rule.indicator))
			config_error(config_at(names, i),
			    "a second rule for %s", rule.indicator);
		GROW(r->list, r->n, r->cap);
		r->list[r->n++] = rule;
	}
}

static void
load_top(struct rules *r, struct config_node top)
{
	static const char *const known[] = { "$schema", "title", "note",
		"threshold", "complement", "at_least_values", "zeros",
		"labels_are_known", "rules", NULL };
	static const char *const zeros_texts[] = { "cover", "shown", "hidden",
		NULL };
	struct config_node list = config_get(top, "rules");
	struct config_node zeros = config_get(top, "zeros");

	config_only(top, known);
	config_string(config_get(top, "$schema"));
	config_string(config_get(top, "title"));
	load_rule(&r->usual, top);
	if (config_there(zeros)) {
		const int i = config_choice(zeros, zeros_texts);

		r->zeros = i < 0 ? ZEROS_COVER : (enum zeros)i;
	}
	r->labels_are_known = config_bool_or(top, "labels_are_known", true);
	if (!config_there(list) || !config_is(list, CONFIG_LIST))
		return;
	for (size_t i = 0; i < config_n(list); i++)
		load_named(r, config_at(list, i));
}

struct rules *
rules_load(const char *path, struct strbuf *err)
{
	struct config *config = config_load(path, err);
	struct rules *r;

	if (!config)
		return NULL;
	r = xcalloc(1, sizeof(*r));
	r->config = config;
	r->usual = (struct rule){ .threshold = DEFAULT_THRESHOLD,
		.has_complement = true,
		.is_additive = true,
		.at_least = DEFAULT_AT_LEAST };
	load_top(r, config_top(config));
	if (config_failed(config)) {
		rules_free(r);
		return NULL;
	}
	return r;
}

void
rules_free(struct rules *r)
{
	if (!r)
		return;
	free(r->list);
	config_free(r->config);
	free(r);
}

const struct rule *
rules_find(const struct rules *r, const char *indicator)
{
	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(r->list[i].indicator, indicator) == 0)
			return &r->list[i];
	}
	return &r->usual;
}

const char *
rules_cluster(const struct rule *rule, size_t i)
{
	if (!rule->indicator || !config_there(rule->clusters) ||
	    i >= config_n(rule->clusters))
		return NULL;
	return config_string(config_at(rule->clusters, i));
}

const char *
rules_named(const struct rules *r, size_t i)
{
	return i < r->n ? r->list[i].indicator : NULL;
}

enum zeros
rules_zeros(const struct rules *r)
{
	return r->zeros;
}

bool
rules_labels_are_known(const struct rules *r)
{
	return r->labels_are_known;
}
