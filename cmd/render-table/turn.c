/* turn.c - a table made of another: columns of a member's values, or of rows.
 */
#include "turn.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/dec.h"
#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

/* --- what the new table is called ----------------------------------------- */

static void
add_name(struct turn *t, const char *text)
{
	static const struct strbuf empty = STRBUF_INIT;

	GROW(t->names, t->n_names, t->cap_names);
	t->names[t->n_names] = empty;
	strbuf_addstr(&t->names[t->n_names++], text);
}

/** The value that was missing is a column, too. */
static const char *
shown(const char *label)
{
	return *label ? label : "missing";
}

/** The names of n columns are in: the ids, each followed by its heading. */
static void
finish_names(struct turn *t, size_t n)
{
	t->ids = xcalloc(n + 1, sizeof(*t->ids));
	t->headings = xcalloc(n + 1, sizeof(*t->headings));
	for (size_t i = 0; i < n; i++) {
		t->ids[i] = t->names[2 * i].s;
		t->headings[i] = t->names[2 * i + 1].s;
	}
}

static int
check_columns(size_t n, struct strbuf *err)
{
	if (n <= TURN_MAX_COLUMNS)
		return 0;
	strbuf_addf(err, "the table would have more than %d columns",
	    (int)TURN_MAX_COLUMNS);
	return -1;
}

/** Put the new pivot in the table's place. */
static void
take_over(struct turn *t, struct table *table, const char *const *row_names,
    size_t n_row_names, size_t n_columns)
{
	t->options.row_names = row_names;
	t->options.n_row_names = n_row_names;
	t->options.columns = t->ids;
	t->options.n_columns = n_columns;
	t->pivot = pivot_new(&t->options);
	table->pivot = t->pivot;
	table->layout.row_names = row_names;
	table->layout.n_row_names = n_row_names;
	table->layout.row_titles = NULL;
	table->layout.n_columns = n_columns;
	table->layout.ids = t->ids;
	table->layout.headings = t->headings;
}

static void
set_labels(struct row *row, char *const *labels, size_t n)
{
	row->n_labels = n;
	row->labels = xcalloc(n + 1, sizeof(*row->labels));
	row->places = xcalloc(n + 1, sizeof(*row->places));
	for (size_t i = 0; i < n; i++)
		row->labels[i] = xstrdup(labels[i]);
}

/* --- labels --------------------------------------------------------------- */

static char *
cell_label(const struct cell *cell)
{
	struct strbuf sb = STRBUF_INIT;

	/* a label of nothing is a member that is missing */
	if (cell->text)
		strbuf_addstr(&sb, *cell->text ? cell->text : "\"\"");
	else if (cell->has_value)
		dec_format(cell->value, &sb);
	return strbuf_detach(&sb, NULL);
}

void
turn_labels(struct table *table, const char *const *names, size_t n)
{
	const size_t n_left = table->layout.n_columns - n;

	for (size_t i = 0; i < pivot_n_rows(table->pivot); i++) {
		struct row *row = pivot_row_to_change(table->pivot, i);

		row->n_labels = n;
		row->labels = xcalloc(n + 1, sizeof(*row->labels));
		row->places = xcalloc(n + 1, sizeof(*row->places));
		for (size_t k = 0; k < n; k++)
			row->labels[k] = cell_label(&row->cells[k]);
		memmove(
		    row->cells, row->cells + n, n_left * sizeof(*row->cells));
	}
	memmove(table->is_percent, table->is_percent + n,
	    n_left * sizeof(*table->is_percent));
	table->layout.row_names = names;
	table->layout.n_row_names = n;
	table->layout.n_columns = n_left;
	table->layout.ids += n;
	table->layout.headings += n;
}

/* --- across --------------------------------------------------------------- */

/** Labels that were met, each once. */
struct labels {
	struct keyset *keys;
	const char **list; /* borrowed from the rows */
	size_t *places;    /* by number, once they are sorted */
	size_t n, cap;
};

