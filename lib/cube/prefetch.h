/*
 * prefetch.h - keys on their way into a set, and from there into tallies and
 * logs.
 *
 * Sets and tallies are larger than any cache. So a key waits in a queue: its
 * place in the set is asked for when it comes, the key there some keys later,
 * then its number is known and its places in tallies are asked for, and at
 * last it is counted.
 */
#ifndef CUBE_PREFETCH_H
#define CUBE_PREFETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/keyset.h"
#include "vardstrom/tally.h"

#include "keylog.h"

enum {
	PREFETCH_KEYS = 16,    /* that wait; a multiple of 4 */
	PREFETCH_MAX_KEY = 32, /* bytes; longer ones do not wait for a number */
	PREFETCH_PAIRS = 32    /* that one waiting key is counted in */
};

/** A key that waits. */
struct prefetch_key {
	struct keyset *keys;
	uint64_t hash;
	uint32_t number; /* of the key, where it is known */
	bool is_known;
	uint8_t len;
	char bytes[PREFETCH_MAX_KEY]; /* where it is not known */
	struct keylog *log;           /* where it came at place; or NULL */
	uint32_t place;
	uint32_t n_pairs; /* in tallies; 0 and no log: nothing waits here */
	struct tally *tallies[PREFETCH_PAIRS];
	uint32_t groups[PREFETCH_PAIRS];
};

/** Made with {0}. */
struct prefetch_queue {
	struct prefetch_key list[PREFETCH_KEYS];
	unsigned next; /* where the next one goes */
};

/**
 * Let a key wait: of a set that gets its number (at most PREFETCH_MAX_KEY
 * bytes), or one whose number is known.
 *
 * Memory: borrowed until PREFETCH_KEYS others have come. Allocates nothing.
 */
struct prefetch_key *prefetch_key(
    struct prefetch_queue *q, struct keyset *keys, const char *s, size_t len);
struct prefetch_key *prefetch_number(
    struct prefetch_queue *q, struct keyset *keys, uint32_t number);

/** Count it by 1 in group g of a tally, at most PREFETCH_PAIRS times. */
static inline void
prefetch_pair(struct prefetch_key *key, struct tally *tally, uint32_t g)
{
	key->tallies[key->n_pairs] = tally;
	key->groups[key->n_pairs++] = g;
}

/** Note that it came at a place of a log, once at the most. */
static inline void
prefetch_place(struct prefetch_key *key, struct keylog *log, uint32_t place)
{
	key->log = log;
	key->place = place;
}

/** Count all that wait: before a set, tally or log is asked, emptied or freed.
 */
void prefetch_catch_up(struct prefetch_queue *q);

#endif
