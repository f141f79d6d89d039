/*
 * book.h - what is counted, by which groups, and what came of it.
 *
 * A book holds columns (members whose values have numbers), groupings (lists
 * of columns; each combination that was met is a group with a number) and
 * measures (what is taken from the records for which a condition holds). A
 * measure has a slot for each grouping that it is wanted by. Everything that
 * is asked for twice is there once. A record is not counted into each slot,
 * but by joint groupings, of which the slots are made after the last record:
 * see joint.h.
 *
 * Memory: one key a distinct value of a column, some words a group and
 *         measure, 13 to 15 bytes a pair of group and key of a tally; above
 *         the budget, these pairs and their keys are on disk.
 */
#ifndef AGGREGATE_BOOK_H
#define AGGREGATE_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/expr.h"
#include "vardstrom/keyset.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/tally.h"

#include "bins.h"
#include "kinds.h"
#include "nest.h"
#include "value.h"

enum {
	BOOK_MAX_BY = 8,     /* members in one grouping that is asked for */
	BOOK_MAX_JOINT = 16, /* members in one that several are made of */
	COLUMN_N_MET = 64,   /* values kept at hand, a power of 2 */
	COLUMN_MET_LEN = 58, /* bytes of them, at the most */
	COLUMN_FEW = 512,    /* with more values none are kept at hand */
	GROUPING_N_MET = 512 /* groups kept at hand, a power of 2 */
};

enum measure_kind {
	MEASURE_COUNT, /* records */
	MEASURE_SUM,   /* of a member's numbers */
	MEASURE_TALLY, /* how often each of a member's values was met */
	MEASURE_MIN,   /* a member's least value */
	MEASURE_MAX
};

/** A short value that was met, as written, and its number. */
struct met {
	uint64_t first, last; /* its ends, see ends_of */
	uint32_t len;         /* 0: none yet */
	uint32_t number;
	uint8_t type;
	char bytes[COLUMN_MET_LEN];
};

/** A member whose values have numbers; 0 is "missing". */
struct column {
	int member;       /* of the expressions; of a class, for its name */
	int source;       /* of a class: the member whose value it is of */
	struct bins bins; /* of a class; their numbers are from 1 on */
	unsigned n_first; /* of a class: characters of a text; 0: bins */
	struct keyset *keys;
	struct met *met; /* COLUMN_N_MET of them, each where its bytes say */
	uint64_t seen;   /* the record that number is for */
	uint32_t number;
	uint32_t *ranks; /* by number, once book_rank was asked */
	bool is_many;    /* values: none are kept at hand any more */
	bool is_kept;    /* its numbers are groups, or are ranked */
};

/** Columns whose combinations are groups; each group has a number. */
struct grouping {
	int columns[BOOK_MAX_JOINT];
	size_t n_columns;
	struct keyset *keys; /* of the columns' numbers, for two or more */
	uint32_t *met; /* likewise: GROUPING_N_MET groups, for each its number
			  + 1 (0: none) and then the columns' numbers */
	uint64_t seen;
	uint32_t number;
};

/** A least or greatest value: an owned key. */
struct best {
	char *s;
	size_t len;
};

/** What one measure came to in the groups of one grouping. */
struct slot {
	int grouping;
	bool is_joined;       /* it is made of the measure's base */
	size_t n_groups;      /* that have places in the arrays */
	uint64_t *n;          /* records counted in, by group */
	struct dec_sum *sums; /* MEASURE_SUM, by group */
	struct best *bests;   /* MEASURE_MIN, MEASURE_MAX, by group */
	struct tally *tally;  /* MEASURE_TALLY: (group, column's number) */
	struct tally *spread; /* of a tally that went to the disk: (group,
				 count) and how many keys have it */
	uint64_t *distinct;   /* of the tally, by group, once asked */
	struct pile *pile;    /* of the tally, sorted, once asked */
};

