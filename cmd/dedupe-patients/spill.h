/*
 * spill.h - what memory has no room for: items on disk, in order, each with
 * the answer whether its key was met before.
 */
#ifndef SPILL_H
#define SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

enum {
	/* Memory while items are added, besides the longest of them. */
	SPILL_MEMORY = 1024 * 1024
};

/**
 * Items, added one by one, then finished, then read back in the same order.
 *
 * Keys are kept apart from items, in parts by their hash (io/parts.h). What
 * was met before is written as runs in order, one a pass, and these are merged
 * with the items.
 */
struct spill;

/** note_len as in seen_new: what is kept of the first item of each key. */
struct spill *spill_new(size_t note_len);
void spill_free(struct spill *sp);

/**
 * Add an item. Its key is one that was not met before the first item; NULL:
 * it has none, and the answer for it is no.
 *
 * Returns: 0; -1 with a finished sentence in err (no room on the disk).
 */
int spill_add(struct spill *sp, const char *key, size_t key_len,
    const unsigned char *note, const char *item, size_t len, struct strbuf *err)
    __attribute__((warn_unused_result));

/** Find out which keys were met before, in budget bytes; once, after all. */
int spill_finish(struct spill *sp, size_t budget, struct strbuf *err)
    __attribute__((warn_unused_result));

/**
 * The next item, in the order in which they were added.
 *
 * Returns: 1 with the item, borrowed until the next call, and in *first the
 *          note of the first item with the same key, or NULL where it is the
 *          first; 0: there are no more; -1 with a sentence in err.
 */
int spill_next(struct spill *sp, const char **item, size_t *len,
    const unsigned char **first, struct strbuf *err)
    __attribute__((warn_unused_result));

#endif
