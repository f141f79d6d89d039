/* epochs.c - the days on which the meaning of codes changes. */
#include "epochs.h"

#include <stdlib.h>

#include "vardstrom/xalloc.h"

void
epochs_release(struct epochs *e)
{
	free(e->first_days);
	*e = (struct epochs)EPOCHS_INIT;
}

static void
add_day(struct epochs *e, int day)
{
	GROW(e->first_days, e->n, e->cap);
	e->first_days[e->n++] = day;
}

void
epochs_add(struct epochs *e, const struct code_map *map)
{
	size_t i;

	for (i = 0; i < map->n_entries; i++) {
		const struct code_entry *entry = &map->entries[i];

		if (entry->from_day != CODE_MAP_FIRST_DAY)
			add_day(e, entry->from_day);
		if (entry->to_day != CODE_MAP_LAST_DAY)
			add_day(e, entry->to_day + 1);
	}
}

static int
compare_days(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void
epochs_sort(struct epochs *e)
{
	size_t i, n = 0;

	if (e->n > 0)
		qsort(
		    e->first_days, e->n, sizeof(*e->first_days), compare_days);
	for (i = 0; i < e->n; i++)
		if (n == 0 || e->first_days[i] != e->first_days[n - 1])
			e->first_days[n++] = e->first_days[i];
	e->n = n;
}

uint32_t
epochs_of(const struct epochs *e, int day)
{
	size_t from = 0, to = e->n;

	if (day == CODE_MAP_NO_DAY)
		return 0;
	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (e->first_days[middle] <= day)
			from = middle + 1;
		else
			to = middle;
	}
	return (uint32_t)from + 1;
}
