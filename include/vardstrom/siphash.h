/* siphash.h - a keyed hash of byte strings that chosen keys cannot slow. */
#ifndef VARDSTROM_SIPHASH_H
#define VARDSTROM_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

/** 128 secret bits; two hashes agree only under the same key. */
struct siphash_key {
	uint64_t k0;
	uint64_t k1;
};

/**
 * Fill key with random bits from the system; dies where there are none.
 * What is hashed with it must never show: not in an order, not in a value.
 */
void siphash_key_random(struct siphash_key *key);

/**
 * SipHash-1-3: for tables in memory.
 *
 * Shape:   any bytes; s may be NULL where len is 0.
 * Source:  J.-P. Aumasson, D. J. Bernstein, SipHash: a fast short-input PRF,
 *          INDOCRYPT 2012; 1-3 as in the authors' reference code.
 */
uint64_t siphash13(const struct siphash_key *key, const char *s, size_t len);

/** SipHash-2-4, the paper's own choice of rounds. */
uint64_t siphash24(const struct siphash_key *key, const char *s, size_t len);

#endif
