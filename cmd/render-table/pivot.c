/* pivot.c - figures as rows and columns: a row for each group. */
#include "pivot.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/fold.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

struct pivot {
	const struct pivot_options *o;
	struct strbuf by;  /* of the rows' figures: "provider" */
	bool is_by_period; /* besides */
	struct figure figure;
	struct strbuf period; /* of the first figure that was taken */
	bool has_period;
	struct keyset *scopes; /* the number is the row's */
	struct row *rows;
	size_t n_rows, cap_rows;
	struct row total;
	struct keyset *reason_keys;
	char **reasons;
	size_t n_reasons, cap_reasons;
	struct pivot_met met;
};

struct pivot *
pivot_new(const struct pivot_options *o)
{
	static const struct figure empty = FIGURE_INIT;
	struct pivot *p = xcalloc(1, sizeof(*p));

	p->o = o;
	p->figure = empty;
	strbuf_init(&p->by);
	strbuf_init(&p->period);
	for (size_t i = 0; i < o->n_row_names; i++) {
		if (strcmp(o->row_names[i], PIVOT_PERIOD) == 0) {
			p->is_by_period = true;
			continue;
		}
		strbuf_addstr(&p->by, p->by.len > 0 ? "," : "");
		strbuf_addstr(&p->by, o->row_names[i]);
	}
	p->scopes = keyset_new();
	p->reason_keys = keyset_new();
	p->total.cells = xcalloc(o->n_columns, sizeof(*p->total.cells));
	return p;
}

static void
release_row(struct row *row)
{
	for (size_t i = 0; i < row->n_labels; i++)
		free(row->labels[i]);
	free(row->labels);
	free(row->places);
	free(row->scope);
	free(row->cells);
}

void
pivot_free(struct pivot *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n_rows; i++)
		release_row(&p->rows[i]);
	for (size_t i = 0; i < p->n_reasons; i++)
		free(p->reasons[i]);
	near_release(&p->met.indicators);
	near_release(&p->met.periods);
	near_release(&p->met.members);
	free(p->reasons);
	free(p->rows);
	free(p->total.cells);
	keyset_free(p->reason_keys);
	keyset_free(p->scopes);
	figure_release(&p->figure);
	strbuf_release(&p->period);
	strbuf_release(&p->by);
	free(p);
}

/* --- taking figures in ---------------------------------------------------- */

/* A member's value as a label: a string's text, anything else as written. */
static char *
make_label(const struct record *rec, const char *name, struct strbuf *scratch)
{
	struct field field = { .name = name, .len = strlen(name) };
	const struct ndjson_member *m = record_get(rec, &field);
	const char *s;
	size_t len;

	if (!m)
		return xstrdup("");
	if (m->type == NDJSON_STRING)
		ndjson_text(m, scratch, &s, &len);
	else
		ndjson_raw(m, &s, &len);
	return strbuf_textdup(s, len);
}

static struct row *
find_row(struct pivot *p, const struct record *rec)
{
	struct strbuf *scope = &p->figure.scope;
	uint32_t number;
	struct row *row;
	bool is_new;

	if (p->figure.by.len == 0 && !p->is_by_period)
		return &p->total;
	if (p->is_by_period) {
		strbuf_addch(scope, '\n'); /* in no JSON text */
		strbuf_add(scope, p->figure.period.s, p->figure.period.len);
	}
	number = keyset_add(p->scopes, scope->s, scope->len, &is_new);
	if (!is_new)
		return &p->rows[number];
	GROW(p->rows, p->n_rows, p->cap_rows);
	row = &p->rows[p->n_rows++];
	memset(row, 0, sizeof(*row));
	row->cells = xcalloc(p->o->n_columns, sizeof(*row->cells));
	row->scope = xstrndup(scope->s, scope->len);
	row->n_labels = p->o->n_row_names;
	row->labels = xcalloc(row->n_labels, sizeof(*row->labels));
	row->places = xcalloc(row->n_labels, sizeof(*row->places));
	for (size_t i = 0; i < row->n_labels; i++)
		row->labels[i] =
		    make_label(rec, p->o->row_names[i], &p->figure.scratch);
	return row;
}

const char *
pivot_keep(struct pivot *p, const char *s, size_t len)
{
	bool is_new;
	const uint32_t number = keyset_add(p->reason_keys, s, len, &is_new);

	if (is_new) {
		GROW(p->reasons, p->n_reasons, p->cap_reasons);
		p->reasons[p->n_reasons++] = strbuf_textdup(s, len);
	}
	return p->reasons[number];
}

