/* sieve.c - one bit for each of a few ids. */
#include "sieve.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

enum { MIN_LG_BITS = 12, MAX_LG_BITS = 21, LG_BITS_EACH = 4, LG_WORD = 6 };

void
sieve_init(struct sieve *sieve, size_t n)
{
	sieve->lg_bits = MIN_LG_BITS;
	while (sieve->lg_bits < MAX_LG_BITS &&
	       n >> (sieve->lg_bits - LG_BITS_EACH) > 0)
		sieve->lg_bits++;
	sieve->words = xcalloc(
	    (size_t)1 << (sieve->lg_bits - LG_WORD), sizeof(*sieve->words));
}

void
sieve_release(struct sieve *sieve)
{
	free(sieve->words);
	*sieve = (struct sieve){ 0 };
}

/* The number of an id's bit: of its first and its last eight bytes. */
static inline size_t
bit_of(const struct sieve *sieve, const char *id, size_t len)
{
	uint64_t first = 0, last = 0;

	if (len >= sizeof(first)) {
		memcpy(&first, id, sizeof(first));
		memcpy(&last, id + len - sizeof(last), sizeof(last));
	} else {
		while (len > 0)
			first = first << 8 | (unsigned char)id[--len];
	}
	/* Odd numbers without a pattern: their high bits depend on all bytes.
	 */
	first = first * UINT64_C(0x9e3779b97f4a7c15) ^
		last * UINT64_C(0xd6e8feb86659fd93);
	return (size_t)((first ^ first >> 32) * UINT64_C(0xff51afd7ed558ccd) >>
			(64 - sieve->lg_bits));
}

void
sieve_add(struct sieve *sieve, const char *id, size_t len)
{
	size_t bit = bit_of(sieve, id, len);

	sieve->words[bit >> LG_WORD] |= UINT64_C(1) << (bit % 64);
}

bool
sieve_passes(const struct sieve *sieve, const char *id, size_t len)
{
	size_t bit;

	if (!sieve->words)
		return true;
	bit = bit_of(sieve, id, len);
	return sieve->words[bit >> LG_WORD] >> (bit % 64) & 1;
}

size_t
sieve_bytes(const struct sieve *sieve)
{
	return sieve->words ? (size_t)1 << (sieve->lg_bits - 3) : 0;
}
