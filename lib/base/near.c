/* near.c - the name that a slip of the hand could have meant. */
#include "vardstrom/near.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

enum { MAX_NAME = 64 }; /* bytes of a name that is compared */

static size_t
min3(size_t a, size_t b, size_t c)
{
	size_t m = a < b ? a : b;

	return m < c ? m : c;
}

size_t
near_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t row[NEAR_MAX_BYTES + 1], above, keep, i, j;

	for (j = 0; j <= b_len; j++)
		row[j] = j;
	for (i = 1; i <= a_len; i++) {
		above = row[0];
		row[0] = i;
		for (j = 1; j <= b_len; j++) {
			keep = row[j];
			row[j] = min3(row[j] + 1, row[j - 1] + 1,
			    above + (ascii_lower(a[i - 1]) !=
					ascii_lower(b[j - 1])));
			above = keep;
		}
	}
	return row[b_len];
}

/* The nearest name that is less than so far away. */
static const char *
nearest(
    const char *name, const char *const *names, size_t n, size_t best_distance)
{
	size_t name_len = strlen(name);
	size_t len, d, i;
	const char *best = NULL;

	if (name_len > MAX_NAME)
		return NULL;
	if (best_distance > name_len)
		best_distance = name_len;
	for (i = 0; i < n; i++) {
		len = strlen(names[i]);
		/* as many letters at least as one has more */
		if (len > MAX_NAME || len >= name_len + best_distance ||
		    name_len >= len + best_distance)
			continue;
		d = near_distance(name, name_len, names[i], len);
		if (d < best_distance) {
			best = names[i];
			best_distance = d;
		}
	}
	return best;
}

const char *
near_name(const char *name, const char *const *names, size_t n)
{
	return nearest(name, names, n, strlen(name) / 3 + 2);
}

const char *
near_slip(const char *name, const char *const *names, size_t n)
{
	return nearest(name, names, n, strlen(name) / 6 + 2);
}

bool
near_has(const struct near_names *names, const char *name)
{
	size_t i;

	for (i = names->n; i > 0; i--) /* most often the one before */
		if (strcmp(names->list[i - 1], name) == 0)
			return true;
	return false;
}

void
near_note(struct near_names *names, const char *name)
{
	if (!near_has(names, name) && names->n < NEAR_MAX_NAMES)
		names->list[names->n++] = xstrdup(name);
}

void
near_release(struct near_names *names)
{
	while (names->n > 0)
		free(names->list[--names->n]);
}
