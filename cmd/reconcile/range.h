/*
 * range.h - what a printed number stands for: exact ends, each in or out.
 *
 * Ends are decimals. A quotient or a product that has more decimals than they
 * hold is moved outwards: a range may be wider than it is, never narrower.
 */
#ifndef RECONCILE_RANGE_H
#define RECONCILE_RANGE_H

#include <stdbool.h>

#include "vardstrom/ratio.h"

/** How a print rounds; one for the whole of it. */
enum rounding { ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_CUT, N_ROUNDINGS };

struct end {
	struct dec at;
	bool is_out;  /* the end itself is no part of it */
	bool is_none; /* it goes on for ever */
};

struct range {
	struct end low, high;
};

/** All that is printed as value with so many decimals. */
void range_of_print(
    struct range *r, struct dec value, int decimals, enum rounding rounding);
/** A little more than value, or less: by less than one of its last digit. */
void range_beside(struct range *r, struct dec value, int decimals, int sign);
void range_exact(struct range *r, struct dec value);
/** Every number; or those from 0 on. */
void range_all(struct range *r, bool is_from_0);

/** What all of a and one of b can add up to, or be less by. r may be a or b. */
void range_add(struct range *r, const struct range *a, const struct range *b);
void range_sub(struct range *r, const struct range *a, const struct range *b);
/** a * b * scale; false: unknown, as one may be less than 0. */
bool range_mul(
    struct range *r, const struct range *a, const struct range *b, int scale);
/** a * scale / b; false: unknown, as b may be 0 or one less than 0. */
bool range_div(
    struct range *r, const struct range *a, const struct range *b, int scale);

/** Only the whole numbers of it. */
void range_whole(struct range *r);
/**
 * Leave in r what is in by too. Returns whether r became narrower by more
 * than a hair: so little that it would never end.
 */
bool range_narrow(struct range *r, const struct range *by);

bool range_is_empty(const struct range *r);
bool range_has(const struct range *r, const struct ratio *v);
/** Have they a number in common? */
bool range_meets(const struct range *a, const struct range *b);

#endif
