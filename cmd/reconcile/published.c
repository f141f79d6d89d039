/* published.c - printed tables, and what their columns and rows are. */
#include "published.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

#include "printed.h"

struct published {
	struct config *config; /* the texts live here */
	struct printed_table *tables;
	size_t n;
	struct same *same;
	size_t n_same;
	struct link *links;
	size_t n_links;
};

/* --- the description ------------------------------------------------------ */

static void
load_bounds(struct column *c, struct config_node n)
{
	struct config_node least = config_get(n, "least");
	struct config_node most = config_get(n, "most");

	c->has_least = config_there(least);
	if (c->has_least)
		c->least = config_dec(least);
	c->has_most = config_there(most);
	if (c->has_most)
		c->most = config_dec(most);
}

static void
load_column(struct column *c, struct config_node n)
{
	static const char *const known[] = { "column", "indicator",
		"total_indicator", "member", "scale", "count", "summed",
		"ratio", "share_of", "mean_of", "at_most", "least", "most",
		"order", NULL };
	static const char *const orders[] = { "rising", "falling", NULL };
	struct config_node member = config_get(n, "member");
	struct config_node ratio = config_get(n, "ratio");

	config_only(n, known);
	c->name = config_string(config_need(n, "column"));
	c->indicator = config_string_or(n, "indicator", NULL);
	c->total_indicator =
	    config_string_or(n, "total_indicator", c->indicator);
	c->scale = (int)config_int_or(n, "scale", 1, 1000000, 1);
	c->is_count = config_bool_or(n, "count", false);
	c->share_of = config_string_or(n, "share_of", NULL);
	c->mean_of = config_string_or(n, "mean_of", NULL);
	c->at_most = config_string_or(n, "at_most", NULL);
	c->is_summed = config_bool_or(n, "summed", false);
	load_bounds(c, n);
	if (config_there(config_get(n, "order")))
		c->order =
		    config_choice(config_get(n, "order"), orders) == 0 ? 1 : -1;
	if (config_there(member) && config_is(member, CONFIG_OBJECT) &&
	    config_n(member) == 1)
		c->member[1] =
		    config_string(config_member_at(member, 0, &c->member[0]));
	if (!config_there(ratio) || !config_is(ratio, CONFIG_LIST))
		return;
	if (config_n(ratio) != 2)
		config_error(ratio, "must name two columns");
	for (size_t i = 0; i < 2 && i < config_n(ratio); i++)
		c->ratio[i] = config_string(config_at(ratio, i));
}

static void
load_sum(struct sum *s, struct config_node n)
{
	static const char *const known[] = { "parts", "total", NULL };
	struct config_node parts = config_need(n, "parts");
	struct config_node total = config_need(n, "total");

	config_only(n, known);
	if (!config_is(parts, CONFIG_LIST))
		return;
	if (config_n(parts) > PUBLISHED_MAX_TERMS)
		config_error(parts, "may have %d parts", PUBLISHED_MAX_TERMS);
	else
		s->n_parts = config_n(parts);
	for (size_t i = 0; i < s->n_parts; i++)
		s->parts[i] = config_string(config_at(parts, i));
	if (config_type(total) == CONFIG_STRING)
		s->total = config_string(total);
	else
		s->number = config_dec(total);
}

/* One name, or a list of names. */
static size_t
load_names(const char **names, size_t max, struct config_node n)
{
	size_t n_names = config_type(n) == CONFIG_LIST ? config_n(n) : 1;

	if (n_names < 1 || n_names > max) {
		config_error(n, "must name 1 to %zu columns", max);
		return 0;
	}
	for (size_t i = 0; i < n_names; i++)
		names[i] = config_string(
		    config_type(n) == CONFIG_LIST ? config_at(n, i) : n);
	return n_names;
}

/* What is said of a column must name one that is described. */
static void
must_be_column(const struct printed_table *t, struct config_node n)
{
	const char *name =
	    config_type(n) == CONFIG_STRING ? config_string(n) : NULL;

	if (name && table_column(t, name) == t->n_columns)
		config_error(n, "no column %s is described", name);
}

