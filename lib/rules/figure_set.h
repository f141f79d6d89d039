/*
 * figure_set.h - the figures of a stream by a key, and those of them that the
 * stream has twice and otherwise.
 */
#ifndef RULES_FIGURE_SET_H
#define RULES_FIGURE_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/figure.h"

/** A figure as it is compared with others. */
struct figure_value {
	struct dec value;
	struct amount amount;
	bool has_value;
	bool is_ambiguous; /* the stream has two that differ */
};

struct figure_set;

struct figure_set *figure_set_new(void);
/** NULL is allowed. */
void figure_set_free(struct figure_set *set);

/** Add a figure; one that was there, and differs, is ambiguous from then on. */
void figure_set_add(struct figure_set *set, const char *key, size_t len,
    const struct figure_value *figure);

/** The figure of a key, borrowed until the next is added; NULL: none. */
const struct figure_value *figure_set_find(
    const struct figure_set *set, const char *key, size_t len);

#endif
