/* cube.c - make a cube of what is wanted, and free it. */
#include "cube.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "cube_private.h"

void
cube_add_missing(struct column *c)
{
	struct value missing = value_of(NULL, NULL);

	keyset_add(c->keys, missing.s, missing.len, NULL);
}

struct tally *
cube_new_tally(const struct cube *cube, int grouping)
{
	return cube->groupings[grouping].n_columns == 0 ? tally_new_row()
							: tally_new();
}

static void
make_column(struct column *c, const struct wanted_column *is)
{
	size_t i;

	c->is = is;
	c->keys = keyset_new();
	cube_add_missing(c);
	for (i = 0; i < is->bins.n; i++)
		keyset_add(c->keys, is->bins.list[i].label,
		    strlen(is->bins.list[i].label), NULL);
	c->met = xcalloc(COLUMN_N_MET, sizeof(*c->met));
}

static void
make_measure(
    const struct cube *cube, struct measure *m, const struct wanted_measure *is)
{
	size_t i;

	m->is = is;
	m->n_slots = is->n_groupings;
	m->slots = xcalloc(m->n_slots + 1, sizeof(*m->slots));
	for (i = 0; i < m->n_slots; i++) {
		m->slots[i].grouping = is->groupings[i];
		if (is->kind == MEASURE_TALLY)
			m->slots[i].tally =
			    cube_new_tally(cube, is->groupings[i]);
	}
}

struct cube *
cube_new(const struct wanted *w, const struct cube_options *options)
{
	struct cube *cube = xcalloc(1, sizeof(*cube));
	size_t i;

	cube->wanted = w;
	cube->budget = options->budget;
	cube->is_apart = options->is_apart;
	strbuf_init(&cube->scratch);
	strbuf_init(&cube->order_scratch);
	cube->columns = xcalloc(w->n_columns + 1, sizeof(*cube->columns));
	for (i = 0; i < w->n_columns; i++)
		make_column(&cube->columns[i], &w->columns[i]);
	for (i = 0; i < w->n_groupings; i++)
		(void)cube_add_grouping(
		    cube, w->groupings[i].columns, w->groupings[i].n_columns);
	cube->measures = xcalloc(w->n_measures + 1, sizeof(*cube->measures));
	for (i = 0; i < w->n_measures; i++)
		make_measure(cube, &cube->measures[i], &w->measures[i]);
	cube->dispatch = dispatch_new(w);
	cube_lists_plan(cube);
	cube_rollup_plan(cube);
	return cube;
}

static void
release_bests(struct best *bests, size_t n)
{
	size_t g;

	for (g = 0; bests && g < n; g++)
		free(bests[g].s);
	free(bests);
}

void
cube_release_slot(struct slot *slot)
{
	release_bests(slot->bests, slot->n_groups);
	release_bests(slot->orders, slot->n_groups);
	free(slot->lists);
	free(slot->n);
	free(slot->sums);
	free(slot->squares);
	free(slot->distinct);
	free(slot->cluster_squares);
	if (slot->sorted)
		free(slot->sorted->entries);
	free(slot->sorted);
	tally_free(slot->tally);
	tally_free(slot->spread);
}

static void
release_measure(struct measure *m)
{
	size_t i;

	for (i = 0; i < m->n_slots; i++)
		cube_release_slot(&m->slots[i]);
	if (m->base)
		cube_release_slot(m->base);
	free(m->slots);
	free(m->base);
	free(m->into);
}

void
cube_free(struct cube *cube)
{
	size_t i;

	if (!cube)
		return;
	cube_lists_release(cube);
	for (i = 0; i < cube->wanted->n_columns; i++) {
		keyset_free(cube->columns[i].keys);
		free(cube->columns[i].met);
		free(cube->columns[i].ranks);
		free(cube->columns[i].noted);
		free(cube->columns[i].noted_in);
		keylog_free(cube->columns[i].log);
	}
	for (i = 0; i < cube->n_groupings; i++) {
		keyset_free(cube->groupings[i].keys);
		free(cube->groupings[i].met);
	}
	for (i = 0; i < cube->wanted->n_measures; i++)
		release_measure(&cube->measures[i]);
	free(cube->columns);
	free(cube->groupings);
	free(cube->logged);
	free(cube->measures);
	dispatch_free(cube->dispatch);
	overflow_free(cube->overflow);
	cube_release_children(cube);
	strbuf_release(&cube->scratch);
	strbuf_release(&cube->order_scratch);
	free(cube);
}

int
cube_finish(struct cube *cube, struct strbuf *err)
{
	prefetch_catch_up(&cube->queue);
	cube_rollup_finish(cube);
	return cube_spill_finish(cube, err);
}
