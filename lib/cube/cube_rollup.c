/* cube_rollup.c - count a record once for many groupings. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "base/switches.h"
#include "cube_private.h"
#include "overflow.h"
#include "spread.h"

/* Groups of keys may take one part in so many of the budget. */
enum { BASE_PART = 8 };

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
    const struct cube *cube, int *columns, size_t *n, size_t max, int grouping)
{
	const struct grouping *gr = &cube->groupings[grouping];
	int more[CUBE_MAX_BASE];
	size_t n_more = *n, i;

	memcpy(more, columns, *n * sizeof(*more));
	for (i = 0; i < gr->n_columns; i++)
		if (!add_column(more, &n_more, max, gr->columns[i]))
			return false;
	memcpy(columns, more, n_more * sizeof(*more));
	*n = n_more;
	return true;
}

/** Make a base by a base grouping of these columns. */
static void
add_base(struct cube *cube, struct measure *m, const int *columns, size_t n)
{
	m->base = xcalloc(1, sizeof(*m->base));
	m->base->grouping = cube_add_grouping(cube, columns, n);
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
		if (!m->slots[i].is_rolled_up && m->slots[i].n_lists == 0)
			m->into[m->n_into++] = &m->slots[i];
	m->n_by_element = 0;
	for (i = 0; i < m->n_slots; i++)
		if (m->slots[i].n_lists > 0)
			m->into[m->n_into + m->n_by_element++] = &m->slots[i];
}

/** Make all slots of a tally of one base, as far as they fit. */
static void
roll_up(struct cube *cube, struct measure *m)
{
	int columns[CUBE_MAX_BASE];
	size_t n = 0, i;

	for (i = 0; i < m->n_slots; i++) {
		struct slot *slot = &m->slots[i];

		if (!add_columns(
			cube, columns, &n, CUBE_MAX_BASE, slot->grouping))
			continue;
		slot->is_rolled_up = true;
		tally_free(slot->tally);
		slot->tally = NULL;
	}
	add_base(cube, m, columns, n);
}

void
cube_rollup_plan(struct cube *cube)
{
	size_t i;

	for (i = 0; i < cube->wanted->n_measures; i++) {
		struct measure *m = &cube->measures[i];

		if (SWITCH_BASES && m->is->kind == MEASURE_TALLY &&
		    m->n_slots > 1 && !m->is->is_ranked && !cube->is_apart &&
		    cube->n_lists == 0)
			roll_up(cube, m);
		list_into(m);
	}
}

/* --- making the slots ----------------------------------------------------- */

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
		if (!cube_hold(m, slot, parents[g], &more))
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

/** Make the spreads of all slots in one walk. */
static void
make_spreads(struct cube *cube, struct measure *m, uint32_t *const *parents)
{
	struct spread *spreads = xcalloc(m->n_slots, sizeof(*spreads));
	size_t n = 0, k;

	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (!slot->is_rolled_up)
			continue;
		slot->spread = tally_new();
		spread_init(&spreads[n++], slot->spread, parents[k],
		    cube_n_groups(cube, slot->grouping));
	}
	spread_tally(m->base->tally, spreads, n);
	while (n > 0)
		spread_release(&spreads[--n]);
	free(spreads);
}

/** A key had too many groups to lie beside each other: make each tally. */
static void
remake_tally(struct cube *cube, struct slot *slot, const struct tally *t,
    const uint32_t *parents)
{
	uint32_t g, key, count;
	size_t at = 0;

	slot->tally = cube_new_tally(cube, slot->grouping);
	while (tally_next(t, &at, &g, &key, &count))
		tally_add(slot->tally, parents[g], key, count);
}

static void
make_tallies(struct cube *cube, struct measure *m, uint32_t *const *parents)
{
	struct slot *from = m->base;
	size_t k;

	if (tally_is_bundled(from->tally))
		make_spreads(cube, m, parents);
	else
		for (k = 0; k < m->n_slots; k++)
			if (m->slots[k].is_rolled_up)
				remake_tally(cube, &m->slots[k], from->tally,
				    parents[k]);
	tally_free(from->tally);
	from->tally = NULL;
}

/** Make the slots of a measure; what its base held is theirs. */
static void
finish_base(struct cube *cube, struct measure *m)
{
	struct slot *from = m->base;
	uint32_t **parents = xcalloc(m->n_slots, sizeof(*parents));
	size_t k;

	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (!slot->is_rolled_up)
			continue;
		parents[k] = cube_parents(cube, from->grouping, slot->grouping);
		add_up(m, from, slot, parents[k]);
	}
	/* of one that went to the disk, the rest goes there too */
	if (from->tally && !cube->overflow)
		make_tallies(cube, m, parents);
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
		const struct tally *t =
		    slot->is_rolled_up ? m->base->tally : NULL;

		if (t && !tally_is_bundled(t))
			bytes += tally_bytes(t);
	}
	return bytes;
}

/** Would the tallies outgrow the budget when they are made? */
static bool
will_outgrow(const struct cube *cube)
{
	size_t more = 0, i;

	for (i = 0; i < cube->wanted->n_measures; i++)
		more += remade_bytes(&cube->measures[i]);
	return cube->budget > 0 && more > 0 &&
	       cube_bytes(cube) + more > cube->budget;
}

void
cube_rollup_finish(struct cube *cube)
{
	size_t i;

	if (!cube->overflow && will_outgrow(cube))
		cube->overflow = overflow_new();
	for (i = 0; i < cube->wanted->n_measures; i++)
		if (cube->measures[i].base)
			finish_base(cube, &cube->measures[i]);
}

/** What a base holds besides its keys. */
static size_t
group_bytes(const struct cube *cube, const struct slot *base)
{
	const struct keyset *keys = cube->groupings[base->grouping].keys;

	return base->n_groups * sizeof(*base->n) +
	       (keys ? keyset_bytes(keys) : 0);
}

void
cube_rollup_part(struct cube *cube, struct measure *m)
{
	size_t k;

	if (!m->base)
		return;
	finish_base(cube, m);
	cube_release_slot(m->base);
	free(m->base);
	m->base = NULL;
	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (slot->is_rolled_up)
			slot->tally = cube_new_tally(cube, slot->grouping);
		slot->is_rolled_up = false;
	}
	list_into(m);
}

void
cube_rollup_part_poured(struct cube *cube)
{
	size_t i;

	for (i = 0; i < cube->wanted->n_measures; i++) {
		struct measure *m = &cube->measures[i];

		if (m->base &&
		    group_bytes(cube, m->base) > cube->budget / BASE_PART)
			cube_rollup_part(cube, m);
	}
}
