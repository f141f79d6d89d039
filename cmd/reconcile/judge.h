/* judge.h - printed cells against figures, and against each other. */
#ifndef RECONCILE_JUDGE_H
#define RECONCILE_JUDGE_H

#include <stddef.h>

#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "published.h"
#include "range.h"

/** The figures of the stream, found by what they are of. */
struct figures;

struct figures *figures_new(void);
void figures_free(struct figures *f);
/** Keep a figure; other records are FIGURE_EOTHER. */
enum figure_status figures_add(struct figures *f, const struct record *rec)
    __attribute__((warn_unused_result));

struct verdicts {
	size_t n_equal, n_explained, n_differs, n_missing, n_contradictions;
};

typedef void judge_line_fn(void *context, const struct strbuf *line);

/**
 * Hold the print against the figures under one rounding; each line to fn,
 * which may be NULL where only the numbers are asked for.
 */
void judge(const struct published *p, const struct figures *f,
    enum rounding rounding, struct verdicts *v, judge_line_fn *fn,
    void *context);

/** The rounding under which the print has the fewest faults. */
enum rounding judge_rounding(
    const struct published *p, const struct figures *f);

#endif