static void
must_be_columns(const struct printed_table *t, struct config_node list)
{
	for (size_t i = 0;
	     config_type(list) == CONFIG_LIST && i < config_n(list); i++)
		must_be_column(t, config_at(list, i));
}

static void
check_columns(const struct printed_table *t, struct config_node columns,
    struct config_node sums)
{
	for (size_t i = 0; i < t->n_columns; i++) {
		struct config_node c = config_at(columns, i);

		must_be_column(t, config_get(c, "share_of"));
		must_be_column(t, config_get(c, "mean_of"));
		must_be_column(t, config_get(c, "at_most"));
		must_be_columns(t, config_get(c, "ratio"));
	}
	for (size_t i = 0; i < t->n_sums; i++) {
		struct config_node s = config_at(sums, i);

		must_be_columns(t, config_get(s, "parts"));
		must_be_column(t, config_get(s, "total"));
	}
}

static void
load_called(struct printed_table *t, struct config_node n)
{
	if (!config_there(n) || !config_is(n, CONFIG_OBJECT))
		return;
	t->called = xcalloc(2 * config_n(n), sizeof(*t->called));
	for (; t->n_called < config_n(n); t->n_called++)
		t->called[2 * t->n_called + 1] = config_string(config_member_at(
		    n, t->n_called, &t->called[2 * t->n_called]));
}

static void
load_table(struct printed_table *t, struct config_node n)
{
	static const char *const known[] = { "id", "file", "optional", "row",
		"by", "by_in", "called", "period", "period_in", "total_row",
		"columns", "sums", "note", NULL };
	struct config_node columns = config_need(n, "columns");
	struct config_node sums = config_get(n, "sums");

	config_only(n, known);
	t->id = config_string(config_need(n, "id"));
	t->file = config_string(config_need(n, "file"));
	t->is_optional = config_bool_or(n, "optional", false);
	t->n_row =
	    load_names(t->row, PUBLISHED_MAX_NAMES, config_need(n, "row"));
	t->by = config_string_or(n, "by", NULL);
	t->by_in = config_string_or(n, "by_in", NULL);
	t->period = config_string_or(n, "period", NULL);
	t->period_in = config_string_or(n, "period_in", NULL);
	load_called(t, config_get(n, "called"));
	t->total_row = config_string_or(n, "total_row", NULL);
	config_string(config_get(n, "note"));
	if (!config_is(columns, CONFIG_LIST))
		return;
	t->columns = xcalloc(config_n(columns), sizeof(*t->columns));
	for (; t->n_columns < config_n(columns); t->n_columns++)
		load_column(&t->columns[t->n_columns],
		    config_at(columns, t->n_columns));
	if (config_there(sums) && config_is(sums, CONFIG_LIST)) {
		t->sums = xcalloc(config_n(sums), sizeof(*t->sums));
		for (; t->n_sums < config_n(sums); t->n_sums++)
			load_sum(
			    &t->sums[t->n_sums], config_at(sums, t->n_sums));
	}
	check_columns(t, columns, sums);
}

static const struct printed_table *
find_table(const struct published *p, const char *id)
{
	for (size_t i = 0; i < p->n; i++) {
		if (id && p->tables[i].id && strcmp(p->tables[i].id, id) == 0)
			return &p->tables[i];
	}
	return NULL;
}

static void
must_have_column(const struct published *p, struct config_node where,
    const char *id, const char *column)
{
	const struct printed_table *t = find_table(p, id);

	if (!t)
		config_error(
		    where, "no table has the id %s", id ? id : "(none)");
	else if (column && table_column(t, column) == t->n_columns)
		config_error(where, "table %s has no column %s", id, column);
}

/* ["table", "row", "column"]. */
static void
load_cell(
    const struct published *p, struct cell_name *name, struct config_node n)
{
	if (!config_is(n, CONFIG_LIST))
		return;
	if (config_n(n) != 3) {
		config_error(n, "must be table, row and column");
		return;
	}
	name->table = config_string(config_at(n, 0));
	name->row = config_string(config_at(n, 1));
	name->column = config_string(config_at(n, 2));
	if (name->table && name->column)
		must_have_column(p, n, name->table, name->column);
}

