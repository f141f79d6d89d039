/*
 * cube_private.h - what a cube consists of. Private to cube*.c.
 *
 * A measure has a slot for each grouping that it is wanted by. A record is not
 * counted into each slot of a tally, but by a base grouping, of which the
 * slots are made after the last record. Which key came in which groups of all
 * bases stands in a log (keylog.h), as it came.
 *
 * A clinic has one provider, one form of management and one municipality. So
 * a tally that is wanted by each of these is counted by all of them together,
 * which are hardly more groups than clinics: a key has few groups of it,
 * mostly one, and has to be looked for once. Nothing of this is taken on
 * trust: a base grouping has the columns of all, so that each of its groups
 * lies in one group of each of them, whatever the records hold.
 */
#ifndef CUBE_CUBE_PRIVATE_H
#define CUBE_CUBE_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/tally.h"

#include "cube.h"
#include "dispatch.h"
#include "keylog.h"
#include "overflow.h"
#include "prefetch.h"
#include "rules/squares.h"

/* What a pair and its key may add to the memory, besides the key's bytes. */
enum { FRESH_BYTES = 32 };

#define CUBE_TOO_MUCH                                                          \
	"together the parts count more than can be counted: 2^63 - 1 "         \
	"records, "                                                            \
	"or a sum of 24 digits before the point"

enum {
	CUBE_MAX_BASE = 16,       /* columns of a base grouping */
	COLUMN_N_MET = 64,        /* values kept at hand, a power of 2 */
	COLUMN_MET_LEN = 58,      /* bytes of them, at the most */
	COLUMN_FEW = 512,         /* with more values none are kept at hand */
	GROUPING_N_MET = 512,     /* groups kept at hand, a power of 2 */
	CUBE_MAX_ELEMENTS = 65536 /* of several lists, each with each */
};

/** A short value that was met, as written, and its number. */
struct met {
	uint32_t len; /* 0: none yet */
	uint32_t number;
	uint8_t type;
	char bytes[COLUMN_MET_LEN];
};

/** The numbers of a column's values; 0 is "missing". */
struct column {
	const struct wanted_column *is;
	struct keyset *keys;
	struct met *met; /* COLUMN_N_MET of them, each where its bytes say */
	uint64_t seen;   /* the record that number is for */
	uint32_t number;
	uint64_t waits; /* the record whose value waits in the queue, at key */
	struct prefetch_key *key;
	uint32_t *ranks;    /* by number, once they were asked for */
	bool is_many;       /* values: none are kept at hand any more */
	bool was_made;      /* of a class: a value came of some record */
	uint8_t bad;        /* of a class: the type that none comes of, + 1 */
	int list;           /* whose elements its values are of; -1: none */
	struct keylog *log; /* of what bases count by its values; or NULL */
	uint32_t *noted;    /* of the record at hand: measures */
	uint32_t *noted_in; /* and a group of each */
	size_t n_noted;
};

/** The numbers of the elements of the record's list, in one of its columns. */
struct elements {
	uint32_t *numbers;
	size_t cap;
};

/** A member of which each element is counted by itself. */
struct list {
	int source;    /* as of its columns */
	int column;    /* the first of them */
	uint64_t seen; /* the record whose elements are at hand */
	size_t n;      /* elements; 1 that is missing where there is none */
	size_t at;     /* the one that is chosen */
};

/** Columns whose combinations are groups; each group has a number. */
struct grouping {
	int columns[CUBE_MAX_BASE];
	size_t n_columns;
	struct keyset *keys; /* of the columns' numbers, for two or more */
	uint32_t *met; /* likewise: GROUPING_N_MET groups, for each its number
			  + 1 (0: none) and then the columns' numbers */
	uint64_t seen;
	uint32_t number;
	uint64_t *seen_in; /* by group: the round that it was counted in */
	size_t n_seen_in;
};

/** A least or greatest value: an owned key. */
struct best {
	char *s;
	size_t len;
};

/** A tally's counts in the order of groups and then of values. */
struct sorted_entry {
	uint32_t group;
	uint32_t rank;   /* of the value in its column */
	uint32_t number; /* of the value in its column */
	uint32_t count;
};
struct sorted_tally {
	struct sorted_entry *entries;
	size_t n;
};

