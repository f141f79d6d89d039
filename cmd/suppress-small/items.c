/* items.c - the stream held in memory, each indicator record as numbers. */
#include "items.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/records.h"
#include "vardstrom/same.h"
#include "vardstrom/xalloc.h"

void
items_init(struct items *items, const struct rules *rules)
{
	static const struct figure empty = FIGURE_INIT;

	memset(items, 0, sizeof(*items));
	items->rules = rules;
	items->figure = empty;
	strbuf_init(&items->text);
	strbuf_init(&items->key);
	items->names = keyset_new();
	items->scopes = keyset_new();
	items->groupings = keyset_new();
	items->links = keyset_new();
	keyset_add(items->names, "period", 6, NULL);
}

void
items_release(struct items *items)
{
	figure_release(&items->figure);
	strbuf_release(&items->text);
	strbuf_release(&items->key);
	keyset_free(items->names);
	keyset_free(items->scopes);
	keyset_free(items->groupings);
	keyset_free(items->links);
	free(items->list);
}

/* A value as a key: its kind in front, so that 1 and "1" are two. */
static uint32_t
value_number(struct items *items, const struct ndjson_member *m)
{
	const char *s;
	size_t len;

	strbuf_reset(&items->key);
	if (!m) {
		strbuf_addch(&items->key, '-');
	} else if (m->type == NDJSON_STRING) {
		ndjson_text(m, &items->figure.scratch, &s, &len);
		strbuf_addch(&items->key, 's');
		strbuf_add(&items->key, s, len);
	} else {
		strbuf_addch(&items->key, 'j');
		same_key(&items->key, m);
	}
	return keyset_add(items->names, items->key.s, items->key.len, NULL);
}

/* Keep the pairs sorted by dimension: the order in by does not matter. */
static void
add_pair(struct item *item, uint32_t dimension, uint32_t value)
{
	size_t i = item->n_pairs++;

	for (; i > 0 && item->pairs[i - 1].dimension > dimension; i--)
		item->pairs[i] = item->pairs[i - 1];
	item->pairs[i] = (struct item_pair){ dimension, value };
}

static bool
read_pairs(struct items *items, struct item *item, const struct record *rec)
{
	struct field by = FIELD("by"), period = FIELD("period");
	const struct ndjson_member *list = record_get(rec, &by);
	struct ndjson_member element;
	struct ndjson_iter it;
	uint32_t number, dimension;

	number = value_number(items, record_get(rec, &period));
	add_pair(item, ITEMS_PERIOD, number);
	ndjson_iter_init(&it, list);
	while (ndjson_iter_next(&it, &element)) {
		struct strbuf name = STRBUF_INIT;
		struct field field = { 0 };

		if (item->n_pairs > ITEMS_MAX_DIMENSIONS)
			return false;
		ndjson_text(
		    &element, &items->figure.scratch, &field.name, &field.len);
		strbuf_add(&name, field.name, field.len);
		field.name = name.s;
		dimension = keyset_add(items->names, name.s, name.len, NULL);
		number = value_number(items, record_get(rec, &field));
		strbuf_release(&name);
		add_pair(item, dimension, number);
	}
	return true;
}

static void
number_place(struct items *items, struct item *item)
{
	strbuf_reset(&items->key);
	strbuf_add(&items->key, (const char *)item->pairs,
	    item->n_pairs * sizeof(item->pairs[0]));
	item->scope =
	    keyset_add(items->scopes, items->key.s, items->key.len, NULL);
	strbuf_reset(&items->key);
	for (size_t i = 0; i < item->n_pairs; i++)
		strbuf_add(&items->key, (const char *)&item->pairs[i].dimension,
		    sizeof(uint32_t));
	item->grouping =
	    keyset_add(items->groupings, items->key.s, items->key.len, NULL);
}

