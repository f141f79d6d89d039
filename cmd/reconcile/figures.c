/* figures.c - the figures of the stream, found by what they are of. */
#include "figures.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/keyset.h"
#include "vardstrom/same.h"
#include "vardstrom/xalloc.h"

struct met {
	struct amount amount;
	bool has_value;
};

struct figures {
	struct keyset *keys;
	struct met *met;
	size_t cap;
	struct keyset *names; /* of clinics, and by number ... */
	char **ids;           /* ... their ids */
	size_t cap_ids;
	struct figure figure; /* scratch */
	struct strbuf key;    /* scratch */
};

struct figures *
figures_new(void)
{
	static const struct figure empty = FIGURE_INIT;
	struct figures *f = xcalloc(1, sizeof(*f));

	f->keys = keyset_new();
	f->names = keyset_new();
	f->figure = empty;
	strbuf_init(&f->key);
	return f;
}

void
figures_free(struct figures *f)
{
	for (uint32_t i = 0; i < keyset_n(f->names); i++)
		free(f->ids[i]);
	free(f->ids);
	keyset_free(f->names);
	keyset_free(f->keys);
	free(f->met);
	figure_release(&f->figure);
	strbuf_release(&f->key);
	free(f);
}

static void
add_name(struct strbuf *key, const char *s, size_t len)
{
	strbuf_addch(key, '\0');
	strbuf_add(key, s, len);
}

/* Of names with a comma between, the first by alphabet that is after last. */
static const char *
next_name(const char *names, const char *last, size_t last_len, size_t *len)
{
	const char *best = NULL;

	*len = 0;
	while (*names) {
		const size_t n = strcspn(names, ",");

		if ((!last || bytes_compare(names, n, last, last_len) > 0) &&
		    (!best || bytes_compare(names, n, best, *len) < 0)) {
			best = names;
			*len = n;
		}
		names += n + (names[n] == ',');
	}
	return best;
}

/*
 * What the figure is of: indicator, period, then each member and its value,
 * in one order whatever that of the groups was.
 */
static void
figure_key(struct figures *f, const struct record *rec)
{
	struct strbuf *key = &f->key;
	const char *name = NULL;
	size_t len = 0;

	strbuf_reset(key);
	strbuf_add(key, f->figure.indicator.s, f->figure.indicator.len);
	add_name(key, f->figure.period.s, f->figure.period.len);
	while ((name = next_name(f->figure.by.s, name, len, &len))) {
		struct field field = { .name = name, .len = len };
		const struct ndjson_member *m = record_get(rec, &field);
		const char *s = "";
		size_t value_len = 0;

		if (m && m->type == NDJSON_STRING) {
			ndjson_text(m, &f->figure.scratch, &s, &value_len);
		} else if (m) { /* as it is printed */
			strbuf_reset(&f->figure.scratch);
			same_key(&f->figure.scratch, m);
			s = f->figure.scratch.s;
			value_len = f->figure.scratch.len;
		}
		add_name(key, name, len);
		add_name(key, s, value_len);
	}
}

static void
add_clinic_name(
    struct figures *f, const struct ndjson_member *m, const struct strbuf *id)
{
	const char *s;
	uint32_t number;
	size_t len;
	bool is_new;

	if (!m || m->type != NDJSON_STRING)
		return;
	ndjson_text(m, &f->figure.scratch, &s, &len);
	number = keyset_add(f->names, s, len, &is_new);
	if (!is_new)
		return;
	GROW(f->ids, number, f->cap_ids);
	f->ids[number] = strbuf_textdup(id->s, id->len);
}

/* A clinic is printed by its name, or another of its names. */
static void
add_clinic(struct figures *f, const struct record *rec)
{
	struct field clinic = FIELD("clinic"), name = FIELD("name"),
		     aliases = FIELD("aliases");
	const struct ndjson_member *m = record_get(rec, &clinic);
	struct strbuf id = STRBUF_INIT;
	struct ndjson_member one;
	struct ndjson_iter it;
	const char *s;
	size_t len;

	if (!m || m->type != NDJSON_STRING)
		return;
	ndjson_text(m, &f->figure.scratch, &s, &len);
	strbuf_add(&id, s, len);
	add_clinic_name(f, record_get(rec, &name), &id);
	m = record_get(rec, &aliases);
	if (m && m->type == NDJSON_ARRAY) {
		ndjson_iter_init(&it, m);
		while (ndjson_iter_next(&it, &one))
			add_clinic_name(f, &one, &id);
	}
	strbuf_release(&id);
}

