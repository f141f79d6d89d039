/*
 * shown.h - text from data and names, as a person may see it.
 *
 * What steers a terminal is not shown: control characters, and the marks that
 * turn the direction of text, so that a name cannot pass for another.
 */
#ifndef VARDSTROM_SHOWN_H
#define VARDSTROM_SHOWN_H

#include <stddef.h>

enum { SHOWN_MAX = 4 /* bytes that a character is shown by, at the most */ };

/**
 * How the character that s begins with is shown: as it is; '?' for a control
 * character, a line end or a mark of direction; "\xE4" for a byte of none.
 *
 * Shape:   len is at least 1.
 * Returns: the bytes in out; *used says how many of s they represent.
 * Source:  UTR 36 and Unicode's Bidi_Control: U+061C, 200E, 200F, 202A to
 *          202E, 2066 to 2069; beside them U+2028, 2029 and 206A to 206F.
 */
size_t shown_char(const char *s, size_t len, char out[SHOWN_MAX], size_t *used);

#endif
