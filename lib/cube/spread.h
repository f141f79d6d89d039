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

/** A group that a key was met in, and how often. */
struct run_group {
	uint32_t group;
	uint32_t count;
};

/** The groups of one key. Made with {0}. */
struct run {
	struct run_group *groups;
	size_t n, cap;
};

void run_release(struct run *run);
/** Add to a group; it may come to be there several times, until run_end. */
void run_add(struct run *run, uint32_t group, uint32_t count);
/** After the last: each group is there once, in no order. */
void run_end(struct run *run);
/** The groups that those of another lie in, which has ended; so has this. */
void run_of_parents(
    struct run *run, const struct run *from, const uint32_t *parents);

/** Where the keys of one grouping go. */
struct spread {
	struct tally *tally;     /* (group, count) and how many keys have it */
	const uint32_t *parents; /* by base group */
	uint32_t *small; /* the same for small counts, by group; or NULL */
	size_t n_small;
	struct run own;
};

/** Memory: borrows tally and parents until the release. */
void spread_init(struct spread *s, struct tally *tally, const uint32_t *parents,
    size_t n_groups);
/** Add what is at hand to the tally, and free the rest. */
void spread_release(struct spread *s);

/** Count a key: once in each group that groups of its run lie in. */
void spread_key(struct spread *s, const struct run *run);

#endif
