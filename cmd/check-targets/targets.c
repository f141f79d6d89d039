/* targets.c - the targets file: what each indicator is held against. */
#include "targets.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

struct targets {
	struct config *config; /* the texts live here */
	struct target *list;
	size_t n, cap;
};

static const char *const relations[] = {
	[RELATION_AT_LEAST] = ">=",
	[RELATION_AT_MOST] = "<=",
	[RELATION_MORE] = ">",
	[RELATION_LESS] = "<",
	[RELATION_EQUAL] = "==",
	NULL,
};

const char *
relation_text(enum relation r)
{
	return relations[r];
}

bool
relation_holds(enum relation r, int sign)
{
	switch (r) {
	case RELATION_AT_LEAST:
		return sign >= 0;
	case RELATION_AT_MOST:
		return sign <= 0;
	case RELATION_MORE:
		return sign > 0;
	case RELATION_LESS:
		return sign < 0;
	default:
		return sign == 0;
	}
}

/* --- reading the file ----------------------------------------------------- */

/* A title is one text, or one for each language; here it is only checked. */
static void
check_title(struct config_node title)
{
	static const char *const known[] = { "sv", "en", NULL };

	if (config_type(title) != CONFIG_OBJECT) {
		config_string(title);
		return;
	}
	config_only(title, known);
	config_string(config_need(title, "sv"));
	config_string(config_need(title, "en"));
}

/* Members that are for people and other programs. */
static void
check_notes(struct config_node n)
{
	check_title(config_get(n, "title"));
	config_string(config_get(n, "$schema"));
	config_string(config_get(n, "note"));
	config_string(config_get(n, "rule"));
	config_string(config_get(n, "source"));
}

static enum relation
load_relation(struct config_node n)
{
	const int i = config_choice(config_need(n, "relation"), relations);

	return i < 0 ? RELATION_EQUAL : (enum relation)i;
}

/* A list of names as "a,b"; new, NULL where it is not there. */
static char *
load_by(struct config_node by)
{
	struct strbuf names = STRBUF_INIT;
	const char *name;

	if (!config_there(by) || !config_names(by))
		return NULL;
	for (size_t i = 0; i < config_n(by); i++) {
		name = config_string(config_at(by, i));
		if (!name)
			break;
		if (strchr(name, ','))
			config_error(config_at(by, i),
			    "must be a member's name, without a comma");
		strbuf_addstr(&names, i > 0 ? "," : "");
		strbuf_addstr(&names, name);
	}
	return strbuf_detach(&names, NULL);
}

static void
load_demand(struct demand *d, struct config_node n)
{
	static const char *const known[] = { "indicator", "scope", "relation",
		"limit", "reason", "note", NULL };
	static const char *const scopes[] = { "same", "whole", NULL };
	struct config_node scope = config_get(n, "scope");

	config_only(n, known);
	d->indicator = config_name(config_need(n, "indicator"));
	d->is_whole = config_there(scope) && config_choice(scope, scopes) == 1;
	d->relation = load_relation(n);
	d->limit = config_dec(config_need(n, "limit"));
	d->reason = config_name(config_need(n, "reason"));
	check_notes(n);
}

/* The limit: a number, or an object that names another indicator. */
static void
load_limit(struct target *t, struct config_node n)
{
	static const char *const known[] = { "indicator", NULL };

	if (config_type(n) != CONFIG_OBJECT) {
		t->limit = config_dec(n);
		return;
	}
	config_only(n, known);
	t->other = config_name(config_need(n, "indicator"));
}

static void
load_target(struct target *t, struct config_node n)
{
	static const char *const known[] = { "indicator", "by", "relation",
		"target", "compare_decimals", "by_interval", "requires",
		"title", "rule", "source", "note", NULL };
	struct config_node requires = config_get(n, "requires");

	config_only(n, known);
	t->indicator = config_name(config_need(n, "indicator"));
	t->by = load_by(config_get(n, "by"));
	t->relation = load_relation(n);
	load_limit(t, config_need(n, "target"));
	t->decimals =
	    (int)config_int_or(n, "compare_decimals", 0, DEC_SCALE, -1);
	t->is_by_interval = config_bool_or(n, "by_interval", false);
	check_notes(n);
	if (!config_is(requires, CONFIG_LIST))
		return;
	for (size_t i = 0; i < config_n(requires); i++) {
		GROW(t->demands, t->n_demands, t->cap_demands);
		load_demand(
		    &t->demands[t->n_demands++], config_at(requires, i));
	}
}

static bool
is_same_by(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Two targets for the same figures: nobody could say which one counts. */
static void
check_repeat(
    const struct targets *t, const struct target *one, struct config_node n)
{
	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->list[i].indicator, one->indicator) == 0 &&
		    is_same_by(t->list[i].by, one->by)) {
			config_error(n,
			    "a second target for %s, after "
			    "targets[%zu]",
			    one->indicator, i);
			return;
		}
	}
}

static void
load_list(struct targets *t, struct config_node list)
{
	if (!config_is(list, CONFIG_LIST))
		return;
	for (size_t i = 0; i < config_n(list); i++) {
		struct target one = { 0 };
		struct config_node n = config_at(list, i);

		load_target(&one, n);
		if (!config_failed(t->config))
			check_repeat(t, &one, n);
		GROW(t->list, t->n, t->cap);
		t->list[t->n++] = one;
	}
}

struct targets *
targets_load(const char *path, struct strbuf *err)
{
	static const char *const known[] = { "$schema", "title", "note",
		"targets", NULL };
	struct config *config = config_load(path, err);
	struct targets *t;

	if (!config)
		return NULL;
	t = xcalloc(1, sizeof(*t));
	t->config = config;
	config_only(config_top(config), known);
	check_notes(config_top(config));
	load_list(t, config_need(config_top(config), "targets"));
	if (config_failed(config)) {
		targets_free(t);
		return NULL;
	}
	return t;
}

void
targets_free(struct targets *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++) {
		free(t->list[i].demands);
		free(t->list[i].by);
	}
	free(t->list);
	config_free(t->config);
	free(t);
}

/* --- looking up ----------------------------------------------------------- */

const struct target *
targets_find(const struct targets *t, const char *indicator, const char *by)
{
	const struct target *any = NULL;

	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->list[i].indicator, indicator) != 0)
			continue;
		if (!t->list[i].by)
			any = &t->list[i];
		else if (strcmp(t->list[i].by, by) == 0)
			return &t->list[i];
	}
	return any;
}

static bool
target_names(const struct target *t, const char *indicator)
{
	if (strcmp(t->indicator, indicator) == 0)
		return true;
	if (t->other && strcmp(t->other, indicator) == 0)
		return true;
	for (size_t i = 0; i < t->n_demands; i++) {
		if (strcmp(t->demands[i].indicator, indicator) == 0)
			return true;
	}
	return false;
}

void
targets_each(const struct targets *t, targets_fn *visit, void *context)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct target *target = &t->list[i];

		visit(context, target->indicator, target->by);
		if (target->other)
			visit(context, target->other, target->by);
		for (size_t k = 0; k < target->n_demands; k++) {
			const struct demand *d = &target->demands[k];

			visit(context, d->indicator,
			    d->is_whole ? NULL : target->by);
		}
	}
}

bool
targets_name(const struct targets *t, const char *indicator)
{
	for (size_t i = 0; i < t->n; i++) {
		if (target_names(&t->list[i], indicator))
			return true;
	}
	return false;
}
