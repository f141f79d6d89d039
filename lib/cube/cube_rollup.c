/* cube_rollup.c - count a record once for many groupings. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "base/switches.h"
#include "cube_private.h"
#include "overflow.h"

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

/** Give a log to each column whose values a base counts. */
static void
add_logs(struct cube *cube)
{
	size_t n = cube->wanted->n_measures, i;

	cube->logged = xcalloc(n + 1, sizeof(struct column *));
	for (i = 0; i < n; i++) {
		const struct measure *m = &cube->measures[i];
		struct column *c;

		if (!m->base)
			continue;
		c = &cube->columns[m->is->column];
		if (c->log)
			continue;
		c->log = keylog_new();
		c->noted = xcalloc(n, sizeof(*c->noted));
		c->noted_in = xcalloc(n, sizeof(*c->noted_in));
		cube->logged[cube->n_logged++] = c;
	}
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
	add_logs(cube);
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

/** Add what a measure's base has counted to its slots; the log aside. */
static void
finish_base(struct cube *cube, struct measure *m)
{
	struct slot *from = m->base;
	uint32_t *parents;
	size_t k;

	for (k = 0; k < m->n_slots; k++) {
		struct slot *slot = &m->slots[k];

		if (!slot->is_rolled_up)
			continue;
		parents = cube_parents(cube, from->grouping, slot->grouping);
		add_up(m, from, slot, parents);
		free(parents);
	}
	if (from->n)
		memset(from->n, 0, from->n_groups * sizeof(*from->n));
}

void
cube_rollup_finish(struct cube *cube)
{
	size_t i;

	for (i = 0; i < cube->wanted->n_measures; i++)
		if (cube->measures[i].base)
			finish_base(cube, &cube->measures[i]);
	/* of what went to the disk, the rest goes there too */
	for (i = 0; i < cube->n_logged && !cube->overflow; i++)
		cube_log_settle(cube, cube->logged[i]);
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
