/*
 * known.h - the last conversions of a column, so that what repeats is done
 * once.
 */
#ifndef NORMALIZE_KNOWN_H
#define NORMALIZE_KNOWN_H

#include <stdbool.h>
#include <stddef.h>

#include "value.h"

enum {
	KNOWN_N = 1024,      /* places; a power of two */
	KNOWN_MAX_VALUE = 64 /* bytes; longer values are not remembered */
};

struct known;

struct known *known_new(void);
/** NULL is allowed. */
void known_free(struct known *k);

/** The value that this text had; false: not remembered. *v borrows k. */
bool known_get(
    const struct known *k, const char *s, size_t len, struct value *v);

/** Remember a text's value (a copy), if they are short enough. */
void known_put(
    struct known *k, const char *s, size_t len, const struct value *v);

#endif
