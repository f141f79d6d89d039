/* cube_log.c - from logs of keys to what the groups of each slot hold. */
#include <stdlib.h>

#include "vardstrom/xalloc.h"

#include "cube_private.h"
#include "spread.h"

/* --- key by key ----------------------------------------------------------- */

/** The groups that one key was met in, by measure. */
struct met_in {
	struct run *runs;  /* by measure */
	uint32_t *touched; /* measures that have groups */
	size_t n_touched;
};

static void
gather(struct met_in *in, const struct keylog_place *place, uint32_t count)
{
	size_t i;

	for (i = 0; i < place->n; i++) {
		struct run *run = &in->runs[place->measures[i]];

		if (run->n == 0)
			in->touched[in->n_touched++] = place->measures[i];
		run_add(run, place->groups[i], count);
	}
}

/** Tell the key, measure by measure, and begin anew. */
static int
tell_key(struct met_in *in, uint32_t key, cube_log_fn *tell, void *context)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < in->n_touched; i++) {
		struct run *run = &in->runs[in->touched[i]];

		run_end(run);
		if (ret == 0)
			ret = tell(context, key, in->touched[i], run);
		run->n = 0;
	}
	in->n_touched = 0;
	return ret;
}

int
cube_log_walk(
    struct cube *cube, struct column *c, cube_log_fn *tell, void *context)
{
	const size_t n_measures = cube->wanted->n_measures;
	struct met_in in = {
		.runs = xcalloc(n_measures + 1, sizeof(*in.runs)),
		.touched = xcalloc(n_measures + 1, sizeof(*in.touched)),
	};
	const struct keylog_entry *entries;
	size_t n, i;
	int ret = 0;

	entries = keylog_sorted(c->log, &n);
	for (i = 0; i < n && ret == 0; i++) {
		struct keylog_place place = keylog_at(c->log, entries[i].place);

		gather(&in, &place, entries[i].count);
		if (i + 1 == n || entries[i + 1].key != entries[i].key)
			ret = tell_key(&in, entries[i].key, tell, context);
	}
	for (i = 0; i < n_measures; i++)
		run_release(&in.runs[i]);
	free(in.runs);
	free(in.touched);
	return ret;
}

/* --- into slots ----------------------------------------------------------- */

/** Where the keys of one measure go. */
struct goal {
	struct spread *spreads;
	uint32_t **parents; /* by spread */
	size_t n;
};

static void
add_spread(struct cube *cube, struct goal *to, const struct measure *m,
    struct slot *slot)
{
	uint32_t *parents =
	    cube_parents(cube, m->base->grouping, slot->grouping);

	slot->spread = tally_new();
	spread_init(&to->spreads[to->n], slot->spread, parents,
	    cube_n_groups(cube, slot->grouping));
	to->parents[to->n++] = parents;
}

static void
begin_goal(struct cube *cube, struct goal *to, struct measure *m)
{
	size_t k;

	to->spreads = xcalloc(m->n_slots, sizeof(*to->spreads));
	to->parents = xcalloc(m->n_slots, sizeof(*to->parents));
	for (k = 0; k < m->n_slots; k++)
		if (m->slots[k].is_rolled_up)
			add_spread(cube, to, m, &m->slots[k]);
}

static void
end_goal(struct goal *to)
{
	while (to->n > 0) {
		spread_release(&to->spreads[--to->n]);
		free(to->parents[to->n]);
	}
	free(to->spreads);
	free(to->parents);
}

static int
spread_run(void *context, uint32_t key, size_t measure, const struct run *run)
{
	struct goal *to = (struct goal *)context + measure;
	size_t i;

	(void)key;
	for (i = 0; i < to->n; i++)
		spread_key(&to->spreads[i], run);
	return 0;
}

void
cube_log_settle(struct cube *cube, struct column *c)
{
	size_t n = cube->wanted->n_measures, i;
	struct goal *goals = xcalloc(n + 1, sizeof(*goals));

	for (i = 0; i < n; i++) {
		struct measure *m = &cube->measures[i];

		if (m->base && &cube->columns[m->is->column] == c)
			begin_goal(cube, &goals[i], m);
	}
	(void)cube_log_walk(cube, c, spread_run, goals);
	for (i = 0; i < n; i++)
		end_goal(&goals[i]);
	free(goals);
	keylog_clear(c->log);
}
