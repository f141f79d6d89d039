/*
 * nat.h - natural numbers of some 300 digits, for exact products and quotients
 * of decimals.
 */
#ifndef VARDSTROM_NAT_H
#define VARDSTROM_NAT_H

#include <stdbool.h>
#include <stdint.h>

enum {
	NAT_LIMBS = 32 /* of 32 bits; some 300 decimal digits */
};

/** A natural number. */
struct nat {
	uint32_t n_limbs;         /* used; the highest is not 0 */
	uint32_t limb[NAT_LIMBS]; /* lowest first */
};

/** Set from a number of 64 or 128 bits. */
void nat_set(struct nat *out, uint64_t v);
void nat_set_128(struct nat *out, uint64_t hi, uint64_t lo);

/** The number as 128 bits; false where it has more. */
bool nat_get_128(const struct nat *a, uint64_t *hi, uint64_t *lo);

static inline bool
nat_is_zero(const struct nat *a)
{
	return a->n_limbs == 0;
}

/** Negative, 0 or positive as a is less than, equal to or more than b. */
int nat_cmp(const struct nat *a, const struct nat *b);

/**
 * Sum and product; out may be a or b.
 *
 * Returns: false where the result has NAT_LIMBS limbs or more; *out then
 *          holds nothing of use.
 */
bool nat_add(struct nat *out, const struct nat *a, const struct nat *b)
    __attribute__((warn_unused_result));
bool nat_mul(struct nat *out, const struct nat *a, const struct nat *b)
    __attribute__((warn_unused_result));

/** a - b, where a is not less than b; out may be a or b. */
void nat_sub(struct nat *out, const struct nat *a, const struct nat *b);

/** Divide a in place by a small number; returns the remainder. */
uint32_t nat_div_small(struct nat *a, uint32_t divisor);

/** a = q * b + r with r < b, b not zero. q and r are neither a nor b. */
void nat_div(
    struct nat *q, struct nat *r, const struct nat *a, const struct nat *b);

/** The greatest common divisor; of 0 and b it is b. */
void nat_gcd(struct nat *out, const struct nat *a, const struct nat *b);

/** 10 to the power of exponent, at most DEC_SCALE. */
uint64_t nat_power_of_ten(unsigned exponent);

#endif