static uint32_t
note_label(struct labels *labels, const char *label)
{
	bool is_new;
	uint32_t number =
	    keyset_add(labels->keys, label, strlen(label), &is_new);

	if (is_new) {
		GROW(labels->list, labels->n, labels->cap);
		labels->list[labels->n++] = label;
	}
	return number;
}

static int
compare_texts(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return pivot_compare_names(*x, *y);
}

static int
compare_numbers(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;
	struct dec left, right;

	/* what is missing comes first */
	if (**x == '\0' || **y == '\0')
		return (**x != '\0') - (**y != '\0');
	if (dec_parse(&left, *x, strlen(*x)) != DEC_OK ||
	    dec_parse(&right, *y, strlen(*y)) != DEC_OK)
		return 0;
	return dec_cmp(left, right);
}

static void
sort_labels(struct labels *labels)
{
	bool is_numbers = true;
	struct dec v;

	for (size_t i = 0; i < labels->n && is_numbers; i++)
		is_numbers = *labels->list[i] == '\0' ||
			     dec_parse(&v, labels->list[i],
				 strlen(labels->list[i])) == DEC_OK;
	if (labels->n > 0)
		qsort(labels->list, labels->n, sizeof(*labels->list),
		    is_numbers ? compare_numbers : compare_texts);
	labels->places = xcalloc(labels->n + 1, sizeof(*labels->places));
	for (size_t i = 0; i < labels->n; i++)
		labels->places[note_label(labels, labels->list[i])] = i;
}

static void
release_labels(struct labels *labels)
{
	keyset_free(labels->keys);
	free(labels->list);
	free(labels->places);
}

static void
name_columns(
    struct turn *t, const struct table *table, const struct labels *labels)
{
	const struct layout_options *o = &table->layout;
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < labels->n; i++)
		for (size_t k = 0; k < o->n_columns; k++) {
			strbuf_reset(&sb);
			strbuf_addstr(&sb, shown(labels->list[i]));
			if (o->n_columns > 1)
				strbuf_addf(&sb, "_%s", o->ids[k]);
			add_name(t, sb.s);
			strbuf_reset(&sb);
			strbuf_addstr(&sb, shown(labels->list[i]));
			if (o->n_columns > 1)
				strbuf_addf(&sb, " %s", o->headings[k]);
			else if (table->is_percent[k])
				strbuf_addstr(&sb, " (%)");
			add_name(t, sb.s);
		}
	strbuf_release(&sb);
	finish_names(t, labels->n * o->n_columns);
}

/** The row of the labels before the last; added where it is new. */
static struct row *
find_row(struct turn *t, struct keyset *keys, const struct row *from)
{
	struct strbuf key = STRBUF_INIT;
	uint32_t number;
	bool is_new;

	for (size_t i = 0; i + 1 < from->n_labels; i++)
		strbuf_add(&key, from->labels[i], strlen(from->labels[i]) + 1);
	number = keyset_add(keys, key.s, key.len, &is_new);
	strbuf_release(&key);
	if (is_new)
		set_labels(
		    pivot_new_row(t->pivot), from->labels, from->n_labels - 1);
	return pivot_row_to_change(t->pivot, number);
}

/** Spread the cells of the old rows over the new ones. */
static int
spread(struct turn *t, const struct pivot *from, struct labels *labels,
    size_t n_columns, struct strbuf *err)
{
	struct keyset *keys = keyset_new();
	int ret = 0;

	for (size_t i = 0; i < pivot_n_rows(from) && ret == 0; i++) {
		const struct row *old = pivot_row(from, i);
		struct row *row = find_row(t, keys, old);
		size_t place = labels->places[note_label(
		    labels, old->labels[old->n_labels - 1])];
		struct cell *cells = row->cells + place * n_columns;

		for (size_t k = 0; k < n_columns && ret == 0; k++) {
			if (cells[k].is_there && old->cells[k].is_there)
				ret = -1;
			else if (old->cells[k].is_there)
				cells[k] = old->cells[k];
		}
	}
	if (ret < 0)
		strbuf_addstr(err, "--across: a second figure for the same "
				   "place in the table");
	keyset_free(keys);
	return ret;
}

