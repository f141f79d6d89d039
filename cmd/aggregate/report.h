/* report.h - indicator records, in the order of their definitions. */
#ifndef AGGREGATE_REPORT_H
#define AGGREGATE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

#include "cube/answer.h"
#include "define/indicators.h"
#include "define/period.h"

/** Where we are in the indicators, their groupings, groups and bins. */
struct report {
	const struct indicators *ins;
	struct answers answers;
	const struct period *period;
	size_t i;         /* the indicator */
	size_t grouping;  /* of its list */
	uint32_t *groups; /* of the grouping, sorted; NULL: not found yet */
	size_t n_groups;
	size_t group;
	size_t bin;
	uint64_t *patients; /* of a spread: keys by group and bin */
	uint64_t *records;  /* and their records */
};

/** Borrows all of its arguments. */
void report_init(struct report *r, const struct indicators *ins,
    const struct wanted *w, struct cube *cube, const struct period *period);
void report_release(struct report *r);

/** Append the next record to sb, without a line end; false after the last. */
bool report_next(struct report *r, struct strbuf *sb);

#endif
