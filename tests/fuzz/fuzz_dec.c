/*
 * fuzz_dec.c - any bytes as a number: written and read back; as two
 * numbers, compared, and worked out by GMP, too.
 */
#include <assert.h>
#include <gmp.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/dec.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In units of 10^-12, as GMP has it. */
static void
set_dec(mpz_t z, struct dec v)
{
	mpz_t lo;

	mpz_init_set_ui(lo, v.lo);
	mpz_set_si(z, v.hi);
	mpz_mul_2exp(z, z, 64);
	mpz_add(z, z, lo);
	mpz_clear(lo);
}

/* A result is GMP's; of what cannot be held, only the size is known. */
static void
check(enum dec_status status, struct dec got, const mpz_t want)
{
	bool fits = mpz_sizeinbase(want, 10) <= DEC_INT_DIGITS + DEC_SCALE;
	mpz_t is;

	assert(status != DEC_ERANGE ||
	       mpz_sizeinbase(want, 10) >= DEC_INT_DIGITS + DEC_SCALE);
	if (status != DEC_OK)
		return;
	mpz_init(is);
	set_dec(is, got);
	/* sizeinbase may say one more than there are */
	assert(mpz_cmp(is, want) == 0);
	assert(
	    fits || mpz_sizeinbase(want, 10) == DEC_INT_DIGITS + DEC_SCALE + 1);
	mpz_clear(is);
}

/* Sum, difference, product and quotient of both. */
static void
calculate(struct dec a, struct dec b)
{
	static const unsigned long unit = 1000000000000UL;
	mpz_t x, y, z, rest;
	enum dec_status status;
	struct dec got = { 0 };

	mpz_inits(x, y, z, rest, NULL);
	set_dec(x, a);
	set_dec(y, b);
	mpz_add(z, x, y);
	status = dec_add(&got, a, b);
	check(status, got, z);
	mpz_sub(z, x, y);
	status = dec_sub(&got, a, b);
	check(status, got, z);
	mpz_mul(z, x, y);
	mpz_tdiv_qr_ui(z, rest, z, unit);
	status = dec_mul(&got, a, b);
	if (mpz_sgn(rest) != 0)
		assert(status != DEC_OK);
	else
		check(status, got, z);
	if (dec_sign(b) != 0) {
		/* half away from zero: twice the size, plus one, halved */
		mpz_mul_ui(z, x, 2 * unit);
		mpz_tdiv_q(z, z, y);
		if (mpz_sgn(z) != 0)
			(mpz_sgn(z) < 0 ? mpz_sub_ui : mpz_add_ui)(z, z, 1);
		mpz_tdiv_q_ui(z, z, 2);
		status = dec_div(&got, a, b);
		check(status, got, z);
	}
	mpz_clears(x, y, z, rest, NULL);
}

/** Two numbers with a blank between them, in both orders. */
static void
compare(const char *s, size_t size)
{
	const char *blank = memchr(s, ' ', size);
	struct dec a, b;
	size_t len;
	int order;

	if (!blank)
		return;
	len = (size_t)(blank - s);
	if (dec_parse(&a, s, len) != DEC_OK ||
	    dec_parse(&b, blank + 1, size - len - 1) != DEC_OK)
		return;
	calculate(a, b);
	order = dec_cmp_text(s, len, blank + 1, size - len - 1);
	assert((order > 0) - (order < 0) == dec_cmp(a, b));
	order = dec_cmp_text(blank + 1, size - len - 1, s, len);
	assert((order > 0) - (order < 0) == dec_cmp(b, a));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	struct strbuf sb = STRBUF_INIT;
	struct dec v, again;
	int i;

	if (dec_parse(&v, s, size) == DEC_OK) {
		dec_format(v, &sb);
		if (dec_parse(&again, sb.s, sb.len) != DEC_OK)
			assert(!"what is written reads back");
		assert(dec_cmp(v, again) == 0);
		assert(dec_cmp_text(s, size, sb.s, sb.len) == 0);
		for (i = 0; i <= DEC_SCALE; i++)
			again = dec_round(again, DEC_SCALE - i);
	}
	compare(s, size);
	strbuf_release(&sb);
	return 0;
}
