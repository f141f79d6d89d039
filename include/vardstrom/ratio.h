/* ratio.h - exact fractions of any numerator and denominator, for formulas. */
#ifndef VARDSTROM_RATIO_H
#define VARDSTROM_RATIO_H

#include <stdbool.h>
#include <stdint.h>

#include "vardstrom/dec.h"
#include "vardstrom/nat.h"

/** num / den with den > 0, reduced where the numbers grow; zero is 0 / 1. */
struct ratio {
	struct nat num;
	struct nat den;
	bool is_negative; /* never for zero */
};

enum ratio_status {
	RATIO_OK,
	RATIO_EZERO, /* divided by zero */
	RATIO_ERANGE /* more digits than NAT_LIMBS or struct dec holds */
};

void ratio_set_int(struct ratio *out, int64_t v);
void ratio_set_dec(struct ratio *out, struct dec v);

/** Exact; out may be a or b; *out is untouched where they fail. */
enum ratio_status ratio_add(struct ratio *out, const struct ratio *a,
    const struct ratio *b) __attribute__((warn_unused_result));
enum ratio_status ratio_sub(struct ratio *out, const struct ratio *a,
    const struct ratio *b) __attribute__((warn_unused_result));
enum ratio_status ratio_mul(struct ratio *out, const struct ratio *a,
    const struct ratio *b) __attribute__((warn_unused_result));
enum ratio_status ratio_div(struct ratio *out, const struct ratio *a,
    const struct ratio *b) __attribute__((warn_unused_result));

bool ratio_is_zero(const struct ratio *a);

/**
 * The decimal: exact where it ends within DEC_SCALE decimals, otherwise
 * rounded there, half away from zero.
 */
enum ratio_status ratio_dec(struct dec *out, const struct ratio *a)
    __attribute__((warn_unused_result));

#endif
