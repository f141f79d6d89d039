/*
 * cube_spill.c - keep a cube within its memory: tallies go to the disk.
 *
 * A tally that went there is not needed key by key any more: what is asked of
 * it is how many keys a group has, and how many of them were met how often.
 */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "cube_private.h"
#include "overflow.h"
#include "spread.h"

enum {
	LOOK_BYTES = 64 * 1024, /* that may be added between two looks */
	/* One part in so many of the budget must have come in anew. */
	POUR_PART = 4
};

static size_t
slot_bytes(const struct slot *slot)
{
	size_t bytes = slot->n_groups * sizeof(*slot->n);

	if (slot->sums)
		bytes += slot->n_groups * sizeof(*slot->sums);
	if (slot->sums && slot->squares)
		bytes += slot->n_groups * sizeof(*slot->squares);
	if (slot->bests)
		bytes += slot->n_groups * sizeof(*slot->bests);
	if (slot->bests && slot->orders)
		bytes += slot->n_groups * sizeof(*slot->orders);
	if (slot->tally)
		bytes += tally_bytes(slot->tally);
	return bytes;
}

/** Bytes that columns, groups, tallies, logs and hit lists hold. */
static size_t
bytes_of(const struct cube *cube)
{
	size_t bytes = dispatch_bytes(cube->dispatch), i, k;

	for (i = 0; i < cube->wanted->n_columns; i++)
		bytes += keyset_bytes(cube->columns[i].keys);
	for (i = 0; i < cube->n_logged; i++)
		bytes += keylog_bytes(cube->logged[i]->log);
	for (i = 0; i < cube->n_groupings; i++)
		if (cube->groupings[i].keys)
			bytes += keyset_bytes(cube->groupings[i].keys);
	for (i = 0; i < cube->wanted->n_measures; i++) {
		const struct measure *m = &cube->measures[i];

		for (k = 0; k < m->n_slots; k++)
			bytes += slot_bytes(&m->slots[k]);
		if (m->base)
			bytes += slot_bytes(m->base);
	}
	return bytes;
}

/* --- pouring out ---------------------------------------------------------- */

static bool
cube_spill_can(const struct measure *m)
{
	return m->is->kind == MEASURE_TALLY && !m->is->is_ranked;
}

/** Pour the pairs of a slot's tally. */
static int
pour_slot(struct cube *cube, const struct measure *m, const struct slot *slot,
    uint32_t slot_no, struct strbuf *err)
{
	const struct keyset *keys = cube->columns[m->is->column].keys;
	uint32_t g, key, count;
	size_t at = 0, len;

	while (tally_next(slot->tally, &at, &g, &key, &count)) {
		const char *s = keyset_key(keys, key, &len);

		if (overflow_add(
			cube->overflow, slot_no, g, s, len, count, err) != 0)
			return -1;
	}
	return 0;
}

/** A column's log on its way to the disk. */
struct pouring {
	struct cube *cube;
	const struct keyset *keys;
	uint32_t *slot_no;  /* by measure: of its first slot */
	uint32_t **parents; /* by slot; NULL: not made of a base */
	struct run own;
	struct strbuf *err;
};

static int
pour_run(void *context, uint32_t key, size_t measure, const struct run *run)
{
	struct pouring *p = context;
	const struct measure *m = &p->cube->measures[measure];
	size_t len, k, i;
	const char *s = keyset_key(p->keys, key, &len);

	for (k = 0; k < m->n_slots; k++) {
		uint32_t slot_no = p->slot_no[measure] + (uint32_t)k;

		if (!p->parents[slot_no])
			continue;
		run_of_parents(&p->own, run, p->parents[slot_no]);
		for (i = 0; i < p->own.n; i++)
			if (overflow_add(p->cube->overflow, slot_no,
				p->own.groups[i].group, s, len,
				p->own.groups[i].count, p->err) != 0)
				return -1;
	}
	return 0;
}

