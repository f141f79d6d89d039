/* conflict.h - what in a print cannot be, and which cells could be wrong. */
#ifndef RECONCILE_CONFLICT_H
#define RECONCILE_CONFLICT_H

#include "print.h"

/** A cell that could be wrong. */
struct suspect {
	size_t number;
	struct range fits; /* what would fit all else, were it wrong alone */
	struct strbuf
	    mends; /* as printed with one digit changed; ";" between */
};

struct conflict {
	size_t *relations; /* none of them can be left out, and nothing fits */
	size_t n_relations;
	struct suspect *suspects;
	size_t n_suspects;
	bool is_alone; /* any suspect alone could be it; else two are wrong */
};

typedef void conflict_fn(
    void *context, struct print *print, const struct conflict *conflict);

/**
 * Look for all that cannot be, and call fn with each.
 *
 * Returns: how many there were.
 */
size_t conflicts_find(struct print *print, conflict_fn *fn, void *context);

/** Can the print be, read so? Quicker than conflicts_find. */
bool print_is_possible(struct print *print);

#endif