/** A tally's counts in the order of groups and then of values. */
struct pile {
	struct pile_entry *entries;
	size_t n;
};
struct pile_entry {
	uint32_t group;
	uint32_t rank;   /* of the value in its column */
	uint32_t number; /* of the value in its column */
	uint32_t count;
};

struct measure {
	enum measure_kind kind;
	int where;         /* an expression; -1: every record */
	int column;        /* of the member; -1: none */
	bool is_numeric;   /* other values than numbers are faults */
	bool is_ranked;    /* a tally whose keys are needed at the end */
	struct dec number; /* MEASURE_SUM: of the record at hand */
	struct slot *slots;
	size_t n_slots, cap_slots;
	struct slot *base;  /* by a joint grouping; NULL: none */
	struct slot **into; /* what a record is counted into: the base, and
			       slots that are not made of it */
	size_t n_into;
};

struct book {
	struct expr_set *exprs;
	struct column *columns;
	size_t n_columns, cap_columns;
	struct grouping *groupings;
	size_t n_groupings, cap_groupings;
	struct measure *measures;
	size_t n_measures, cap_measures;
	uint64_t record_no;    /* 1-based */
	bool is_apart;         /* each slot is counted into, for --partial */
	bool is_planned;       /* what is counted into is known */
	struct measure **hits; /* that the record at hand counts into */
	size_t n_hits;
	bool has_numeric; /* one of them takes numbers */
	struct kinds kinds;
	struct nests nests;
	struct tally_queue queue;
	size_t budget;             /* bytes for tallies; 0: no bound */
	size_t fresh_bytes;        /* added, at most, since the last look */
	size_t floor_bytes;        /* that were left when it was last poured */
	struct overflow *overflow; /* what was poured; NULL: nothing */
	struct strbuf scratch;
};

enum book_verdict {
	BOOK_COUNTED, /* into at least one measure */
	BOOK_NO_MEASURE,
	BOOK_FAULT /* nothing was counted; see the fault */
};

/** What is wrong with a record. */
struct book_fault {
	const char *field; /* borrowed from the book */
	const char *message;
};

void book_init(struct book *b);
void book_release(struct book *b);

/** The number of what is asked for; added where it is new. */
int book_column(struct book *b, const char *name, size_t len);
/**
 * Make a column of that name whose values are the labels of spans (taken)
 * that a member's number lies in; missing where it lies in none. They are
 * ordered as the spans are.
 *
 * Returns: false where there is a column of that name that is not the same.
 */
bool book_class(struct book *b, const char *name, const char *member,
    struct bins *bins) __attribute__((warn_unused_result));
/**
 * Make a column of that name whose values are the first so many characters of
 * a member's text; missing where it is no text. A shorter one is whole.
 *
 * Returns: false where there is a column of that name that is not the same.
 */
bool book_beginning(struct book *b, const char *name, const char *member,
    unsigned n_first) __attribute__((warn_unused_result));
/** At most BOOK_MAX_JOINT columns, in their order. */
int book_grouping(struct book *b, const int *columns, size_t n_columns);
int book_measure(struct book *b, enum measure_kind kind, int where, int column,
    bool is_numeric);
/** Want a measure by a grouping. */
void book_want(struct book *b, int measure, int grouping);

/**
 * Turn to a record, before conditions are asked or it is counted.
 *
 * Memory: borrows rec until the next call.
 */
void book_begin(struct book *b, const struct record *rec);

/** Count the record into every measure whose condition holds. */
enum book_verdict book_count(struct book *b, struct book_fault *fault);

/** After the last record, before anything is asked. */
void book_finish(struct book *b);

/* --- within memory ---------------------------------------------------------
 */

/** Tallies need their keys at the end: they are not to go to the disk. */
void book_rank(struct book *b, int measure);

