/*
 * plan.h - which figure is traced, and what its records count in it.
 *
 * A side of a figure (numerator, denominator) is taken apart into terms: what
 * is taken of records, by a function of the definitions, times a number. Where
 * it is no sum of such terms (a product of two measures, a rank), the same
 * functions stand beside each other as parts, each with a name.
 */
#ifndef TRACE_FIGURE_PLAN_H
#define TRACE_FIGURE_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ratio.h"
#include "vardstrom/strbuf.h"

#include "cube/answer.h"
#include "define/indicators.h"
#include "define/period.h"

enum take {
	TAKE_COUNT,
	TAKE_SUM,
	TAKE_DISTINCT,
	/* from here on nothing is known before the last record */
	TAKE_LEAST,
	TAKE_GREATEST,
	TAKE_PERCENTILE,
	TAKE_SPREAD /* keys by the number of their records */
};

enum side { SIDE_NUMERATOR, SIDE_DENOMINATOR, N_SIDES };

/** A term of a side, or a part. */
struct leaf {
	enum take take;
	enum side side;
	const struct function *function;
	int where;                 /* an expression; -1: every record */
	int member;                /* of the expressions; -1: none */
	unsigned scope;            /* bit i: the figure's member i binds it */
	int splits[WANTED_MAX_BY]; /* columns by whose values it is taken apart
				    */
	size_t n_splits;
	struct ratio times;
	bool is_once; /* times is 1 */
	char *name;   /* of a part; NULL: a term */
};

/** A member that the figure is of. */
struct bound {
	char *name;
	char *value; /* as asked; NULL: records without the member */
	int column;
	uint32_t numbers[2]; /* of the column: a text, and a number or word */
	size_t n_numbers;    /* 2: which of them, the first record tells */
	bool is_literal;     /* it is the number or the word */
};

struct side_plan {
	int node; /* a formula's; -1: none of its own */
	bool is_there;
	bool is_sum; /* of terms; else it has parts */
	struct ratio constant;
};

struct plan {
	struct answers answers; /* of the figure: its definitions and cube */
	const struct indicators *ins;
	const struct indicator *in;
	int grouping;
	struct bound by[WANTED_MAX_BY];
	size_t n_by;
	size_t bin; /* of a spread */
	struct side_plan sides[N_SIDES];
	struct leaf *leaves;
	size_t n_leaves, cap_leaves;
	bool is_held; /* some leaf is known only at the end */
};

/** A member and its value, as asked for. */
struct asked {
	char *name;
	char *value; /* NULL: without it */
};

/**
 * Plan the trace of one figure. The definitions are loaded, nothing is
 * counted yet.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int plan_make(struct plan *p, const struct wanted *w, struct cube *cube,
    const struct indicators *ins, const char *indicator,
    const struct asked *asked, size_t n_asked, struct strbuf *err)
    __attribute__((warn_unused_result));
/**
 * Plan a figure of an indicator by one of its groupings, for the group that
 * the record at hand is in; a spread without its bins.
 */
void plan_for_record(struct plan *p, const struct wanted *w, struct cube *cube,
    const struct indicators *ins, const struct indicator *in, int grouping);
void plan_release(struct plan *p);

/** Is the record at hand in the scope of a leaf? Else *i is the member. */
bool plan_in_scope(struct plan *p, const struct leaf *leaf, size_t *i);

/** The figure's group, once all is counted; false: no record made it. */
bool plan_group(const struct plan *p, uint32_t *g);

#endif
