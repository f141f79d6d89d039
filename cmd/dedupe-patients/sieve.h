/*
 * sieve.h - is an id none of a few? Nearly all ids of a stream are in no link,
 * and a look at one bit tells so of most of them; of the rest it tells nothing.
 * What passes is looked up, so ids that are chosen to pass gain a look-up.
 */
#ifndef SIEVE_H
#define SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bits by a hash of the ids. Made with {0}: then every id passes. */
struct sieve {
	uint64_t *words;
	unsigned lg_bits;
};

/** Make it for n ids: 16 bits each, from 2^12 up to 2^21 in all. */
void sieve_init(struct sieve *sieve, size_t n);
void sieve_release(struct sieve *sieve);
void sieve_add(struct sieve *sieve, const char *id, size_t len);
/** false: the id was not added. */
bool sieve_passes(const struct sieve *sieve, const char *id, size_t len);
size_t sieve_bytes(const struct sieve *sieve);

#endif
