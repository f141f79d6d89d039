/* cube_groups.c - groups: their numbers, their values, their order. */
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "cube_private.h"

int
cube_add_grouping(struct cube *cube, const int *columns, size_t n_columns)
{
	struct grouping *new;
	size_t i;

	for (i = 0; i < cube->n_groupings; i++)
		if (cube->groupings[i].n_columns == n_columns &&
		    (n_columns == 0 ||
			memcmp(cube->groupings[i].columns, columns,
			    n_columns * sizeof(*columns)) == 0))
			return (int)i;
	GROW(cube->groupings, cube->n_groupings, cube->cap_groupings);
	new = &cube->groupings[cube->n_groupings];
	memset(new, 0, sizeof(*new));
	if (n_columns > 0)
		memcpy(new->columns, columns, n_columns * sizeof(*columns));
	new->n_columns = n_columns;
	if (n_columns > 1) {
		new->keys = keyset_new();
		new->met = xcalloc(
		    GROUPING_N_MET, (1 + n_columns) * sizeof(*new->met));
	}
	return (int)cube->n_groupings++;
}

uint32_t
cube_n_groups(const struct cube *cube, int grouping)
{
	const struct grouping *gr = &cube->groupings[grouping];

	if (gr->n_columns == 0)
		return 1;
	if (gr->n_columns == 1)
		return keyset_n(cube->columns[gr->columns[0]].keys);
	return keyset_n(gr->keys);
}

