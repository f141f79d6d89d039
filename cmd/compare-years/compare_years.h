/* compare_years.h - set figures beside those of an earlier year. */
#ifndef COMPARE_YEARS_COMPARE_YEARS_H
#define COMPARE_YEARS_COMPARE_YEARS_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

enum comparison {
	COMPARISON_NONE, /* no indicator record */
	COMPARISON_MADE, /* beside an earlier figure */
	COMPARISON_NOT_MADE
};

/** All records of the stream in their order, until the last is read. */
struct comparer;

/**
 * Units: years, how many years earlier is compared with; 0: as many as to the
 *        latest earlier period that the indicator has.
 */
struct comparer *comparer_new(int years);
void comparer_free(struct comparer *c);

/**
 * Keep a record, and its figure where it is one. What an earlier comparison
 * said is taken off the record.
 *
 * Returns: FIGURE_OK, and it is held; otherwise what is wrong with it, and
 *          it is not.
 */
enum figure_status comparer_add(struct comparer *c, struct record *rec)
    __attribute__((warn_unused_result));

/** Is any of the records that are held a figure of a year? */
bool comparer_has_figures(const struct comparer *c);

/** How many records are held. */
size_t comparer_n(const struct comparer *c);

/**
 * Compare held record i (0-based), when all have been added.
 *
 * Returns: what came of it, with the record's line in *line.
 */
enum comparison comparer_line(
    struct comparer *c, size_t i, struct strbuf *line);

#endif