/* Why a figure has no value, or no verdict. */
static const char *
find_reason(struct pivot *p, const struct record *rec)
{
	const struct strbuf *said = &p->figure.not_assessed;
	struct field field = FIELD("suppressed");
	const struct ndjson_member *m = record_get(rec, &field);
	struct strbuf reason = STRBUF_INIT;
	const char *s, *kept;
	size_t len;

	if (m && m->type == NDJSON_STRING) {
		ndjson_text(m, &p->figure.scratch, &s, &len);
		strbuf_addstr(&reason, "suppressed_");
		strbuf_add(&reason, s, len);
	} else {
		strbuf_addstr(&reason, said->len > 0 ? said->s : "no_value");
	}
	kept = pivot_keep(p, reason.s, reason.len);
	strbuf_release(&reason);
	return kept;
}

static void
fill_cell(struct pivot *p, const struct record *rec, struct cell *cell)
{
	const struct figure *f = &p->figure;
	struct field field = FIELD("met"), unit = FIELD("unit");
	const struct ndjson_member *met = record_get(rec, &field);

	cell->is_there = true;
	cell->has_value = f->has_value;
	cell->value = f->value;
	cell->decimals = f->decimals;
	cell->is_share = ndjson_is_text(record_get(rec, &unit), "share", 5);
	if (f->not_assessed.len > 0 || !f->has_value) {
		cell->verdict = CELL_NOT_ASSESSED;
		cell->reason = find_reason(p, rec);
	} else if (met && met->type == NDJSON_TRUE) {
		cell->verdict = CELL_MET;
	} else if (met && met->type == NDJSON_FALSE) {
		cell->verdict = CELL_MISSED;
	}
}

/* The column of an indicator; n_columns where it has none. */
static size_t
find_column(const struct pivot_options *o, const char *indicator)
{
	size_t i = 0;

	while (i < o->n_columns && strcmp(o->columns[i], indicator) != 0)
		i++;
	return i;
}

/* Does the table have a row for the figure that was read? */
static bool
has_row(const struct pivot *p, bool is_column)
{
	const char *period = p->o->period;

	if (period && strcmp(period, p->figure.period.s) != 0)
		return false;
	if (p->figure.by.len == 0 && !p->is_by_period)
		return p->o->has_total && is_column;
	return strcmp(p->figure.by.s, p->by.s) == 0;
}

static bool
is_of_period(struct pivot *p)
{
	if (!p->has_period) {
		p->has_period = true;
		strbuf_addstr(&p->period, p->figure.period.s);
	}
	return strcmp(p->period.s, p->figure.period.s) == 0;
}

/* Put the figure that was read in its place. */
static enum pivot_status
place_figure(
    struct pivot *p, const struct record *rec, size_t column, bool is_sort)
{
	const bool is_column = column < p->o->n_columns;
	struct row *row;
	struct cell *cell;

	if (!has_row(p, is_column))
		return PIVOT_OTHER;
	if (!p->is_by_period && !is_of_period(p))
		return PIVOT_EPERIOD;
	row = find_row(p, rec);
	cell = is_column ? &row->cells[column] : &row->sort;
	if (cell->is_there)
		return PIVOT_EREPEAT;
	fill_cell(p, rec, cell);
	if (is_sort)
		row->sort = *cell;
	return PIVOT_OK;
}

/* Names are hints for messages; each is noted once. */
static void
note_met(struct pivot *p)
{
	const char *name = p->figure.by.s;
	char *copy;
	size_t len;

	near_note(&p->met.indicators, p->figure.indicator.s);
	near_note(&p->met.periods, p->figure.period.s);
	if (p->figure.period.len > 0)
		near_note(&p->met.members, PIVOT_PERIOD);
	for (; *name; name += len + (name[len] == ',')) {
		len = strcspn(name, ",");
		copy = xstrndup(name, len);
		near_note(&p->met.members, copy);
		free(copy);
	}
}

const struct pivot_met *
pivot_met(const struct pivot *p)
{
	return &p->met;
}

bool
pivot_has_sort(const struct pivot *p)
{
	for (size_t i = 0; i < p->n_rows; i++) {
		if (p->rows[i].sort.is_there)
			return true;
	}
	return false;
}

enum pivot_status
pivot_add(struct pivot *p, const struct record *rec, enum figure_status *figure)
{
	const struct pivot_options *o = p->o;
	size_t column;
	bool is_sort;

	*figure = figure_read(&p->figure, rec);
	if (*figure == FIGURE_EOTHER)
		return PIVOT_OTHER;
	if (*figure == FIGURE_EINDICATOR)
		return PIVOT_EFIGURE;
	if (*figure == FIGURE_OK)
		note_met(p);
	column = find_column(o, p->figure.indicator.s);
	is_sort = o->sort && strcmp(o->sort, p->figure.indicator.s) == 0;
	if (column == o->n_columns && !is_sort)
		return PIVOT_OTHER;
	if (*figure != FIGURE_OK)
		return PIVOT_EFIGURE;
	return place_figure(p, rec, column, is_sort);
}

