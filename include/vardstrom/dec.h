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
 * Two halves, so that it is the same on every machine.
 */
struct dec {
	uint64_t lo;
	int64_t hi;
};

/** A JSON number as written: 1.10, -3, 1e2. */
enum dec_status dec_parse(struct dec *out, const char *s, size_t len)
    __attribute__((warn_unused_result));
struct dec dec_from_int(int64_t v);

/** Sum, difference; DEC_ERANGE leaves *out untouched. */
enum dec_status dec_add(struct dec *out, struct dec a, struct dec b)
    __attribute__((warn_unused_result));
enum dec_status dec_sub(struct dec *out, struct dec a, struct dec b)
    __attribute__((warn_unused_result));
/** a * b; more decimals than DEC_SCALE is DEC_EPRECISION, never rounded. */
enum dec_status dec_mul(struct dec *out, struct dec a, struct dec b)
    __attribute__((warn_unused_result));

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

/** Append as a JSON number, no needless zeros: 82.8708, 1200, -0.5. */
void dec_format(struct dec a, struct strbuf *sb);

const char *dec_strerror(enum dec_status status);

#endif
