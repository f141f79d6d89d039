/* judge.h - printed cells against figures, and against each other. */
#ifndef RECONCILE_JUDGE_H
#define RECONCILE_JUDGE_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

#include "figures.h"
#include "published.h"
#include "range.h"
#include "tell.h"

struct verdicts {
	size_t n_equal, n_explained, n_differs, n_missing, n_contradictions,
	    n_names, n_unprinted, n_no_numbers;
	bool is_cut; /* not all was looked at: a contradiction may be missing */
};

typedef void judge_line_fn(void *context, const struct strbuf *line);

/**
 * Hold the print against the figures under one rounding; each record to fn,
 * or, where words is set, each that needs attention as a sentence in tongue.
 */
void judge(const struct published *p, struct figures *f, enum rounding rounding,
    struct verdicts *v, bool words, enum tongue tongue, judge_line_fn *fn,
    void *context);

/** The rounding under which the print has the fewest faults. */
enum rounding judge_rounding(const struct published *p, struct figures *f);

/** Cells that no figure of theirs is printed so. */
size_t judge_n_differs(
    const struct published *p, struct figures *f, enum rounding rounding);

#endif
