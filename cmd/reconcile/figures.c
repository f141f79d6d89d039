/* figures.c - the figures of the stream, found by what they are of. */
#include "figures.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

struct known {
	struct amount amount;
	bool has_value;
};

struct figures {
	struct keyset *keys;
	struct known *known;
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
	free(f->known);
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

/* What the figure is of: indicator, period, then each member and its value. */
static void
figure_key(struct figures *f, const struct record *rec)
{
	struct strbuf *key = &f->key;
	const char *name = f->figure.by.s;

	strbuf_reset(key);
	strbuf_add(key, f->figure.indicator.s, f->figure.indicator.len);
	add_name(key, f->figure.period.s, f->figure.period.len);
	while (*name) {
		const size_t len = strcspn(name, ",");
		struct field field = { .name = name, .len = len };
		const struct ndjson_member *m = record_get(rec, &field);
		const char *s = "";
		size_t value_len = 0;

		if (m && m->type == NDJSON_STRING)
			ndjson_text(m, &f->figure.scratch, &s, &value_len);
		add_name(key, name, len);
		add_name(key, s, value_len);
		name += len + (name[len] == ',');
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
	f->ids[number] = xstrndup(id->s, id->len);
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

enum figure_status
figures_add(struct figures *f, const struct record *rec)
{
	const enum figure_status status = figure_read(&f->figure, rec);
	struct field record = FIELD("record");
	uint32_t number;

	if (status == FIGURE_EOTHER &&
	    ndjson_is_text(record_get(rec, &record), "clinic", 6))
		add_clinic(f, rec);
	if (status != FIGURE_OK)
		return status;
	figure_key(f, rec);
	number = keyset_add(f->keys, f->key.s, f->key.len, NULL);
	GROW(f->known, number, f->cap);
	f->known[number] =
	    (struct known){ f->figure.amount, f->figure.has_value };
	return FIGURE_OK;
}

/* The value of by that a row's name is. */
static const char *
row_value(const struct figures *f, const struct printed_table *t, size_t row)
{
	const char *name = t->names[row];
	uint32_t number;

	if (strcmp(t->by, "clinic") == 0 &&
	    keyset_find(f->names, name, strlen(name), &number))
		return f->ids[number];
	return name;
}

bool
figures_find(struct figures *f, const struct place *place, struct ratio *value)
{
	const struct printed_table *t = place->table;
	const struct column *c = place_column(place);
	const size_t row = place->row;
	const char *period = t->period ? t->period : t->names[row];
	struct ratio scale;
	uint32_t number;

	if (!c->indicator)
		return false;
	strbuf_reset(&f->key);
	strbuf_addstr(&f->key,
	    table_is_total(t, row) ? c->total_indicator : c->indicator);
	add_name(&f->key, period, strlen(period));
	if (t->by && !table_is_total(t, row)) {
		add_name(&f->key, t->by, strlen(t->by));
		add_name(&f->key, row_value(f, t, row),
		    strlen(row_value(f, t, row)));
	}
	if (c->member[0]) {
		add_name(&f->key, c->member[0], strlen(c->member[0]));
		add_name(&f->key, c->member[1], strlen(c->member[1]));
	}
	if (!keyset_find(f->keys, f->key.s, f->key.len, &number) ||
	    !f->known[number].has_value ||
	    amount_ratio(value, f->known[number].amount) != RATIO_OK)
		return false;
	ratio_set_int(&scale, c->scale);
	return ratio_mul(value, value, &scale) == RATIO_OK;
}
