/* range.h - what a printed number stands for: exact ends, each in or out. */
#ifndef RECONCILE_RANGE_H
#define RECONCILE_RANGE_H

#include <stdbool.h>

#include "vardstrom/ratio.h"

/** How a print rounds; one for the whole of it. */
enum rounding { ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_CUT, N_ROUNDINGS };

struct range {
	struct ratio low, high;
	bool is_low_out, is_high_out; /* the end itself is no part of it */
};

/** All that is printed as value with so many decimals. */
void range_of_print(
    struct range *r, struct dec value, int decimals, enum rounding rounding);
void range_exact(struct range *r, struct dec value);

/** Exact arithmetic; out of range is everything. r may be a. */
void range_add(struct range *r, const struct range *a, const struct range *b);
/** a / b for a not negative, b more than 0; false: b may be 0. */
bool range_div(struct range *r, const struct range *a, const struct range *b);

bool range_has(const struct range *r, const struct ratio *v);
/** Have they a number in common? */
bool range_meets(const struct range *a, const struct range *b);

#endif