static bool
is_other(const struct met *a, const struct met *b)
{
	struct ratio x, y;

	if (!a->has_value || !b->has_value)
		return a->has_value != b->has_value;
	return amount_ratio(&x, a->amount) != RATIO_OK ||
	       amount_ratio(&y, b->amount) != RATIO_OK ||
	       ratio_sub(&x, &x, &y) != RATIO_OK || !ratio_is_zero(&x);
}

enum figure_status
figures_add(struct figures *f, const struct record *rec, bool *is_otherwise)
{
	const enum figure_status status = figure_read(&f->figure, rec);
	struct field record = FIELD("record");
	struct met met;
	uint32_t number;
	bool is_new;

	*is_otherwise = false;
	if (status == FIGURE_EOTHER &&
	    ndjson_is_text(record_get(rec, &record), "clinic", 6))
		add_clinic(f, rec);
	if (status != FIGURE_OK)
		return status;
	figure_key(f, rec);
	number = keyset_add(f->keys, f->key.s, f->key.len, &is_new);
	GROW(f->met, number, f->cap);
	met = (struct met){ f->figure.amount, f->figure.has_value };
	*is_otherwise = !is_new && is_other(&f->met[number], &met);
	if (is_new)
		f->met[number] = met;
	return FIGURE_OK;
}

/* The value of by that a row is; NULL: it is of all. */
static const char *
row_value(const struct figures *f, const struct printed_table *t, size_t row)
{
	const char *name =
	    t->by_in ? table_text(t, row, t->by_in) : t->names[row];
	uint32_t number;

	if (!t->by || table_is_total(t, row) || !*name)
		return NULL;
	for (size_t i = 0; i < t->n_called; i++) {
		if (strcmp(t->called[2 * i], name) == 0)
			return t->called[2 * i + 1];
	}
	if (strcmp(t->by, "clinic") == 0 &&
	    keyset_find(f->names, name, strlen(name), &number))
		return f->ids[number];
	return name;
}

static void
add_member(struct strbuf *key, const char *name, const char *value)
{
	if (!name || !value)
		return;
	add_name(key, name, strlen(name));
	add_name(key, value, strlen(value));
}

static void
printed_key(struct figures *f, const struct place *place)
{
	const struct printed_table *t = place->table;
	const struct column *c = place_column(place);
	const size_t row = place->row;
	const char *value = row_value(f, t, row);
	const char *period = t->period_in ? table_text(t, row, t->period_in)
			     : t->period  ? t->period
					  : t->names[row];
	const bool is_member_first =
	    c->member[0] && value && strcmp(c->member[0], t->by) < 0;

	strbuf_reset(&f->key);
	strbuf_addstr(&f->key,
	    table_is_total(t, row) ? c->total_indicator : c->indicator);
	add_name(&f->key, period, strlen(period));
	if (is_member_first)
		add_member(&f->key, c->member[0], c->member[1]);
	add_member(&f->key, t->by, value);
	if (!is_member_first)
		add_member(&f->key, c->member[0], c->member[1]);
}

bool
figures_find(struct figures *f, const struct place *place, struct ratio *value)
{
	struct ratio scale;
	uint32_t number;

	if (!place_column(place)->indicator)
		return false;
	printed_key(f, place);
	if (!keyset_find(f->keys, f->key.s, f->key.len, &number) ||
	    !f->met[number].has_value ||
	    amount_ratio(value, f->met[number].amount) != RATIO_OK)
		return false;
	ratio_set_int(&scale, place_column(place)->scale);
	return ratio_mul(value, value, &scale) == RATIO_OK;
}
