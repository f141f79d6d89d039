/*
 * charset.h - the encodings that extracts come in, and the way to UTF-8.
 *
 * UTF-8 is checked; Windows-1252 and ISO 8859-15 are converted byte for byte
 * by a table that iconv fills once, so that a row costs no call of iconv.
 */
#ifndef VARDSTROM_CHARSET_H
#define VARDSTROM_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

enum charset {
	CHARSET_UTF_8,
	CHARSET_WINDOWS_1252,
	CHARSET_ISO_8859_15,
	CHARSET_AUTO /* row by row: UTF-8 where it is, else Windows-1252 */
};

/** Names in the order of enum charset, NULL-ended: "utf-8", "auto"... */
extern const char *const charset_names[];

/** What to write for a name that others give an encoding; NULL: none. */
const char *charset_of_others(const char *name);

/** What each byte of a single-byte encoding is in UTF-8. */
struct charset_map {
	unsigned char len[256];     /* bytes of UTF-8; 0: undefined */
	unsigned char text[256][4]; /* the bytes, padded */
};

/**
 * Fill map for a single-byte encoding (not CHARSET_UTF_8, CHARSET_AUTO).
 *
 * Returns: 0; -1 with a sentence in err where iconv does not know it.
 * Source:  iconv(3) of the C library; Windows-1252 leaves 81, 8D, 8F, 90 and
 *          9D undefined.
 */
int charset_map_load(struct charset_map *map, enum charset charset,
    struct strbuf *err) __attribute__((warn_unused_result));

/**
 * Append the len bytes at s to out as UTF-8.
 *
 * Returns: true; false where a byte is undefined, out is then as before.
 */
bool charset_convert(const struct charset_map *map, struct strbuf *out,
    const char *s, size_t len) __attribute__((warn_unused_result));

/**
 * Are the len bytes at s valid UTF-8?
 *
 * Source: RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF.
 */
bool charset_is_utf_8(const char *s, size_t len);

/**
 * Take one code point from valid UTF-8, s to end (s < end).
 *
 * Returns: the place behind it; the code point in *code.
 */
const char *charset_next(const char *s, const char *end, unsigned *code);

#endif