static void
load_conditions(struct row_set *set, struct config_node n, bool is_not)
{
	if (!config_there(n) || !config_is(n, CONFIG_OBJECT))
		return;
	for (size_t i = 0; i < config_n(n); i++) {
		if (set->n == PUBLISHED_MAX_CONDITIONS) {
			config_error(n, "may have %d conditions in all",
			    PUBLISHED_MAX_CONDITIONS);
			return;
		}
		set->value[set->n] =
		    config_string(config_member_at(n, i, &set->name[set->n]));
		set->is_not[set->n++] = is_not;
	}
}

static void
load_rows(const struct published *p, struct row_set *set, struct config_node n,
    enum relation_kind kind)
{
	static const char *const known[] = { "table", "column", "where", "not",
		"below", NULL };
	const bool has_column = kind != RELATION_ROWS;

	config_only(n, known);
	set->table = config_string(config_need(n, "table"));
	if (has_column)
		set->column = config_string(config_need(n, "column"));
	if (set->table && (!has_column || set->column))
		must_have_column(p, n, set->table, set->column);
	load_conditions(set, config_get(n, "where"), false);
	load_conditions(set, config_get(n, "not"), true);
	if (kind == RELATION_ROW_SHARE)
		load_cell(p, &set->below, config_need(n, "below"));
	else if (config_there(config_get(n, "below")))
		config_error(n, "below: only in row_share");
}

static void
load_parts(const struct published *p, struct link *link, struct config_node n)
{
	if (config_type(n) == CONFIG_OBJECT) {
		load_rows(p, &link->rows, n, link->kind);
		return;
	}
	if (link->kind == RELATION_ROWS || link->kind == RELATION_ROW_SHARE) {
		(void)config_is(n, CONFIG_OBJECT);
		return;
	}
	if (!config_is(n, CONFIG_LIST))
		return;
	link->cells = xcalloc(config_n(n), sizeof(*link->cells));
	for (; link->n_cells < config_n(n); link->n_cells++)
		load_cell(p, &link->cells[link->n_cells],
		    config_at(n, link->n_cells));
}

static void
load_link(const struct published *p, struct link *link, struct config_node n)
{
	static const char *const known[] = { "cell", "sum", "share", "whole",
		"scale", "rows", "row_share", "greatest_of", "least_of",
		"more_than", "less_than", "note", NULL };
	static const char *const kinds[] = { "sum", "share", "rows",
		"row_share", "greatest_of", "least_of", "more_than",
		"less_than" };
	size_t n_kinds = 0;

	config_only(n, known);
	load_cell(p, &link->cell, config_need(n, "cell"));
	config_string(config_get(n, "note"));
	link->scale = (int)config_int_or(n, "scale", 1, 1000000, 1);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct config_node parts = config_get(n, kinds[i]);

		if (!config_there(parts))
			continue;
		if (n_kinds++ > 0) {
			config_error(n, "must have one kind of relation");
			return;
		}
		link->kind = (enum relation_kind)i;
		if (link->kind == RELATION_MORE || link->kind == RELATION_LESS)
			load_cell(p, &link->whole, parts);
		else
			load_parts(p, link, parts);
	}
	if (n_kinds == 0)
		config_error(n,
		    "must have sum, share, rows, row_share, "
		    "greatest_of, least_of, more_than or less_than");
	else if (link->kind == RELATION_SHARE)
		load_cell(p, &link->whole, config_need(n, "whole"));
}

/* Conditions must name columns of the file. */
static int
check_conditions(const struct published *p, struct strbuf *err)
{
	for (size_t i = 0; i < p->n_links; i++) {
		const struct row_set *set = &p->links[i].rows;
		const struct printed_table *t = find_table(p, set->table);

		for (size_t j = 0; t && !t->is_absent && j < set->n; j++) {
			size_t at = 0;

			while (at < t->n_header &&
			       strcmp(t->header[at], set->name[j]) != 0)
				at++;
			if (at < t->n_header)
				continue;
			strbuf_addf(
			    err, "%s: no column %s", t->file, set->name[j]);
			return -1;
		}
	}
	return 0;
}