void
cube_group_numbers(
    const struct cube *cube, int grouping, uint32_t g, uint32_t *numbers)
{
	const struct grouping *gr = &cube->groupings[grouping];
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
cube_group_of(struct cube *cube, int grouping, const uint32_t *numbers)
{
	const struct grouping *gr = &cube->groupings[grouping];

	if (gr->n_columns == 0)
		return 0;
	if (gr->n_columns == 1)
		return numbers[0];
	return keyset_add(gr->keys, (const char *)numbers,
	    gr->n_columns * sizeof(*numbers), NULL);
}

struct value
cube_value(const struct cube *cube, int column, uint32_t number)
{
	struct value v;

	v.s = keyset_key(cube->columns[column].keys, number, &v.len);
	return v;
}

struct value
cube_group_value(const struct cube *cube, int grouping, uint32_t g, size_t i)
{
	uint32_t numbers[CUBE_MAX_BASE];
	int column = cube->groupings[grouping].columns[i];

	cube_group_numbers(cube, grouping, g, numbers);
	return cube_value(cube, column, numbers[i]);
}

/* --- groups within groups --------------------------------------------------
 */

static void
forget(struct children *c)
{
	free(c->first);
	free(c->groups);
	c->first = c->groups = NULL;
}

void
cube_release_children(struct cube *cube)
{
	size_t i;

	for (i = 0; i < cube->n_children; i++)
		forget(&cube->children[i]);
	free(cube->children);
}

uint32_t
cube_parent(struct cube *cube, int fine, uint32_t g, int coarse)
{
	const struct grouping *from = &cube->groupings[fine];
	const struct grouping *to = &cube->groupings[coarse];
	uint32_t numbers[CUBE_MAX_BASE], own[CUBE_MAX_BASE];
	size_t n, i;

	if (fine == coarse)
		return g;
	cube_group_numbers(cube, fine, g, numbers);
	for (n = 0; n < to->n_columns; n++) {
		for (i = 0; from->columns[i] != to->columns[n]; i++)
			;
		own[n] = numbers[i];
	}
	return cube_group_of(cube, coarse, own);
}

/** Sort the fine groups by their parents: count them, then place them. */
static void
fill(struct children *c, struct cube *cube)
{
	uint32_t n = cube_n_groups(cube, c->fine), g, k;
	uint32_t *parents = cube_parents(cube, c->fine, c->coarse);

	c->n_fine = n;
	c->n_coarse = cube_n_groups(cube, c->coarse);
	c->first = xcalloc((size_t)c->n_coarse + 2, sizeof(*c->first));
	c->groups = xcalloc(n + 1, sizeof(*c->groups));
	/* first[k + 1] is where the next of k goes, and at last where k ends */
	for (g = 0; g < n; g++)
		c->first[parents[g] + 2]++;
	for (k = 1; k <= c->n_coarse; k++)
		c->first[k + 1] += c->first[k];
	for (g = 0; g < n; g++)
		c->groups[c->first[parents[g] + 1]++] = g;
	free(parents);
}

/** The children of a pair; made anew where groups have come since. */
static const struct children *
find(struct cube *cube, int fine, int coarse)
{
	struct children *c;
	size_t i;

	for (i = 0; i < cube->n_children; i++)
		if (cube->children[i].fine == fine &&
		    cube->children[i].coarse == coarse)
			break;
	if (i == cube->n_children) {
		GROW(cube->children, cube->n_children, cube->cap_children);
		memset(&cube->children[cube->n_children++], 0, sizeof(*c));
	}
	c = &cube->children[i];
	if (!c->groups || c->n_fine != cube_n_groups(cube, fine)) {
		forget(c);
		c->fine = fine;
		c->coarse = coarse;
		fill(c, cube);
	}
	return c;
}

bool
cube_within(struct cube *cube, int fine, int coarse, uint32_t g, uint32_t i,
    uint32_t *group)
{
	const struct children *c = find(cube, fine, coarse);

	if (g >= c->n_coarse || i >= c->first[g + 1] - c->first[g])
		return false;
	*group = c->groups[c->first[g] + i];
	return true;
}

uint32_t *
cube_parents(struct cube *cube, int base, int grouping)
{
	uint32_t n = cube_n_groups(cube, base), g;
	uint32_t *parents = xcalloc((size_t)n + 1, sizeof(*parents));

	for (g = 0; g < n; g++)
		parents[g] = cube_parent(cube, base, g, grouping);
	return parents;
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
cube_ranks(struct cube *cube, int column)
{
	struct column *c = &cube->columns[column];
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
	for (i = 0; c->is->bins.n > 0 && i < n; i++)
		c->ranks[i] = i;
	free(all);
	return c->ranks;
}

uint32_t
cube_group_rank(struct cube *cube, int grouping, uint32_t g, size_t i)
{
	uint32_t numbers[CUBE_MAX_BASE];

	cube_group_numbers(cube, grouping, g, numbers);
	return cube_ranks(
	    cube, cube->groupings[grouping].columns[i])[numbers[i]];
}

/** A group and the ranks of its values, to be sorted. */
struct ordered {
	uint32_t ranks[CUBE_MAX_BASE];
	uint32_t group;
};

static int
compare_ordered(const void *a, const void *b)
{
	const struct ordered *x = a, *y = b;
	size_t i;

	for (i = 0; i < CUBE_MAX_BASE; i++)
		if (x->ranks[i] != y->ranks[i])
			return x->ranks[i] < y->ranks[i] ? -1 : 1;
	return 0;
}

void
cube_sort_groups(struct cube *cube, int grouping, uint32_t *groups, size_t n)
{
	const struct grouping *gr = &cube->groupings[grouping];
	struct ordered *all = xcalloc(n, sizeof(*all));
	uint32_t numbers[CUBE_MAX_BASE];
	size_t i, k;

	for (i = 0; i < n; i++) {
		all[i].group = groups[i];
		cube_group_numbers(cube, grouping, groups[i], numbers);
		for (k = 0; k < gr->n_columns; k++)
			all[i].ranks[k] =
			    cube_ranks(cube, gr->columns[k])[numbers[k]];
	}
	qsort(all, n, sizeof(*all), compare_ordered);
	for (i = 0; i < n; i++)
		groups[i] = all[i].group;
	free(all);
}
