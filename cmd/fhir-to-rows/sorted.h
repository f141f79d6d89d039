/*
 * sorted.h - entries by their keys, on disk where memory has no room.
 *
 * Entries come back in the bytewise order of their keys, and those of one key
 * in the order in which they were added.
 */
#ifndef SORTED_H
#define SORTED_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

struct sorted;

/**
 * budget is the memory in bytes, besides the longest entry; above it, sorted
 * runs lie in temporary files, see vardstrom/temp.h.
 */
struct sorted *sorted_new(size_t budget);
/** NULL is allowed. */
void sorted_free(struct sorted *s);

/** Add an entry: 0; -1 with a finished sentence in err (no room on the disk).
 */
int sorted_add(struct sorted *s, const char *key, size_t key_len,
    const char *data, size_t len, struct strbuf *err)
    __attribute__((warn_unused_result));

/** An entry; borrowed until the next one is asked for. */
struct sorted_entry {
	const char *key, *data;
	size_t key_len, len; /* bytes */
};

/**
 * The next entry; nothing is added after the first call.
 *
 * Returns: 1 with the entry; 0: there are no more; -1 with a sentence in err.
 */
int sorted_next(struct sorted *s, struct sorted_entry *entry,
    struct strbuf *err) __attribute__((warn_unused_result));

/** Begin again with the first entry, after sorted_next: 0; -1. */
int sorted_rewind(struct sorted *s, struct strbuf *err)
    __attribute__((warn_unused_result));

#endif
