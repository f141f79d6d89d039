/*
 * text_cache.h - the last texts met, so that what is made of them is made once.
 *
 * A table of a fixed size, two places for each text: what finds both taken
 * puts the older one out. It holds the texts; what was made of each its user
 * keeps beside it, in an array by place.
 */
#ifndef VARDSTROM_TEXT_CACHE_H
#define VARDSTROM_TEXT_CACHE_H

#include <stddef.h>
#include <stdint.h>

enum {
	TEXT_CACHE_MAX_KEY = 58, /* bytes; longer texts are not remembered */
	TEXT_CACHE_NONE = -1     /* no place */
};

struct text_cache;

/** n_places: a power of 2, at least 2. Freed with text_cache_free. */
struct text_cache *text_cache_new(size_t n_places);
/** NULL is allowed. */
void text_cache_free(struct text_cache *m);

/**
 * The place of a text, below n_places; TEXT_CACHE_NONE: it is not remembered.
 * kind is a part of the text: what else its meaning rests on.
 *
 * Shape: any bytes; the empty text is never remembered.
 */
int text_cache_find(
    const struct text_cache *m, uint32_t kind, const char *s, size_t len);

/**
 * Remember a text, in place of another where need be.
 *
 * Returns: its place, whose former content means nothing any more;
 *          TEXT_CACHE_NONE: the text is too long or empty.
 * Memory:  a copy of the text; allocates nothing.
 */
int text_cache_claim(
    struct text_cache *m, uint32_t kind, const char *s, size_t len);

#endif
