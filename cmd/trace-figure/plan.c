/* plan.c - find the figure that is asked for. */
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/near.h"
#include "vardstrom/xalloc.h"

#include "leaves.h"

/* --- the figure ---------------------------------------------------------- */

static void
tell_unknown(const struct indicators *ins, const char *id, struct strbuf *err)
{
	const char **names = xcalloc(ins->n + 1, sizeof(*names)), *near;
	size_t i;

	for (i = 0; i < ins->n; i++)
		names[i] = ins->list[i].id;
	near = near_name(id, names, ins->n);
	strbuf_addf(err, "%s: no such indicator is defined", id);
	if (near)
		strbuf_addf(err, "; is '%s' meant?", near);
	free(names);
}

static const struct indicator *
find_indicator(const struct indicators *ins, const char *id, struct strbuf *err)
{
	size_t i;

	for (i = 0; i < ins->n; i++)
		if (strcmp(ins->list[i].id, id) == 0)
			return &ins->list[i];
	tell_unknown(ins, id, err);
	return NULL;
}

static const char *
column_name(const struct plan *p, int column)
{
	return wanted_name(p->answers.wanted, column);
}

static const struct asked *
find_asked(const struct asked *asked, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(asked[i].name, name) == 0)
			return &asked[i];
	return NULL;
}

/** One that is_asked has found to be there. */
static const struct asked *
get_asked(const struct asked *asked, size_t n, const char *name)
{
	const struct asked *found = find_asked(asked, n, name);

	if (!found)
		BUG("%s was not asked for", name);
	return found;
}

/** Are the members of a grouping those that were asked for? */
static bool
is_asked(const struct plan *p, int grouping, const struct asked *asked,
    size_t n_asked)
{
	const struct wanted_grouping *gr =
	    &p->answers.wanted->groupings[grouping];
	size_t n = gr->n_columns + (p->in->spread_of >= 0), i;

	if (n != n_asked)
		return false;
	for (i = 0; i < gr->n_columns; i++)
		if (!find_asked(asked, n_asked, column_name(p, gr->columns[i])))
			return false;
	return p->in->spread_of < 0 ||
	       find_asked(asked, n_asked, p->in->spread_name) != NULL;
}

/** Tell by what there are figures. */
static int
tell_groupings(const struct plan *p, struct strbuf *err)
{
	size_t i, k;

	strbuf_addf(err, "%s: there are figures by", p->in->id);
	for (i = 0; i < p->in->n_groupings; i++) {
		const struct wanted_grouping *gr =
		    &p->answers.wanted->groupings[p->in->groupings[i]];

		strbuf_addstr(err, i ? "; " : " ");
		for (k = 0; k < gr->n_columns; k++)
			strbuf_addf(err, "%s%s", k ? ", " : "",
			    column_name(p, gr->columns[k]));
		if (p->in->spread_of >= 0)
			strbuf_addf(
			    err, "%s%s", k ? ", " : "", p->in->spread_name);
		else if (gr->n_columns == 0)
			strbuf_addstr(err, "nothing (all)");
	}
	strbuf_addstr(err, ": give a value of each of these members");
	return -1;
}

/** The numbers that a value may have in the column: a text, or a number. */
static void
bind_value(struct plan *p, struct bound *by, const struct asked *asked)
{
	struct ndjson_member m = { .type = NDJSON_STRING };
	static const struct {
		const char *text;
		enum ndjson_type type;
	} words[] = { { "true", NDJSON_TRUE }, { "false", NDJSON_FALSE },
		{ "null", NDJSON_NULL } };
	struct dec number;
	size_t i;

	if (!asked->value) {
		by->numbers[by->n_numbers++] = 0;
		return;
	}
	by->value = xstrdup(asked->value);
	m.value = by->value;
	m.value_len = (uint32_t)strlen(by->value);
	by->numbers[by->n_numbers++] =
	    cube_number(p->answers.cube, by->column, &m);
	m.type = NDJSON_ARRAY; /* none of these */
	if (dec_parse(&number, m.value, m.value_len) == DEC_OK)
		m.type = NDJSON_NUMBER;
	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(by->value, words[i].text) == 0)
			m.type = (uint8_t)words[i].type;
	if (m.type != NDJSON_ARRAY)
		by->numbers[by->n_numbers++] =
		    cube_number(p->answers.cube, by->column, &m);
}

static int
find_bin(struct plan *p, const struct asked *asked, size_t n_asked,
    struct strbuf *err)
{
	const struct bins *bins = &p->in->bins;
	const struct asked *bin;

	if (p->in->spread_of < 0)
		return 0;
	bin = get_asked(asked, n_asked, p->in->spread_name);
	for (p->bin = 0; p->bin < bins->n; p->bin++)
		if (bin->value &&
		    strcmp(bins->list[p->bin].label, bin->value) == 0)
			return 0;
	strbuf_addf(err, "%s: must be one of", bin->name);
	for (p->bin = 0; p->bin < bins->n; p->bin++)
		strbuf_addf(err, " %s", bins->list[p->bin].label);
	return -1;
}

