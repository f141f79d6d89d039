/* flat.c - any records as a table: a row a record, a column a member. */
#include "flat.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/dec.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

/* A member of a record, kept until the number of columns is known. */
struct kept {
	size_t row, column;
	enum ndjson_type type;
	uint32_t text;   /* its number in texts */
	int8_t decimals; /* to print; -1: as it is */
};

struct flat {
	const struct flat_options *o;
	struct keyset *names, *texts;
	/* of all members: their columns' numbers as they stand */
	size_t *order, *places; /* and where each stands */
	size_t n_order, cap_order;
	size_t n_fresh; /* the last of them, new in the record at hand */
	struct kept *kept;
	size_t n_kept, cap_kept, n_rows;
	struct pivot_options pivot_options;
	struct pivot *pivot;
	const char **columns;
	/* of a list: how many records of each key, and its first row */
	size_t *n_of;
	size_t cap_of;
	struct strbuf key, scratch;
	struct near_names kinds;
	bool *is_met; /* of each member that is asked for */
};

static const char *const list_columns[] = { "record", "name", "by", "period",
	"records" };
enum { PLACED_COLUMNS = 1024 };
enum { LIST_COLUMNS = sizeof(list_columns) / sizeof(list_columns[0]) };

struct flat *
flat_new(const struct flat_options *o)
{
	struct flat *f = xcalloc(1, sizeof(*f));

	f->o = o;
	f->names = keyset_new();
	f->texts = keyset_new();
	strbuf_init(&f->key);
	strbuf_init(&f->scratch);
	for (size_t i = 0; i < o->n_members; i++)
		keyset_add(
		    f->names, o->members[i], strlen(o->members[i]), NULL);
	f->is_met = xcalloc(o->n_members + 1, sizeof(*f->is_met));
	return f;
}

void
flat_free(struct flat *f)
{
	if (!f)
		return;
	pivot_free(f->pivot);
	for (size_t i = 0; f->columns && i < f->pivot_options.n_columns; i++) {
		char *name = (char *)(uintptr_t)f->columns[i];

		free(name);
	}
	free(f->columns);
	keyset_free(f->names);
	keyset_free(f->texts);
	near_release(&f->kinds);
	free(f->is_met);
	free(f->kept);
	free(f->order);
	free(f->places);
	free(f->n_of);
	strbuf_release(&f->key);
	strbuf_release(&f->scratch);
	free(f);
}

/* --- a row a record ------------------------------------------------------- */

/*
 * Members that only later records have stand before the next one there that
 * was met already, or last: what the first group lacks is no reason to put
 * what it is grouped by behind the figures. In wider tables than that, columns
 * stand as they are met.
 */
static void
place_column(struct flat *f, size_t number, bool is_new)
{
	const size_t n_old = f->n_order - f->n_fresh;
	size_t i = 0;

	if (is_new) {
		GROW(f->order, f->n_order, f->cap_order);
		f->order[f->n_order++] = number;
		f->n_fresh++;
		return;
	}
	while (f->n_fresh > 0 && i < n_old && f->order[i] != number)
		i++;
	if (i == n_old || f->n_order > PLACED_COLUMNS)
		f->n_fresh = 0;
	for (; f->n_fresh > 0; f->n_fresh--, i++) {
		const size_t at = f->n_order - f->n_fresh;
		const size_t fresh = f->order[at];

		memmove(f->order + i + 1, f->order + i,
		    (at - i) * sizeof(*f->order));
		f->order[i] = fresh;
	}
}

/* The number of the column of a member; false: it has none. */
static bool
find_column(struct flat *f, const struct ndjson_member *m, size_t *column)
{
	struct ndjson_member name = { .value = m->name,
		.value_len = m->name_len,
		.type = NDJSON_STRING,
		.value_escaped = m->name_escaped };
	uint32_t number = 0;
	bool is_new = false;
	const char *s;
	size_t len;

	ndjson_text(&name, &f->scratch, &s, &len);
	if (!f->o->members)
		number = keyset_add(f->names, s, len, &is_new);
	else if (!keyset_find(f->names, s, len, &number))
		return false;
	*column = number;
	if (!f->o->members)
		place_column(f, number, is_new);
	return true;
}

static void
keep_member(struct flat *f, const struct ndjson_member *m)
{
	struct kept *kept;
	size_t column, len;
	const char *s;

	/* a member that is null makes no column, but there it is */
	if (m->type == NDJSON_NULL && !f->o->members)
		return;
	if (!find_column(f, m, &column))
		return;
	if (f->o->members)
		f->is_met[column] = true;
	if (m->type == NDJSON_NULL)
		return;
	if (m->type == NDJSON_STRING)
		ndjson_text(m, &f->scratch, &s, &len);
	else
		ndjson_raw(m, &s, &len);
	GROW(f->kept, f->n_kept, f->cap_kept);
	kept = &f->kept[f->n_kept++];
	kept->row = f->n_rows;
	kept->column = column;
	kept->type = (enum ndjson_type)m->type;
	kept->text = keyset_add(f->texts, s, len, NULL);
	kept->decimals = -1;
}

