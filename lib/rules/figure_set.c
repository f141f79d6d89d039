/* figure_set.c - the figures of a stream by a key. */
#include "rules/figure_set.h"

#include <stdlib.h>

#include "vardstrom/keyset.h"
#include "vardstrom/xalloc.h"

struct figure_set {
	struct keyset *keys;
	struct figure_value *figures; /* by number of the key */
	size_t cap;
};

struct figure_set *
figure_set_new(void)
{
	struct figure_set *set = xcalloc(1, sizeof(*set));

	set->keys = keyset_new();
	return set;
}

void
figure_set_free(struct figure_set *set)
{
	if (!set)
		return;
	keyset_free(set->keys);
	free(set->figures);
	free(set);
}

static bool
is_same(const struct figure_value *a, const struct figure_value *b)
{
	return a->has_value == b->has_value &&
	       (!a->has_value || dec_cmp(a->value, b->value) == 0);
}

void
figure_set_add(struct figure_set *set, const char *key, size_t len,
    const struct figure_value *figure)
{
	bool is_new;
	uint32_t number = keyset_add(set->keys, key, len, &is_new);

	if (is_new) {
		GROW(set->figures, number, set->cap);
		set->figures[number] = *figure;
	} else if (!is_same(&set->figures[number], figure)) {
		set->figures[number].is_ambiguous = true;
	}
}

const struct figure_value *
figure_set_find(const struct figure_set *set, const char *key, size_t len)
{
	uint32_t number;

	return keyset_find(set->keys, key, len, &number) ? &set->figures[number]
							 : NULL;
}
