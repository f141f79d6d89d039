/* cube_merge.c - add what another cube has counted. */
#include <stdlib.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "cube_private.h"

/** What the other cube's numbers are here. */
struct translation {
	struct cube *cube;
	struct cube *other;
	uint32_t **values; /* by column and number; NULL: not asked for yet */
	uint32_t **groups; /* by grouping and group; likewise */
	bool is_too_much;
};

static uint32_t *
translate_values(struct translation *t, int column)
{
	const struct keyset *from = t->other->columns[column].keys;
	struct keyset *to = t->cube->columns[column].keys;
	uint32_t n = keyset_n(from), i;

	if (t->values[column])
		return t->values[column];
	t->values[column] = xcalloc((size_t)n + 1, sizeof(**t->values));
	for (i = 0; i < n; i++) {
		size_t len;
		const char *s = keyset_key(from, i, &len);

		t->values[column][i] = keyset_add(to, s, len, NULL);
	}
	return t->values[column];
}

static uint32_t *
translate_groups(struct translation *t, int grouping)
{
	const struct grouping *gr = &t->other->groupings[grouping];
	uint32_t n = cube_n_groups(t->other, grouping), g;
	uint32_t numbers[CUBE_MAX_BASE] = { 0 };
	size_t i;

	if (t->groups[grouping])
		return t->groups[grouping];
	t->groups[grouping] = xcalloc((size_t)n + 1, sizeof(**t->groups));
	for (g = 0; g < n; g++) {
		cube_group_numbers(t->other, grouping, g, numbers);
		for (i = 0; i < gr->n_columns; i++)
			numbers[i] =
			    translate_values(t, gr->columns[i])[numbers[i]];
		t->groups[grouping][g] =
		    cube_group_of(t->cube, grouping, numbers);
	}
	return t->groups[grouping];
}

/* --- slots ---------------------------------------------------------------- */

static void
merge_tally(struct translation *t, int column, struct tally *to,
    const struct tally *from, const uint32_t *groups)
{
	const uint32_t *values = translate_values(t, column);
	uint32_t g, key, count;
	size_t at = 0;

	while (tally_next(from, &at, &g, &key, &count)) {
		tally_add(to, groups[g], values[key], count);
		t->cube->fresh_bytes += FRESH_BYTES;
	}
}

static void
merge_slot(struct translation *t, struct measure *m, struct slot *to,
    const struct slot *from)
{
	const uint32_t *groups = translate_groups(t, from->grouping);
	struct value order;
	uint32_t g;

	for (g = 0; g < from->n_groups; g++) {
		struct holding more = { .n = from->n[g] };

		/* places beyond the last group hold nothing */
		if (more.n == 0)
			continue;
		if (from->sums)
			more.sum = from->sums[g];
		if (from->squares)
			more.squares = &from->squares[g];
		if (from->bests)
			(void)slot_best(&more.best, from, g);
		if (from->orders) {
			order = slot_order(from, g);
			more.order = &order;
		}
		t->is_too_much |= !cube_hold(m, to, groups[g], &more);
	}
	if (from->tally)
		merge_tally(t, m->is->column, to->tally, from->tally, groups);
}

/** The number here of what a place of the other's is. */
static uint32_t
translate_place(struct translation *t, struct column *to,
    const struct keylog *from, uint32_t place)
{
	struct keylog_place own = keylog_at(from, place);
	struct keylog_place here = { own.measures, to->noted_in, own.n };
	size_t i;

	for (i = 0; i < own.n; i++) {
		const struct measure *m = &t->other->measures[own.measures[i]];

		to->noted_in[i] =
		    translate_groups(t, m->base->grouping)[own.groups[i]];
	}
	return keylog_number(to->log, &here);
}

