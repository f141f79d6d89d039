/* joint.c - count a record once for many groupings. */
#include "joint.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "base/switches.h"
#include "book.h"
#include "overflow.h"
#include "spread.h"

/* Groups of keys may take one part in so many of the budget. */
enum { JOINT_PART = 8 };

/* --- deciding -------------------------------------------------------------
 */

/** Add a column to a list, which stays in order; false: it is full. */
static bool
add_column(int *columns, size_t *n, size_t max, int column)
{
	size_t i = *n;

	while (i > 0 && columns[i - 1] >= column)
		i--;
	if (i < *n && columns[i] == column)
		return true;
	if (*n == max)
		return false;
	memmove(columns + i + 1, columns + i, (*n - i) * sizeof(*columns));
	columns[i] = column;
	++*n;
	return true;
}

/** Add a grouping's columns; false, and none is added: there is no room. */
static bool
add_columns(
    const struct book *b, int *columns, size_t *n, size_t max, int grouping)
{
	const struct grouping *gr = &b->groupings[grouping];
	int more[BOOK_MAX_JOINT];
	size_t n_more = *n, i;

	memcpy(more, columns, *n * sizeof(*more));
	for (i = 0; i < gr->n_columns; i++)
		if (!add_column(more, &n_more, max, gr->columns[i]))
			return false;
	memcpy(columns, more, n_more * sizeof(*more));
	*n = n_more;
	return true;
}

/** Make a base by a joint grouping of these columns. */
static void
add_base(struct book *b, struct measure *m, const int *columns, size_t n)
{
	m->base = xcalloc(1, sizeof(*m->base));
	m->base->grouping = book_grouping(b, columns, n);
	m->base->tally = tally_new_bundled();
}

/** Note what a record is to be counted into. */
static void
list_into(struct measure *m)
{
	size_t i;

	if (!m->into)
		m->into = xcalloc(m->n_slots + 1, sizeof(struct slot *));
	m->n_into = 0;
	if (m->base)
		m->into[m->n_into++] = m->base;
	for (i = 0; i < m->n_slots; i++)
		if (!m->slots[i].is_joined)
			m->into[m->n_into++] = &m->slots[i];
}

/** Join all slots of a tally, as far as they fit. */
static void
join_tally(struct book *b, struct measure *m)
{
	int columns[BOOK_MAX_JOINT];
	size_t n = 0, i;

	for (i = 0; i < m->n_slots; i++) {
		struct slot *slot = &m->slots[i];

		if (!add_columns(
			b, columns, &n, BOOK_MAX_JOINT, slot->grouping))
			continue;
		slot->is_joined = true;
		tally_free(slot->tally);
		slot->tally = NULL;
	}
	add_base(b, m, columns, n);
}

void
joint_plan(struct book *b)
{
	size_t i;

	b->is_planned = true;
	b->hits = xcalloc(b->n_measures + 1, sizeof(struct measure *));
	for (i = 0; i < b->n_measures; i++) {
		struct measure *m = &b->measures[i];

		if (SWITCH_BASES && m->kind == MEASURE_TALLY &&
		    m->n_slots > 1 && !m->is_ranked && !b->is_apart)
			join_tally(b, m);
		list_into(m);
	}
}

/* --- making the slots ----------------------------------------------------- */

uint32_t *
joint_parents(struct book *b, int joint, int grouping)
{
	uint32_t n = book_n_groups(b, joint), g;
	uint32_t *parents = xcalloc((size_t)n + 1, sizeof(*parents));

	for (g = 0; g < n; g++)
		parents[g] = nest_parent(b, joint, g, grouping);
	return parents;
}

/** Add what a base holds of each of its groups to a slot. */
static void
add_up(struct measure *m, const struct slot *base, struct slot *slot,
    const uint32_t *parents)
{
	size_t g;

	for (g = 0; g < base->n_groups; g++) {
		struct holding more = { .n = base->n[g] };

		if (more.n == 0) /* room for groups that never came */
			continue;
		if (!book_merge(m, slot, parents[g], &more))
			BUG("parts of one count are more than it");
	}
}

/** Walk a tally key by key. */
static void
spread_tally(const struct tally *t, struct spread *spreads, size_t n)
{
	uint32_t g, key, count, last = 0;
	struct run run;
	bool is_more;
	size_t at = 0, i;

	run.n = 0;
	do {
		is_more = tally_next(t, &at, &g, &key, &count);
		if (run.n > 0 && (!is_more || key != last)) {
			for (i = 0; i < n; i++)
				spread_key(&spreads[i], &run);
			run.n = 0;
		}
		if (is_more) {
			run.groups[run.n] = g;
			run.counts[run.n++] = count;
			last = key;
		}
	} while (is_more);
}