/* What a hidden or unassessed figure lacks is not just missing. */
static void
keep_reason(struct flat *f, const struct record *rec, const char *why,
    const char *prefix, const char *name)
{
	struct field reason = { .name = why, .len = strlen(why) };
	struct field field = { .name = name, .len = strlen(name) };
	const struct ndjson_member *m = record_get(rec, &reason);
	struct kept *kept;
	uint32_t column;
	const char *s;
	size_t len;

	if (!m || m->type != NDJSON_STRING || record_get(rec, &field) ||
	    !keyset_find(f->names, name, strlen(name), &column))
		return;
	ndjson_text(m, &f->scratch, &s, &len);
	strbuf_reset(&f->key);
	strbuf_addstr(&f->key, prefix);
	strbuf_add(&f->key, s, len);
	f->is_met[column] = true;
	GROW(f->kept, f->n_kept, f->cap_kept);
	kept = &f->kept[f->n_kept++];
	*kept = (struct kept){ .row = f->n_rows,
		.column = column,
		.type = NDJSON_NULL,
		.text = keyset_add(f->texts, f->key.s, f->key.len, NULL) };
}

static void
keep_reasons(struct flat *f, const struct record *rec)
{
	static const char *const hidden[] = { "value", "numerator",
		"denominator", "n" };

	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		keep_reason(f, rec, "suppressed", "suppressed_", hidden[i]);
	keep_reason(f, rec, "not_assessed", "", "value");
}

/* The decimals that a figure's record says, for its value. */
static void
keep_decimals(struct flat *f, const struct record *rec, size_t from)
{
	struct field field = FIELD("decimals");
	const struct ndjson_member *m = record_get(rec, &field);
	uint32_t value;

	struct dec v;
	uint64_t n;

	if (!m || m->type != NDJSON_NUMBER ||
	    dec_parse(&v, m->value, m->value_len) != DEC_OK ||
	    !dec_whole(&n, v) || n > DEC_SCALE ||
	    !keyset_find(f->names, "value", 5, &value))
		return;
	for (; from < f->n_kept; from++)
		if (f->kept[from].column == value)
			f->kept[from].decimals = (int8_t)n;
}

/* --- what there is -------------------------------------------------------- */

static void
add_text(struct flat *f, const struct record *rec, const char *name)
{
	struct field field = { .name = name, .len = strlen(name) };
	const struct ndjson_member *m = record_get(rec, &field);
	const char *s = "";
	size_t len = 0;

	if (m && m->type == NDJSON_STRING)
		ndjson_text(m, &f->scratch, &s, &len);
	else if (m)
		ndjson_raw(m, &s, &len);
	strbuf_add_text(&f->key, s, len);
	strbuf_addch(&f->key, '\0');
}

/* The members of a record, or what a figure is grouped by. */
static void
add_names(struct flat *f, const struct record *rec, bool is_figure)
{
	struct field field = FIELD("by");
	const struct ndjson_member *by = record_get(rec, &field);
	struct ndjson_member one;
	struct ndjson_iter it;
	const char *comma = "", *s;
	size_t len;

	if (is_figure && by && by->type == NDJSON_ARRAY) {
		ndjson_iter_init(&it, by);
		for (; ndjson_iter_next(&it, &one); comma = ",") {
			strbuf_addstr(&f->key, comma);
			if (one.type == NDJSON_STRING)
				ndjson_text(&one, &f->scratch, &s, &len);
			else
				ndjson_raw(&one, &s, &len);
			strbuf_add_text(&f->key, s, len);
		}
	} else {
		for (size_t i = 0; i < rec->n_members; i++, comma = ",") {
			strbuf_addstr(&f->key, comma);
			strbuf_add(&f->key, rec->members[i].name,
			    rec->members[i].name_len);
		}
	}
	strbuf_addch(&f->key, '\0');
}

static void
count_kind(struct flat *f, const struct record *rec)
{
	struct field kind = FIELD("record"), name = FIELD("indicator");
	const struct ndjson_member *m = record_get(rec, &kind);
	bool is_figure = ndjson_is_text(m, "indicator", 9), is_new;
	uint32_t number;

	strbuf_reset(&f->key);
	add_text(f, rec, "record");
	is_figure = is_figure || record_get(rec, &name);
	add_text(f, rec, "indicator");
	add_names(f, rec, is_figure);
	add_text(f, rec, is_figure ? "period" : "year");
	number = keyset_add(f->texts, f->key.s, f->key.len, &is_new);
	if (is_new) {
		GROW(f->n_of, number, f->cap_of);
		f->n_of[number] = 0;
	}
	f->n_of[number]++;
}

/* --- both ----------------------------------------------------------------- */

static void
note_kind(struct flat *f, const struct ndjson_member *kind)
{
	const char *s;
	char *copy;
	size_t len;

	if (!kind || kind->type != NDJSON_STRING)
		return;
	ndjson_text(kind, &f->scratch, &s, &len);
	copy = xstrndup(s, len);
	near_note(&f->kinds, copy);
	free(copy);
}

