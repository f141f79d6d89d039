/* profile_check.c - what a profile says and what would have no effect. */
#include "profile_check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/fold.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

enum profile_need
profile_need(struct config_node column, bool *is_said_optional)
{
	struct config_node n = config_get(column, "required");
	const char *s;

	*is_said_optional = false;
	if (!config_there(n))
		return PROFILE_OPTIONAL;
	if (config_type(n) != CONFIG_STRING) {
		*is_said_optional = !config_bool(n);
		return config_bool(n) ? PROFILE_VALUE : PROFILE_OPTIONAL;
	}
	s = config_string(n);
	if (s && strcmp(s, "column") != 0)
		config_error(n, "must be true, false or \"column\"");
	return PROFILE_COLUMN;
}

/* A value that is empty is missing before it is looked for. */
static void
check_choices(struct config_node values)
{
	size_t i;

	for (i = 0; i < config_n(values); i++) {
		const char *text = NULL;
		struct config_node v = config_member_at(values, i, &text);

		if (text && text[strspn(text, " \t")] == '\0')
			config_error(v,
			    "an empty value is missing, so that it never "
			    "becomes this");
	}
}

/*
 * The spellings of all columns so far; the number is whose. One column may
 * become two members; but a header that two columns share among others is
 * taken by both, whichever was meant.
 */
struct spellings {
	const struct profile *p;
	struct keyset *seen;
	size_t *column; /* by number */
	struct strbuf folded;
};

static void
check_spelling(struct spellings *s, size_t column, struct config_node at,
    const struct config_node columns)
{
	const char *text = config_string(at);
	uint32_t k;
	bool is_new;

	if (!text)
		return;
	strbuf_reset(&s->folded);
	fold_name(&s->folded, text, strlen(text));
	k = keyset_add(s->seen, s->folded.s, s->folded.len, &is_new);
	if (is_new)
		s->column[k] = column;
	else if (s->column[k] == column)
		config_error(at, "the same spelling as one before it");
	else if (strcmp(s->p->columns[column].names[0],
		     s->p->columns[s->column[k]].names[0]) != 0)
		config_error(at, "this header is already that of \"%s\"",
		    config_string_or(config_at(columns, s->column[k]), "as",
			"another column"));
}

static void
check_spellings(const struct profile *p, struct config_node columns)
{
	struct spellings s = { .p = p, .folded = STRBUF_INIT };
	size_t n = 0, i, k;

	for (i = 0; i < config_n(columns); i++) {
		struct config_node names =
		    config_get(config_at(columns, i), "column");

		n += config_type(names) == CONFIG_LIST ? config_n(names) : 1;
	}
	s.seen = keyset_new();
	s.column = xcalloc(n + 1, sizeof(*s.column));
	for (i = 0; i < config_n(columns); i++) {
		struct config_node names =
		    config_get(config_at(columns, i), "column");

		if (config_type(names) != CONFIG_LIST)
			check_spelling(&s, i, names, columns);
		else
			for (k = 0; k < config_n(names); k++)
				check_spelling(
				    &s, i, config_at(names, k), columns);
	}
	keyset_free(s.seen);
	free(s.column);
	strbuf_release(&s.folded);
}

/* Does anything come of a column? */
static bool
is_used(const struct profile *p, size_t column)
{
	size_t i, k;

	for (i = 0; i < p->n_members; i++)
		if (p->members[i].from == PROFILE_FROM_COLUMN &&
		    p->members[i].i == column)
			return true;
	for (i = 0; i < p->n_derived; i++)
		for (k = 0; k < p->derived[i].n_of; k++)
			if (p->derived[i].of[k] == (int)column)
				return true;
	for (i = 0; i < p->n_columns; i++)
		if (p->columns[i].type == PROFILE_PERSON_ID &&
		    p->columns[i].at == (int)column)
			return true;
	return p->columns[column].need == PROFILE_VALUE;
}

static bool
is_looked_up(const struct profile *p, size_t table)
{
	size_t i;

	for (i = 0; i < p->n_columns + p->n_made; i++)
		if (p->columns[i].element == PROFILE_LOOKUP &&
		    p->columns[i].table == (int)table)
			return true;
	for (i = 0; i < p->n_derived; i++)
		if (p->derived[i].table == (int)table)
			return true;
	return false;
}

static bool
is_column(const struct profile *p, const char *as)
{
	size_t i;

	for (i = 0; i < p->n_columns; i++)
		if (p->columns[i].as && strcmp(p->columns[i].as, as) == 0)
			return true;
	return false;
}

static bool
is_derived(const struct profile *p, const char *as, size_t before)
{
	size_t i;

	for (i = 0; i < before; i++)
		if (p->derived[i].as && strcmp(p->derived[i].as, as) == 0)
			return true;
	return false;
}

/* Of several ways to a member only one is taken. */
static void
check_names(const struct profile *p, struct config_node top)
{
	struct config_node derive = config_get(top, "derive");
	struct config_node constants = config_get(top, "constants");
	size_t i;

	for (i = 0; i < p->n_derived; i++) {
		const char *as = p->derived[i].as;

		if (as && is_column(p, as))
			config_error(config_at(derive, i),
			    "a column becomes \"%s\" already", as);
		else if (as && is_derived(p, as, i))
			config_error(config_at(derive, i),
			    "a derivation before it becomes \"%s\"", as);
	}
	for (i = 0; i < p->n_constants; i++) {
		const char *as = NULL;
		struct config_node at = config_member_at(constants, i, &as);

		if (as && is_column(p, as))
			config_error(at, "a column becomes that already, so "
					 "the constant is never taken");
		else if (as && is_derived(p, as, p->n_derived))
			config_error(at, "a derivation becomes that already, "
					 "so the constant is never taken");
	}
}

/* What only tables have. */
static void
check_form(const struct profile *p, struct config_node top)
{
	static const char *const of_tables[] = { "header", "preamble" };
	size_t i;

	for (i = 0; i < sizeof(of_tables) / sizeof(of_tables[0]); i++) {
		struct config_node n = config_get(top, of_tables[i]);

		if (config_there(n) && p->is_ndjson)
			config_error(n, "only with the format csv");
	}
	for (i = 0; i < p->n_columns && !p->columns[i].is_of_each; i++)
		;
	if (p->each && i == p->n_columns)
		config_error(config_get(top, "each"),
		    "no column's path goes on from it, so that all records "
		    "of a row would be the same");
}

void
profile_check(const struct profile *p, struct config_node top)
{
	struct config_node columns = config_get(top, "columns");
	struct config_node tables = config_get(top, "tables");
	size_t i;

	for (i = 0; i < p->n_columns; i++) {
		struct config_node c = config_at(columns, i);

		check_choices(config_get(c, "values"));
		if (!is_used(p, i))
			config_error(c, "nothing comes of this column: it is "
					"no member, not derived from, and "
					"not required");
	}
	if (p->options.header != TABLE_HEADER_NONE)
		check_spellings(p, columns);
	check_form(p, top);
	check_names(p, top);
	profile_check_texts(p, top);
	for (i = 0; i < p->n_tables; i++) {
		const char *name;
		struct config_node at = config_member_at(tables, i, &name);

		if (!is_looked_up(p, i))
			config_error(at, "nothing is looked up in it");
	}
}