/** Make the spreads of all joined slots in one walk. */
static void
make_spreads(struct book *b, struct measure *m, uint32_t *const *parents)
{
	struct spread *spreads = xcalloc(m->n_slots, sizeof(*spreads));
	size_t n = 0, k;

	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (!slot->is_joined)
			continue;
		slot->spread = tally_new();
		spread_init(&spreads[n++], slot->spread, parents[k],
		    book_n_groups(b, slot->grouping));
	}
	spread_tally(m->base->tally, spreads, n);
	while (n > 0)
		spread_release(&spreads[--n]);
	free(spreads);
}

/** A key had too many groups to lie beside each other: make each tally. */
static void
remake_tally(struct book *b, struct slot *slot, const struct tally *t,
    const uint32_t *parents)
{
	uint32_t g, key, count;
	size_t at = 0;

	slot->tally = book_new_tally(b, slot->grouping);
	while (tally_next(t, &at, &g, &key, &count))
		tally_add(slot->tally, parents[g], key, count);
}

static void
make_tallies(struct book *b, struct measure *m, uint32_t *const *parents)
{
	struct slot *from = m->base;
	size_t k;

	if (tally_is_bundled(from->tally))
		make_spreads(b, m, parents);
	else
		for (k = 0; k < m->n_slots; k++)
			if (m->slots[k].is_joined)
				remake_tally(
				    b, &m->slots[k], from->tally, parents[k]);
	tally_free(from->tally);
	from->tally = NULL;
}

/** Make the joined slots of a measure; what its base held is theirs. */
static void
settle_base(struct book *b, struct measure *m)
{
	struct slot *from = m->base;
	uint32_t **parents = xcalloc(m->n_slots, sizeof(*parents));
	size_t k;

	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (!slot->is_joined)
			continue;
		parents[k] = joint_parents(b, from->grouping, slot->grouping);
		add_up(m, from, slot, parents[k]);
	}
	/* of one that went to the disk, the rest goes there too */
	if (from->tally && !b->overflow)
		make_tallies(b, m, parents);
	for (k = 0; k < m->n_slots; k++)
		free(parents[k]);
	free(parents);
	if (from->n)
		memset(from->n, 0, from->n_groups * sizeof(*from->n));
}

/** At most so many bytes are added where tallies are made one by one. */
static size_t
remade_bytes(const struct measure *m)
{
	size_t bytes = 0, k;

	for (k = 0; k < m->n_slots; k++) {
		const struct slot *slot = &m->slots[k];
		const struct tally *t = slot->is_joined ? m->base->tally : NULL;

		if (t && !tally_is_bundled(t))
			bytes += tally_bytes(t);
	}
	return bytes;
}

/** Would the tallies outgrow the budget when they are made? */
static bool
will_outgrow(const struct book *b)
{
	size_t more = 0, i;

	for (i = 0; i < b->n_measures; i++)
		more += remade_bytes(&b->measures[i]);
	return b->budget > 0 && more > 0 && book_bytes(b) + more > b->budget;
}

void
joint_settle(struct book *b)
{
	size_t i;

	if (!b->overflow && will_outgrow(b))
		b->overflow = overflow_new();
	for (i = 0; i < b->n_measures; i++)
		if (b->measures[i].base)
			settle_base(b, &b->measures[i]);
}

/** What a base holds besides its keys. */
static size_t
group_bytes(const struct book *b, const struct slot *base)
{
	const struct keyset *keys = b->groupings[base->grouping].keys;

	return base->n_groups * sizeof(*base->n) +
	       (keys ? keyset_bytes(keys) : 0);
}

/** Count a measure as it is wanted, after all; a tally must be empty. */
static void
part(struct book *b, struct measure *m)
{
	size_t k;

	settle_base(b, m);
	book_release_slot(m->base);
	free(m->base);
	m->base = NULL;
	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (slot->is_joined)
			slot->tally = book_new_tally(b, slot->grouping);
		slot->is_joined = false;
	}
	list_into(m);
}

void
joint_part_poured(struct book *b)
{
	size_t i;

	for (i = 0; i < b->n_measures; i++) {
		struct measure *m = &b->measures[i];

		if (m->base && group_bytes(b, m->base) > b->budget / JOINT_PART)
			part(b, m);
	}
}
