/* comparisons.c - what is told of an earlier figure beside a later one. */
#include "comparisons.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

struct comparisons {
	struct keyset *places;
	int64_t *values; /* by place */
	size_t cap;
};

struct place {
	uint32_t indicator, scope;
	uint32_t exact; /* the value there; 0 where it is any */
};

static uint32_t
add_place(struct keyset *set, struct place p)
{
	return keyset_add(set, (const char *)&p, sizeof(p), NULL);
}

static bool
has_place(const struct keyset *set, struct place p)
{
	uint32_t number;

	return keyset_find(set, (const char *)&p, sizeof(p), &number);
}

/* The year of a period: its first four digits; -1: it has none. */
static int
year_of(const struct items *items, uint32_t value)
{
	enum { YEAR_LEN = 4 };
	size_t len;
	const char *s = keyset_key(items->names, value, &len);
	int year = 0;

	if (len < 1 + YEAR_LEN || *s++ != 's')
		return -1;
	for (size_t i = 0; i < YEAR_LEN; i++, s++) {
		if (*s < '0' || *s > '9')
			return -1;
		year = year * 10 + (*s - '0');
	}
	return year;
}

/* A month so many years earlier; the value itself where it is no month. */
static uint32_t
shift(struct items *items, uint32_t value, int years)
{
	enum { MONTHS = 12 };
	int month = items_month(items, value);

	if (month < 0 || month < years * MONTHS)
		return value;
	month -= years * MONTHS;
	strbuf_reset(&items->key);
	strbuf_addf(
	    &items->key, "s%04d-%02d", month / MONTHS, month % MONTHS + 1);
	return keyset_add(items->names, items->key.s, items->key.len, NULL);
}

/* Where the figure stands that this one is compared with; false: nowhere. */
static bool
compared_place(struct items *items, const struct item *item, struct place *p)
{
	struct item_pair pairs[ITEMS_MAX_DIMENSIONS + 1];
	int now = year_of(items, item->pairs[0].value);
	int then = year_of(items, item->compared_with);

	if (now < 0 || then < 0)
		return false;
	memcpy(pairs, item->pairs, sizeof(pairs));
	pairs[0].value = item->compared_with;
	for (uint32_t i = 1; i < item->n_pairs; i++)
		pairs[i].value = shift(items, pairs[i].value, now - then);
	*p = (struct place){ .indicator = item->indicator };
	return items_find_scope(items, pairs, item->n_pairs, &p->scope);
}

/* Is that very number shown there? A release that has been corrected since
   shows another, and what the two differ by may be few. */
static bool
is_shown(const struct keyset *shown, struct place p, const struct item *item)
{
	p.exact = item->exact_previous;
	return has_place(shown, p);
}

void
comparisons_withhold(struct items *items)
{
	struct keyset *shown = keyset_new(), *hidden = keyset_new();

	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];
		struct place p = { item->indicator, item->scope, 0 };

		if (item->is_figure && item->mark == MARK_NONE) {
			p.exact = item->exact;
			add_place(shown, p);
		} else if (item->is_figure) {
			add_place(hidden, p);
		}
	}
	for (size_t i = 0; i < items->n; i++) {
		struct item *item = &items->list[i];
		struct place p;

		if (item->is_compared && !item->is_before)
			item->is_alone = !compared_place(items, item, &p) ||
					 !is_shown(shown, p, item) ||
					 has_place(hidden, p);
	}
	keyset_free(shown);
	keyset_free(hidden);
}

struct comparisons *
comparisons_read(struct items *items)
{
	struct comparisons *c = xcalloc(1, sizeof(*c));

	c->places = keyset_new();
	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];
		struct place p;
		uint32_t number;

		if (!item->is_compared || item->mark != MARK_NONE ||
		    item->previous < 0 || !compared_place(items, item, &p))
			continue;
		number = add_place(c->places, p);
		GROW(c->values, number, c->cap);
		c->values[number] = item->previous;
	}
	return c;
}

void
comparisons_free(struct comparisons *c)
{
	keyset_free(c->places);
	free(c->values);
	free(c);
}

bool
comparisons_tell(
    const struct comparisons *c, const struct item *item, int64_t *value)
{
	struct place p = { item->indicator, item->scope, 0 };
	uint32_t number;

	if (!keyset_find(c->places, (const char *)&p, sizeof(p), &number))
		return false;
	*value = c->values[number];
	return true;
}
