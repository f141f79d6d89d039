/* number.h - numbers as Swedish reports write them, to JSON numbers. */
#ifndef NORMALIZE_NUMBER_H
#define NORMALIZE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum { NUMBER_MAX_TEXT = 48 };

enum number_status {
	NUMBER_OK,
	NUMBER_EFORM, /* not a number */
	NUMBER_ERANGE /* more digits than asked for */
};

/** A number as JSON writes it, without needless zeros. */
struct number {
	char text[NUMBER_MAX_TEXT]; /* no NUL */
	size_t len;
};

/**
 * Read a number: decimal comma or point; digits in one run or in groups of
 * three with a space, U+00A0, U+202F or U+2009 between; '-' or U+2212 in
 * front. There must be a digit on each side of the comma.
 *
 * Units:   max_whole, max_decimals: digits before and behind the comma that
 *          can be kept, zeros at the outer ends not counted; their sum at
 *          most NUMBER_MAX_TEXT - 4. max_decimals 0: an integer, and a comma
 *          is NUMBER_EFORM.
 * Source:  the printed quality report writes "3 405", "102 000" with U+202F,
 *          "12345" and "94,5".
 */
enum number_status number_parse(struct number *out, const char *s, size_t len,
    unsigned max_whole, unsigned max_decimals)
    __attribute__((warn_unused_result));

/** Round to so many decimals, half away from zero; no needless zeros. */
void number_round(struct number *n, unsigned decimals);

/** Has it signs that seem to set thousands apart: 1,234,567 or 1.234,5? */
bool number_is_apart(const char *s, size_t len);

#endif
