/*
 * keyset.h - exact sets of keys in memory: byte strings with dense numbers.
 * Hashing is keyed, so that chosen keys cannot slow it, and never shows. What
 * is counted by number goes into a tally.
 */
#ifndef VARDSTROM_KEYSET_H
#define VARDSTROM_KEYSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/tally.h"

/** The most keys a set can hold; one more ends the program. */
#define KEYSET_MAX_KEYS UINT32_C(0xfffffffe)

/** A set of byte strings; each has a number, 0, 1, 2 in order of arrival. */
struct keyset;

struct keyset *keyset_new(void);
void keyset_free(struct keyset *ks);

/**
 * The number of a key, which is added where it is new.
 *
 * Shape:   any bytes, also none; key may be NULL where len is 0.
 * Returns: the number; *is_new (may be NULL) tells whether it was added.
 *          More than KEYSET_MAX_KEYS keys die, as memory that is not there.
 * Memory:  keeps a copy of a new key; see keyset_bytes. A key of the same
 *          length as its neighbours takes its own bytes and about 8 more:
 *          one of 12 bytes 19.2 to 21.1, 20.1 on average over all sizes.
 *          Growing needs no second copy.
 */
uint32_t keyset_add(
    struct keyset *ks, const char *key, size_t len, bool *is_new);

/** The number of a key in *number; false where it is not in the set. */
bool keyset_find(
    const struct keyset *ks, const char *key, size_t len, uint32_t *number);

/**
 * The same in two steps, for callers that have other work to do while the
 * place in memory is fetched: hash now, keyset_prefetch, add some keys later;
 * between them keyset_prefetch_key, for the key itself that may be there.
 */
uint64_t keyset_hash(const struct keyset *ks, const char *key, size_t len);
void keyset_prefetch(const struct keyset *ks, uint64_t hash);
void keyset_prefetch_key(const struct keyset *ks, uint64_t hash);
uint32_t keyset_add_hashed(struct keyset *ks, const char *key, size_t len,
    uint64_t hash, bool *is_new);
bool keyset_find_hashed(const struct keyset *ks, const char *key, size_t len,
    uint64_t hash, uint32_t *number);

/** The key of a number; borrowed until the next keyset_add. */
const char *keyset_key(const struct keyset *ks, uint32_t number, size_t *len);

uint32_t keyset_n(const struct keyset *ks);
/**
 * Bytes of memory in use, to keep within a budget. What is allocated ahead
 * of use has not been touched and is not counted (see mapping.h).
 */
size_t keyset_bytes(const struct keyset *ks);
/** At most so many once a key of len bytes is added: growing may be due. */
size_t keyset_bytes_with(const struct keyset *ks, size_t len);

#endif
