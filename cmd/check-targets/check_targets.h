/* check_targets.h - hold indicator records against their targets. */
#ifndef CHECK_TARGETS_CHECK_TARGETS_H
#define CHECK_TARGETS_CHECK_TARGETS_H

#include <stddef.h>

#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/near.h"
#include "vardstrom/strbuf.h"

#include "targets.h"

enum verdict {
	VERDICT_NONE, /* no target speaks of the record */
	VERDICT_MET,
	VERDICT_MISSED,
	VERDICT_NOT_ASSESSED
};

/** All records of the stream in their order, until the last is read. */
struct checker;

/** Memory: borrows targets until checker_free. */
struct checker *checker_new(const struct targets *targets);
void checker_free(struct checker *c);

/**
 * Keep a record, and its figure where a target asks for it. What an earlier
 * check said is taken off the record.
 *
 * Returns: FIGURE_OK, and it is held; otherwise what is wrong with it, and
 *          it is not.
 */
enum figure_status checker_add(struct checker *c, struct record *rec)
    __attribute__((warn_unused_result));

/** The indicators that were met, and what they were by, as "a,b". */
const struct near_names *checker_met(const struct checker *c);
const struct near_names *checker_bys(const struct checker *c);

/** How many records are held. */
size_t checker_n(const struct checker *c);

/**
 * Judge held record i (0-based), when all have been added.
 *
 * Returns: the verdict, with the record's line in *line.
 */
enum verdict checker_line(struct checker *c, size_t i, struct strbuf *line);

#endif