/** What one measure came to in the groups of one grouping. */
struct slot {
	int grouping;
	bool is_rolled_up; /* it is made of the measure's base */
	int *lists;        /* by whose elements it is counted */
	size_t n_lists;
	size_t n_groups;         /* that have places in the arrays */
	uint64_t *n;             /* records counted in, by group */
	struct dec_sum *sums;    /* MEASURE_SUM, MEASURE_SQUARES, by group */
	struct squares *squares; /* MEASURE_SQUARES, by group */
	struct best *bests;   /* MEASURE_MIN, _MAX, _FIRST, _LAST, by group */
	struct best *orders;  /* MEASURE_FIRST, MEASURE_LAST: where it stood */
	struct tally *tally;  /* MEASURE_TALLY: (group, column's number) */
	struct tally *spread; /* of a tally that went to the disk: (group,
				 count) and how many keys have it */
	uint64_t *distinct;   /* of the tally, by group, once asked */
	uint64_t *cluster_squares;   /* likewise; above INT64_MAX: too many */
	struct sorted_tally *sorted; /* of the tally, once asked */
};

struct measure {
	const struct wanted_measure *is;
	struct dec number; /* of the record at hand, where numbers are added */
	struct slot *slots;
	size_t n_slots;
	struct slot *base;  /* by a base grouping, without a tally: that is in
			       the log of its column; NULL: none */
	struct slot **into; /* what a record is counted into: the base, and
			       slots that are not made of it */
	uint32_t n_into;
	uint32_t n_by_element; /* those behind them: see cube_lists.c */
};

/** Which groups of a finer grouping lie in each of a coarser one. */
struct children {
	int fine;
	int coarse;
	uint32_t n_fine;   /* groups that were there when it was made */
	uint32_t n_coarse; /* likewise */
	uint32_t *first;   /* by coarse group: where its own begin in groups */
	uint32_t *groups;  /* fine groups, by coarse group, then by number */
};

struct cube {
	const struct wanted *wanted;
	struct column *columns;     /* as wanted */
	struct grouping *groupings; /* as wanted, and behind them of bases */
	size_t n_groupings, cap_groupings;
	struct measure *measures; /* as wanted */
	struct column **logged;   /* the columns that have logs */
	size_t n_logged;
	uint64_t record_no; /* 1-based */
	bool is_apart;      /* there are no bases, for parts */
	struct dispatch *dispatch;
	struct list *lists; /* of which each element is counted by itself */
	size_t n_lists, cap_lists;
	struct elements *elements; /* by column, where there are lists */
	uint64_t round;            /* of choosing elements; 1-based */
	struct children *children; /* that were asked for */
	size_t n_children, cap_children;
	struct prefetch_queue queue;
	size_t budget;             /* bytes for tallies; 0: no bound */
	size_t fresh_bytes;        /* added, at most, since the last look */
	size_t floor_bytes;        /* that were left when it was last poured */
	struct overflow *overflow; /* what was poured; NULL: nothing */
	struct strbuf scratch, order_scratch;
};

/* --- cube.c --- */
void cube_release_slot(struct slot *slot);
/** The value "missing" as a column's number 0; an empty tally. */
void cube_add_missing(struct column *c);
struct tally *cube_new_tally(const struct cube *cube, int grouping);

/** Does a measure keep sums of numbers, or values, or these by an order? */
static inline bool
measure_has_sums(enum measure_kind kind)
{
	return kind == MEASURE_SUM || kind == MEASURE_SQUARES;
}

static inline bool
measure_has_orders(enum measure_kind kind)
{
	return kind == MEASURE_FIRST || kind == MEASURE_LAST;
}

static inline bool
measure_has_bests(enum measure_kind kind)
{
	return kind == MEASURE_MIN || kind == MEASURE_MAX ||
	       measure_has_orders(kind);
}

/* --- cube_add.c --- */
/** The value that the record at hand has in a column; NULL: none. */
static inline const struct ndjson_member *
cube_column_value(const struct cube *cube, int column)
{
	const struct wanted_column *is = cube->columns[column].is;

	return is->source >= 0 ? expr_value_of(cube->wanted->exprs, is->source)
			       : expr_value(cube->wanted->exprs, is->member);
}

