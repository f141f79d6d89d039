/*
 * fuzz_ratio.c - any bytes as a sum to work out, by fractions and by GMP's:
 * lines of a number, or of + - * / that take the two before.
 */
#include <assert.h>
#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "given.h"
#include "vardstrom/ratio.h"
#include "vardstrom/strbuf.h"

enum { MAX_STACK = 16, MAX_STEPS = 64 };

struct stack {
	struct ratio ours[MAX_STACK];
	mpq_t theirs[MAX_STACK];
	int n;
};

/* A decimal in units of 10^-12, as GMP has it. */
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

/* The number in units of 10^-12, half away from zero. */
static void
round_units(mpz_t z, const mpq_t q)
{
	mpz_t den;

	mpz_init_set(den, mpq_denref(q));
	mpz_set(z, mpq_numref(q));
	mpz_mul_ui(z, z, 1000000000000UL * 2);
	if (mpz_sgn(z) < 0)
		mpz_sub(z, z, den);
	else
		mpz_add(z, z, den);
	mpz_mul_ui(den, den, 2);
	mpz_tdiv_q(z, z, den);
	mpz_clear(den);
}

/* The decimal that is shown is the one that GMP rounds to. */
static void
check(const struct ratio *ours, const mpq_t theirs)
{
	struct dec shown;
	mpz_t want, is;

	assert(ratio_is_zero(ours) == (mpq_sgn(theirs) == 0));
	mpz_init(want);
	mpz_init(is);
	round_units(want, theirs);
	if (ratio_dec(&shown, ours) == RATIO_OK) {
		set_dec(is, shown);
		assert(mpz_cmp(want, is) == 0);
	} else {
		/* no decimal holds so much: 10^24 in units of 10^-12 */
		assert(mpz_sizeinbase(want, 10) > DEC_INT_DIGITS + DEC_SCALE);
	}
	mpz_clear(want);
	mpz_clear(is);
}

static void
push(struct stack *st, struct given number)
{
	struct dec v;
	mpz_t z;

	if (st->n == MAX_STACK || dec_parse(&v, number.s, number.len) != DEC_OK)
		return;
	ratio_set_dec(&st->ours[st->n], v);
	mpz_init(z);
	set_dec(z, v);
	mpq_set_z(st->theirs[st->n], z);
	mpz_set_ui(z, 1000000000000UL);
	mpz_set(mpq_denref(st->theirs[st->n]), z);
	mpq_canonicalize(st->theirs[st->n]);
	mpz_clear(z);
	st->n++;
	check(&st->ours[st->n - 1], st->theirs[st->n - 1]);
}

/* May a number of so many bits be too large? */
static bool
is_large(const mpq_t q)
{
	return mpz_sizeinbase(mpq_numref(q), 2) +
		   mpz_sizeinbase(mpq_denref(q), 2) >
	       32 * (NAT_LIMBS - 1) / 2;
}

static void
apply(struct stack *st, char op)
{
	int a = st->n - 2, b = st->n - 1;
	enum ratio_status status;
	bool may_fail = false;

	if (st->n < 2)
		return;
	may_fail = is_large(st->theirs[a]) || is_large(st->theirs[b]);
	if (op == '/' && mpq_sgn(st->theirs[b]) == 0) {
		assert(ratio_div(&st->ours[a], &st->ours[a], &st->ours[b]) ==
		       RATIO_EZERO);
		st->n--;
		return;
	}
	status =
	    op == '+'   ? ratio_add(&st->ours[a], &st->ours[a], &st->ours[b])
	    : op == '-' ? ratio_sub(&st->ours[a], &st->ours[a], &st->ours[b])
	    : op == '*' ? ratio_mul(&st->ours[a], &st->ours[a], &st->ours[b])
			: ratio_div(&st->ours[a], &st->ours[a], &st->ours[b]);
	assert(status == RATIO_OK || (status == RATIO_ERANGE && may_fail));
	st->n--;
	if (status != RATIO_OK)
		return;
	(op == '+'      ? mpq_add
	    : op == '-' ? mpq_sub
	    : op == '*' ? mpq_mul
			: mpq_div)(st->theirs[a], st->theirs[a], st->theirs[b]);
	check(&st->ours[a], st->theirs[a]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given g = given_all(data, len);
	struct stack st = { .n = 0 };

	for (int i = 0; i < MAX_STACK; i++)
		mpq_init(st.theirs[i]);
	for (int i = 0; i < MAX_STEPS && g.len > 0; i++) {
		const char *end = memchr(g.s, '\n', g.len);
		struct given line = { g.s, end ? (size_t)(end - g.s) : g.len };

		if (line.len == 1 && memchr("+-*/", *line.s, 4))
			apply(&st, *line.s);
		else
			push(&st, line);
		g.s += line.len;
		g.len -= line.len;
		given_byte(&g);
	}
	for (int i = 0; i < MAX_STACK; i++)
		mpq_clear(st.theirs[i]);
	return 0;
}
