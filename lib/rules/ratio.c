/* ratio.c - exact fractions, reduced after each step. */
#include "vardstrom/ratio.h"

#include "vardstrom/nat.h"

enum {
	GCD_ABOVE = 2 /* limbs: smaller fractions are left as they are */
};

/** To lowest terms, where the numbers have become large enough to matter. */
static void
reduce(struct ratio *a)
{
	struct nat divisor, q, r;

	if (nat_is_zero(&a->num)) {
		a->is_negative = false;
		nat_set(&a->den, 1);
		return;
	}
	if (a->den.n_limbs <= GCD_ABOVE && a->num.n_limbs <= GCD_ABOVE)
		return;
	nat_gcd(&divisor, &a->num, &a->den);
	nat_div(&q, &r, &a->num, &divisor);
	a->num = q;
	nat_div(&q, &r, &a->den, &divisor);
	a->den = q;
}

void
ratio_set_int(struct ratio *out, int64_t v)
{
	out->is_negative = v < 0;
	nat_set(&out->num, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
	nat_set(&out->den, 1);
}

void
ratio_set_dec(struct ratio *out, struct dec v)
{
	const uint64_t one = nat_power_of_ten(DEC_SCALE);
	uint64_t lo = v.lo, hi = (uint64_t)v.hi;

	out->is_negative = v.hi < 0;
	if (out->is_negative) {
		lo = 0 - lo;
		hi = ~hi + (lo == 0);
	}
	/* whole numbers, as most are, stay short in all that is made of them */
	if (hi == 0 && lo % one == 0) {
		nat_set(&out->num, lo / one);
		nat_set(&out->den, 1);
		return;
	}
	nat_set_128(&out->num, hi, lo);
	nat_set(&out->den, one);
	reduce(out);
}

bool
ratio_is_zero(const struct ratio *a)
{
	return nat_is_zero(&a->num);
}

enum ratio_status
ratio_add(struct ratio *out, const struct ratio *a, const struct ratio *b)
{
	struct ratio sum;
	struct nat left, right;

	if (!nat_mul(&left, &a->num, &b->den) ||
	    !nat_mul(&right, &b->num, &a->den) ||
	    !nat_mul(&sum.den, &a->den, &b->den))
		return RATIO_ERANGE;
	sum.is_negative = a->is_negative;
	if (a->is_negative == b->is_negative) {
		if (!nat_add(&sum.num, &left, &right))
			return RATIO_ERANGE;
	} else if (nat_cmp(&left, &right) >= 0) {
		nat_sub(&sum.num, &left, &right);
	} else {
		nat_sub(&sum.num, &right, &left);
		sum.is_negative = b->is_negative;
	}
	reduce(&sum);
	*out = sum;
	return RATIO_OK;
}

enum ratio_status
ratio_sub(struct ratio *out, const struct ratio *a, const struct ratio *b)
{
	struct ratio negated = *b;

	negated.is_negative = !b->is_negative && !nat_is_zero(&b->num);
	return ratio_add(out, a, &negated);
}

enum ratio_status
ratio_mul(struct ratio *out, const struct ratio *a, const struct ratio *b)
{
	struct ratio product;

	if (!nat_mul(&product.num, &a->num, &b->num) ||
	    !nat_mul(&product.den, &a->den, &b->den))
		return RATIO_ERANGE;
	product.is_negative = a->is_negative != b->is_negative;
	reduce(&product);
	*out = product;
	return RATIO_OK;
}

enum ratio_status
ratio_div(struct ratio *out, const struct ratio *a, const struct ratio *b)
{
	struct ratio inverse = *b;

	if (nat_is_zero(&b->num))
		return RATIO_EZERO;
	inverse.num = b->den;
	inverse.den = b->num;
	return ratio_mul(out, a, &inverse);
}

enum ratio_status
ratio_dec(struct dec *out, const struct ratio *a)
{
	struct nat scaled, q, r, one;
	uint64_t hi, lo;

	nat_set(&scaled, nat_power_of_ten(DEC_SCALE));
	if (!nat_mul(&scaled, &scaled, &a->num))
		return RATIO_ERANGE;
	nat_div(&q, &r, &scaled, &a->den);
	if (!nat_add(&r, &r, &r))
		return RATIO_ERANGE;
	nat_set(&one, 1);
	if (nat_cmp(&r, &a->den) >= 0 && !nat_add(&q, &q, &one))
		return RATIO_ERANGE;
	if (!nat_get_128(&q, &hi, &lo) ||
	    dec_from_parts(out, a->is_negative, hi, lo) != DEC_OK)
		return RATIO_ERANGE;
	return RATIO_OK;
}