const struct near_names *
flat_kinds(const struct flat *f)
{
	return &f->kinds;
}

bool
flat_has_member(const struct flat *f, size_t i)
{
	uint32_t number = 0;

	return keyset_find(f->names, f->o->members[i], strlen(f->o->members[i]),
		   &number) &&
	       f->is_met[number];
}

bool
flat_add(struct flat *f, const struct record *rec)
{
	struct field field = FIELD("record");
	const struct ndjson_member *kind = record_get(rec, &field);
	size_t from;

	note_kind(f, kind);
	if (f->o->kind && !ndjson_is_text(kind, f->o->kind, strlen(f->o->kind)))
		return false;
	if (f->o->is_list) {
		count_kind(f, rec);
		return true;
	}
	from = f->n_kept;
	f->n_fresh = 0;
	for (size_t i = 0; i < rec->n_members; i++)
		keep_member(f, &rec->members[i]);
	if (f->o->members)
		keep_reasons(f, rec);
	if (f->o->has_decimals)
		keep_decimals(f, rec, from);
	f->n_rows++;
	return true;
}

static void
put_text(struct flat *f, struct cell *cell, const char *s, size_t len)
{
	cell->is_there = true;
	cell->text = pivot_keep(f->pivot, s, len);
}

/* A number is one where a decimal can hold it; other values are text. */
static void
put_kept(struct flat *f, const struct kept *kept, struct cell *cell)
{
	size_t len;
	const char *s = keyset_key(f->texts, kept->text, &len);

	if (kept->type == NDJSON_NULL) {
		cell->is_there = true;
		cell->verdict = CELL_NOT_ASSESSED;
		cell->reason = pivot_keep(f->pivot, s, len);
	} else if (kept->type == NDJSON_NUMBER &&
		   dec_parse(&cell->value, s, len) == DEC_OK) {
		cell->is_there = cell->has_value = true;
		cell->decimals = kept->decimals;
	} else {
		put_text(f, cell, s, len);
		cell->is_json = kept->type != NDJSON_STRING;
	}
}

static void
put_rows(struct flat *f)
{
	size_t at = 0;

	for (size_t i = 0; i < f->n_rows; i++) {
		struct row *row = pivot_new_row(f->pivot);

		for (; at < f->n_kept && f->kept[at].row == i; at++)
			put_kept(f, &f->kept[at],
			    &row->cells[f->places[f->kept[at].column]]);
	}
}

static int
compare_keys(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* The keys in order: kinds, then names, then what they are grouped by. */
static void
put_list(struct flat *f)
{
	const size_t n = keyset_n(f->texts);
	char **keys = xcalloc(n, sizeof(*keys));

	for (size_t i = 0; i < n; i++) {
		size_t len;
		const char *key = keyset_key(f->texts, (uint32_t)i, &len);

		keys[i] = xmalloc(len);
		memcpy(keys[i], key, len);
		for (size_t j = 0; j + 1 < len;
		     j++) /* so that strcmp sees all */
			keys[i][j] = keys[i][j] ? keys[i][j] : '\n';
	}
	if (n > 0)
		qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 0; i < n; i++) {
		struct row *row = pivot_new_row(f->pivot);
		const size_t key_len = strlen(keys[i]) + 1;
		uint32_t number = 0;
		char *s = keys[i];

		for (size_t j = 0; j < key_len; j++)
			s[j] = s[j] == '\n' ? '\0' : s[j];
		if (!keyset_find(f->texts, s, key_len, &number))
			number = 0;
		for (size_t j = 0; j + 1 < LIST_COLUMNS; j++) {
			put_text(f, &row->cells[j], s, strlen(s));
			s += strlen(s) + 1;
		}
		row->cells[LIST_COLUMNS - 1].is_there = true;
		row->cells[LIST_COLUMNS - 1].has_value = true;
		row->cells[LIST_COLUMNS - 1].value =
		    dec_from_int((int64_t)f->n_of[number]);
		free(keys[i]);
	}
	free(keys);
}

struct pivot *
flat_finish(struct flat *f, const char *const **names, size_t *n_names)
{
	const size_t n =
	    f->o->is_list ? (size_t)LIST_COLUMNS : keyset_n(f->names);

	f->columns = xcalloc(n, sizeof(*f->columns));
	f->places = xcalloc(n + 1, sizeof(*f->places));
	for (size_t i = 0; i < n; i++) {
		const size_t number = f->n_order > 0 ? f->order[i] : i;
		size_t len = 0;
		const char *name = f->o->is_list ? list_columns[i]
						 : keyset_key(f->names,
						       (uint32_t)number, &len);

		f->places[number] = i;

		f->columns[i] =
		    strbuf_textdup(name, f->o->is_list ? strlen(name) : len);
	}
	f->pivot_options.columns = f->columns;
	f->pivot_options.n_columns = n;
	f->pivot = pivot_new(&f->pivot_options);
	if (f->o->is_list)
		put_list(f);
	else
		put_rows(f);
	*names = f->columns;
	*n_names = n;
	return f->pivot;
}
