/* tally.h - counts of pairs of numbers in memory, such as (group, patient). */
#ifndef VARDSTROM_TALLY_H
#define VARDSTROM_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A map from a pair of numbers to a count. */
struct tally;

struct tally *tally_new(void);
/**
 * The same for pairs (0, b) only, where the bs are numbers from 0 without
 * large gaps, as a keyset gives them: a plain array.
 *
 * Memory: 4 bytes a number up to the largest, and an eighth in reserve.
 */
struct tally *tally_new_row(void);
void tally_free(struct tally *t);
/**
 * Add by to the count of (a, b). by 0 only looks: it adds no pair.
 *
 * Returns: the new count; 0: by is 0 and the pair is not there. A count
 *          above UINT32_MAX dies.
 * Memory:  12 bytes a pair and an eighth to a quarter of empty slots, 13 to
 *          15 in all. Growing needs no second copy.
 */
uint32_t tally_add(struct tally *t, uint32_t a, uint32_t b, uint32_t by);
/** The sum of two counts; above UINT32_MAX it dies, as tally_add does. */
uint32_t tally_plus(uint32_t count, uint32_t by);

/** Ask for the place of a pair in memory, which is to be added soon. */
void tally_prefetch(const struct tally *t, uint32_t a, uint32_t b);

/** The number of pairs. */
size_t tally_n(const struct tally *t);
size_t tally_bytes(const struct tally *t);
/** Walk all pairs in no order; start with *at = 0; false at the end. */
bool tally_next(const struct tally *t, size_t *at, uint32_t *a, uint32_t *b,
    uint32_t *count);

#endif