static void
load_all_same(struct published *p, struct config_node list)
{
	if (!config_there(list) || !config_is(list, CONFIG_LIST))
		return;
	p->same = xcalloc(config_n(list), sizeof(*p->same));
	for (; p->n_same < config_n(list); p->n_same++) {
		struct config_node pair = config_at(list, p->n_same);

		if (!config_is(pair, CONFIG_LIST))
			return;
		if (config_n(pair) != 2) {
			config_error(pair, "must be two cells");
			return;
		}
		for (size_t i = 0; i < 2; i++)
			load_cell(
			    p, &p->same[p->n_same].of[i], config_at(pair, i));
	}
}

static void
load_all_links(struct published *p, struct config_node list)
{
	if (!config_there(list) || !config_is(list, CONFIG_LIST))
		return;
	p->links = xcalloc(config_n(list), sizeof(*p->links));
	for (; p->n_links < config_n(list); p->n_links++)
		load_link(
		    p, &p->links[p->n_links], config_at(list, p->n_links));
}

struct published *
published_load(const char *path, const char *folder, struct strbuf *err)
{
	static const char *const known[] = { "$schema", "title", "note",
		"tables", "same", "relations", NULL };
	struct config *config = config_load(path, err);
	struct config_node list;
	struct published *p;

	if (!config)
		return NULL;
	p = xcalloc(1, sizeof(*p));
	p->config = config;
	config_only(config_top(config), known);
	list = config_need(config_top(config), "tables");
	if (config_is(list, CONFIG_LIST)) {
		p->tables = xcalloc(config_n(list), sizeof(*p->tables));
		for (; p->n < config_n(list); p->n++)
			load_table(&p->tables[p->n], config_at(list, p->n));
	}
	load_all_same(p, config_get(config_top(config), "same"));
	load_all_links(p, config_get(config_top(config), "relations"));
	if (config_failed(config)) {
		published_free(p);
		return NULL;
	}
	for (size_t i = 0; i < p->n; i++) {
		if (printed_table_read(&p->tables[i], folder, err) < 0) {
			published_free(p);
			return NULL;
		}
	}
	if (check_conditions(p, err) < 0) {
		published_free(p);
		return NULL;
	}
	return p;
}

void
published_free(struct published *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		printed_table_release(&p->tables[i]);
	for (size_t i = 0; i < p->n_links; i++)
		free(p->links[i].cells);
	free(p->links);
	free(p->same);
	free(p->tables);
	config_free(p->config);
	free(p);
}

/* --- what is asked -------------------------------------------------------- */

size_t
published_n(const struct published *p)
{
	return p->n;
}

const struct printed_table *
published_at(const struct published *p, size_t i)
{
	return &p->tables[i];
}

size_t
published_n_same(const struct published *p)
{
	return p->n_same;
}

const struct same *
published_same_at(const struct published *p, size_t i)
{
	return &p->same[i];
}

size_t
published_n_links(const struct published *p)
{
	return p->n_links;
}

const struct link *
published_link_at(const struct published *p, size_t i)
{
	return &p->links[i];
}

bool
published_find(const struct published *p, const struct cell_name *name,
    struct place *place)
{
	const struct printed_table *t = find_table(p, name->table);

	if (!t)
		return false;
	place->table = t;
	place->column = table_column(t, name->column);
	if (place->column == t->n_columns)
		return false;
	for (place->row = 0; place->row < t->n_rows; place->row++) {
		if (strcmp(t->names[place->row], name->row) == 0)
			return place_cell(place)->is_number;
	}
	return false;
}

void
published_change(
    struct published *p, const struct place *place, const char *text)
{
	for (size_t i = 0; i < p->n; i++) {
		struct printed_table *t = &p->tables[i];
		struct printed *cell;

		if (t != place->table)
			continue;
		cell = &t->cells[place->row * t->n_columns + place->column];
		free(cell->text);
		printed_read(cell, text, strlen(text));
	}
}
