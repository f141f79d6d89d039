/* answer.h - what functions and formulas come to in a cube. */
#ifndef CUBE_ANSWER_H
#define CUBE_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "vardstrom/interval.h"
#include "vardstrom/ratio.h"

#include "cube.h"
#include "define/formula.h"
#include "define/function.h"

/** Where answers come from; all borrowed. */
struct answers {
	const struct wanted *wanted;
	const struct formulas *formulas;
	struct cube *cube; /* finished */
};

/** Records counted in; for a share, those in its whole. */
uint64_t answer_n(const struct cube *cube, const struct function *f,
    int grouping, uint32_t g);

/**
 * How many times as large as Poisson's the variance of a count is that comes
 * in the clusters which a function counts distinct values of: the sum of v
 * squared over the sum of v, where v is the number of records of a cluster.
 *
 * Returns: false where nothing was counted, or too much.
 */
bool answer_design_effect(struct ratio *out, struct cube *cube,
    const struct function *f, int grouping, uint32_t g);

enum result_kind {
	RESULT_NUMBER,
	RESULT_VALUE,   /* a value that is no number */
	RESULT_MISSING, /* the group has no value */
	RESULT_RANGE    /* a sum too large to be held */
};

struct result {
	enum result_kind kind;
	struct ratio number;
	struct value value; /* borrowed from the cube */
};

/** What came of it in a group. */
void answer_result(struct result *out, struct cube *cube,
    const struct function *f, int grouping, uint32_t g);

/**
 * Mark the groups of a grouping in which a record was counted into something
 * that the node looks at; what total() and across() widen does not count.
 *
 * Shape: is_there has a place for each group there is.
 */
void answer_mark(
    const struct answers *as, int node, int grouping, bool *is_there);

enum formula_status {
	FORMULA_OK,
	FORMULA_MISSING, /* no value to work with */
	FORMULA_EZERO,   /* divided by zero */
	FORMULA_EFEW,    /* too few events for a rate */
	FORMULA_ERANGE   /* too large */
};

/** Work a node out in group g of a grouping. */
enum formula_status answer_formula(struct ratio *out, const struct answers *as,
    int node, int grouping, uint32_t g) __attribute__((warn_unused_result));

/**
 * The interval of a rate: of a node that is standardised(), slope_index() or
 * relative_index() of counts.
 *
 * Returns: false where there is no rate, or no interval of it.
 */
bool answer_rate_interval(struct interval *out, const struct answers *as,
    int node, int grouping, uint32_t g, double level)
    __attribute__((warn_unused_result));

#endif
