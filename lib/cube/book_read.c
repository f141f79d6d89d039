/* book_read.c - read from a book what came of its measures. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "book.h"

struct slot *
book_slot(const struct book *b, int measure, int grouping)
{
	const struct measure *m = &b->measures[measure];
	size_t i;

	for (i = 0; i < m->n_slots; i++)
		if (m->slots[i].grouping == grouping)
			return &m->slots[i];
	return NULL;
}

uint64_t
slot_n(const struct slot *slot, uint32_t g)
{
	return g < slot->n_groups ? slot->n[g] : 0;
}

enum dec_status
slot_sum(struct dec *out, const struct slot *slot, uint32_t g)
{
	if (g >= slot->n_groups) {
		*out = dec_from_int(0);
		return DEC_OK;
	}
	return dec_sum_get(out, &slot->sums[g]);
}

uint64_t
slot_distinct(struct slot *slot, uint32_t g)
{
	uint32_t group, count, n_keys;
	size_t at = 0;

	if (g >= slot->n_groups)
		return 0;
	if (!slot->distinct) {
		slot->distinct =
		    xcalloc(slot->n_groups, sizeof(*slot->distinct));
		while (slot_next(slot, &at, &group, &count, &n_keys))
			slot->distinct[group] += n_keys;
	}
	return slot->distinct[g];
}

bool
slot_best(struct value *out, const struct slot *slot, uint32_t g)
{
	if (slot_n(slot, g) == 0)
		return false;
	out->s = slot->bests[g].s;
	out->len = slot->bests[g].len;
	return true;
}

/* --- percentiles ------------------------------------------------------------
 */

static int
compare_entries(const void *a, const void *b)
{
	const struct pile_entry *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

static struct pile *
pile_up(struct book *b, int column, const struct tally *t)
{
	const uint32_t *ranks = book_ranks(b, column);
	struct pile *pile = xcalloc(1, sizeof(*pile));
	uint32_t group, number, count;
	size_t at = 0;

	pile->entries = xcalloc(tally_n(t), sizeof(*pile->entries));
	while (tally_next(t, &at, &group, &number, &count)) {
		struct pile_entry *e = &pile->entries[pile->n++];

		e->group = group;
		e->rank = ranks[number];
		e->number = number;
		e->count = count;
	}
	qsort(pile->entries, pile->n, sizeof(*pile->entries), compare_entries);
	return pile;
}

const struct pile *
book_pile(struct book *b, int measure, struct slot *slot)
{
	if (!slot->pile)
		slot->pile =
		    pile_up(b, b->measures[measure].column, slot->tally);
	return slot->pile;
}

size_t
pile_first(const struct pile *pile, uint32_t g)
{
	size_t low = 0, high = pile->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (pile->entries[middle].group < g)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
book_percentile(struct book *b, int measure, struct slot *slot, uint32_t g,
    uint32_t per_100k, struct value *out)
{
	int column = b->measures[measure].column;
	uint64_t n = slot_n(slot, g), wanted, met = 0;
	const struct pile *pile;
	size_t i;

	if (n == 0)
		return false;
	pile = book_pile(b, measure, slot);
	/* n is below 2^44: that many records would take years to read */
	wanted = (n * per_100k + 99999) / 100000;
	for (i = pile_first(pile, g);; i++) {
		met += pile->entries[i].count;
		if (met >= wanted)
			break;
	}
	out->s = keyset_key(
	    b->columns[column].keys, slot->pile->entries[i].number, &out->len);
	return true;
}

/* --- groups -----------------------------------------------------------------
 */

uint32_t
book_n_groups(const struct book *b, int grouping)
{
	const struct grouping *gr = &b->groupings[grouping];

	if (gr->n_columns == 0)
		return 1;
	if (gr->n_columns == 1)
		return keyset_n(b->columns[gr->columns[0]].keys);
	return keyset_n(gr->keys);
}

void
book_group_numbers(
    const struct book *b, int grouping, uint32_t g, uint32_t *numbers)
{
	const struct grouping *gr = &b->groupings[grouping];
	const char *key;
	size_t len;

	if (gr->n_columns == 1)
		numbers[0] = g;
	if (gr->n_columns < 2)
		return;
	key = keyset_key(gr->keys, g, &len);
	memcpy(numbers, key, len);
}

uint32_t
book_group_of(struct book *b, int grouping, const uint32_t *numbers)
{
	const struct grouping *gr = &b->groupings[grouping];

	if (gr->n_columns == 0)
		return 0;
	if (gr->n_columns == 1)
		return numbers[0];
	return keyset_add(gr->keys, (const char *)numbers,
	    gr->n_columns * sizeof(*numbers), NULL);
}

struct value
book_group_value(const struct book *b, int grouping, uint32_t g, size_t i)
{
	uint32_t numbers[BOOK_MAX_JOINT];
	struct value v;
	int column = b->groupings[grouping].columns[i];

	book_group_numbers(b, grouping, g, numbers);
	v.s = keyset_key(b->columns[column].keys, numbers[i], &v.len);
	return v;
}

/* --- order ------------------------------------------------------------------
 */

/** A value and its number, to be sorted. */
struct ranked {
	struct value value;
	uint32_t number;
};

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	return value_cmp(x->value, y->value);
}

const uint32_t *
book_ranks(struct book *b, int column)
{
	struct column *c = &b->columns[column];
	uint32_t n = keyset_n(c->keys);
	struct ranked *all;
	uint32_t i;

	if (c->ranks)
		return c->ranks;
	all = xcalloc(n, sizeof(*all));
	for (i = 0; i < n; i++) {
		all[i].value.s = keyset_key(c->keys, i, &all[i].value.len);
		all[i].number = i;
	}
	qsort(all, n, sizeof(*all), compare_ranked);
	c->ranks = xcalloc(n, sizeof(*c->ranks));
	for (i = 0; i < n; i++)
		c->ranks[all[i].number] = i;
	/* the numbers of a class are in the order of its spans */
	for (i = 0; c->bins.n > 0 && i < n; i++)
		c->ranks[i] = i;
	free(all);
	return c->ranks;
}

/** A group and the ranks of its values, to be sorted. */
struct ordered {
	uint32_t ranks[BOOK_MAX_JOINT];
	uint32_t group;
};

static int
compare_ordered(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	size_t i;

	for (i = 0; i < BOOK_MAX_JOINT; i++)
		if (x->ranks[i] != y->ranks[i])
			return x->ranks[i] < y->ranks[i] ? -1 : 1;
	return 0;
}

void
book_sort_groups(struct book *b, int grouping, uint32_t *groups, size_t n)
{
	const struct grouping *gr = &b->groupings[grouping];
	struct ordered *all = xcalloc(n, sizeof(*all));
	uint32_t numbers[BOOK_MAX_JOINT];
	size_t i, k;

	for (i = 0; i < n; i++) {
		all[i].group = groups[i];
		book_group_numbers(b, grouping, groups[i], numbers);
		for (k = 0; k < gr->n_columns; k++)
			all[i].ranks[k] =
			    book_ranks(b, gr->columns[k])[numbers[k]];
	}
	qsort(all, n, sizeof(*all), compare_ordered);
	for (i = 0; i < n; i++)
		groups[i] = all[i].group;
	free(all);
}