static int64_t
read_count(const struct record *rec, const char *name)
{
	struct field field = { .name = name, .len = strlen(name) };
	const struct ndjson_member *m = record_get(rec, &field);
	struct dec v;
	uint64_t whole;

	if (!m)
		return ITEMS_MISSING;
	if (m->type != NDJSON_NUMBER ||
	    dec_parse(&v, m->value, m->value_len) != DEC_OK ||
	    !dec_whole(&whole, v) || whole > (uint64_t)ITEMS_MAX_COUNT ||
	    dec_cmp(v, dec_from_int((int64_t)whole)) != 0)
		return ITEMS_NO_COUNT;
	return (int64_t)whole;
}

static enum mark
read_mark(const struct record *rec)
{
	struct field field = FIELD("suppressed");
	const struct ndjson_member *m = record_get(rec, &field);

	if (ndjson_is_text(m, "small", 5))
		return MARK_SMALL;
	return m ? MARK_COMPLEMENTARY : MARK_NONE;
}

static void
read_comparison(
    struct items *items, struct item *item, const struct record *rec)
{
	struct field with = FIELD("compared_with"), value = FIELD("value"),
		     previous = FIELD("previous");
	const struct ndjson_member *m = record_get(rec, &with);

	item->is_compared = m != NULL;
	if (m)
		item->compared_with = value_number(items, m);
	item->previous = read_count(rec, "previous");
	item->exact = value_number(items, record_get(rec, &value));
	item->exact_previous = value_number(items, record_get(rec, &previous));
}

static void
unset_all(struct record *rec, struct field *fields, size_t n)
{
	for (size_t i = 0; i < n; i++)
		record_unset(rec, &fields[i]);
}

/* What would let the value be worked out goes with it. */
static void
keep_lines(struct items *items, struct item *item, struct record *rec)
{
	struct field fields[] = { FIELD("value"), FIELD("numerator"),
		FIELD("denominator"), FIELD("n"), FIELD("met"), FIELD("gap"),
		FIELD("low"), FIELD("high"), FIELD("design_effect"),
		FIELD("limits"), FIELD("signal"), FIELD("suppressed") };
	struct field censored = FIELD("censored");
	struct field compared[] = { FIELD("previous"), FIELD("change"),
		FIELD("change_percent") };

	/* a count of few that no sum of parts is held against */
	if (item->rule && item->rule->threshold > 0)
		record_unset(rec, &censored);
	item->line_at = items->text.len;
	record_format(rec, &items->text);
	item->line_len = items->text.len - item->line_at;
	if (!item->is_figure)
		return;
	unset_all(rec, compared, sizeof(compared) / sizeof(compared[0]));
	if (item->is_compared) {
		item->alone_at = items->text.len;
		record_format(rec, &items->text);
		item->alone_len = items->text.len - item->alone_at;
	}
	unset_all(rec, fields, sizeof(fields) / sizeof(fields[0]));
	item->cut_at = items->text.len;
	record_format(rec, &items->text);
	item->cut_len = --items->text.len - item->cut_at;
}

static enum figure_status
read_figure(struct items *items, struct item *item, const struct record *rec)
{
	static const char *const names[N_ROLES] = { "value", "numerator",
		"denominator", "n" };
	struct field unit = FIELD("unit"), effect = FIELD("design_effect");
	struct figure *f = &items->figure;
	enum figure_status status = figure_read(f, rec);

	if (status != FIGURE_OK)
		return status;
	item->is_figure = true;
	item->rule = rules_find(items->rules, f->indicator.s);
	item->indicator =
	    keyset_add(items->names, f->indicator.s, f->indicator.len, NULL);
	if (!read_pairs(items, item, rec))
		return FIGURE_EBY;
	number_place(items, item);
	for (int role = 0; role < N_ROLES; role++)
		item->number[role] = read_count(rec, names[role]);
	item->is_share =
	    ndjson_is_text(record_get(rec, &unit), "share", 5) &&
	    item->number[ROLE_NUMERATOR] <= item->number[ROLE_DENOMINATOR];
	item->mark = read_mark(rec);
	item->has_design_effect = record_get(rec, &effect) != NULL;
	read_comparison(items, item, rec);
	return FIGURE_OK;
}

/*
 * A figure that was cumulated over periods, or set beside an earlier one: the
 * difference to that of the month before tells what nobody may see, of months
 * that the stream need not have. It is withheld whole.
 */