int
plan_make(struct plan *p, const struct wanted *w, struct cube *cube,
    const struct indicators *ins, const char *indicator,
    const struct asked *asked, size_t n_asked, struct strbuf *err)
{
	const struct wanted_grouping *gr;
	size_t i;

	memset(p, 0, sizeof(*p));
	p->answers = (struct answers){ w, &ins->formulas, cube };
	p->ins = ins;
	p->in = find_indicator(ins, indicator, err);
	if (!p->in)
		return -1;
	for (i = 0; i < p->in->n_groupings; i++)
		if (is_asked(p, p->in->groupings[i], asked, n_asked))
			break;
	if (i == p->in->n_groupings)
		return tell_groupings(p, err);
	p->grouping = p->in->groupings[i];
	gr = &w->groupings[p->grouping];
	for (i = 0; i < gr->n_columns; i++) {
		struct bound *by = &p->by[p->n_by++];

		by->column = gr->columns[i];
		by->name = xstrdup(column_name(p, by->column));
		bind_value(p, by, get_asked(asked, n_asked, by->name));
	}
	if (find_bin(p, asked, n_asked, err) != 0)
		return -1;
	leaves_find(p);
	return 0;
}

/** A key as a text for messages: strings as they are, others as JSON. */
static char *
key_text(struct value v)
{
	bool is_text = value_type(v) == VALUE_STRING;

	return is_text ? strbuf_textdup(v.s, v.len)
		       : xstrndup(v.s + 1, v.len - 1);
}

void
plan_for_record(struct plan *p, const struct wanted *w, struct cube *cube,
    const struct indicators *ins, const struct indicator *in, int grouping)
{
	const struct wanted_grouping *gr = &w->groupings[grouping];
	size_t i;

	memset(p, 0, sizeof(*p));
	p->answers = (struct answers){ w, &ins->formulas, cube };
	p->ins = ins;
	p->in = in;
	p->grouping = grouping;
	for (i = 0; i < gr->n_columns; i++) {
		struct bound *by = &p->by[p->n_by++];

		by->column = gr->columns[i];
		by->name = xstrdup(column_name(p, by->column));
		by->numbers[0] = cube_number_here(cube, by->column);
		by->n_numbers = 1;
		if (by->numbers[0] != 0)
			by->value = key_text(
			    cube_value(cube, by->column, by->numbers[0]));
	}
	leaves_find(p);
}

void
plan_release(struct plan *p)
{
	size_t i;

	leaves_forget(p, 0);
	free(p->leaves);
	for (i = 0; i < p->n_by; i++) {
		free(p->by[i].name);
		free(p->by[i].value);
	}
}

static bool
is_bound(const struct bound *by, uint32_t number)
{
	return number == by->numbers[0] ||
	       (by->n_numbers == 2 && number == by->numbers[1]);
}

/**
 * 2025 is a text or a number: as the first record with the member has it. No
 * record has a class: its spans and beginnings are texts, else it is a number.
 */
static void
choose_type(struct plan *p, struct bound *by)
{
	const struct wanted_column *is =
	    &p->answers.wanted->columns[by->column];
	const struct ndjson_member *m = NULL;

	if (is->source < 0)
		m = expr_value(p->answers.wanted->exprs, is->member);
	if (is->source < 0 && (!m || m->type == NDJSON_NULL))
		return;
	by->is_literal =
	    m ? m->type != NDJSON_STRING : is->bins.n == 0 && is->n_first == 0;
	if (by->is_literal)
		by->numbers[0] = by->numbers[1];
	by->n_numbers = 1;
}

bool
plan_in_scope(struct plan *p, const struct leaf *leaf, size_t *i)
{
	for (*i = 0; *i < p->n_by; (*i)++) {
		struct bound *by = &p->by[*i];

		if (by->n_numbers == 2)
			choose_type(p, by);
		if ((leaf->scope >> *i & 1) &&
		    !is_bound(
			by, cube_number_here(p->answers.cube, by->column)))
			return false;
	}
	return true;
}

bool
plan_group(const struct plan *p, uint32_t *g)
{
	uint32_t n = cube_n_groups(p->answers.cube, p->grouping);
	uint32_t numbers[WANTED_MAX_BY];
	size_t i;

	for (*g = 0; *g < n; (*g)++) {
		cube_group_numbers(p->answers.cube, p->grouping, *g, numbers);
		for (i = 0; i < p->n_by; i++)
			if (!is_bound(&p->by[i], numbers[i]))
				break;
		if (i == p->n_by)
			return true;
	}
	return false;
}
