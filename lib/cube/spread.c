/* spread.c - how many keys were met how often, by the groups of a grouping. */
#include "spread.h"

#include <stdlib.h>

#include "vardstrom/xalloc.h"

enum { FEW = 24 /* groups in which an equal one is looked for */ };

/* --- a key's groups ------------------------------------------------------- */

void
run_release(struct run *run)
{
	free(run->groups);
}

void
run_add(struct run *run, uint32_t group, uint32_t count)
{
	size_t i;

	for (i = 0; run->n <= FEW && i < run->n; i++)
		if (run->groups[i].group == group) {
			run->groups[i].count =
			    tally_plus(run->groups[i].count, count);
			return;
		}
	GROW(run->groups, run->n, run->cap);
	run->groups[run->n++] = (struct run_group){ group, count };
}

static int
compare_groups(const void *a, const void *b)
{
	const struct run_group *x = a, *y = b;

	return (x->group > y->group) - (x->group < y->group);
}

void
run_end(struct run *run)
{
	struct run_group *list = run->groups;
	size_t n = 0, i;

	if (run->n <= FEW)
		return;
	qsort(list, run->n, sizeof(*list), compare_groups);
	for (i = 0; i < run->n; i++)
		if (n > 0 && list[n - 1].group == list[i].group)
			list[n - 1].count =
			    tally_plus(list[n - 1].count, list[i].count);
		else
			list[n++] = list[i];
	run->n = n;
}

void
run_of_parents(struct run *run, const struct run *from, const uint32_t *parents)
{
	size_t i;

	run->n = 0;
	for (i = 0; i < from->n; i++)
		run_add(
		    run, parents[from->groups[i].group], from->groups[i].count);
	run_end(run);
}

/* --- how many were met how often ------------------------------------------ */

void
spread_init(struct spread *s, struct tally *tally, const uint32_t *parents,
    size_t n_groups)
{
	s->tally = tally;
	s->parents = parents;
	s->n_small = n_groups * SPREAD_SMALL;
	s->small = NULL;
	s->own = (struct run){ 0 };
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
	run_release(&s->own);
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
	size_t i;

	if (run->n == 1) {
		add(s, s->parents[run->groups[0].group], run->groups[0].count);
		return;
	}
	run_of_parents(&s->own, run, s->parents);
	for (i = 0; i < s->own.n; i++)
		add(s, s->own.groups[i].group, s->own.groups[i].count);
}