static void
withhold(struct item *item, const struct record *rec)
{
	struct field windows = FIELD("windows");

	if (!item->is_figure || item->rule->threshold == 0 ||
	    !record_get(rec, &windows))
		return;
	item->is_withheld = true;
	item->is_figure = false;
	for (int role = 0; role < N_ROLES; role++)
		item->is_shown |= item->number[role] != ITEMS_MISSING;
}

/* The records that say what lies within what. */
static bool
is_of_a_register(const struct record *rec)
{
	struct field field = FIELD("record");
	const struct ndjson_member *m = record_get(rec, &field);

	return ndjson_is_text(m, "clinic", 6) ||
	       ndjson_is_text(m, "staffing", 8) ||
	       ndjson_is_text(m, "indicator", 9);
}

/* What stands together in one record may be nested. */
static void
note_links(struct items *items, const struct record *rec)
{
	struct item_pair pairs[16];
	size_t n = 0;

	for (size_t i = 0; i < rec->n_members && n < 16; i++) {
		const struct ndjson_member *m = &rec->members[i];
		uint32_t number;

		if (m->type != NDJSON_STRING || m->name_escaped)
			continue;
		number = keyset_add(items->names, m->name, m->name_len, NULL);
		pairs[n].dimension = number;
		pairs[n++].value = value_number(items, m);
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			struct item_pair two[2] = { pairs[i], pairs[j] };

			if (i != j)
				keyset_add(items->links, (const char *)two,
				    sizeof(two), NULL);
		}
	}
}

enum figure_status
items_add(struct items *items, struct record *rec)
{
	struct item item = { 0 };
	enum figure_status status = read_figure(items, &item, rec);

	if (status != FIGURE_OK && status != FIGURE_EOTHER)
		return status;
	if (is_of_a_register(rec))
		note_links(items, rec);
	keep_lines(items, &item, rec);
	withhold(&item, rec);
	GROW(items->list, items->n, items->cap);
	items->list[items->n++] = item;
	return FIGURE_OK;
}

/* --- an earlier release --------------------------------------------------- */

/* Where each figure of the stream stands; the last one where it has two. */
static struct keyset *
index_items(const struct items *items, size_t n, uint32_t **at)
{
	struct keyset *places = keyset_new();
	size_t cap = 0;

	for (size_t i = 0; i < n; i++) {
		const struct item *item = &items->list[i];
		uint32_t key[2] = { item->indicator, item->scope }, number;

		if (!item->is_figure || item->is_before)
			continue;
		number =
		    keyset_add(places, (const char *)key, sizeof(key), NULL);
		GROW(*at, number, cap);
		(*at)[number] = (uint32_t)i;
	}
	return places;
}

static bool
is_same(const struct item *a, const struct item *b)
{
	return memcmp(a->number, b->number, sizeof(a->number)) == 0;
}

/* The last item is of the earlier release: say what it means for the others,
   and keep it where it has no counterpart. */
static void
take_before(
    struct items *items, const struct keyset *places, const uint32_t *at)
{
	struct item *item = &items->list[items->n - 1];
	uint32_t key[2] = { item->indicator, item->scope }, number;
	struct item *now;

	item->is_before = true;
	item->release = items->n_releases;
	if (!item->is_figure)
		return;
	if (!keyset_find(places, (const char *)key, sizeof(key), &number))
		return;
	now = &items->list[at[number]];
	if (item->mark != MARK_NONE && now->mark == MARK_NONE) {
		now->mark = MARK_COMPLEMENTARY;
	} else if (item->mark == MARK_NONE && is_same(item, now)) {
		now->is_released = true;
	}
}

int
items_add_before(
    struct items *items, const char *path, size_t max_line, struct strbuf *err)
{
	struct records *records = records_open(path, max_line, err);
	struct record *rec;
	uint32_t *at = NULL;
	struct keyset *places;
	enum figure_status status = FIGURE_OK;
	int ret;

	if (!records)
		return -1;
	items->n_releases++;
	places = index_items(items, items->n, &at);
	while ((ret = records_next(records, &rec)) == 1) {
		status = items_add(items, rec);
		if (status != FIGURE_OK) {
			ret = records_fault(records, figure_field(status),
			    figure_strerror(status));
			break;
		}
		take_before(items, places, at);
	}
	keyset_free(places);
	free(at);
	records_close(records);
	return ret;
}