static void
merge_log(struct translation *t, size_t column)
{
	struct column *to = &t->cube->columns[column];
	struct keylog *from = t->other->columns[column].log;
	const uint32_t *values = translate_values(t, (int)column);
	uint32_t *places =
	    xcalloc((size_t)keylog_n_places(from) + 1, sizeof(*places));
	const struct keylog_entry *entries;
	size_t n, i;

	for (i = 0; i < keylog_n_places(from); i++)
		places[i] = translate_place(t, to, from, (uint32_t)i);
	entries = keylog_sorted(from, &n);
	for (i = 0; i < n; i++) {
		keylog_add(to->log, values[entries[i].key],
		    places[entries[i].place], entries[i].count);
		t->cube->fresh_bytes += FRESH_BYTES;
	}
	free(places);
}

static void
merge_measures(struct translation *t)
{
	size_t i, k;

	for (i = 0; i < t->cube->wanted->n_measures; i++) {
		struct measure *to = &t->cube->measures[i];
		const struct measure *from = &t->other->measures[i];

		if (from->base)
			merge_slot(t, to, to->base, from->base);
		/* a part of what is made of a base may be there already */
		for (k = 0; k < from->n_slots; k++)
			merge_slot(t, to, &to->slots[k], &from->slots[k]);
	}
}

/* --- on disk -------------------------------------------------------------- */

/**
 * Have both on disk where one of them is, and counted by the same bases, of
 * which one may have given up its own.
 */
static int
level(struct cube *cube, struct cube *other, struct strbuf *err)
{
	size_t i;

	if (!cube->overflow && !other->overflow)
		return 0;
	if (cube_spill_pour(cube, err) != 0 || cube_spill_pour(other, err) != 0)
		return -1;
	for (i = 0; i < cube->wanted->n_measures; i++)
		if (!cube->measures[i].base || !other->measures[i].base) {
			cube_rollup_part(cube, &cube->measures[i]);
			cube_rollup_part(other, &other->measures[i]);
		}
	return 0;
}

/** The grouping of a slot, by its number in what was poured. */
static int
grouping_of(const struct cube *cube, uint32_t slot_no)
{
	size_t i;

	for (i = 0; i < cube->wanted->n_measures; i++) {
		const struct measure *m = &cube->measures[i];

		if (slot_no < m->n_slots)
			return m->slots[slot_no].grouping;
		slot_no -= (uint32_t)m->n_slots;
	}
	BUG("a slot that is none");
}

static uint32_t
group_here(void *context, uint32_t slot_no, uint32_t g)
{
	struct translation *t = context;

	return translate_groups(t, grouping_of(t->other, slot_no))[g];
}

/* -------------------------------------------------------------------------- */

static bool
are_alike(const struct cube *a, const struct cube *b)
{
	return a->wanted->n_columns == b->wanted->n_columns &&
	       a->wanted->n_measures == b->wanted->n_measures &&
	       a->wanted->n_groupings == b->wanted->n_groupings &&
	       a->n_groupings == b->n_groupings && a->is_apart == b->is_apart;
}

static void
release(struct translation *t)
{
	size_t i;

	for (i = 0; i < t->other->wanted->n_columns; i++)
		free(t->values[i]);
	for (i = 0; i < t->other->n_groupings; i++)
		free(t->groups[i]);
	free(t->values);
	free(t->groups);
}

int
cube_merge(struct cube *cube, struct cube *other, struct strbuf *err)
{
	struct translation t = { .cube = cube, .other = other };
	size_t i;
	int ret = 0;

	if (!are_alike(cube, other))
		BUG("cubes of other definitions");
	prefetch_catch_up(&cube->queue);
	prefetch_catch_up(&other->queue);
	if (level(cube, other, err) != 0)
		return -1;
	t.values = xcalloc(other->wanted->n_columns + 1, sizeof(*t.values));
	t.groups = xcalloc(other->n_groupings + 1, sizeof(*t.groups));
	merge_measures(&t);
	for (i = 0; i < cube->wanted->n_columns; i++)
		if (cube->columns[i].log)
			merge_log(&t, i);
	if (other->overflow)
		ret = overflow_take(
		    cube->overflow, other->overflow, group_here, &t, err);
	release(&t);
	if (ret == 0 && t.is_too_much) {
		strbuf_addstr(err, CUBE_TOO_MUCH);
		ret = -1;
	}
	return ret == 0 ? cube_relieve(cube, err) : ret;
}