int
turn_across(struct turn *t, struct table *table, struct strbuf *err)
{
	const struct pivot *from = table->pivot;
	const size_t n_columns = table->layout.n_columns;
	const char *const *row_names = table->layout.row_names;
	const size_t n_left = table->layout.n_row_names - 1;
	struct labels labels = { .keys = keyset_new() };
	int ret;

	for (size_t i = 0; i < pivot_n_rows(from); i++)
		note_label(&labels, pivot_row(from, i)->labels[n_left]);
	ret = check_columns(labels.n * n_columns, err);
	if (ret == 0) {
		sort_labels(&labels);
		name_columns(t, table, &labels);
		take_over(t, table, row_names, n_left, labels.n * n_columns);
		ret = spread(t, from, &labels, n_columns, err);
	}
	release_labels(&labels);
	return ret;
}

/* --- over ----------------------------------------------------------------- */

/** A heading of a row: its labels. */
static void
name_row(struct turn *t, const struct row *row, const char *all)
{
	struct strbuf sb = STRBUF_INIT;

	for (size_t i = 0; i < row->n_labels; i++)
		strbuf_addf(
		    &sb, "%s%s", i > 0 ? ", " : "", shown(row->labels[i]));
	if (row->n_labels == 0)
		strbuf_addstr(&sb, all);
	add_name(t, sb.s);
	add_name(t, sb.s);
	strbuf_release(&sb);
}

int
turn_over(struct turn *t, struct table *table, const char *row_name,
    const char *all, struct strbuf *err)
{
	const struct layout_options old = table->layout;
	const struct pivot *from = table->pivot;
	const struct row *total = pivot_total(from);
	const size_t n_rows = pivot_n_rows(from) + (total != NULL);

	if (check_columns(n_rows, err) < 0)
		return -1;
	for (size_t i = 0; i < n_rows; i++)
		name_row(t, i < pivot_n_rows(from) ? pivot_row(from, i) : total,
		    all);
	finish_names(t, n_rows);
	t->row_name = row_name;
	take_over(t, table, &t->row_name, 1, n_rows);
	for (size_t k = 0; k < old.n_columns; k++) {
		const bool is_for_programs = old.format == LAYOUT_NDJSON;
		char *label =
		    xstrdup(is_for_programs ? old.ids[k] : old.headings[k]);
		struct row *row = pivot_new_row(t->pivot);

		set_labels(row, &label, 1);
		free(label);
		for (size_t i = 0; i < n_rows; i++)
			row->cells[i] =
			    (i < pivot_n_rows(from) ? pivot_row(from, i)
						    : total)
				->cells[k];
	}
	return 0;
}

int
turn_check(const struct table *table, struct strbuf *err)
{
	const struct layout_options *o = &table->layout;
	struct keyset *keys = keyset_new();
	bool is_new = true;

	for (size_t i = 0; i < o->n_row_names + o->n_columns && is_new; i++) {
		const char *name = i < o->n_row_names
				       ? o->row_names[i]
				       : o->ids[i - o->n_row_names];

		keyset_add(keys, name, strlen(name), &is_new);
		if (!is_new && o->format == LAYOUT_NDJSON)
			strbuf_addf(err, "two members would be named %s", name);
		is_new |= o->format != LAYOUT_NDJSON;
	}
	keyset_free(keys);
	return is_new ? 0 : -1;
}

void
turn_release(struct turn *t)
{
	pivot_free(t->pivot);
	for (size_t i = 0; i < t->n_names; i++)
		strbuf_release(&t->names[i]);
	free(t->names);
	free(t->ids);
	free(t->headings);
}
