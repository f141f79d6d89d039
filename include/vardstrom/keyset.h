/*
 * keyset.h - exact sets of keys in memory: byte strings with dense numbers,
 * and counts by number. Hashing is keyed, so that chosen keys cannot slow it.
 */
#ifndef VARDSTROM_KEYSET_H
#define VARDSTROM_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A set of byte strings; each has a number, 0, 1, 2 in order of arrival. */
struct keyset;

struct keyset *keyset_new(void);
void keyset_free(struct keyset *ks);

/**
 * The number of a key, which is added where it is new.
 *
 * Returns: the number; *is_new (may be NULL) tells whether it was added.
 * Memory:  keeps a copy of a new key; see keyset_bytes.
 */
uint32_t keyset_add(
    struct keyset *ks, const char *key, size_t len, bool *is_new);

/** The number of a key in *number; false where it is not in the set. */
bool keyset_find(
    const struct keyset *ks, const char *key, size_t len, uint32_t *number);

/** The key of a number; borrowed until the next keyset_add. */
const char *keyset_key(const struct keyset *ks, uint32_t number, size_t *len);

uint32_t keyset_n(const struct keyset *ks);
/** Bytes of memory held, to keep within a budget. */
size_t keyset_bytes(const struct keyset *ks);

/** A map from a pair of numbers to a count. */
struct tally;

struct tally *tally_new(void);
void tally_free(struct tally *t);
/** Add by to the count of (a, b); returns the new count (0 before the first).
 */
uint32_t tally_add(struct tally *t, uint32_t a, uint32_t b, uint32_t by);
/** The number of pairs. */
size_t tally_n(const struct tally *t);
size_t tally_bytes(const struct tally *t);
/** Walk all pairs in no order; start with *at = 0; false at the end. */
bool tally_next(const struct tally *t, size_t *at, uint32_t *a, uint32_t *b,
    uint32_t *count);

#endif
