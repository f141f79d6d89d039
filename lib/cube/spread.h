/*
 * spread.h - from a key's groups in a base grouping to how many keys were met
 * how often, in the groups of another.
 */
#ifndef CUBE_SPREAD_H
#define CUBE_SPREAD_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/tally.h"

enum {
	SPREAD_SMALL = 16,       /* counts below have a place for each group */
	SPREAD_MOST = 256 * 1024 /* places; with more there are none */
};

/** The pairs of one key: its groups and counts. */
struct run {
	uint32_t groups[TALLY_BUNDLE];
	uint32_t counts[TALLY_BUNDLE];
	size_t n;
};

/** Where the keys of one grouping go. */
struct spread {
	struct tally *tally;     /* (group, count) and how many keys have it */
	const uint32_t *parents; /* by base group */
	uint32_t *small; /* the same for small counts, by group; or NULL */
	size_t n_small;
};

/** Memory: borrows tally and parents until the release. */
void spread_init(struct spread *s, struct tally *tally, const uint32_t *parents,
    size_t n_groups);
/** Add what is at hand to the tally, and free the rest. */
void spread_release(struct spread *s);

/** Count a key: once in each group that groups of its run lie in. */
void spread_key(struct spread *s, const struct run *run);

#endif
