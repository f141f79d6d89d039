/*
 * book_spill.c - keep a book within its memory: tallies go to the disk.
 *
 * A tally that went there is not needed key by key any more: what is asked of
 * it is how many keys a group has, and how many of them were met how often.
 */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "book.h"
#include "joint.h"
#include "overflow.h"

enum {
	LOOK_BYTES = 64 * 1024, /* that may be added between two looks */
	/* One part in so many of the budget must have come in anew. */
	POUR_PART = 4
};

void
book_rank(struct book *b, int measure)
{
	struct measure *m = &b->measures[measure];

	m->is_ranked = true;
	b->columns[m->column].is_kept = true;
}

static size_t
slot_bytes(const struct slot *slot)
{
	size_t bytes = slot->n_groups * sizeof(*slot->n);

	if (slot->sums)
		bytes += slot->n_groups * sizeof(*slot->sums);
	if (slot->bests)
		bytes += slot->n_groups * sizeof(*slot->bests);
	if (slot->tally)
		bytes += tally_bytes(slot->tally);
	return bytes;
}

size_t
book_bytes(const struct book *b)
{
	size_t bytes = 0, i, k;

	for (i = 0; i < b->n_columns; i++)
		bytes += keyset_bytes(b->columns[i].keys);
	for (i = 0; i < b->n_groupings; i++)
		if (b->groupings[i].keys)
			bytes += keyset_bytes(b->groupings[i].keys);
	for (i = 0; i < b->n_measures; i++) {
		const struct measure *m = &b->measures[i];

		for (k = 0; k < m->n_slots; k++)
			bytes += slot_bytes(&m->slots[k]);
		if (m->base)
			bytes += slot_bytes(m->base);
	}
	return bytes;
}

/* --- pouring out ---------------------------------------------------------- */

/** Can the slots of a measure go to the disk? */
static bool
can_pour(const struct measure *m)
{
	return m->kind == MEASURE_TALLY && !m->is_ranked;
}

/** Pour the pairs of a tally into a slot; parents NULL: groups are its own. */
static int
pour_into(struct book *b, const struct measure *m, const struct tally *t,
    uint32_t slot_no, const uint32_t *parents, struct strbuf *err)
{
	const struct keyset *keys = b->columns[m->column].keys;
	uint32_t g, key, count;
	size_t at = 0, len;

	while (tally_next(t, &at, &g, &key, &count)) {
		const char *s = keyset_key(keys, key, &len);

		if (parents)
			g = parents[g];
		if (overflow_add(b->overflow, slot_no, g, s, len, count, err) !=
		    0)
			return -1;
	}
	return 0;
}

/** Pour a slot's tally, or that of its base. */
static int
pour_slot(struct book *b, const struct measure *m, const struct slot *slot,
    uint32_t slot_no, struct strbuf *err)
{
	const struct slot *base;
	uint32_t *parents;
	int ret;

	if (!slot->is_joined)
		return pour_into(b, m, slot->tally, slot_no, NULL, err);
	base = m->base;
	parents = joint_parents(b, base->grouping, slot->grouping);
	ret = pour_into(b, m, base->tally, slot_no, parents, err);
	free(parents);
	return ret;
}

/** Empty what a measure's records are counted into. */
static void
empty(const struct book *b, struct measure *m)
{
	size_t k;

	for (k = 0; k < m->n_slots; k++)
		if (!m->slots[k].is_joined) {
			tally_free(m->slots[k].tally);
			m->slots[k].tally =
			    book_new_tally(b, m->slots[k].grouping);
		}
	if (m->base) {
		tally_free(m->base->tally);
		m->base->tally = tally_new_bundled();
	}
}

/** Forget the values of a column; whoever had their numbers is empty. */
static void
forget(struct column *c)
{
	keyset_free(c->keys);
	c->keys = keyset_new();
	book_add_missing(c);
	memset(c->met, 0, COLUMN_N_MET * sizeof(*c->met));
	c->seen = 0;
	c->is_many = false;
}

static int
pour(struct book *b, struct strbuf *err)
{
	uint32_t slot_no = 0;
	size_t i, k;

	if (!b->overflow)
		b->overflow = overflow_new();
	tally_catch_up(&b->queue);
	for (i = 0; i < b->n_measures; i++) {
		struct measure *m = &b->measures[i];

		for (k = 0; k < m->n_slots; k++, slot_no++)
			if (can_pour(m) &&
			    pour_slot(b, m, &m->slots[k], slot_no, err) != 0)
				return -1;
		if (can_pour(m))
			empty(b, m);
	}
	for (i = 0; i < b->n_columns; i++)
		if (!b->columns[i].is_kept && b->columns[i].bins.n == 0)
			forget(&b->columns[i]);
	joint_part_poured(b);
	b->floor_bytes = book_bytes(b);
	return 0;
}

int
book_relieve(struct book *b, struct strbuf *err)
{
	size_t bytes;

	if (b->fresh_bytes < LOOK_BYTES || b->budget == 0)
		return 0;
	b->fresh_bytes = 0;
	bytes = book_bytes(b);
	/* groups stay: where they alone exceed it, pouring is of little use */
	if (bytes <= b->budget ||
	    bytes < b->floor_bytes + b->budget / POUR_PART)
		return 0;
	return pour(b, err);
}

/* --- taking in ------------------------------------------------------------ */

static void
take_in(void *context, uint32_t slot_no, uint32_t group, uint32_t count)
{
	struct slot **slots = context;

	tally_add(slots[slot_no]->spread, group, count, 1);
}

int
book_settle(struct book *b, struct strbuf *err)
{
	struct slot **slots = NULL;
	size_t n_slots = 0, cap_slots = 0, i, k;
	int ret;

	if (!b->overflow)
		return 0;
	if (pour(b, err) != 0)
		return -1;
	for (i = 0; i < b->n_measures; i++)
		for (k = 0; k < b->measures[i].n_slots; k++) {
			struct slot *slot = &b->measures[i].slots[k];

			GROW(slots, n_slots, cap_slots);
			slots[n_slots++] = slot;
			if (can_pour(&b->measures[i]))
				slot->spread = tally_new();
		}
	ret = overflow_settle(b->overflow,
	    b->budget > b->floor_bytes ? b->budget - b->floor_bytes
				       : b->budget / POUR_PART,
	    take_in, slots, err);
	free(slots);
	return ret;
}

bool
slot_next(const struct slot *slot, size_t *at, uint32_t *g, uint32_t *count,
    uint32_t *n_keys)
{
	uint32_t key;

	if (slot->spread)
		return tally_next(slot->spread, at, g, count, n_keys);
	*n_keys = 1;
	return tally_next(slot->tally, at, g, &key, count);
}
