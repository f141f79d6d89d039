/*
 * wanted.h - what is to be counted: plain data, complete before the first
 * record and unchanged from then on.
 *
 * Columns are members whose values have numbers, groupings are lists of
 * columns, and measures are what is taken from the records for which a
 * condition holds, each by the groupings that want it. Everything that is
 * asked for twice is there once. A cube counts what is wanted (cube/cube.h).
 */
#ifndef DEFINE_WANTED_H
#define DEFINE_WANTED_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/expr.h"

#include "bins.h"

enum {
	WANTED_MAX_BY = 8,      /* members in one grouping */
	WANTED_MAX_FIRST = 1000 /* characters of a class */
};

enum measure_kind {
	MEASURE_COUNT, /* records */
	MEASURE_SUM,   /* of a member's numbers */
	MEASURE_TALLY, /* how often each of a member's values was met */
	MEASURE_MIN,   /* a member's least value */
	MEASURE_MAX,
	MEASURE_SQUARES, /* the sum of a member's numbers and of their squares
			  */
	MEASURE_FIRST,   /* a member's value where another one is least */
	MEASURE_LAST     /* ... greatest; the smaller of those beside it */
};

/**
 * A member whose values have numbers; or a class, whose values are made of
 * another one: the labels of the spans that a number lies in, in their order,
 * and missing where it lies in none; the first characters of a text, missing
 * where it is none; or the value as it is. Of each element of a list, where it
 * is one, if that is asked for.
 */
struct wanted_column {
	int member;       /* of the expressions; of a class, for its name */
	int source;       /* of a class: the value that it is of; else -1 */
	bool is_each;     /* of a class: of each element of a list */
	struct bins bins; /* of a class; their numbers are from 1 on */
	unsigned n_first; /* of a class: characters of a text; 0: all */
	bool is_kept;     /* its numbers are groups, or are ranked */
};

struct wanted_grouping {
	int columns[WANTED_MAX_BY];
	size_t n_columns;
};

struct wanted_measure {
	enum measure_kind kind;
	int where;       /* an expression; -1: every record */
	int column;      /* of the member; -1: none */
	int order;       /* likewise, of what MEASURE_FIRST and _LAST go by */
	bool is_numeric; /* other values than numbers are faults */
	bool is_ranked;  /* a tally whose keys are needed at the end */
	int *groupings;  /* that it is wanted by */
	size_t n_groupings, cap_groupings;
};

struct wanted {
	struct expr_set *exprs;
	int record; /* the member that tells kinds of records apart */
	struct wanted_column *columns;
	size_t n_columns, cap_columns;
	struct wanted_grouping *groupings;
	size_t n_groupings, cap_groupings;
	struct wanted_measure *measures;
	size_t n_measures, cap_measures;
};

void wanted_init(struct wanted *w);
void wanted_release(struct wanted *w);

/** The number of what is asked for; added where it is new. */
int wanted_column(struct wanted *w, const char *name, size_t len);
/**
 * The number of a class: bins are taken, is_kept is not looked at, member is
 * set to that of its name.
 *
 * Returns: -1 where there is a column of that name that is not the same.
 */
int wanted_class(struct wanted *w, const char *name, size_t len,
    struct wanted_column *is) __attribute__((warn_unused_result));
/** At most WANTED_MAX_BY columns, in their order. */
int wanted_grouping(struct wanted *w, const int *columns, size_t n_columns);
int wanted_measure(struct wanted *w, enum measure_kind kind, int where,
    int column, bool is_numeric);
/** The same, of MEASURE_FIRST or MEASURE_LAST by the order of a column. */
int wanted_ordered(struct wanted *w, enum measure_kind kind, int where,
    int column, int order, bool is_numeric);
/** Want a measure by a grouping. */
void wanted_by(struct wanted *w, int measure, int grouping);
/** A tally needs its keys at the end: they are not to go to the disk. */
void wanted_rank(struct wanted *w, int measure);

/** A grouping of these columns that is there; -1: none. */
int wanted_find(const struct wanted *w, const int *columns, size_t n_columns);
/**
 * The columns of a grouping with one more, or without one; as they are where
 * it is among them, or not. There is room for WANTED_MAX_BY + 1.
 *
 * Returns: how many there are.
 */
size_t wanted_with(
    const struct wanted *w, int grouping, int column, int *columns);
size_t wanted_without(
    const struct wanted *w, int grouping, int column, int *columns);
/** The name of a column; borrowed. */
const char *wanted_name(const struct wanted *w, int column);

#endif
