/* nat.c - school arithmetic on limbs of 32 bits; small and the same anywhere.
 */
#include "vardstrom/nat.h"

#include <assert.h>
#include <string.h>

enum {
	NAT_MAX_LIMBS = NAT_LIMBS - 1 /* of a result: nat_div needs the room */
};

static void
trim(struct nat *a)
{
	while (a->n_limbs > 0 && a->limb[a->n_limbs - 1] == 0)
		a->n_limbs--;
}

void
nat_set(struct nat *out, uint64_t v)
{
	nat_set_128(out, 0, v);
}

void
nat_set_128(struct nat *out, uint64_t hi, uint64_t lo)
{
	out->limb[0] = (uint32_t)lo;
	out->limb[1] = (uint32_t)(lo >> 32);
	out->limb[2] = (uint32_t)hi;
	out->limb[3] = (uint32_t)(hi >> 32);
	out->n_limbs = 4;
	trim(out);
}

static uint64_t
limb_at(const struct nat *a, uint32_t i)
{
	return i < a->n_limbs ? a->limb[i] : 0;
}

bool
nat_get_128(const struct nat *a, uint64_t *hi, uint64_t *lo)
{
	if (a->n_limbs > 4)
		return false;
	*lo = limb_at(a, 0) | limb_at(a, 1) << 32;
	*hi = limb_at(a, 2) | limb_at(a, 3) << 32;
	return true;
}

int
nat_cmp(const struct nat *a, const struct nat *b)
{
	uint32_t i;

	if (a->n_limbs != b->n_limbs)
		return a->n_limbs < b->n_limbs ? -1 : 1;
	for (i = a->n_limbs; i-- > 0;)
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	return 0;
}

bool
nat_add(struct nat *out, const struct nat *a, const struct nat *b)
{
	uint32_t n = a->n_limbs > b->n_limbs ? a->n_limbs : b->n_limbs;
	uint64_t carry = 0;
	uint32_t i;

	for (i = 0; i < n; i++) {
		carry += limb_at(a, i) + limb_at(b, i);
		out->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
	if (carry && n >= NAT_MAX_LIMBS)
		return false;
	if (carry)
		out->limb[n++] = (uint32_t)carry;
	out->n_limbs = n;
	return true;
}

void
nat_sub(struct nat *out, const struct nat *a, const struct nat *b)
{
	uint32_t n = a->n_limbs;
	uint64_t borrow = 0;
	uint32_t i;

	assert(nat_cmp(a, b) >= 0);
	for (i = 0; i < n; i++) {
		uint64_t diff = limb_at(a, i) - limb_at(b, i) - borrow;

		out->limb[i] = (uint32_t)diff;
		borrow = diff >> 63;
	}
	out->n_limbs = n;
	trim(out);
}

bool
nat_mul(struct nat *out, const struct nat *a, const struct nat *b)
{
	uint32_t product[2 * NAT_LIMBS] = { 0 };
	uint32_t n = a->n_limbs + b->n_limbs;
	uint32_t i, k;

	for (i = 0; i < a->n_limbs; i++) {
		uint64_t carry = 0;

		for (k = 0; k < b->n_limbs; k++) {
			carry +=
			    (uint64_t)a->limb[i] * b->limb[k] + product[i + k];
			product[i + k] = (uint32_t)carry;
			carry >>= 32;
		}
		product[i + k] = (uint32_t)carry;
	}
	while (n > 0 && product[n - 1] == 0)
		n--;
	if (n > NAT_MAX_LIMBS)
		return false;
	memcpy(out->limb, product, n * sizeof(product[0]));
	out->n_limbs = n;
	return true;
}

uint32_t
nat_div_small(struct nat *a, uint32_t divisor)
{
	uint64_t rest = 0;
	uint32_t i;

	for (i = a->n_limbs; i-- > 0;) {
		rest = rest << 32 | a->limb[i];
		a->limb[i] = (uint32_t)(rest / divisor);
		rest %= divisor;
	}
	trim(a);
	return (uint32_t)rest;
}

/** r = 2 * r + bit; r stays below twice a divisor, so there is room. */
static void
shift_in(struct nat *r, uint32_t bit)
{
	uint32_t carry = bit;
	uint32_t i;

	for (i = 0; i < r->n_limbs; i++) {
		uint32_t next = r->limb[i] >> 31;

		r->limb[i] = r->limb[i] << 1 | carry;
		carry = next;
	}
	if (carry) {
		assert(r->n_limbs < NAT_LIMBS);
		r->limb[r->n_limbs++] = carry;
	}
}

void
nat_div(struct nat *q, struct nat *r, const struct nat *a, const struct nat *b)
{
	uint32_t i;

	assert(!nat_is_zero(b));
	*q = *a;
	if (b->n_limbs == 1) {
		nat_set(r, nat_div_small(q, b->limb[0]));
		return;
	}
	/*
	 * Bit by bit from the top: the divisors here are two or three limbs,
	 * and a formula is worked out once for each figure printed.
	 */
	r->n_limbs = 0;
	for (i = a->n_limbs * 32; i-- > 0;) {
		uint32_t bit = a->limb[i / 32] >> (i % 32) & 1;

		shift_in(r, bit);
		if (nat_cmp(r, b) >= 0) {
			nat_sub(r, r, b);
			q->limb[i / 32] |= (uint32_t)1 << (i % 32);
		} else {
			q->limb[i / 32] &= ~((uint32_t)1 << (i % 32));
		}
	}
	trim(q);
}

void
nat_gcd(struct nat *out, const struct nat *a, const struct nat *b)
{
	struct nat x = *a, y = *b, q, r;

	while (!nat_is_zero(&x)) {
		nat_div(&q, &r, &y, &x);
		y = x;
		x = r;
	}
	*out = y;
}

uint64_t
nat_power_of_ten(unsigned exponent)
{
	static const uint64_t powers[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 1000000000, 10000000000,
		100000000000, 1000000000000 };

	assert(exponent < sizeof(powers) / sizeof(powers[0]));
	return powers[exponent];
}
