/* ascii.h - character classes that know no locale and take plain char. */
#ifndef VARDSTROM_ASCII_H
#define VARDSTROM_ASCII_H

#include <stdbool.h>
#include <stddef.h>

static inline bool
ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
ascii_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
ascii_is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool
ascii_is_alpha(char c)
{
	return ascii_is_upper(c) || ascii_is_lower(c);
}

static inline bool
ascii_is_alnum(char c)
{
	return ascii_is_alpha(c) || ascii_is_digit(c);
}

/** A space or a tab. */
static inline bool
ascii_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/** Nothing but blanks, or the CR of a line that ended in CR LF? */
static inline bool
ascii_is_blank_line(const char *s, size_t len)
{
	while (len && (ascii_is_blank(*s) || *s == '\r')) {
		s++;
		len--;
	}
	return len == 0;
}

static inline char
ascii_upper(char c)
{
	return ascii_is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

static inline char
ascii_lower(char c)
{
	return ascii_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/** The value of a digit. */
static inline int
ascii_digit(char c)
{
	return c - '0';
}

#endif
