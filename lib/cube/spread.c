/* spread.c - how many keys were met how often, by the groups of a grouping. */
#include "spread.h"

#include <stdlib.h>

#include "vardstrom/xalloc.h"

void
spread_init(struct spread *s, struct tally *tally, const uint32_t *parents,
    size_t n_groups)
{
	s->tally = tally;
	s->parents = parents;
	s->n_small = n_groups * SPREAD_SMALL;
	s->small = NULL;
	if (s->n_small <= SPREAD_MOST)
		s->small = xcalloc(s->n_small + 1, sizeof(*s->small));
}

void
spread_release(struct spread *s)
{
	size_t i;

	for (i = 0; s->small && i < s->n_small; i++)
		if (s->small[i] > 0)
			tally_add(s->tally, (uint32_t)(i / SPREAD_SMALL),
			    i % SPREAD_SMALL, s->small[i]);
	free(s->small);
	s->small = NULL;
}

static inline void
add(struct spread *s, uint32_t group, uint32_t count)
{
	if (s->small && count < SPREAD_SMALL)
		s->small[(size_t)group * SPREAD_SMALL + count]++;
	else
		tally_add(s->tally, group, count, 1);
}

void
spread_key(struct spread *s, const struct run *run)
{
	struct run own;
	size_t i, k;

	if (run->n == 1) {
		add(s, s->parents[run->groups[0]], run->counts[0]);
		return;
	}
	own.n = 0;
	for (i = 0; i < run->n; i++) {
		uint32_t g = s->parents[run->groups[i]];

		for (k = 0; k < own.n && own.groups[k] != g; k++)
			;
		if (k == own.n) {
			own.groups[own.n] = g;
			own.counts[own.n++] = 0;
		}
		own.counts[k] = tally_plus(own.counts[k], run->counts[i]);
	}
	for (i = 0; i < own.n; i++)
		add(s, own.groups[i], own.counts[i]);
}
