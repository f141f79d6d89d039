/* near.h - the name that a slip of the hand could have meant. */
#ifndef VARDSTROM_NEAR_H
#define VARDSTROM_NEAR_H

#include <stddef.h>

/**
 * Of n names the one most like the given one, letters of both cases alike.
 *
 * Returns: NULL where none is near: more than a third of the letters and one
 *          more would have to change, or all; or a name has more than 64
 *          bytes. The first of several.
 */
const char *near_name(const char *name, const char *const *names, size_t n);

#endif
