/* nesting.h - which clinic lies within which provider, and the like. */
#ifndef SUPPRESS_SMALL_NESTING_H
#define SUPPRESS_SMALL_NESTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "items.h"

struct nesting;

/**
 * Work the nestings out: from records that name both, and from figures that
 * are the same for one value of each.
 *
 * Returns: new, freed with nesting_free.
 */
struct nesting *nesting_new(struct items *items);
void nesting_free(struct nesting *n);

/** The value of dimension outer around value of inner; false: not known. */
bool nesting_around(const struct nesting *n, struct item_pair inner,
    uint32_t outer, uint32_t *value);

#endif