/**
 * Between two records: where the book has outgrown its budget, pour its
 * tallies out to the disk, and forget their keys.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int book_relieve(struct book *b, struct strbuf *err)
    __attribute__((warn_unused_result));

/** After book_finish, once: take in what came of it. 0, -1 as above. */
int book_settle(struct book *b, struct strbuf *err)
    __attribute__((warn_unused_result));

/** Bytes that columns, groups and tallies hold. */
size_t book_bytes(const struct book *b);

/** The number of the record's value in a column, and a slot's end. For the
 * book's own files. */
uint32_t book_number_here(struct book *b, int column);
void book_release_slot(struct slot *slot);

/** The value "missing" as a column's number 0; an empty tally. For the book's
 * own files. */
void book_add_missing(struct column *c);
struct tally *book_new_tally(const struct book *b, int grouping);

/**
 * Walk a tally by counts: n_keys of group g were met count times. Pairs come
 * in no order, and (g, count) may come again. Start with *at = 0; false at
 * the end.
 */
bool slot_next(const struct slot *slot, size_t *at, uint32_t *g,
    uint32_t *count, uint32_t *n_keys);

/* --- what was counted elsewhere --------------------------------------------
 */

/** The number of a value in a column; NULL: missing. Added where new. */
uint32_t book_number(
    struct book *b, int column, const struct ndjson_member *value);

/** What a slot holds of a group; the tally aside. */
struct holding {
	uint64_t n;         /* records */
	struct dec_sum sum; /* MEASURE_SUM */
	struct value best;  /* MEASURE_MIN, MEASURE_MAX; borrowed */
};
/** Add to a slot's group; false: it is more than can be held. */
bool book_merge(const struct measure *m, struct slot *slot, uint32_t g,
    const struct holding *more);

/* --- afterwards ------------------------------------------------------------
 */

/** The slot, or NULL if it was not wanted. */
struct slot *book_slot(const struct book *b, int measure, int grouping);

/** Records counted into group g; 0 for groups that were never met. */
uint64_t slot_n(const struct slot *slot, uint32_t g);
/** The sum of group g. */
enum dec_status slot_sum(struct dec *out, const struct slot *slot, uint32_t g);
/** The number of distinct values of group g. */
uint64_t slot_distinct(struct slot *slot, uint32_t g);

/**
 * The value at a rank by the nearest-rank definition: of n values in order,
 * the one with number ceil(per_100k / 100000 * n), at least the first.
 *
 * Units:   per_100k in 1/100000: the median is 50000.
 * Returns: false where the group has no value.
 * Memory:  *out is borrowed from the book.
 */
bool book_percentile(struct book *b, int measure, struct slot *slot, uint32_t g,
    uint32_t per_100k, struct value *out);
/** The tally of a slot, sorted; borrowed. */
const struct pile *book_pile(struct book *b, int measure, struct slot *slot);
/** Index of the first entry of group g, or of what would follow it. */
size_t pile_first(const struct pile *pile, uint32_t g);

/** The least or greatest value of group g; false where there is none. */
bool slot_best(struct value *out, const struct slot *slot, uint32_t g);

/** Groups of a grouping: their numbers are below this. */
uint32_t book_n_groups(const struct book *b, int grouping);
/** The value of column i of a group; borrowed. */
struct value book_group_value(
    const struct book *b, int grouping, uint32_t g, size_t i);
/** The group of these numbers of a grouping's columns; added where new. */
uint32_t book_group_of(struct book *b, int grouping, const uint32_t *numbers);
/** The numbers of a group's columns. */
void book_group_numbers(
    const struct book *b, int grouping, uint32_t g, uint32_t *numbers);

/**
 * Sort groups by the values of their columns.
 *
 * Memory: keeps the ranks of the columns' values in the book.
 */
void book_sort_groups(struct book *b, int grouping, uint32_t *groups, size_t n);

/** The rank of each value of a column, by number; borrowed. */
const uint32_t *book_ranks(struct book *b, int column);

#endif
