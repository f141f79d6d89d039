/* wide.h - products of two words, with and without a type of 128 bits. */
#ifndef BASE_WIDE_H
#define BASE_WIDE_H

#include <stdint.h>

/** The 128 bits of a * b, in halves, on any machine. */
static inline void
wide_multiply_by_parts(uint64_t *hi, uint64_t *lo, uint64_t a, uint64_t b)
{
	uint64_t a0 = (uint32_t)a, a1 = a >> 32;
	uint64_t b0 = (uint32_t)b, b1 = b >> 32;
	uint64_t low = a0 * b0;
	uint64_t middle = a1 * b0 + (low >> 32);
	uint64_t middle2 = a0 * b1 + (uint32_t)middle;

	*hi = a1 * b1 + (middle >> 32) + (middle2 >> 32);
	*lo = middle2 << 32 | (uint32_t)low;
}

/** The same, in one instruction where the machine has words of 64 bits. */
static inline void
wide_multiply(uint64_t *hi, uint64_t *lo, uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	*hi = (uint64_t)(product >> 64);
	*lo = (uint64_t)product;
#else
	wide_multiply_by_parts(hi, lo, a, b);
#endif
}

#endif