/** What a slot holds of a group; the tally aside. */
struct holding {
	uint64_t n;         /* records */
	struct dec_sum sum; /* as a slot has it, here and below */
	const struct squares *squares;
	struct value best; /* borrowed */
	const struct value *order;
};
/** Add to a slot's group; false: it is more than can be held. */
bool cube_hold(const struct measure *m, struct slot *slot, uint32_t g,
    const struct holding *more);

/** The number in a made column that comes of its source's value. */
uint32_t cube_number_made(
    struct cube *cube, struct column *c, const struct ndjson_member *m);

/* --- cube_lists.c --- */
/** Find the lists of which each element is counted by itself. */
void cube_lists_plan(struct cube *cube);
void cube_lists_release(struct cube *cube);
/**
 * Count the record at hand by the elements of its lists: once in each group
 * that some choice of an element of each makes. Columns of one list are always
 * of the same element.
 *
 * Returns: false where they are too many together; nothing was counted.
 */
bool cube_lists_add(
    struct cube *cube, const struct hits *hits, struct cube_fault *fault);

/* --- cube_groups.c --- */
/** A grouping of columns; added where it is new. */
int cube_add_grouping(struct cube *cube, const int *columns, size_t n_columns);
/** The rank of each value of a column, by number; borrowed. */
const uint32_t *cube_ranks(struct cube *cube, int column);
void cube_release_children(struct cube *cube);
/**
 * For each group of a base grouping the group of another in which it lies.
 *
 * Memory: new; freed with free.
 */
uint32_t *cube_parents(struct cube *cube, int base, int grouping);

/* --- cube_rollup.c --- */
/** Before the first record: decide what is counted into. */
void cube_rollup_plan(struct cube *cube);
/**
 * When all tallies have just been poured out to the disk: count by no base
 * grouping whose groups take much of the budget, since these stay.
 */
void cube_rollup_part_poured(struct cube *cube);
/** Count a measure as it is wanted; its base's tally is empty. */
void cube_rollup_part(struct cube *cube, struct measure *m);
/**
 * After the last record: make the slots. Tallies that went to the disk, or
 * have to since they would outgrow the budget, are left to cube_spill_finish.
 */
void cube_rollup_finish(struct cube *cube);

/* --- cube_log.c --- */
struct run;
/** What is told of each key of a log and each measure; 0, or -1: enough. */
typedef int cube_log_fn(
    void *context, uint32_t key, size_t measure, const struct run *run);
/** Tell all that a column's log holds. 0, or what the function returned. */
int cube_log_walk(
    struct cube *cube, struct column *c, cube_log_fn *tell, void *context);
/** Make what slots hold of a column's log, and clear it. */
void cube_log_settle(struct cube *cube, struct column *c);

/* --- cube_spill.c --- */
/** Pour all that can be to the disk. 0, -1 with a sentence in err. */
int cube_spill_pour(struct cube *cube, struct strbuf *err)
    __attribute__((warn_unused_result));
/** After the last record: take in what came of what was poured. */
int cube_spill_finish(struct cube *cube, struct strbuf *err)
    __attribute__((warn_unused_result));

/* --- cube_read.c --- */
bool slot_next(const struct slot *slot, size_t *at, uint32_t *g,
    uint32_t *count, uint32_t *n_keys);
bool slot_best(struct value *out, const struct slot *slot, uint32_t g);
/** Where that value stood in its order, likewise. */
struct value slot_order(const struct slot *slot, uint32_t g);
/** The tally of a slot, sorted; borrowed. */
const struct sorted_tally *slot_sorted(
    struct cube *cube, int measure, struct slot *slot);
/** Index of the first entry of group g, or of what would follow it. */
size_t sorted_first(const struct sorted_tally *sorted, uint32_t g);

/* --- cube_state.c --- */
struct cube_state;
/** Is a measure's tally given by count? Ranked values are wanted themselves. */
bool cube_state_by_count(const struct cube_state *s, const struct measure *m);

#endif
