/* pivot.h - figures as rows and columns: a row for each group. */
#ifndef RENDER_TABLE_PIVOT_H
#define RENDER_TABLE_PIVOT_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"

enum cell_verdict {
	CELL_NO_TARGET,
	CELL_MET,
	CELL_MISSED,
	CELL_NOT_ASSESSED /* see reason */
};

/** A figure in its place. */
struct cell {
	bool is_there;  /* the stream has the figure */
	bool has_value; /* ... and the figure has a value */
	bool is_share;  /* its unit is share */
	struct dec value;
	int decimals; /* how many to print; -1: as they are */
	enum cell_verdict verdict;
	const char *reason; /* CELL_NOT_ASSESSED; borrowed from the pivot */
	const char *text;   /* in place of a value; NULL: none */
	bool is_json;       /* text is JSON as written, not a string */
};

/** A group: the values of the row members, and a cell for each column. */
struct row {
	char **labels;      /* one a row member; "" where it has none */
	size_t *places;     /* one a label: what it is sorted by before it */
	size_t n_labels;    /* 0 for the total */
	struct cell *cells; /* one a column */
	struct cell sort;   /* what it is sorted by besides its labels */
	char *scope;        /* differs from every other row's */
};

/** A row for each period: no figure is grouped by a member of that name. */
#define PIVOT_PERIOD "period"

/** What is asked for; all borrowed. */
struct pivot_options {
	const char *const *row_names; /* members of by, or PIVOT_PERIOD */
	size_t n_row_names;
	const char *const *columns; /* indicators */
	size_t n_columns;
	const char *period; /* NULL: the only one that there is */
	const char *sort;   /* an indicator, greatest first; NULL: by name */
	bool has_total;     /* the figures of all, by [] */
};

struct pivot;

enum pivot_status {
	PIVOT_OK,
	PIVOT_OTHER,   /* nothing that the table shows */
	PIVOT_EFIGURE, /* a figure that cannot be read: see *figure */
	PIVOT_EREPEAT, /* a second figure for the same place */
	PIVOT_EPERIOD  /* of another period, and none was chosen */
};

/** Memory: borrows o until pivot_free. */
struct pivot *pivot_new(const struct pivot_options *o);
void pivot_free(struct pivot *p);

/**
 * Take the figure of a record into the table.
 *
 * Returns: PIVOT_OK where it was; otherwise why it was not.
 */
enum pivot_status pivot_add(struct pivot *p, const struct record *rec,
    enum figure_status *figure) __attribute__((warn_unused_result));

/** What the figures that were read had, whether the table shows them or not. */
struct pivot_met {
	struct near_names indicators, periods;
	struct near_names members; /* that figures are grouped by */
};
const struct pivot_met *pivot_met(const struct pivot *p);

/** Has the indicator that the rows are sorted by a figure of any row? */
bool pivot_has_sort(const struct pivot *p);

/** The period of the figures; "" before the first. Borrowed. */
const char *pivot_period(const struct pivot *p);

/**
 * Sort the rows, when all figures are in: by the sort column, greatest first
 * and rows without a value last, then by the places of their labels, then by
 * their labels in Swedish order.
 */
void pivot_sort(struct pivot *p);

/** Give each label the place of its value; before pivot_rename and _sort. */
typedef size_t pivot_place_fn(
    void *context, const char *member, const char *value);
void pivot_order(struct pivot *p, pivot_place_fn *place, void *context);

/**
 * A new row below all others, its cells empty, for tables that are not made
 * of figures; borrowed until the next.
 */
struct row *pivot_new_row(struct pivot *p);

/** Keep a text for a cell; borrowed until pivot_free. */
const char *pivot_keep(struct pivot *p, const char *s, size_t len);

/** In labels of the member of that name, write these instead of those. */
typedef const char *pivot_name_fn(
    void *context, const char *member, const char *value);
void pivot_rename(struct pivot *p, pivot_name_fn *name, void *context);

size_t pivot_n_rows(const struct pivot *p);
const struct row *pivot_row(const struct pivot *p, size_t i);
/** The same, of a table that is being made; borrowed until the next row. */
struct row *pivot_row_to_change(struct pivot *p, size_t i);
/**
 * Make figures of a column per cent: times a hundred, with two decimals less;
 * or, where is_share, have a workbook show them so.
 *
 * Returns: false where one is too large.
 */
bool pivot_percent(struct pivot *p, size_t column, bool is_share)
    __attribute__((warn_unused_result));
/** Has a column a text that is not empty, in place of a number? */
bool pivot_has_text(const struct pivot *p, size_t column);
/**
 * Keep the first n rows, when they are sorted.
 *
 * Returns: how many of the others are equal to the last of them in the sort
 *          column.
 */
size_t pivot_cut(struct pivot *p, size_t n);
/** The figures of all; NULL where they were not asked for. */
const struct row *pivot_total(const struct pivot *p);

/**
 * Compare two names in Swedish order: letters regardless of case, å, ä and ö
 * after z; then by bytes, so that only equal names are equal.
 */
int pivot_compare_names(const char *a, const char *b);

#endif
