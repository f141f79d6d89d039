/* loader.c - the values of definitions, and what they are held against. */
#include "loader.h"

#include <string.h>

#include "vardstrom/ascii.h"
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
	if (text)
		expr_define_string(l->wanted->exprs, name, text, strlen(text));
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

static const char *
column_name(const struct wanted *w, int column, bool is_source)
{
	const struct wanted_column *c = &w->columns[column];
	bool is_class = c->bins.n > 0 || c->n_first > 0;

	return expr_member_name(
	    w->exprs, is_source && is_class ? c->source : c->member);
}

void
loader_hold_measure(struct loader *l, struct config_node at, int measure)
{
	const struct wanted_measure *m = &l->wanted->measures[measure];
	const char *member =
	    m->column < 0 ? NULL : column_name(l->wanted, m->column, false);

	if (!l->ins->members)
		return;
	strbuf_reset(&l->err);
	if (!members_fit(
		l->ins->members, l->wanted->exprs, m->where, member, &l->err))
		config_error(at, "%s", l->err.s);
	else if (m->order >= 0 &&
		 !members_fit(l->ins->members, l->wanted->exprs, m->where,
		     column_name(l->wanted, m->order, false), &l->err))
		config_error(at, "%s", l->err.s);
}

void
loader_hold_column(struct loader *l, struct config_node at, int column)
{
	if (!l->ins->members)
		return;
	strbuf_reset(&l->err);
	if (!members_have(
		l->ins->members, column_name(l->wanted, column, true), &l->err))
		config_error(at, "%s", l->err.s);
}
