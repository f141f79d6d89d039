/*
 * fold.h - names that people write in several ways, made comparable.
 *
 * Scope, so that nobody expects Unicode's whole case folding: letters of
 * Latin-1 and Latin Extended-A in lower case; the marks U+0300 to U+0303,
 * U+0308, U+030A and U+0327 are composed with the letter before them where
 * Latin-1 has the pair (decomposed "A" + ring = "Å"); any run of blanks
 * (space, tab, line ends, U+00A0, U+2007, U+2009, U+202F) is one space, none
 * at the ends; U+2010 and U+2011 are the plain hyphen. All else stands.
 *
 * Invisible are marks that show nothing where they stand alone: the byte-order
 * mark, soft hyphen, what is of no width, and what turns text's direction.
 */
#ifndef VARDSTROM_FOLD_H
#define VARDSTROM_FOLD_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/near.h"
#include "vardstrom/strbuf.h"

/**
 * Append the folded form of len bytes of valid UTF-8 to sb.
 *
 * Shape: two names are the same where their folded bytes are.
 */
void fold_name(struct strbuf *sb, const char *s, size_t len);

/**
 * Bytes of the invisible character that s begins with; 0: none.
 *
 * Source: Unicode 15, General_Category Cf of U+00AD, 061C, 180E, 200B to 200F,
 *         202A to 202E, 2060 to 206F, FEFF; and U+034F, which is of no width.
 */
size_t fold_invisible_len(const char *s, size_t len);
/** The same of the one that s ends with. */
size_t fold_invisible_end_len(const char *s, size_t len);

/**
 * Leave out blanks (space, tab, CR, LF, U+00A0) and what is invisible at both
 * ends.
 */
static inline void
fold_trim(const char **s, size_t *len)
{
	const char *p = *s;
	size_t n = *len;

	while (n > 0) {
		unsigned char c = (unsigned char)p[0];

		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			p++;
			n--;
		} else if (c == 0xc2 && n > 1 && (unsigned char)p[1] == 0xa0) {
			p += 2;
			n -= 2;
		} else {
			size_t skip = c < 0x80 ? 0 : fold_invisible_len(p, n);

			if (skip == 0)
				break;
			p += skip;
			n -= skip;
		}
	}
	while (n > 0) {
		unsigned char c = (unsigned char)p[n - 1];

		if (c == ' ' || (c >= '\t' && c <= '\r'))
			n--;
		else if (c == 0xa0 && n > 1 && (unsigned char)p[n - 2] == 0xc2)
			n -= 2;
		else if (c >= 0x80 && fold_invisible_end_len(p, n) > 0)
			n -= fold_invisible_end_len(p, n);
		else
			break;
	}
	*s = p;
	*len = n;
}

/**
 * The place in the Swedish alphabet of the character that s begins with:
 * ASCII regardless of case, behind it å, ä, ö, then all else; a letter and
 * the mark behind it are the letter that they make.
 *
 * Shape:   NUL-terminated UTF-8, not empty.
 * Returns: its place; its bytes in *len, the mark's too.
 */
unsigned fold_place(const char *s, size_t *len);

/**
 * Is a so near to b that one may be a misspelling of the other? Both folded.
 * At most one edit in three bytes, or one stands whole in the other.
 */
bool fold_is_near(const char *a, size_t a_len, const char *b, size_t b_len);

enum {
	FOLD_MIN_PART = 6, /* bytes of a name that is in a longer one */
	FOLD_MAX_NAME = NEAR_MAX_BYTES /* longer names are never near */
};

#endif
