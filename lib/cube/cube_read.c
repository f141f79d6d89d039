/* cube_read.c - read from a cube what came of its measures. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "cube_private.h"

/** NULL: the measure was not wanted by it. */
static struct slot *
find_slot(const struct cube *cube, int measure, int grouping)
{
	const struct measure *m = &cube->measures[measure];
	size_t i;

	for (i = 0; i < m->n_slots; i++)
		if (m->slots[i].grouping == grouping)
			return &m->slots[i];
	return NULL;
}

bool
cube_has(const struct cube *cube, int measure, int grouping)
{
	return find_slot(cube, measure, grouping) != NULL;
}

static struct slot *
cube_slot(const struct cube *cube, int measure, int grouping)
{
	struct slot *slot = find_slot(cube, measure, grouping);

	if (!slot)
		BUG("measure %d was not wanted by grouping %d", measure,
		    grouping);
	return slot;
}

static uint64_t
slot_n(const struct slot *slot, uint32_t g)
{
	return g < slot->n_groups ? slot->n[g] : 0;
}

uint64_t
cube_n(const struct cube *cube, int measure, int grouping, uint32_t g)
{
	return slot_n(cube_slot(cube, measure, grouping), g);
}

enum dec_status
cube_sum(struct dec *out, const struct cube *cube, int measure, int grouping,
    uint32_t g)
{
	const struct slot *slot = cube_slot(cube, measure, grouping);

	if (g >= slot->n_groups) {
		*out = dec_from_int(0);
		return DEC_OK;
	}
	return dec_sum_get(out, &slot->sums[g]);
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

bool
cube_walk_next(
    struct cube_walk *walk, const struct cube *cube, int measure, int grouping)
{
	return slot_next(cube_slot(cube, measure, grouping), &walk->at,
	    &walk->g, &walk->count, &walk->n_keys);
}

uint64_t
cube_distinct(struct cube *cube, int measure, int grouping, uint32_t g)
{
	struct slot *slot = cube_slot(cube, measure, grouping);
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

/** Add n times count squared; a sum above INT64_MAX stays above it. */
static void
add_cluster(uint64_t *sum, uint32_t count, uint32_t n)
{
	uint64_t square = (uint64_t)count * count;

	if (*sum > (uint64_t)INT64_MAX || square > (INT64_MAX - *sum) / n)
		*sum = UINT64_MAX;
	else
		*sum += square * n;
}

bool
cube_cluster_squares(
    uint64_t *out, struct cube *cube, int measure, int grouping, uint32_t g)
{
	struct slot *slot = cube_slot(cube, measure, grouping);
	uint32_t group, count, n_keys;
	size_t at = 0;

	*out = 0;
	if (g >= slot->n_groups)
		return true;
	if (!slot->cluster_squares) {
		slot->cluster_squares =
		    xcalloc(slot->n_groups, sizeof(*slot->cluster_squares));
		while (slot_next(slot, &at, &group, &count, &n_keys))
			add_cluster(
			    &slot->cluster_squares[group], count, n_keys);
	}
	*out = slot->cluster_squares[g];
	return *out <= (uint64_t)INT64_MAX;
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

struct value
slot_order(const struct slot *slot, uint32_t g)
{
	return (struct value){ slot->orders[g].s, slot->orders[g].len };
}

bool
cube_best(struct value *out, const struct cube *cube, int measure, int grouping,
    uint32_t g)
{
	return slot_best(out, cube_slot(cube, measure, grouping), g);
}

/* --- percentiles ------------------------------------------------------------
 */

static int
compare_entries(const void *a, const void *b)
{
	const struct sorted_entry *x = a, *y = b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

static struct sorted_tally *
sort_tally(struct cube *cube, int column, const struct tally *t)
{
	const uint32_t *ranks = cube_ranks(cube, column);
	struct sorted_tally *sorted = xcalloc(1, sizeof(*sorted));
	uint32_t group, number, count;
	size_t at = 0;

	sorted->entries = xcalloc(tally_n(t), sizeof(*sorted->entries));
	while (tally_next(t, &at, &group, &number, &count)) {
		struct sorted_entry *e = &sorted->entries[sorted->n++];

		e->group = group;
		e->rank = ranks[number];
		e->number = number;
		e->count = count;
	}
	qsort(sorted->entries, sorted->n, sizeof(*sorted->entries),
	    compare_entries);
	return sorted;
}

const struct sorted_tally *
slot_sorted(struct cube *cube, int measure, struct slot *slot)
{
	if (!slot->sorted)
		slot->sorted = sort_tally(
		    cube, cube->measures[measure].is->column, slot->tally);
	return slot->sorted;
}

size_t
sorted_first(const struct sorted_tally *sorted, uint32_t g)
{
	size_t low = 0, high = sorted->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (sorted->entries[middle].group < g)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct value
cube_place(
    struct cube *cube, int measure, int grouping, uint32_t g, uint64_t place)
{
	const struct sorted_tally *sorted =
	    slot_sorted(cube, measure, cube_slot(cube, measure, grouping));
	uint64_t met = 0;
	size_t i;

	for (i = sorted_first(sorted, g);; i++) {
		met += sorted->entries[i].count;
		if (met >= place)
			break;
	}
	return cube_value(cube, cube->measures[measure].is->column,
	    sorted->entries[i].number);
}

bool
cube_first_from(struct value *out, struct cube *cube, int measure, int grouping,
    uint32_t g, cube_below_fn *is_below, void *context)
{
	const struct sorted_tally *sorted =
	    slot_sorted(cube, measure, cube_slot(cube, measure, grouping));
	const int column = cube->measures[measure].is->column;
	size_t low = sorted_first(sorted, g);
	size_t end = sorted_first(sorted, g + 1), high = end;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		*out = cube_value(cube, column, sorted->entries[middle].number);
		if (is_below(context, *out))
			low = middle + 1;
		else
			high = middle;
	}
	if (low == end)
		return false;
	*out = cube_value(cube, column, sorted->entries[low].number);
	return true;
}

bool
cube_percentile(struct value *out, struct cube *cube, int measure, int grouping,
    uint32_t g, uint32_t per_100k)
{
	uint64_t n = cube_n(cube, measure, grouping, g);

	if (n == 0)
		return false;
	/* n is below 2^44: that many records would take years to read */
	*out = cube_place(
	    cube, measure, grouping, g, (n * per_100k + 99999) / 100000);
	return true;
}

/* --- spread ----------------------------------------------------------------
 */

enum dec_status
cube_stdev(struct dec *out, const struct cube *cube, int measure, int grouping,
    uint32_t g)
{
	const struct slot *slot = cube_slot(cube, measure, grouping);

	return squares_stdev(
	    out, &slot->squares[g], &slot->sums[g], slot->n[g]);
}