size_t
items_n_withheld(const struct items *items)
{
	size_t n = 0;

	for (size_t i = 0; i < items->n; i++)
		n += items->list[i].is_withheld && !items->list[i].is_before;
	return n;
}

size_t
items_n_shown(const struct items *items, bool is_before)
{
	size_t n = 0;

	for (size_t i = 0; i < items->n; i++)
		n += items->list[i].is_shown &&
		     items->list[i].is_before == is_before;
	return n;
}

bool
items_find_scope(struct items *items, const struct item_pair *pairs, size_t n,
    uint32_t *scope)
{
	return keyset_find(
	    items->scopes, (const char *)pairs, n * sizeof(*pairs), scope);
}

enum mark
items_label(const struct item *item)
{
	const int64_t t = item->rule->threshold;

	for (int role = 0; role < N_ROLES; role++) {
		if (role == ROLE_VALUE &&
		    item->number[ROLE_NUMERATOR] != ITEMS_MISSING)
			continue;
		if (item->number[role] > 0 && item->number[role] < t)
			return MARK_SMALL;
	}
	if (item->number[ROLE_NUMERATOR] == ITEMS_MISSING
		? item->number[ROLE_VALUE] == 0
		: item->is_share && item->rule->has_complement &&
		      item->number[ROLE_NUMERATOR] <
			  item->number[ROLE_DENOMINATOR] &&
		      item->number[ROLE_DENOMINATOR] -
			      item->number[ROLE_NUMERATOR] <
			  t)
		return MARK_SMALL;
	return MARK_COMPLEMENTARY;
}

/* A number of at most 9 digits; *s behind it. */
static bool
read_number(const char **s, const char *end, int64_t *v)
{
	const char *first = *s;

	for (*v = 0; *s < end && **s >= '0' && **s <= '9' && *s - first < 9;
	     ++*s)
		*v = *v * 10 + (**s - '0');
	return *s > first;
}

int
items_month(const struct items *items, uint32_t value)
{
	enum { LEN = 8, YEAR_LEN = 4, MONTHS = 12 };
	size_t len;
	const char *s = keyset_key(items->names, value, &len);
	const char *end = s + len;
	int64_t year, month;

	if (len != LEN || *s++ != 's' || s[YEAR_LEN] != '-' ||
	    !read_number(&s, end, &year) || *s++ != '-' ||
	    !read_number(&s, end, &month) || s != end || month < 1 ||
	    month > MONTHS)
		return -1;
	return (int)(year * MONTHS + month - 1);
}

bool
items_bin(
    const struct items *items, uint32_t value, int64_t *low, int64_t *high)
{
	size_t len;
	const char *s = keyset_key(items->names, value, &len);
	const char *end = s + len;

	if (s++ == end || !read_number(&s, end, low))
		return false;
	*high = *low;
	if (s < end && *s == '-' && ++s < end && !read_number(&s, end, high))
		return false;
	if (s != end || *low > ITEMS_MAX_BIN || *high > ITEMS_MAX_BIN)
		return false;
	if (end[-1] == '-')
		*high = ITEMS_MAX_COUNT;
	return true;
}

void
items_format(const struct items *items, size_t i, struct strbuf *line)
{
	const struct item *item = &items->list[i];

	if (item->is_alone && item->mark == MARK_NONE && !item->is_withheld) {
		strbuf_add(
		    line, items->text.s + item->alone_at, item->alone_len);
		return;
	}
	if (!item->is_withheld &&
	    (item->mark == MARK_NONE || !item->is_figure)) {
		strbuf_add(line, items->text.s + item->line_at, item->line_len);
		return;
	}
	strbuf_add(line, items->text.s + item->cut_at, item->cut_len);
	strbuf_addf(line, ",\"suppressed\":\"%s\"}",
	    item->is_withheld          ? "withheld"
	    : item->mark == MARK_SMALL ? "small"
				       : "complementary");
}