struct row *
pivot_new_row(struct pivot *p)
{
	struct row *row;

	GROW(p->rows, p->n_rows, p->cap_rows);
	row = &p->rows[p->n_rows++];
	memset(row, 0, sizeof(*row));
	row->cells = xcalloc(p->o->n_columns, sizeof(*row->cells));
	return row;
}

void
pivot_rename(struct pivot *p, pivot_name_fn *name, void *context)
{
	for (size_t i = 0; i < p->n_rows; i++) {
		for (size_t j = 0; j < p->rows[i].n_labels; j++) {
			char **label = &p->rows[i].labels[j];
			const char *other =
			    name(context, p->o->row_names[j], *label);

			if (!other)
				continue;
			free(*label);
			*label = xstrdup(other);
		}
	}
}

void
pivot_order(struct pivot *p, pivot_place_fn *place, void *context)
{
	for (size_t i = 0; i < p->n_rows; i++) {
		const struct row *row = &p->rows[i];

		for (size_t j = 0; j < row->n_labels; j++)
			row->places[j] =
			    place(context, p->o->row_names[j], row->labels[j]);
	}
}

/* --- order ---------------------------------------------------------------- */

int
pivot_compare_names(const char *a, const char *b)
{
	const char *x = a, *y = b;
	size_t x_len, y_len;

	while (*x != '\0' && *y != '\0') {
		unsigned x_place = fold_place(x, &x_len);
		unsigned y_place = fold_place(y, &y_len);

		if (x_place != y_place)
			return x_place < y_place ? -1 : 1;
		x += x_len;
		y += y_len;
	}
	if (*x != '\0' || *y != '\0')
		return *x != '\0' ? 1 : -1;
	return strcmp(a, b);
}

/* Greatest first, a row without a value last. */
static int
compare_cells(const struct cell *a, const struct cell *b)
{
	if (a->has_value != b->has_value)
		return a->has_value ? -1 : 1;
	return a->has_value ? dec_cmp(b->value, a->value) : 0;
}

/* Labels differ, unless one is a string and the other a number. */
static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	int d = compare_cells(&x->sort, &y->sort);

	for (size_t i = 0; i < x->n_labels && d == 0; i++) {
		if (x->places[i] != y->places[i])
			return x->places[i] < y->places[i] ? -1 : 1;
		d = pivot_compare_names(x->labels[i], y->labels[i]);
	}
	return d != 0 ? d : strcmp(x->scope, y->scope);
}

void
pivot_sort(struct pivot *p)
{
	if (p->n_rows > 0)
		qsort(p->rows, p->n_rows, sizeof(*p->rows), compare_rows);
}

/** How many decimals the number has. */
static int
n_decimals(struct dec v)
{
	int n = 0;

	while (dec_cmp(dec_round(v, n), v) != 0)
		n++;
	return n;
}

static bool
make_percent(struct cell *cell, bool is_share)
{
	cell->is_share = is_share;
	if (!cell->has_value)
		return true;
	if (is_share) {
		int n = cell->decimals < 0 ? n_decimals(cell->value)
					   : cell->decimals;

		cell->decimals = n < 2 ? 2 : n;
		return true;
	}
	if (cell->decimals > 0)
		cell->decimals = cell->decimals > 2 ? cell->decimals - 2 : 0;
	return dec_mul(&cell->value, cell->value, dec_from_int(100)) == DEC_OK;
}

bool
pivot_percent(struct pivot *p, size_t column, bool is_share)
{
	for (size_t i = 0; i < p->n_rows; i++)
		if (!make_percent(&p->rows[i].cells[column], is_share))
			return false;
	return make_percent(&p->total.cells[column], is_share);
}

bool
pivot_has_text(const struct pivot *p, size_t column)
{
	for (size_t i = 0; i < p->n_rows; i++) {
		const char *text = p->rows[i].cells[column].text;

		if (text && *text != '\0')
			return true;
	}
	return false;
}

size_t
pivot_cut(struct pivot *p, size_t n)
{
	const struct cell *last;
	size_t i, n_tied;

	if (n == 0 || n >= p->n_rows)
		return 0;
	last = &p->rows[n - 1].sort;
	for (i = n; i < p->n_rows; i++)
		if (compare_cells(last, &p->rows[i].sort) != 0)
			break;
	n_tied = i - n;
	while (p->n_rows > n)
		release_row(&p->rows[--p->n_rows]);
	return n_tied;
}

const char *
pivot_period(const struct pivot *p)
{
	return p->period.s;
}

size_t
pivot_n_rows(const struct pivot *p)
{
	return p->n_rows;
}

const struct row *
pivot_row(const struct pivot *p, size_t i)
{
	return &p->rows[i];
}

struct row *
pivot_row_to_change(struct pivot *p, size_t i)
{
	return &p->rows[i];
}

const struct row *
pivot_total(const struct pivot *p)
{
	return p->o->has_total ? &p->total : NULL;
}
