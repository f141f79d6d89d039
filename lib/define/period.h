/* period.h - a year, a month or a range, and whether a record lies in it. */
#ifndef DEFINE_PERIOD_H
#define DEFINE_PERIOD_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/expr.h"

enum {
	PERIOD_YEAR_LEN = 4,  /* 2025 */
	PERIOD_MONTH_LEN = 7, /* 2025-03 */
	PERIOD_DAY_LEN = 10,
	PERIOD_MAX_LEN = 16 /* 2024-Q3..2025-Q2 */
};

struct period {
	char text[PERIOD_MAX_LEN + 1];
	size_t len;    /* of text; 0: no period, everything lies in it */
	bool is_range; /* of months: a quarter, or from one to another */
	char start[PERIOD_DAY_LEN + 1]; /* the first day */
	char end[PERIOD_DAY_LEN + 1];   /* the last one */
	int year, month, date;          /* members of the expressions */
};

/**
 * Read "2025" or "2025-03", a quarter "2025-Q1", or a range of these as
 * "2024-07..2025-06", and tell the expressions of $period,
 * $period_start and $period_end.
 *
 * Returns: false where it is none of these, or ends before it begins.
 */
bool period_parse(struct period *p, const char *text, struct expr_set *exprs)
    __attribute__((warn_unused_result));

/**
 * Does the record at hand lie in the period? What counts is, for a year, the
 * first of year, month and date that it has; for a month or range the first
 * of month, date and year (a year lies in no month and in no range). Null is as
 * missing. A record with none of them lies in every period.
 */
bool period_holds(const struct period *p, struct expr_set *exprs);

#endif
