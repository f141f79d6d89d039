/* utf8.h - UTF-8 as RFC 3629 has it, checked and written. */
#ifndef VARDSTROM_UTF8_H
#define VARDSTROM_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	UTF8_MAX_LEN = 4 /* bytes of one character, at the most */
};

/**
 * The length of the character that s begins with.
 *
 * Shape:   len is at least 1; no byte at or behind s + len is read.
 * Returns: 1 to 4; 0 where s does not begin with valid UTF-8 (overlong form,
 *          surrogate, above U+10FFFF, stray or missing continuation byte).
 * Source:  RFC 3629, section 4 (the table of well-formed sequences).
 */
size_t utf8_char_len(const char *s, size_t len);

/** How many bytes at the beginning of s are valid; len if all are. */
size_t utf8_valid_len(const char *s, size_t len);

/** Are these bytes valid UTF-8? */
bool utf8_is_valid(const char *s, size_t len);

/**
 * Write a code point at out (no NUL). It must not be a surrogate nor above
 * U+10FFFF.
 *
 * Returns: the number of bytes, 1 to UTF8_MAX_LEN.
 */
size_t utf8_encode(char *out, uint32_t code_point);

/**
 * Is this code point a digit, of whatever script? Superscripts, circled and
 * mathematical ones too.
 *
 * Source: Unicode 14, Numeric_Type Decimal or Digit.
 */
bool utf8_is_digit(uint32_t code_point);

#endif
