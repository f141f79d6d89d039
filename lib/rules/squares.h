/*
 * squares.h - sums of squares of decimals, and standard deviations of them:
 * exact up to the last step, and so the same on every machine.
 */
#ifndef RULES_SQUARES_H
#define RULES_SQUARES_H

#include <stdbool.h>
#include <stdint.h>

#include "vardstrom/dec.h"

enum {
	SQUARES_WORDS = 5,
	SQUARES_TOP_BITS = 52 /* of the highest word, of 2^63 decimals */
};

/**
 * A sum of squares in units of 10^-24, lowest word first; all zero is 0. 2^63
 * squares of decimals are less than 2^303.
 */
struct squares {
	uint64_t word[SQUARES_WORDS];
};

/** Add the square of v. */
void squares_add(struct squares *s, struct dec v);

/**
 * Add what was summed elsewhere.
 *
 * Returns: false where either is more than 2^63 decimals can come to.
 */
bool squares_merge(struct squares *s, const struct squares *more)
    __attribute__((warn_unused_result));

/** Can n decimals with that sum have these squares? n below 2^63. */
bool squares_can_be(
    const struct squares *s, const struct dec_sum *sum, uint64_t n);

/**
 * The standard deviation of a sample of n decimals: the root of the sum of
 * squared differences from their mean over n - 1, rounded to DEC_SCALE
 * decimals, half away from zero.
 *
 * Shape:   n is at least 2, and squares_can_be.
 * Returns: DEC_OK, or DEC_ERANGE.
 */
enum dec_status squares_stdev(struct dec *out, const struct squares *s,
    const struct dec_sum *sum, uint64_t n) __attribute__((warn_unused_result));

#endif
