/* names.h - one thing under two names. */
#ifndef RECONCILE_NAMES_H
#define RECONCILE_NAMES_H

#include "published.h"

typedef void names_fn(
    void *context, const struct place *a, const struct place *b);

/**
 * The rows that are one by the description and are named in two ways, and
 * those of other tables whose names differ by a slip of the pen: in case, by
 * one letter of a long word, "&" for "och".
 *
 * Returns: how many.
 */
size_t names_find(const struct published *p, names_fn *fn, void *context);

/** Are they two ways to write one name? */
bool names_are_near(const char *a, const char *b);

#endif
