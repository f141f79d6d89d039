/* squares.c - sums of squares, and roots of them to the last digit. */
#include "squares.h"

#include "vardstrom/diag.h"
#include "vardstrom/nat.h"

enum {
	/* a root is less than 10^36 * sqrt(2), in units of 10^-12 */
	ROOT_BITS = 121
};

static void
set_words(struct nat *out, const uint64_t *words, uint32_t n_words)
{
	uint32_t i;

	for (i = 0; i < n_words; i++) {
		out->limb[2 * i] = (uint32_t)words[i];
		out->limb[2 * i + 1] = (uint32_t)(words[i] >> 32);
	}
	out->n_limbs = 2 * n_words;
	while (out->n_limbs > 0 && out->limb[out->n_limbs - 1] == 0)
		out->n_limbs--;
}

/** A product of numbers that are known to be small enough. */
static void
multiply(struct nat *out, const struct nat *a, const struct nat *b)
{
	if (!nat_mul(out, a, b))
		BUG("a product of squares that is too large");
}

static void
add_words(struct squares *s, const uint64_t *words)
{
	uint64_t carry = 0;
	int i;

	for (i = 0; i < SQUARES_WORDS; i++) {
		uint64_t sum = s->word[i] + carry;

		carry = sum < carry;
		s->word[i] = sum + words[i];
		carry += s->word[i] < sum;
	}
}

void
squares_add(struct squares *s, struct dec v)
{
	const uint64_t sign = v.hi < 0 ? UINT64_MAX : 0;
	const uint64_t lo = (v.lo ^ sign) - sign;
	const uint64_t hi = ((uint64_t)v.hi ^ sign) + (sign && lo == 0);
	const uint64_t limbs[4] = { (uint32_t)lo, lo >> 32, (uint32_t)hi,
		hi >> 32 };
	uint64_t product[SQUARES_WORDS] = { 0 };
	uint32_t half[8] = { 0 };
	int i, k;

	for (i = 0; i < 4; i++) {
		uint64_t carry = 0;

		for (k = 0; k < 4; k++) {
			carry += limbs[i] * limbs[k] + half[i + k];
			half[i + k] = (uint32_t)carry;
			carry >>= 32;
		}
		half[i + k] = (uint32_t)carry;
	}
	for (i = 0; i < 4; i++)
		product[i] = half[2 * i] | (uint64_t)half[2 * i + 1] << 32;
	add_words(s, product);
}

static bool
is_sane(const struct squares *s)
{
	return s->word[SQUARES_WORDS - 1] >> SQUARES_TOP_BITS == 0;
}

bool
squares_merge(struct squares *s, const struct squares *more)
{
	if (!is_sane(more))
		return false;
	add_words(s, more->word);
	return is_sane(s);
}

/** n times the sum of squares, and the square of the sum. */
static void
set_sides(struct nat *squares, struct nat *sum, const struct squares *s,
    const struct dec_sum *of, uint64_t n)
{
	uint64_t words[3] = { of->lo, of->mid, (uint64_t)of->hi };
	uint64_t carry = of->hi < 0;
	struct nat factor;
	int i;

	for (i = 0; of->hi < 0 && i < 3; i++) {
		words[i] = ~words[i] + carry;
		carry = carry && words[i] == 0;
	}
	set_words(sum, words, 3);
	multiply(sum, sum, sum);
	set_words(squares, s->word, SQUARES_WORDS);
	nat_set(&factor, n);
	multiply(squares, squares, &factor);
}

bool
squares_can_be(const struct squares *s, const struct dec_sum *sum, uint64_t n)
{
	struct nat squares, square;

	set_sides(&squares, &square, s, sum, n);
	return is_sane(s) && nat_cmp(&squares, &square) >= 0;
}

/** Is (2 * root - 1)^2 * divisor at most square? */
static bool
is_within(
    const struct nat *root, const struct nat *divisor, const struct nat *square)
{
	struct nat one, odd;

	nat_set(&one, 1);
	if (!nat_add(&odd, root, root))
		BUG("a root that is too large");
	nat_sub(&odd, &odd, &one);
	multiply(&odd, &odd, &odd);
	multiply(&odd, &odd, divisor);
	return nat_cmp(&odd, square) <= 0;
}

/*
 * The variance is (n * squares - sum^2) / (n * (n - 1)), a fraction. Rounded
 * half up, its root is the largest r with r - 1/2 <= root, which is
 * (2r - 1)^2 * n * (n - 1) <= 4 * (n * squares - sum^2): whole numbers only.
 */
enum dec_status
squares_stdev(struct dec *out, const struct squares *s,
    const struct dec_sum *sum, uint64_t n)
{
	struct nat left, right, divisor, factor, root;
	uint64_t words[2] = { 0, 0 };
	int bit;

	set_sides(&left, &right, s, sum, n);
	nat_sub(&left, &left, &right);
	nat_set(&factor, 4);
	multiply(&left, &left, &factor);
	nat_set(&divisor, n);
	nat_set(&factor, n - 1);
	multiply(&divisor, &divisor, &factor);
	for (bit = ROOT_BITS; bit-- > 0;) {
		words[bit / 64] |= UINT64_C(1) << bit % 64;
		set_words(&root, words, 2);
		if (!is_within(&root, &divisor, &left))
			words[bit / 64] &= ~(UINT64_C(1) << bit % 64);
	}
	return dec_from_parts(out, false, words[1], words[0]);
}
