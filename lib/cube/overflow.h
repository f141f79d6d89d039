/*
 * overflow.h - counts of keys in groups that memory has no room for: on disk,
 * in parts, and added up part by part.
 */
#ifndef CUBE_OVERFLOW_H
#define CUBE_OVERFLOW_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

/** Counts of (slot, group, key), see io/parts.h. */
struct overflow;

/** What is called once for each (slot, group, key), with its whole count. */
typedef void overflow_fn(
    void *context, uint32_t slot, uint32_t group, uint32_t count);

struct overflow *overflow_new(void);
/** NULL is allowed. */
void overflow_free(struct overflow *o);

/**
 * Add to a count.
 *
 * Returns: 0; -1 with a finished sentence in err (no room on the disk).
 */
int overflow_add(struct overflow *o, uint32_t slot, uint32_t group,
    const char *key, size_t len, uint32_t count, struct strbuf *err)
    __attribute__((warn_unused_result));

/** The group that a group of another overflow's is here. */
typedef uint32_t overflow_group_fn(
    void *context, uint32_t slot, uint32_t group);

/** Add all counts of another, which is empty then. 0, -1 as above. */
int overflow_take(struct overflow *o, struct overflow *other,
    overflow_group_fn *group_here, void *context, struct strbuf *err)
    __attribute__((warn_unused_result));

/**
 * Tell all counts, in no order, in about budget bytes; once, after all. One
 * key is always taken, however long.
 *
 * Returns: 0; -1 with a finished sentence in err, as above, or since a count
 *          is above UINT32_MAX.
 * Memory: the key's bytes and about 20 more for each of a pass.
 */
int overflow_finish(struct overflow *o, size_t budget, overflow_fn *tell,
    void *context, struct strbuf *err) __attribute__((warn_unused_result));

#endif
