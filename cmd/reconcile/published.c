/* published.c - printed tables, and what their columns and rows are. */
#include "published.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/table.h"
#include "vardstrom/xalloc.h"

struct published {
	struct config *config; /* the texts live here */
	struct printed_table *tables;
	size_t n;
	struct same *same;
	size_t n_same;
};

/* --- the description ------------------------------------------------------ */

static void
load_column(struct column *c, struct config_node n)
{
	static const char *const known[] = { "column", "indicator",
		"total_indicator", "member", "scale", "count", "summed",
		"ratio", "share_of", NULL };
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
	c->is_summed = config_bool_or(n, "summed", false);
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

static void
load_table(struct printed_table *t, struct config_node n)
{
	static const char *const known[] = { "id", "file", "row", "by",
		"period", "total_row", "columns", "sums", "note", NULL };
	struct config_node columns = config_need(n, "columns");
	struct config_node sums = config_get(n, "sums");

	config_only(n, known);
	t->id = config_string(config_need(n, "id"));
	t->file = config_string(config_need(n, "file"));
	t->row = config_string(config_need(n, "row"));
	t->by = config_string_or(n, "by", NULL);
	t->period = config_string_or(n, "period", NULL);
	t->total_row = config_string_or(n, "total_row", NULL);
	config_string(config_get(n, "note"));
	if (!config_is(columns, CONFIG_LIST))
		return;
	t->columns = xcalloc(config_n(columns), sizeof(*t->columns));
	for (; t->n_columns < config_n(columns); t->n_columns++)
		load_column(&t->columns[t->n_columns],
		    config_at(columns, t->n_columns));
	if (!config_there(sums) || !config_is(sums, CONFIG_LIST))
		return;
	t->sums = xcalloc(config_n(sums), sizeof(*t->sums));
	for (; t->n_sums < config_n(sums); t->n_sums++)
		load_sum(&t->sums[t->n_sums], config_at(sums, t->n_sums));
}

/* --- the tables ----------------------------------------------------------- */

/* 9876, 9 876, 98,76 and 98.76: how many decimals are part of it. */
static void
read_printed(struct printed *p, const char *s, size_t len)
{
	struct strbuf plain = STRBUF_INIT;
	bool has_point = false;

	p->text = xstrndup(s, len);
	for (size_t i = 0; i < len; i++) {
		if (s[i] == ',' || s[i] == '.')
			has_point = true;
		else if (has_point)
			p->decimals++;
		if (s[i] != ' ')
			strbuf_addch(&plain, s[i] == ',' ? '.' : s[i]);
	}
	p->is_number =
	    len > 0 && dec_parse(&p->value, plain.s, plain.len) == DEC_OK;
	strbuf_release(&plain);
}

static int
find_header(const struct table_row *header, const char *name)
{
	for (size_t i = 0; i < header->n_fields; i++) {
		if (header->fields[i].len == strlen(name) &&
		    memcmp(header->fields[i].s, name, strlen(name)) == 0)
			return (int)i;
	}
	return -1;
}

static int
find_columns(struct printed_table *t, const struct table_row *header,
    size_t *row_at, struct strbuf *err)
{
	int at = find_header(header, t->row);

	if (at < 0) {
		strbuf_addf(err, "%s: no column %s", t->file, t->row);
		return -1;
	}
	*row_at = (size_t)at;
	for (size_t i = 0; i < t->n_columns; i++) {
		at = find_header(header, t->columns[i].name);
		if (at < 0) {
			strbuf_addf(err, "%s: no column %s", t->file,
			    t->columns[i].name);
			return -1;
		}
		t->columns[i].at = (size_t)at;
	}
	return 0;
}

static void
add_row(struct printed_table *t, const struct table_row *row, size_t row_at)
{
	GROW(t->names, t->n_rows, t->cap_rows);
	t->names[t->n_rows] =
	    xstrndup(row->fields[row_at].s, row->fields[row_at].len);
	t->cells = xreallocarray(
	    t->cells, (t->n_rows + 1) * t->n_columns, sizeof(*t->cells));
	for (size_t i = 0; i < t->n_columns; i++) {
		const struct table_field *f = &row->fields[t->columns[i].at];
		struct printed *p = &t->cells[t->n_rows * t->n_columns + i];

		memset(p, 0, sizeof(*p));
		read_printed(p, f->s, f->len);
	}
	t->n_rows++;
}

static int
read_rows(struct printed_table *t, struct table *reader, struct lines *lines,
    struct strbuf *err)
{
	struct table_row row;
	enum table_status status;
	size_t row_at;

	if (table_begin(reader, lines, &row, err) < 0 ||
	    find_columns(t, &row, &row_at, err) < 0)
		return -1;
	while ((status = table_next(reader, &row)) == TABLE_OK)
		add_row(t, &row, row_at);
	if (status == TABLE_EOF)
		return 0;
	strbuf_addf(err, "%s:%llu: %s", t->file,
	    (unsigned long long)row.line_no, table_strerror(status));
	return -1;
}

static int
read_table(struct printed_table *t, const char *folder, struct strbuf *err)
{
	const struct table_options options = {
		.delimiter = ',', .quote = '"', .charset = CHARSET_UTF_8
	};
	struct strbuf path = STRBUF_INIT;
	struct table *reader = table_new(&options, err);
	struct lines *lines;
	int ret = -1;

	strbuf_addf(&path, "%s/%s", folder, t->file);
	lines = lines_open(path.s, 1 << 20, false, err);
	if (lines)
		ret = read_rows(t, reader, lines, err);
	if (lines)
		lines_close(lines);
	table_free(reader);
	strbuf_release(&path);
	return ret;
}

/* ["table", "row", "column"] twice. */
static void
load_same(struct same *same, struct config_node n)
{
	if (!config_is(n, CONFIG_LIST))
		return;
	if (config_n(n) != 2)
		config_error(n, "must be two cells");
	for (size_t i = 0; i < 2 && i < config_n(n); i++) {
		struct config_node cell = config_at(n, i);

		if (!config_is(cell, CONFIG_LIST))
			return;
		if (config_n(cell) != 3)
			config_error(cell, "must be table, row and column");
		same->table[i] = config_string(config_at(cell, 0));
		same->row[i] = config_string(config_at(cell, 1));
		same->column[i] = config_string(config_at(cell, 2));
	}
}

static void
load_all_same(struct published *p, struct config_node list)
{
	if (!config_there(list) || !config_is(list, CONFIG_LIST))
		return;
	p->same = xcalloc(config_n(list), sizeof(*p->same));
	for (; p->n_same < config_n(list); p->n_same++)
		load_same(&p->same[p->n_same], config_at(list, p->n_same));
}

struct published *
published_load(const char *path, const char *folder, struct strbuf *err)
{
	static const char *const known[] = { "$schema", "title", "note",
		"tables", "same", NULL };
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
	if (config_failed(config)) {
		published_free(p);
		return NULL;
	}
	for (size_t i = 0; i < p->n; i++) {
		if (read_table(&p->tables[i], folder, err) < 0) {
			published_free(p);
			return NULL;
		}
	}
	return p;
}

void
published_free(struct published *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		struct printed_table *t = &p->tables[i];

		for (size_t j = 0; j < t->n_rows; j++)
			free(t->names[j]);
		for (size_t j = 0; j < t->n_rows * t->n_columns; j++)
			free(t->cells[j].text);
		free(t->names);
		free(t->cells);
		free(t->columns);
		free(t->sums);
	}
	free(p->same);
	free(p->tables);
	config_free(p->config);
	free(p);
}

size_t
published_n(const struct published *p)
{
	return p->n;
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

const struct printed_table *
published_at(const struct published *p, size_t i)
{
	return &p->tables[i];
}
