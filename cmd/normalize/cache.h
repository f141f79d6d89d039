/*
 * cache.h - the last conversions of a column, so that what repeats is done
 * once: the value, and the texts that are in the record because of it.
 */
#ifndef NORMALIZE_CACHE_H
#define NORMALIZE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "value.h"

enum {
	CACHE_MAX_FRAGMENTS =
	    2,               /* texts in the record that rest on one column */
	CACHE_MAX_TEXT = 192 /* bytes of value and texts; longer ones are not
				remembered */
};

/** A part of a record, members with a comma in front of each; borrowed. */
struct fragment {
	const char *s; /* VALUE_PADDING bytes behind it readable */
	size_t len;
};

struct cache;

/** n_places: how many to remember; a power of 2, at least 2. */
struct cache *cache_new(size_t n_places);
/** NULL is allowed. */
void cache_free(struct cache *k);

/**
 * What was made of this text; false: not remembered. *v and the
 * CACHE_MAX_FRAGMENTS fragments borrow k until the next cache_put.
 */
bool cache_get(const struct cache *k, const char *s, size_t len,
    struct json_value *v, struct fragment *fragments);

/** Remember what was made of a text (a copy), if all is short enough. */
void cache_put(struct cache *k, const char *s, size_t len,
    const struct json_value *v, const struct fragment *fragments);

#endif
