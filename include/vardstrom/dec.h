/* dec.h - exact decimals and exact ratios; never binary floating point. */
#ifndef VARDSTROM_DEC_H
#define VARDSTROM_DEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

enum {
	DEC_SCALE = 12,     /* digits behind the point that are kept */
	DEC_INT_DIGITS = 24 /* digits before it, at the most */
};

enum dec_status {
	DEC_OK,
	DEC_EFORM,      /* not a number */
	DEC_EPRECISION, /* more than DEC_SCALE decimals that are not zero */
	DEC_ERANGE      /* more than DEC_INT_DIGITS digits before the point */
};

/**
 * A decimal in units of 10^-12, 128 bits in two's complement. All zero is 0.
 * Two halves, so that it is the same on every machine. Never as much as
 * 10^DEC_INT_DIGITS.
 */
struct dec {
	uint64_t lo;
	int64_t hi;
};

/** A JSON number as written: 1.10, -3, 1e2. */
enum dec_status dec_parse(struct dec *out, const char *s, size_t len)
    __attribute__((warn_unused_result));
struct dec dec_from_int(int64_t v);

/** From a sign and a magnitude in units of 10^-12, high and low half. */
enum dec_status dec_from_parts(struct dec *out, bool is_negative, uint64_t hi,
    uint64_t lo) __attribute__((warn_unused_result));

/**
 * Compare two JSON numbers as written, exactly, of any size: 1.0 is 1, and
 * 1e400 is more than 1e399.
 *
 * Shape:   both must be JSON numbers (RFC 8259), as ndjson_parse leaves them.
 * Returns: negative, 0 or positive as a is less than, equal to or more than
 *          b. Exponents count to a billion; beyond, all are the same.
 */
int dec_cmp_text(const char *a, size_t a_len, const char *b, size_t b_len);

/**
 * Append the one way to write the value of a JSON number of any size: two
 * numbers for which dec_cmp_text is 0 are the same bytes. A JSON number
 * itself, plain digits where they are not too many.
 *
 * Shape: as dec_cmp_text.
 */
void dec_key(struct strbuf *sb, const char *s, size_t len);

/** Is a JSON number surely written as dec_key writes it? Most are. */
bool dec_is_key(const char *s, size_t len);

/** Sum, difference; DEC_ERANGE leaves *out untouched. */
enum dec_status dec_add(struct dec *out, struct dec a, struct dec b)
    __attribute__((warn_unused_result));
enum dec_status dec_sub(struct dec *out, struct dec a, struct dec b)
    __attribute__((warn_unused_result));
/** a * b; more decimals than DEC_SCALE is DEC_EPRECISION, never rounded. */
enum dec_status dec_mul(struct dec *out, struct dec a, struct dec b)
    __attribute__((warn_unused_result));

/** Append a * b as a JSON number, whatever decimals it has. */
void dec_mul_text(struct strbuf *sb, struct dec a, struct dec b);

int dec_cmp(struct dec a, struct dec b);
int dec_sign(struct dec a);

/**
 * num / den, exact where it ends within DEC_SCALE decimals, otherwise rounded
 * there, half away from zero. den must not be zero.
 */
enum dec_status dec_div(struct dec *out, struct dec num, struct dec den)
    __attribute__((warn_unused_result));

/** Round to n_decimals (0 to DEC_SCALE), half away from zero. */
struct dec dec_round(struct dec a, int n_decimals);

/**
 * A sum of any number of decimals, in any order: 192 bits, so that no order
 * of adding can overflow where another does not. All zero is 0.
 */
struct dec_sum {
	uint64_t lo;
	uint64_t mid;
	int64_t hi;
};

static inline void
dec_sum_add(struct dec_sum *sum, struct dec v)
{
	uint64_t lo = sum->lo + v.lo;
	uint64_t carry = lo < v.lo;
	uint64_t mid = sum->mid + (uint64_t)v.hi;
	uint64_t carry_mid = mid < (uint64_t)v.hi;

	mid += carry;
	carry_mid += mid < carry;
	sum->lo = lo;
	sum->mid = mid;
	/* v.hi stretched to the third word is -1 or 0 */
	sum->hi += (int64_t)carry_mid - (v.hi < 0);
}

/** Add what was summed elsewhere. */
static inline void
dec_sum_merge(struct dec_sum *sum, const struct dec_sum *more)
{
	uint64_t lo = sum->lo + more->lo;
	uint64_t carry = lo < more->lo;
	uint64_t mid = sum->mid + more->mid;
	uint64_t carry_mid = mid < more->mid;

	mid += carry;
	carry_mid += mid < carry;
	sum->lo = lo;
	sum->mid = mid;
	sum->hi = (int64_t)((uint64_t)sum->hi + (uint64_t)more->hi + carry_mid);
}

/** The sum as a decimal; DEC_ERANGE where it is too large for one. */
enum dec_status dec_sum_get(struct dec *out, const struct dec_sum *sum)
    __attribute__((warn_unused_result));

/**
 * The whole part: 17.9 is 17.
 *
 * Returns: false where a is negative or has more than 64 bits; *out untouched.
 */
bool dec_whole(uint64_t *out, struct dec a) __attribute__((warn_unused_result));

/** Append as a JSON number, no needless zeros: 82.8708, 1200, -0.5. */
void dec_format(struct dec a, struct strbuf *sb);

const char *dec_strerror(enum dec_status status);

#endif
