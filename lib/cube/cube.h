/*
 * cube.h - what is wanted, counted: records are added, other cubes merged, and
 * what came of it is read at the end.
 *
 * What a cube counts is decided by its definitions (define/wanted.h) before
 * the first record. Conditions are worked out in the expressions of these, so
 * that cubes in two threads have definitions of their own, loaded from the
 * same files; those can be merged. What a cube holds as lines of JSON is
 * cube_state.h's, what formulas come to in it answer.h's.
 *
 * Memory: one key a distinct value of a column, some words a group and
 *         measure; for tallies 12 bytes a key and place (keylog.h), or 13 to
 *         15 a pair of group and key; above the budget, these and their keys
 *         are on disk.
 */
#ifndef CUBE_CUBE_H
#define CUBE_CUBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "define/wanted.h"
#include "value.h"

struct cube;

struct cube_options {
	size_t budget; /* bytes for tallies; 0: no bound */
	bool is_apart; /* each measure by each grouping by itself: as parts are
			  saved and loaded */
};

/** Memory: borrows w, which is complete, until cube_free. */
struct cube *cube_new(
    const struct wanted *w, const struct cube_options *options);
/** NULL is allowed. */
void cube_free(struct cube *cube);

/* --- counting --------------------------------------------------------------
 */

enum cube_verdict {
	CUBE_COUNTED, /* into at least one measure */
	CUBE_NO_MEASURE,
	CUBE_FAULT /* nothing was counted; see the fault */
};

/** What is wrong with a record. */
struct cube_fault {
	const char *field; /* borrowed from the definitions */
	const char *code;  /* for rejects */
	const char *message;
};

/**
 * Turn to a record, before conditions are asked or it is added.
 *
 * Memory: borrows rec until the next call.
 */
void cube_begin(struct cube *cube, const struct record *rec);

/** Count the record into every measure whose condition holds. */
enum cube_verdict cube_add(struct cube *cube, struct cube_fault *fault);

/**
 * Between two records: where the cube has outgrown its budget, pour its
 * tallies out to the disk, and forget their keys.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int cube_relieve(struct cube *cube, struct strbuf *err)
    __attribute__((warn_unused_result));

/**
 * Add what another cube has counted, before either is finished; it is empty
 * then, and only to be freed.
 *
 * Shape:   both count the same: their definitions are of the same files.
 * Returns: 0; -1 with a finished sentence in err: the disk, or more than can
 *          be counted.
 */
int cube_merge(struct cube *cube, struct cube *other, struct strbuf *err)
    __attribute__((warn_unused_result));

/** After the last record, once, before anything is read. 0, -1 as above. */
int cube_finish(struct cube *cube, struct strbuf *err)
    __attribute__((warn_unused_result));

/**
 * Was the source of a class there, and never of the type that something can be
 * made of? With a sentence in sb.
 */
bool cube_never_made(const struct cube *cube, int column, struct strbuf *sb);

/* --- values ----------------------------------------------------------------
 */

/** The number of a value in a column; NULL: missing. Added where new. */
uint32_t cube_number(
    struct cube *cube, int column, const struct ndjson_member *value);
/** The number of the value of the record at hand. */
uint32_t cube_number_here(struct cube *cube, int column);
/** The value of a number; borrowed. */
struct value cube_value(const struct cube *cube, int column, uint32_t number);

/* --- groups: they are known as they are met ---------------------------------
 */

/** Groups of a grouping: their numbers are below this. */
uint32_t cube_n_groups(const struct cube *cube, int grouping);
/** The value of column i of a group; borrowed. */
struct value cube_group_value(
    const struct cube *cube, int grouping, uint32_t g, size_t i);
/**
 * The place of a group's value in the order of the values of its column i.
 *
 * Memory: keeps the ranks of the column's values in the cube.
 */
uint32_t cube_group_rank(struct cube *cube, int grouping, uint32_t g, size_t i);
/** The group of these numbers of a grouping's columns; added where new. */
uint32_t cube_group_of(
    struct cube *cube, int grouping, const uint32_t *numbers);
/** The numbers of a group's columns. */
void cube_group_numbers(
    const struct cube *cube, int grouping, uint32_t g, uint32_t *numbers);

/**
 * Sort groups by the values of their columns.
 *
 * Memory: keeps the ranks of the columns' values in the cube.
 */
void cube_sort_groups(
    struct cube *cube, int grouping, uint32_t *groups, size_t n);

/**
 * The group of a coarser grouping in which group g of a finer one lies.
 *
 * Shape: the coarser one has some of the finer one's columns, in any order.
 */
uint32_t cube_parent(struct cube *cube, int fine, uint32_t g, int coarse);
/**
 * The groups of a finer grouping that lie in group g of a coarser one, in the
 * order of their numbers: give i = 0, 1, 2 and so on.
 *
 * Returns: false after the last.
 * Memory:  keeps two words a group for each pair of groupings.
 */
bool cube_within(struct cube *cube, int fine, int coarse, uint32_t g,
    uint32_t i, uint32_t *group);

/* --- reading: after cube_finish, a measure by a grouping that wants it -------
 */

/** Is the measure wanted by the grouping? */
bool cube_has(const struct cube *cube, int measure, int grouping);
/** Records counted into group g; 0 for groups that were never met. */
uint64_t cube_n(const struct cube *cube, int measure, int grouping, uint32_t g);
/** The sum of group g. */
enum dec_status cube_sum(struct dec *out, const struct cube *cube, int measure,
    int grouping, uint32_t g);
/** The number of distinct values of group g. */
uint64_t cube_distinct(
    struct cube *cube, int measure, int grouping, uint32_t g);
/**
 * The sum of v squared over the distinct values of group g, each counted v
 * times; false where it is above INT64_MAX.
 */
bool cube_cluster_squares(
    uint64_t *out, struct cube *cube, int measure, int grouping, uint32_t g);
/**
 * The least, greatest, first or last value of group g; false where there is
 * none.
 */
bool cube_best(struct value *out, const struct cube *cube, int measure,
    int grouping, uint32_t g);
/**
 * The value at a rank by the nearest-rank definition: of n values in order,
 * the one with number ceil(per_100k / 100000 * n), at least the first.
 *
 * Units:   per_100k in 1/100000: the median is 50000.
 * Returns: false where the group has no value.
 * Memory:  *out is borrowed from the cube.
 */
bool cube_percentile(struct value *out, struct cube *cube, int measure,
    int grouping, uint32_t g, uint32_t per_100k);

/** The value at a place, 1 to cube_n, of those in order; borrowed. */
struct value cube_place(
    struct cube *cube, int measure, int grouping, uint32_t g, uint64_t place);
/**
 * The first value of group g, in order, that is not below what is looked for.
 *
 * Shape:   is_below holds of the first values in order and then of none.
 * Returns: false where it holds of all.
 */
typedef bool cube_below_fn(void *context, struct value v);
bool cube_first_from(struct value *out, struct cube *cube, int measure,
    int grouping, uint32_t g, cube_below_fn *is_below, void *context);
/** The standard deviation of group g, of which cube_n is 2 or more. */
enum dec_status cube_stdev(struct dec *out, const struct cube *cube,
    int measure, int grouping, uint32_t g) __attribute__((warn_unused_result));

/** Where a walk along a tally is; begins as { 0 }. */
struct cube_walk {
	size_t at;
	uint32_t g;
	uint32_t count;
	uint32_t n_keys; /* of g that were met count times */
};
/** The next counts of a tally, in no order, and (g, count) may come again. */
bool cube_walk_next(
    struct cube_walk *walk, const struct cube *cube, int measure, int grouping);

#endif
