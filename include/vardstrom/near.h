/* near.h - the name that a slip of the hand could have meant. */
#ifndef VARDSTROM_NEAR_H
#define VARDSTROM_NEAR_H

#include <stdbool.h>
#include <stddef.h>

enum {
	NEAR_MAX_BYTES = 128 /* of a text whose distance is measured */
};

/**
 * How many letters must be put in, left out or changed to make b of a; letters
 * of both cases alike. Neither has more than NEAR_MAX_BYTES.
 */
size_t near_distance(const char *a, size_t a_len, const char *b, size_t b_len);

/**
 * Of n names the one most like the given one, letters of both cases alike.
 *
 * Returns: NULL where none is near: more than a third of the letters and one
 *          more would have to change, or all; or a name has more than 64
 *          bytes. The first of several.
 */
const char *near_name(const char *name, const char *const *names, size_t n);

/**
 * The same for a name that may well be right as it is: only one that is a
 * letter or two away, and of a long name three or four.
 */
const char *near_slip(const char *name, const char *const *names, size_t n);

enum {
	NEAR_MAX_NAMES = 1000 /* that are remembered */
};

/** Names that were met, each once, for messages. Zero: none yet. */
struct near_names {
	char *list[NEAR_MAX_NAMES];
	size_t n;
};

/** Remember a name; those beyond NEAR_MAX_NAMES are not. */
void near_note(struct near_names *names, const char *name);
bool near_has(const struct near_names *names, const char *name);
void near_release(struct near_names *names);

#endif
