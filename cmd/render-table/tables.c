/* tables.c - a file that says which tables are made. */
#include "tables.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

/* What is written for a value of a member, or (value NULL) for its name. */
struct word {
	const char *member, *value, *text;
};

struct tables {
	struct config *config; /* the texts live here */
	const char *language;
	struct table_plan *list;
	size_t n, cap;
	struct word *words;
	size_t n_words, cap_words;
};

static const char *
text_of(const struct tables *t, struct config_node n)
{
	static const char *const known[] = { "sv", "en", NULL };

	if (!config_is(n, CONFIG_OBJECT))
		return NULL;
	config_only(n, known);
	return config_string(config_need(n, t->language));
}

static size_t
load_names(struct config_node n, const char ***names)
{
	const size_t len = config_names(n) ? config_n(n) : 0;

	*names = xcalloc(len, sizeof(**names));
	for (size_t i = 0; i < len; i++)
		(*names)[i] = config_string(config_at(n, i));
	if (len == 0)
		config_error(n, "must be a list with at least one name");
	return len;
}

/* Reasons are no member's: theirs is "". */
static const struct word *
find_word(const struct tables *t, const char *member, const char *value)
{
	for (size_t i = 0; i < t->n_words; i++) {
		const struct word *w = &t->words[i];

		if (strcmp(w->member, member) == 0 &&
		    (value ? w->value && strcmp(w->value, value) == 0
			   : !w->value))
			return w;
	}
	return NULL;
}

const char *
tables_value(const struct tables *t, const char *member, const char *value)
{
	const struct word *w = find_word(t, member, value);

	return w ? w->text : NULL;
}

size_t
tables_place(const struct tables *t, const char *member, const char *value)
{
	const struct word *w = find_word(t, member, value);

	return w ? (size_t)(w - t->words) : t->n_words;
}

const char *
tables_reason(const struct tables *t, const char *reason)
{
	const struct word *w = find_word(t, "", reason);

	return w ? w->text : reason;
}

static void
add_word(struct tables *t, const char *member, const char *value,
    struct config_node text)
{
	struct word *w;

	GROW(t->words, t->n_words, t->cap_words);
	w = &t->words[t->n_words++];
	w->member = member;
	w->value = value;
	w->text = text_of(t, text);
}

static void
load_words(struct tables *t, struct config_node members)
{
	static const char *const known[] = { "title", "values", NULL };

	for (size_t i = 0; i < config_n(members); i++) {
		const char *member, *value;
		struct config_node n = config_member_at(members, i, &member);
		struct config_node values;

		config_only(n, known);
		add_word(t, member, NULL, config_need(n, "title"));
		values = config_get(n, "values");
		for (size_t j = 0; j < config_n(values); j++) {
			struct config_node text =
			    config_member_at(values, j, &value);

			add_word(t, member, value, text);
		}
	}
}

static void
load_reasons(struct tables *t, struct config_node reasons)
{
	for (size_t i = 0; i < config_n(reasons); i++) {
		const char *reason;
		struct config_node n = config_member_at(reasons, i, &reason);

		add_word(t, "", reason, n);
	}
}

static void
load_table(struct tables *t, struct config_node n)
{
	static const char *const known[] = { "name", "title", "note", "rows",
		"columns", "sort", "total", NULL };
	struct table_plan *plan;
	struct config_node note = config_get(n, "note");

	config_only(n, known);
	GROW(t->list, t->n, t->cap);
	plan = &t->list[t->n++];
	memset(plan, 0, sizeof(*plan));
	plan->name = config_name(config_need(n, "name"));
	for (size_t i = 0; plan->name && i + 1 < t->n; i++)
		if (t->list[i].name && strcmp(t->list[i].name, plan->name) == 0)
			config_error(n, "a second table %s", plan->name);
	plan->title = text_of(t, config_need(n, "title"));
	plan->note = config_there(note) ? text_of(t, note) : NULL;
	plan->n_rows = load_names(config_need(n, "rows"), &plan->rows);
	plan->n_columns = load_names(config_need(n, "columns"), &plan->columns);
	plan->sort = config_string_or(n, "sort", NULL);
	plan->has_total = config_bool_or(n, "total", false);
	plan->row_titles = xcalloc(plan->n_rows, sizeof(*plan->row_titles));
	for (size_t i = 0; i < plan->n_rows && plan->rows[i]; i++) {
		const struct word *title = find_word(t, plan->rows[i], NULL);

		plan->row_titles[i] = title ? title->text : plan->rows[i];
	}
}

struct tables *
tables_load(const char *path, const char *language, struct strbuf *err)
{
	/* the other members are render-report's */
	static const char *const known[] = { "$schema", "members", "tables",
		"units", "headings", "meanings", "reasons", "report", "clinic",
		NULL };
	struct config *config = config_load(path, err);
	struct config_node top, list;
	struct tables *t;

	if (!config)
		return NULL;
	t = xcalloc(1, sizeof(*t));
	t->config = config;
	t->language = language;
	top = config_top(config);
	config_only(top, known);
	load_words(t, config_get(top, "members"));
	load_reasons(t, config_get(top, "reasons"));
	list = config_need(top, "tables");
	for (size_t i = 0; config_is(list, CONFIG_LIST) && i < config_n(list);
	     i++)
		load_table(t, config_at(list, i));
	if (config_is(list, CONFIG_LIST) && config_n(list) == 0)
		config_error(list, "must hold at least one table");
	if (config_failed(config)) {
		tables_free(t);
		return NULL;
	}
	return t;
}

void
tables_free(struct tables *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->n; i++) {
		free(t->list[i].rows);
		free(t->list[i].row_titles);
		free(t->list[i].columns);
	}
	free(t->list);
	free(t->words);
	config_free(t->config);
	free(t);
}

size_t
tables_n(const struct tables *t)
{
	return t->n;
}

const struct table_plan *
tables_get(const struct tables *t, size_t i)
{
	return &t->list[i];
}
