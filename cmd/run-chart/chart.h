/*
 * chart.h - a run chart: the median of a series of months, and where its
 * points say that something has changed.
 *
 * All comparisons are exact; only what is printed is rounded.
 */
#ifndef RUN_CHART_CHART_H
#define RUN_CHART_CHART_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"

enum {
	CHART_MAX_POINTS = 960, /* 80 years of months */
	CHART_SHIFT = 6,        /* points on one side of the median */
	CHART_TREND = 5,        /* points that all rise, or all fall */
	CHART_XMR_RISES = 6,    /* steps from point to point, or falls */
	CHART_XMR_SIDE = 7,     /* points on one side of the mean */
	CHART_XMR_TRIAL = 13    /* points: limits of fewer are on trial */
};

/** Sets of rules; any of them together. */
enum chart_rules { CHART_PERLA = 1, CHART_ANHOEJ = 2, CHART_XMR = 4 };

struct chart_how {
	unsigned rules;   /* enum chart_rules */
	bool is_screened; /* CHART_XMR: without moving ranges that stand out */
	size_t n_base;    /* points that lines are made of; 0: all */
};

struct point {
	int month; /* since 1970-01 */
	struct dec value;
};

enum signal_rule {
	SIGNAL_SHIFT,
	SIGNAL_TREND,
	SIGNAL_FEW_RUNS,
	SIGNAL_MANY_RUNS,
	SIGNAL_ASTRONOMICAL,
	SIGNAL_LONG_RUN, /* CHART_ANHOEJ, and the next */
	SIGNAL_FEW_CROSSINGS,
	SIGNAL_OUTSIDE, /* CHART_XMR, and those below */
	SIGNAL_SIX_STEPS,
	SIGNAL_TWO_OF_THREE,
	SIGNAL_SEVEN
};

/** A change that is more than noise, and the points that say so. */
struct signal {
	enum signal_rule rule;
	size_t first, last; /* of the chart's points, 0-based, inclusive */
	size_t n_points;    /* those that count: fewer where some are equal */
	bool is_up;         /* above the median or the limit, or rising */
};

struct chart {
	struct dec median;
	struct dec mean;
	struct dec moving_range; /* the mean of the moving ranges */
	struct dec lower, upper; /* the natural process limits */
	size_t n_runs;           /* on one side of the median or the other */
	bool has_limits;         /* of runs: some point is off the median */
	size_t runs_low;         /* fewer are too few */
	size_t runs_high;        /* more are too many */
	size_t n_useful;         /* points off the median */
	size_t longest;          /* run of them on one side */
	size_t longest_high;     /* longer ones are a signal */
	size_t n_crossings;      /* of the median */
	size_t crossings_low;    /* fewer are a signal */
	struct dec xmr_range;    /* the mean of the moving ranges that count */
	struct dec xmr_lower, near_lower, near_upper, xmr_upper;
	size_t n_screened;      /* moving ranges left out of these */
	struct signal *signals; /* by rule, then by first */
	size_t n_signals, cap_signals;
};
#define CHART_INIT                                                             \
	{                                                                      \
		.signals = NULL                                                \
	}

void chart_release(struct chart *c);

/**
 * Make the chart of a series.
 *
 * Shape:   2 to CHART_MAX_POINTS points in the order of their months, as
 *          many of them as lines are made of.
 * Returns: false where a sum or a limit is larger than struct dec holds.
 * Memory:  the signals of an earlier chart are forgotten, their memory kept.
 * Source:  R-RUN-01 to R-RUN-06; CHART_ANHOEJ R-RUN-08, CHART_XMR R-RUN-09.
 */
bool chart_make(struct chart *c, const struct point *points, size_t n,
    const struct chart_how *how) __attribute__((warn_unused_result));

/**
 * What Anhøj's rules allow of n points off the median (R-RUN-08): a run no
 * longer than longest, and no fewer crossings than crossings.
 *
 * Shape:   n from 1 to CHART_MAX_POINTS.
 */
void chart_anhoej_limits(size_t n, size_t *longest, size_t *crossings);

/**
 * How many runs there may be, of n_above points above and n_below below the
 * median, before there are too few or too many (R-RUN-04).
 *
 * Shape:   n_above and n_below at least 1, together CHART_MAX_POINTS at most.
 */
void chart_run_limits(
    size_t n_above, size_t n_below, size_t *low, size_t *high);

#endif
