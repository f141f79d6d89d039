/*
 * interval.h - how sure a figure is: intervals and funnel limits.
 *
 * Worked out with the four operations and square roots of binary doubles
 * only, so that every machine gives the same digits; good to 9 decimals for
 * shares, and to 12 digits.
 *
 * Source: Wilson 1927; Breslow and Day 1987 (Byar); Garwood 1936 (exact);
 *         Spiegelhalter 2005 (funnel plots); as in PHEindicatormethods. Kish
 *         1965 (design effect); Fay and Feuer 1997 (by the gamma
 *         distribution, here with one weight). Dobson et al. 1991; Sergeant
 *         and Firth 2006 for the ends of a line.
 */
#ifndef VARDSTROM_INTERVAL_H
#define VARDSTROM_INTERVAL_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"

enum interval_method {
	INTERVAL_WILSON,    /* a share: so many of so many */
	INTERVAL_BYAR,      /* a count from 10 on; exact below */
	INTERVAL_EXACT,     /* a count, by the Poisson distribution */
	INTERVAL_CLUSTERED, /* a count of events that come in clusters */
	INTERVAL_DOBSON,    /* a standardised rate of a count */
	INTERVAL_NORMAL     /* an index of inequality of counts */
};

struct interval {
	double low, high;
};

/** How many standard deviations to each side hold a level: 0.95, 1.96. */
double interval_z(double level);

/** Of x among n, 0 <= x <= n, n > 0. */
struct interval interval_wilson(double x, double n, double z);

/** Of a count, x >= 0; low is less than 0 where there is none. */
struct interval interval_byar(double x, double z);

/**
 * Of a count, x >= 0. Also the limits around an expected number, which need
 * not be whole.
 */
struct interval interval_exact(double x, double level);

/**
 * Of a count of events that come in clusters, such as the visits of patients.
 *
 * Shape: effect, the design effect, is how many times as large as Poisson's
 *        the variance is: sum of v squared / sum of v, where v is the number
 *        of events in each cluster. At 1 it is the exact interval. Also the
 *        limits around an expected number.
 */
struct interval interval_clustered(double x, double effect, double level);

/** A band of a population: events among so many, and what it weighs. */
struct interval_band {
	double weight, events, size;
};

/**
 * Of a standardised rate: the sum of weight * events / size, over the sum of
 * weights. size > 0; 10 events or more.
 */
struct interval interval_dobson(
    const struct interval_band *bands, size_t n, double level);

/**
 * Of what the rate rises by along a scale on which the bands lie, two or more,
 * in their order, as wide as their sizes; or of the one end over the other.
 *
 * Returns: false where an end of the line is not above 0 and they are to be
 *          divided.
 */
bool interval_along_scale(struct interval *out,
    const struct interval_band *bands, size_t n, bool is_relative, double level)
    __attribute__((warn_unused_result));

/** Of a count, by INTERVAL_BYAR or INTERVAL_EXACT. */
struct interval interval_of_count(
    enum interval_method method, double x, double level);

/** The double nearest to a number. */
double interval_from_dec(struct dec v);
/** A number rounded to 9 decimals; false: it is too large. */
bool interval_to_dec(struct dec *out, double v);

/** Where shares of n lie around a mean, within [0, 1]. */
struct interval interval_funnel(double mean, double n, double z);

#endif
