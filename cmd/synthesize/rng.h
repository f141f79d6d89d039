/*
 * rng.h - random numbers that are a function of what they are for.
 *
 * Every choice is drawn by hashing the seed with the names of the thing (the
 * unit, the contact, the purpose), so no choice depends on the order in which
 * others were made, and nothing has to be remembered.
 */
#ifndef RNG_H
#define RNG_H

#include <stdbool.h>
#include <stdint.h>

/**
 * Scatter the bits of x.
 *
 * Source: the output function of SplitMix64 (Steele, Lea, Flood: Fast
 *         splittable pseudorandom number generators, OOPSLA 2014).
 */
static inline uint64_t
rng_mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/** What is drawn: the same numbers a and b mean other things in each. */
enum rng_purpose {
	RNG_BIRTHDAY, /* a: birth year and sex */
	RNG_ID,       /* a: person */
	RNG_PHASE,    /* a: clinic */
	RNG_VISIT,    /* a: clinic, b: visit */
	RNG_OTHER,    /* a: clinic, b: contact that is no visit */
	RNG_NEED,     /* a: clinic, b: patient */
	RNG_CARE,     /* a: clinic, b: patient */
	RNG_COLUMNS,  /* a: extract */
	RNG_DIRT      /* a: row */
};

/** A number for (seed, purpose, a, b): the same whenever it is asked for. */
static inline uint64_t
rng_of(uint64_t seed, enum rng_purpose purpose, uint64_t a, uint64_t b)
{
	uint64_t what = (uint64_t)purpose << 56 | a;

	return rng_mix(rng_mix(rng_mix(seed) ^ what) ^ b);
}

/** A number in [0, n) from 32 random bits; n at least 1, below 2^32. */
static inline uint64_t
rng_below(uint64_t bits, uint64_t n)
{
	return ((bits & UINT64_C(0xffffffff)) * n) >> 32;
}

/** Numbers in a row for one thing. */
struct rng {
	uint64_t state;
};

static inline uint64_t
rng_next(struct rng *r)
{
	return rng_mix(r->state++);
}

/** A number in [0, n). */
static inline uint64_t
rng_pick(struct rng *r, uint64_t n)
{
	return rng_below(rng_next(r) >> 32, n);
}

/** True in permille of thousand cases. */
static inline bool
rng_chance(struct rng *r, unsigned permille)
{
	return rng_pick(r, 1000) < permille;
}

#endif
