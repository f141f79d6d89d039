/* nest.c - which groups of a finer grouping lie in a group of a coarser one. */
#include "nest.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

#include "book.h"

static void
forget(struct nest *nest)
{
	free(nest->first);
	free(nest->groups);
	nest->first = nest->groups = NULL;
}

void
nests_release(struct nests *ns)
{
	size_t i;

	for (i = 0; i < ns->n; i++)
		forget(&ns->list[i]);
	free(ns->list);
}

uint32_t
nest_parent(struct book *b, int fine, uint32_t g, int coarse)
{
	const struct grouping *from = &b->groupings[fine];
	const struct grouping *to = &b->groupings[coarse];
	uint32_t numbers[BOOK_MAX_JOINT], own[BOOK_MAX_JOINT];
	size_t n, i;

	if (fine == coarse)
		return g;
	book_group_numbers(b, fine, g, numbers);
	for (n = 0; n < to->n_columns; n++) {
		for (i = 0; from->columns[i] != to->columns[n]; i++)
			;
		own[n] = numbers[i];
	}
	return book_group_of(b, coarse, own);
}

/** Sort the fine groups by their parents: count them, then place them. */
static void
fill(struct nest *nest, struct book *b)
{
	uint32_t n = book_n_groups(b, nest->fine), g, k;
	uint32_t *parents = xcalloc(n + 1, sizeof(*parents));

	for (g = 0; g < n; g++)
		parents[g] = nest_parent(b, nest->fine, g, nest->coarse);
	nest->n_fine = n;
	nest->n_coarse = book_n_groups(b, nest->coarse);
	nest->first = xcalloc((size_t)nest->n_coarse + 2, sizeof(*nest->first));
	nest->groups = xcalloc(n + 1, sizeof(*nest->groups));
	/* first[k + 1] is where the next of k goes, and at last where k ends */
	for (g = 0; g < n; g++)
		nest->first[parents[g] + 2]++;
	for (k = 1; k <= nest->n_coarse; k++)
		nest->first[k + 1] += nest->first[k];
	for (g = 0; g < n; g++)
		nest->groups[nest->first[parents[g] + 1]++] = g;
	free(parents);
}

/** The nest of a pair; made anew where groups have come since. */
static const struct nest *
find(struct book *b, int fine, int coarse)
{
	struct nests *ns = &b->nests;
	struct nest *nest;
	size_t i;

	for (i = 0; i < ns->n; i++)
		if (ns->list[i].fine == fine && ns->list[i].coarse == coarse)
			break;
	if (i == ns->n) {
		GROW(ns->list, ns->n, ns->cap);
		memset(&ns->list[ns->n++], 0, sizeof(*nest));
	}
	nest = &ns->list[i];
	if (!nest->groups || nest->n_fine != book_n_groups(b, fine)) {
		forget(nest);
		nest->fine = fine;
		nest->coarse = coarse;
		fill(nest, b);
	}
	return nest;
}

bool
nest_group(struct book *b, int fine, int coarse, uint32_t g, uint32_t i,
    uint32_t *group)
{
	const struct nest *nest = find(b, fine, coarse);

	if (g >= nest->n_coarse || i >= nest->first[g + 1] - nest->first[g])
		return false;
	*group = nest->groups[nest->first[g] + i];
	return true;
}
