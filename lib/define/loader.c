/* loader.c - the values of definitions, and what they are held against. */
#include "loader.h"

#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/xalloc.h"

#include "members.h"

bool
loader_is_good_name(struct config_node at, const char *name, bool is_taken)
{
	const char *s = name;

	while (ascii_is_alnum(*s) || *s == '_')
		s++;
	if (*s || s == name || ascii_is_digit(*name)) {
		config_error(at, "a name is letters, digits and _ only");
		return false;
	}
	if (is_taken)
		config_error(at, "this name is defined twice");
	return !is_taken;
}

bool
loader_is_new_param(struct loader *l, struct config_node at, const char *name)
{
	return loader_is_good_name(
	    at, name, expr_has_name(l->wanted->exprs, name));
}

/* --- values --- */

static void
define_value(struct loader *l, struct config_node at, const char *name)
{
	const char *text;
	int day;

	if (config_type(at) == CONFIG_NUMBER) {
		struct dec number = config_dec(at);

		strbuf_reset(&l->err);
		dec_format(number, &l->err);
		expr_define_number(
		    l->wanted->exprs, name, l->err.s, l->err.len);
		formula_name_number(&l->ins->formulas, name, number);
		return;
	}
	text = config_string(at);
	if (!text)
		return;
	expr_define_string(l->wanted->exprs, name, text, strlen(text));
	if (day_parse(&day, text, strlen(text)) == DAY_OK)
		formula_name_day(&l->ins->formulas, name, day);
}

static void
note_borrowed(struct indicators *ins, const char *path)
{
	size_t i;

	for (i = 0; i < ins->n_borrowed; i++)
		if (strcmp(ins->borrowed[i], path) == 0)
			return;
	GROW(ins->borrowed, ins->n_borrowed, ins->cap_borrowed);
	ins->borrowed[ins->n_borrowed++] = xstrdup(path);
}

/* So that a name has one meaning in both files. */
static void
borrow_value(struct loader *l, struct config_node at, const char *name)
{
	static const char *const known[] = { "from", NULL };
	const char *file = config_string(config_need(at, "from"));
	const char *slash = strrchr(l->path, '/');
	struct strbuf path = STRBUF_INIT, err = STRBUF_INIT;
	struct config *c;
	struct config_node value;

	config_only(at, known);
	if (!file)
		return;
	if (strchr(file, '/')) {
		config_error(at, "from is a file of the same folder");
		return;
	}
	if (slash)
		strbuf_add(&path, l->path, (size_t)(slash - l->path) + 1);
	strbuf_addstr(&path, file);
	c = config_load(path.s, &err);
	if (c) {
		note_borrowed(l->ins, path.s);
		value = config_get(config_get(config_top(c), "values"), name);
		if (!config_there(value))
			config_error(at, "%s has no value of this name", file);
		else
			define_value(l, value, name);
	}
	if (err.len > 0)
		config_error(at, "%s", err.s);
	config_free(c);
	strbuf_release(&err);
	strbuf_release(&path);
}

void
loader_values(struct loader *l, struct config_node values)
{
	size_t i;

	if (!config_is(values, CONFIG_OBJECT))
		return;
	for (i = 0; i < config_n(values); i++) {
		const char *name;
		struct config_node at = config_member_at(values, i, &name);

		if (!loader_is_new_param(l, at, name))
			return;
		if (config_type(at) == CONFIG_OBJECT)
			borrow_value(l, at, name);
		else
			define_value(l, at, name);
	}
}

/* --- members that nobody makes --- */

