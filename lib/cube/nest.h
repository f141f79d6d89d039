/*
 * nest.h - which groups of a finer grouping lie in a group of a coarser one,
 * after the last record: the months of a clinic, the respondents of a region.
 *
 * Memory: for each pair of groupings that is asked for, two words a group.
 */
#ifndef AGGREGATE_NEST_H
#define AGGREGATE_NEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct book;

/** The groups of one pair of groupings. */
struct nest {
	int fine;
	int coarse;
	uint32_t n_fine;   /* groups that were there when it was made */
	uint32_t n_coarse; /* likewise */
	uint32_t *first;   /* by coarse group: where its own begin in groups */
	uint32_t *groups;  /* fine groups, by coarse group, then by number */
};

struct nests {
	struct nest *list;
	size_t n, cap;
};

void nests_release(struct nests *ns);

/**
 * The group of a coarser grouping in which group g of a finer one lies.
 *
 * Shape: the coarser one has some of the finer one's columns, in any order.
 */
uint32_t nest_parent(struct book *b, int fine, uint32_t g, int coarse);

/**
 * The groups of a finer grouping that lie in group g of a coarser one, in the
 * order of their numbers: give i = 0, 1, 2 and so on.
 *
 * Returns: false after the last.
 */
bool nest_group(struct book *b, int fine, int coarse, uint32_t g, uint32_t i,
    uint32_t *group);

#endif
