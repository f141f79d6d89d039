/* overlap.c - figures of periods that overlap, such as a year and a quarter. */
#include "overlap.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "define/span.h"

/* A period that an indicator has figures of. */
struct place {
	uint32_t indicator, period;
	struct span months;
};

struct places {
	struct keyset *seen;
	struct place *list;
	size_t n, cap;
};

/* The months of a value like "2025", "2025-Q1" or "2024-07..2025-06". */
static bool
read_months(const struct items *items, uint32_t value, struct span *months)
{
	size_t len, from, i;
	const char *s = keyset_key(items->names, value, &len);
	struct span to;

	if (len == 0 || *s != 's')
		return false;
	s++;
	len--;
	for (from = 0; from < len && s[from] != '.'; from++)
		;
	if (!span_parse(months, s, from))
		return false;
	if (from == len)
		return true;
	for (i = from; i < len && s[i] == '.'; i++)
		;
	if (i != from + 2 || !span_parse(&to, s + i, len - i))
		return false;
	months->last = to.last;
	return true;
}

static void
note(struct places *p, const struct items *items, const struct item *item)
{
	struct place new = { item->indicator, item->pairs[0].value, { 0, 0 } };
	const uint32_t key[2] = { new.indicator, new.period };
	bool is_new;

	keyset_add(p->seen, (const char *)key, sizeof(key), &is_new);
	if (!is_new || !read_months(items, new.period, &new.months))
		return;
	GROW(p->list, p->n, p->cap);
	p->list[p->n++] = new;
}

static int
by_months(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->indicator != y->indicator)
		return x->indicator < y->indicator ? -1 : 1;
	if (x->months.first != y->months.first)
		return x->months.first < y->months.first ? -1 : 1;
	if (x->months.last != y->months.last)
		return x->months.last < y->months.last ? -1 : 1;
	return x->period < y->period ? -1 : x->period > y->period;
}

bool
overlap_find(const struct items *items, overlap_fn *tell)
{
	struct places p = { .seen = keyset_new() };
	const struct place *last = NULL;
	uint32_t told = UINT32_MAX;

	for (size_t i = 0; i < items->n; i++) {
		const struct item *item = &items->list[i];

		if (item->is_figure && item->rule->threshold > 0)
			note(&p, items, item);
	}
	if (p.n > 0)
		qsort(p.list, p.n, sizeof(*p.list), by_months);
	for (size_t i = 0; i < p.n; i++) {
		const struct place *one = &p.list[i];
		const bool is_same = last && last->indicator == one->indicator;

		if (is_same && one->months.first <= last->months.last &&
		    told != one->indicator) {
			tell(items, one->indicator, last->period, one->period);
			told = one->indicator;
		}
		if (!is_same || one->months.last > last->months.last)
			last = one;
	}
	keyset_free(p.seen);
	free(p.list);
	return told == UINT32_MAX;
}