static int
pour_logs(struct cube *cube, struct strbuf *err)
{
	struct pouring p = { .cube = cube, .err = err };
	size_t n = 0, i, k;
	int ret = 0;

	p.slot_no = xcalloc(cube->wanted->n_measures + 1, sizeof(*p.slot_no));
	for (i = 0; i < cube->wanted->n_measures; i++) {
		p.slot_no[i] = (uint32_t)n;
		n += cube->measures[i].n_slots;
	}
	p.parents = xcalloc(n + 1, sizeof(*p.parents));
	for (i = 0; i < cube->wanted->n_measures; i++) {
		const struct measure *m = &cube->measures[i];

		for (k = 0; m->base && k < m->n_slots; k++)
			if (m->slots[k].is_rolled_up)
				p.parents[p.slot_no[i] + k] = cube_parents(cube,
				    m->base->grouping, m->slots[k].grouping);
	}
	for (i = 0; i < cube->n_logged && ret == 0; i++) {
		p.keys = cube->logged[i]->keys;
		ret = cube_log_walk(cube, cube->logged[i], pour_run, &p);
		keylog_clear(cube->logged[i]->log);
	}
	while (n > 0)
		free(p.parents[--n]);
	free(p.parents);
	free(p.slot_no);
	run_release(&p.own);
	return ret;
}

/** Empty what a measure's records are counted into. */
static void
empty(const struct cube *cube, struct measure *m)
{
	size_t k;

	for (k = 0; k < m->n_slots; k++)
		if (!m->slots[k].is_rolled_up) {
			tally_free(m->slots[k].tally);
			m->slots[k].tally =
			    cube_new_tally(cube, m->slots[k].grouping);
		}
}

/** Forget the values of a column; whoever had their numbers is empty. */
static void
forget(struct column *c)
{
	keyset_free(c->keys);
	c->keys = keyset_new();
	cube_add_missing(c);
	memset(c->met, 0, COLUMN_N_MET * sizeof(*c->met));
	c->seen = 0;
	c->is_many = false;
}

int
cube_spill_pour(struct cube *cube, struct strbuf *err)
{
	uint32_t slot_no = 0;
	size_t i, k;

	if (!cube->overflow)
		cube->overflow = overflow_new();
	prefetch_catch_up(&cube->queue);
	for (i = 0; i < cube->wanted->n_measures; i++) {
		struct measure *m = &cube->measures[i];

		for (k = 0; k < m->n_slots; k++, slot_no++)
			if (cube_spill_can(m) && !m->slots[k].is_rolled_up &&
			    pour_slot(cube, m, &m->slots[k], slot_no, err) != 0)
				return -1;
		if (cube_spill_can(m))
			empty(cube, m);
	}
	if (pour_logs(cube, err) != 0)
		return -1;
	for (i = 0; i < cube->wanted->n_columns; i++)
		if (!cube->columns[i].is->is_kept &&
		    cube->columns[i].is->bins.n == 0)
			forget(&cube->columns[i]);
	cube_rollup_part_poured(cube);
	cube->floor_bytes = bytes_of(cube);
	return 0;
}

int
cube_relieve(struct cube *cube, struct strbuf *err)
{
	size_t bytes;

	if (cube->fresh_bytes < LOOK_BYTES || cube->budget == 0)
		return 0;
	cube->fresh_bytes = 0;
	bytes = bytes_of(cube);
	/* groups stay: where they alone exceed it, pouring is of little use */
	if (bytes <= cube->budget ||
	    bytes < cube->floor_bytes + cube->budget / POUR_PART)
		return 0;
	return cube_spill_pour(cube, err);
}

/* --- taking in ------------------------------------------------------------ */

static void
take_in(void *context, uint32_t slot_no, uint32_t group, uint32_t count)
{
	struct slot **slots = context;

	tally_add(slots[slot_no]->spread, group, count, 1);
}

int
cube_spill_finish(struct cube *cube, struct strbuf *err)
{
	struct slot **slots = NULL;
	size_t n_slots = 0, cap_slots = 0, i, k;
	int ret;

	if (!cube->overflow)
		return 0;
	if (cube_spill_pour(cube, err) != 0)
		return -1;
	for (i = 0; i < cube->wanted->n_measures; i++)
		for (k = 0; k < cube->measures[i].n_slots; k++) {
			struct slot *slot = &cube->measures[i].slots[k];

			GROW(slots, n_slots, cap_slots);
			slots[n_slots++] = slot;
			/* parts that were read may have given it one */
			if (cube_spill_can(&cube->measures[i]) && !slot->spread)
				slot->spread = tally_new();
		}
	ret = overflow_finish(cube->overflow,
	    cube->budget > cube->floor_bytes ? cube->budget - cube->floor_bytes
					     : cube->budget / POUR_PART,
	    take_in, slots, err);
	free(slots);
	return ret;
}