void
loader_hold_measure(struct loader *l, struct config_node at, int measure)
{
	const struct wanted_measure *m = &l->wanted->measures[measure];
	/* of a value, the condition looks at its members */
	bool is_made =
	    m->column >= 0 && l->wanted->columns[m->column].source >= 0;
	const char *member =
	    m->column < 0 || is_made ? NULL : wanted_name(l->wanted, m->column);

	if (!l->ins->members)
		return;
	strbuf_reset(&l->err);
	if (!members_fit(
		l->ins->members, l->wanted->exprs, m->where, member, &l->err))
		config_error(at, "%s", l->err.s);
	else if (m->order >= 0 &&
		 !members_fit(l->ins->members, l->wanted->exprs, m->where,
		     wanted_name(l->wanted, m->order), &l->err))
		config_error(at, "%s", l->err.s);
}

/** What a column is held at. */
struct holding {
	struct loader *l;
	struct config_node at;
};

static void
hold_member(void *context, const char *member)
{
	const struct holding *h = context;

	strbuf_reset(&h->l->err);
	if (!members_have(h->l->ins->members, member, &h->l->err))
		config_error(h->at, "%s", h->l->err.s);
}

void
loader_hold_column(struct loader *l, struct config_node at, int column)
{
	const struct wanted_column *c = &l->wanted->columns[column];
	struct holding h = { l, at };

	if (!l->ins->members)
		return;
	if (c->source < 0)
		hold_member(&h, wanted_name(l->wanted, column));
	else
		expr_each_of_value(
		    l->wanted->exprs, c->source, hold_member, &h);
}

/* --- classes --- */

void
loader_bins(struct bins *bins, struct config_node list, uint32_t first)
{
	size_t i;

	if (!config_is(list, CONFIG_LIST))
		return;
	for (i = 0; i < config_n(list); i++) {
		struct config_node at = config_at(list, i);
		const char *label = config_string(at);

		if (!label)
			return;
		if (!bins_add(bins, label) || bins->list[0].low < first) {
			config_error(at,
			    "must be numbers in rising order: %lu, 6-10, 21-",
			    (unsigned long)first);
			return;
		}
	}
}

/** The value that a class is made of; -1 with the error told. */
static int
load_source(struct loader *l, struct config_node at)
{
	struct config_node member = config_get(at, "member");
	struct config_node value = config_get(at, "value");
	const char *text;
	int source;

	if (config_there(value) == config_there(member)) {
		config_error(at, "needs one of: member; value");
		return -1;
	}
	text = config_string(config_there(value) ? value : member);
	if (!text)
		return -1;
	if (config_there(member))
		return expr_member_value(l->wanted->exprs,
		    expr_member(l->wanted->exprs, text, strlen(text)));
	strbuf_reset(&l->err);
	source =
	    expr_compile_value(l->wanted->exprs, text, strlen(text), &l->err);
	if (source < 0)
		config_error(value, "%s", l->err.s);
	return source;
}

static void
load_class(struct loader *l, struct config_node at, const char *name)
{
	static const char *const known[] = { "member", "value", "bins", "first",
		"note", NULL };
	struct wanted_column is = { .source = -1 };
	struct config_node bins, first;

	if (!config_is(at, CONFIG_OBJECT))
		return;
	config_only(at, known);
	is.source = load_source(l, at);
	if (is.source < 0)
		return;
	bins = config_get(at, "bins");
	first = config_get(at, "first");
	if (config_there(bins) && config_there(first))
		config_error(at, "needs one of: bins; first");
	else if (config_there(bins))
		loader_bins(&is.bins, bins, 0);
	else if (config_there(first))
		is.n_first = (unsigned)config_int(first, 1, WANTED_MAX_FIRST);
	else if (config_there(config_get(at, "member")))
		config_error(at, "needs one of: bins; first");
	if (wanted_class(l->wanted, name, strlen(name), &is) < 0)
		config_error(
		    at, "another file has something else of this name");
	bins_release(&is.bins);
}

void
loader_classes(struct loader *l, struct config_node classes)
{
	size_t i;

	if (!config_is(classes, CONFIG_OBJECT))
		return;
	for (i = 0; i < config_n(classes); i++) {
		const char *name;
		struct config_node at = config_member_at(classes, i, &name);

		load_class(l, at, name);
	}
}
