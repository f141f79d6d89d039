/*
 * keyset.c - a set of byte strings in three arrays.
 *
 * The arena holds the keys one after the other, in blocks of BLOCK_KEYS. A
 * block whose keys have one length holds their bytes and nothing else; in any
 * other each key has its length in front. blocks[] says where each begins.
 *
 * The slots are an open-addressing table, six bytes each, in a power of two of
 * segments. Of a key's hash the top PRINT_BITS are kept: the highest of them
 * choose the segment, and the slot holds the rest, the tag, above the key's
 * number. As the segments become more, tags lose the bits that numbers gain,
 * so a slot always has room for both, and nearly no two keys agree in a whole
 * print: a key is compared with another one only where it is the same.
 *
 * Within a segment the slots are ordered by tag (a home follows from the tag,
 * and collisions shift to the right), so that a search ends early at a high
 * load. All slots together are thus in the order of the prints, and growing,
 * by more homes or by more segments, is a walk over them in that order, in
 * place, without a look at the keys: nothing is ever held twice.
 */
#include "vardstrom/keyset.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/mapping.h"
#include "vardstrom/siphash.h"
#include "vardstrom/xalloc.h"

enum {
	BLOCK_KEYS = 32,
	LEN_LONG = 255, /* as length byte: eight bytes of length follow */

	SLOT = 6, /* bytes: tag, and number + 1 (0: empty) */
	SLOT_BITS = 8 * SLOT,
	PRINT_BITS = 34,       /* of the hash: segment and tag */
	SLACK = 96,            /* slots behind a segment's last home */
	SPARE = 32,            /* of these, kept for widening */
	FIRST_HOMES = 64,      /* of a new set's only segment */
	DOUBLING_HOMES = 2048, /* up to there doubled, then by a quarter */
	MAX_HOMES = 32768,     /* far beyond what SEGMENT_KEYS need */
	SEGMENT_KEYS = 8192,   /* on average; more: four times the segments */
	SPLIT_HOMES = 2464     /* of each of the four: six quarters later they
				  are 7/8 full of SEGMENT_KEYS */
};

struct keyset {
	struct siphash_key seed;
	char *arena;
	size_t arena_len, arena_cap;
	uint64_t *blocks; /* top byte: the length + 1 of all, or 0: in front;
			     the rest: where in the arena it begins */
	size_t n_blocks, blocks_cap;
	struct mapping slots_mapping;
	unsigned char *slots; /* in their mapping */
	unsigned lg_segments;
	size_t homes; /* of a segment, which has SLACK slots more */
	uint32_t n;
};

/* --- the arena ---------------------------------------------------------- */

static inline size_t
block_start(uint64_t block)
{
	return (size_t)(block & (UINT64_MAX >> 8));
}

/*
 * Room for extra bytes more. An eighth at a time: a large block of memory is
 * moved by its page table, not copied, and what is ahead is not touched.
 */
static inline void
arena_reserve(struct keyset *ks, size_t extra)
{
	if (ks->arena_cap - ks->arena_len >= extra)
		return;
	ks->arena_cap += ks->arena_cap / 8 + extra + 256;
	ks->arena = xrealloc(ks->arena, ks->arena_cap);
}

static void
arena_put(struct keyset *ks, const char *s, size_t len)
{
	if (len)
		memcpy(ks->arena + ks->arena_len, s, len);
	ks->arena_len += len;
}

/* Put the length in front of each of the n keys of the last block. */
static void
block_loosen(struct keyset *ks, size_t n)
{
	uint64_t *block = &ks->blocks[ks->n_blocks - 1];
	size_t len = (size_t)(*block >> 56) - 1;
	char *start = ks->arena + block_start(*block);

	for (size_t i = n; i-- > 0;) {
		memmove(start + i * (len + 1) + 1, start + i * len, len);
		start[i * (len + 1)] = (char)len;
	}
	ks->arena_len += n;
	*block = block_start(*block);
}

static void
arena_add(struct keyset *ks, const char *key, size_t len)
{
	size_t in_block = ks->n % BLOCK_KEYS;
	uint64_t lens = len < LEN_LONG ? (uint64_t)len + 1 : 0;
	unsigned char front = len < LEN_LONG ? (unsigned char)len : LEN_LONG;

	arena_reserve(ks, len + BLOCK_KEYS + 1 + sizeof(len));
	if (in_block == 0) {
		if (ks->n_blocks == ks->blocks_cap) {
			ks->blocks_cap += ks->blocks_cap / 8 + 16;
			ks->blocks = xreallocarray(
			    ks->blocks, ks->blocks_cap, sizeof(*ks->blocks));
		}
		ks->blocks[ks->n_blocks++] = lens << 56 | ks->arena_len;
	}
	if (ks->blocks[ks->n_blocks - 1] >> 56 != 0) {
		if (ks->blocks[ks->n_blocks - 1] >> 56 == lens) {
			arena_put(ks, key, len);
			return;
		}
		block_loosen(ks, in_block);
	}
	arena_put(ks, (const char *)&front, 1);
	if (front == LEN_LONG)
		arena_put(ks, (const char *)&len, sizeof(len));
	arena_put(ks, key, len);
}

/* The key at p, which has its length in front. */
static const char *
fronted_key(const char *p, size_t *len)
{
	*len = (unsigned char)*p++;
	if (*len == LEN_LONG) {
		memcpy(len, p, sizeof(*len));
		p += sizeof(*len);
	}
	return p;
}

const char *
keyset_key(const struct keyset *ks, uint32_t number, size_t *len)
{
	uint64_t block;
	const char *p;

	assert(number < ks->n);
	block = ks->blocks[number / BLOCK_KEYS];
	p = ks->arena + block_start(block);
	if (block >> 56) {
		*len = (size_t)(block >> 56) - 1;
		return p + *len * (number % BLOCK_KEYS);
	}
	p = fronted_key(p, len);
	for (size_t i = number % BLOCK_KEYS; i > 0; i--)
		p = fronted_key(p + *len, len);
	return p;
}

/* --- the slots ---------------------------------------------------------- */

/* Bits of a print that its segment does not tell. */
static inline unsigned
tag_bits(unsigned lg_segments)
{
	return PRINT_BITS - lg_segments;
}

/* Bits of a slot below the tag: enough for all numbers of so many segments. */
static inline unsigned
number_bits(unsigned lg_segments)
{
	return SLOT_BITS - tag_bits(lg_segments);
}

/* The lower half of a slot; 0 only where it is empty. */
static inline uint32_t
slot_low(const unsigned char *p)
{
	uint32_t low;

	memcpy(&low, p, sizeof(low));
	return low;
}

static inline uint64_t
slot_get(const unsigned char *p)
{
	uint16_t high;

	memcpy(&high, p + sizeof(uint32_t), sizeof(high));
	return (uint64_t)high << 32 | slot_low(p);
}

static inline void
slot_put(unsigned char *p, uint64_t slot)
{
	uint32_t low = (uint32_t)slot;
	uint16_t high = (uint16_t)(slot >> 32);

	memcpy(p, &low, sizeof(low));
	memcpy(p + sizeof(low), &high, sizeof(high));
}

static inline size_t
segment_bytes(size_t homes)
{
	return (homes + SLACK) * SLOT;
}

/* A key's place among the slots. */
struct spot {
	unsigned char *home, *end; /* end of the segment */
	uint64_t tag;              /* as in a slot, with the number 0 */
};

static inline struct spot
spot_of(const struct keyset *ks, uint64_t hash)
{
	unsigned n_bits = tag_bits(ks->lg_segments);
	uint64_t print = hash >> (64 - PRINT_BITS);
	uint64_t tag = print & ((UINT64_C(1) << n_bits) - 1);
	unsigned char *segment =
	    ks->slots + (print >> n_bits) * segment_bytes(ks->homes);

	return (struct spot){ segment + (tag * ks->homes >> n_bits) * SLOT,
		segment + segment_bytes(ks->homes),
		tag << number_bits(ks->lg_segments) };
}

/* What the slots will be. */
struct growth {
	unsigned shift;   /* 2^shift segments for one */
	unsigned to_bits; /* of a tag */
	size_t homes;     /* of a segment */
	bool is_trial;    /* nothing is written; SPARE slots must be left */
};

/*
 * Spread slots, which are in order, over the segments at to, which are empty.
 * The tags of from have shift more bits, which choose the segment. Returns
 * false where there is no room.
 */
static bool
spread(const struct growth *g, const unsigned char *from,
    const unsigned char *from_end, unsigned char *to)
{
	/* in locals: the slots, being bytes, could be anything else as well */
	const unsigned to_bits = g->to_bits, to_number = SLOT_BITS - to_bits;
	const unsigned from_number = to_number - g->shift;
	const uint64_t mask = (UINT64_C(1) << to_bits) - 1;
	const size_t homes = g->homes, bytes = segment_bytes(homes);
	const size_t spare = g->is_trial ? SPARE * SLOT : 0;
	size_t segment = SIZE_MAX, end = 0, next = 0; /* bytes from to */

	for (; from < from_end; from += SLOT) {
		uint64_t slot = slot_get(from), tag = slot >> from_number;
		size_t home = (size_t)(tag >> to_bits) * bytes;

		if (slot == 0)
			continue;
		if (home != segment) {
			next = segment = home;
			end = segment + bytes - spare;
		}
		slot ^= tag << from_number;
		tag &= mask;
		home += (size_t)(tag * homes >> to_bits) * SLOT;
		next = next < home ? home : next;
		if (next >= end)
			return false;
		if (!g->is_trial)
			slot_put(to + next, tag << to_number | slot);
		next += SLOT;
	}
	return true;
}

static void
slots_reserve(struct keyset *ks, size_t len)
{
	mapping_reserve(&ks->slots_mapping, len);
	ks->slots = ks->slots_mapping.mem;
}

/* Grow as told: the last segment first, so that none is in the way. */
static void
slots_grow(struct keyset *ks, const struct growth *g)
{
	const size_t old = segment_bytes(ks->homes);
	const size_t new = segment_bytes(g->homes) << g->shift;
	size_t n = (size_t)1 << ks->lg_segments;
	unsigned char *copy = xmalloc(old);

	slots_reserve(ks, n * new);
	while (n-- > 0) {
		memcpy(copy, ks->slots + n * old, old);
		memset(ks->slots + n * new, 0, new);
		if (!spread(g, copy, copy + old, ks->slots + n * new))
			BUG("a larger segment has no room");
	}
	free(copy);
	ks->homes = g->homes;
	ks->lg_segments += g->shift;
}

static size_t
more_homes(size_t homes)
{
	homes += homes < DOUBLING_HOMES ? homes : homes / 4;
	if (homes > MAX_HOMES)
		BUG("a segment of %zu homes", homes);
	return homes;
}

/*
 * Give every segment more homes. Homes move apart, so no slot ends further
 * behind its own than before, but for 1 where two homes are rounded to one.
 * Between two splits there are at most 17 widenings (5 doublings, 12 quarters
 * to MAX_HOMES): SPARE is enough.
 */
static void
slots_widen(struct keyset *ks)
{
	const struct growth g = { .to_bits = tag_bits(ks->lg_segments),
		.homes = more_homes(ks->homes) };

	slots_grow(ks, &g);
}

/*
 * Split every segment in four. Where one begins slots may be in the way that
 * were shifted far; this is so unlikely that a second trial has not been met,
 * but only a trial tells.
 */
static void
slots_split(struct keyset *ks)
{
	struct growth g = { .shift = 2,
		.to_bits = tag_bits(ks->lg_segments + 2),
		.homes = SPLIT_HOMES,
		.is_trial = true };
	const size_t bytes = segment_bytes(ks->homes);
	size_t i = 0;

	while (i < (size_t)1 << ks->lg_segments) {
		const unsigned char *from = ks->slots + i++ * bytes;

		if (spread(&g, from, from + bytes, ks->slots))
			continue;
		g.homes = more_homes(g.homes);
		i = 0;
	}
	g.is_trial = false;
	slots_grow(ks, &g);
}

/* Put a slot in at p, before all that has a greater tag; false: no room. */
static bool
slot_insert(unsigned char *p, const unsigned char *end, uint64_t slot)
{
	unsigned char *gap = p;

	end -= SPARE * SLOT;
	while (gap < end && slot_low(gap) != 0)
		gap += SLOT;
	if (gap >= end)
		return false;
	memmove(p + SLOT, p, (size_t)(gap - p));
	slot_put(p, slot);
	return true;
}

static bool
key_is(const struct keyset *ks, uint32_t number, const char *key, size_t len)
{
	size_t own_len;
	const char *own = keyset_key(ks, number, &own_len);

	return own_len == len && (len == 0 || memcmp(own, key, len) == 0);
}

/* The number of the key in a slot with that tag. */
static inline uint32_t
number_in(uint64_t slot, uint64_t tag)
{
	return (uint32_t)(slot ^ tag) - 1;
}

/* Is it a slot with that tag? */
static inline bool
has_tag(const struct keyset *ks, uint64_t slot, uint64_t tag)
{
	return (slot ^ tag) >> number_bits(ks->lg_segments) == 0 && slot != 0;
}

/* The first slot from the spot's home that is empty or has no lesser tag. */
static inline unsigned char *
skip_lesser(const struct spot *spot)
{
	unsigned char *p = spot->home;
	uint64_t slot;

	while (p < spot->end && (slot = slot_get(p)) != 0 && slot < spot->tag)
		p += SLOT;
	return p;
}

/*
 * Search for a key: its number, or (false) in *slot where it is to be put in,
 * which may be the segment's end.
 */
static bool
seek(const struct keyset *ks, const struct spot *spot, const char *key,
    size_t len, unsigned char **slot, uint32_t *number)
{
	unsigned char *p;

	for (p = skip_lesser(spot);
	     p < spot->end && has_tag(ks, slot_get(p), spot->tag); p += SLOT) {
		uint32_t found = number_in(slot_get(p), spot->tag);

		if (key_is(ks, found, key, len)) {
			*number = found;
			return true;
		}
	}
	*slot = p;
	return false;
}

/* --- the set ------------------------------------------------------------ */

struct keyset *
keyset_new(void)
{
	struct keyset *ks = xcalloc(1, sizeof(*ks));

	siphash_key_random(&ks->seed);
	ks->homes = FIRST_HOMES;
	slots_reserve(ks, segment_bytes(ks->homes));
	memset(ks->slots, 0, segment_bytes(ks->homes));
	return ks;
}

void
keyset_free(struct keyset *ks)
{
	if (!ks)
		return;
	free(ks->arena);
	mapping_release(&ks->slots_mapping);
	free(ks->blocks);
	free(ks);
}

uint64_t
keyset_hash(const struct keyset *ks, const char *key, size_t len)
{
	return siphash13(&ks->seed, key, len);
}

void
keyset_prefetch(const struct keyset *ks, uint64_t hash)
{
	struct spot spot = spot_of(ks, hash);

	/* A search ends in the first; the gap for a new key is in any. */
	__builtin_prefetch(spot.home);
	__builtin_prefetch(spot.home + 64);
	__builtin_prefetch(spot.home + 128);
}

void
keyset_prefetch_key(const struct keyset *ks, uint64_t hash)
{
	struct spot spot = spot_of(ks, hash);
	const unsigned char *p = skip_lesser(&spot);
	uint32_t number;
	uint64_t block;

	if (p == spot.end || !has_tag(ks, slot_get(p), spot.tag))
		return;
	number = number_in(slot_get(p), spot.tag);
	block = ks->blocks[number / BLOCK_KEYS];
	/* keys of one length: exactly there; else it is near */
	__builtin_prefetch(
	    ks->arena + block_start(block) +
	    (block >> 56 ? (block >> 56) - 1 : 0) * (number % BLOCK_KEYS));
}

/* How full it is: above 7/8 of the homes a search becomes long. */
static inline bool
must_split(const struct keyset *ks, uint32_t n)
{
	return n >> ks->lg_segments > SEGMENT_KEYS;
}

static inline bool
must_widen(const struct keyset *ks, uint32_t n)
{
	return n >> ks->lg_segments > ks->homes / 8 * 7;
}

uint32_t
keyset_add_hashed(
    struct keyset *ks, const char *key, size_t len, uint64_t hash, bool *is_new)
{
	struct spot spot = spot_of(ks, hash);
	unsigned char *slot;
	uint32_t number;
	bool is_found = seek(ks, &spot, key, len, &slot, &number);

	if (is_new)
		*is_new = !is_found;
	if (is_found)
		return number;
	if (ks->n == KEYSET_MAX_KEYS)
		die("more than %lu distinct keys",
		    (unsigned long)KEYSET_MAX_KEYS);
	arena_add(ks, key, len);
	number = ks->n++;
	while (
	    !slot_insert(slot, spot.end, spot.tag | ((uint64_t)number + 1))) {
		slots_widen(ks);
		spot = spot_of(ks, hash);
		slot = skip_lesser(&spot);
	}
	if (must_split(ks, ks->n))
		slots_split(ks);
	else if (must_widen(ks, ks->n))
		slots_widen(ks);
	return number;
}

uint32_t
keyset_add(struct keyset *ks, const char *key, size_t len, bool *is_new)
{
	return keyset_add_hashed(
	    ks, key, len, keyset_hash(ks, key, len), is_new);
}

bool
keyset_find_hashed(const struct keyset *ks, const char *key, size_t len,
    uint64_t hash, uint32_t *number)
{
	struct spot spot = spot_of(ks, hash);
	unsigned char *slot;

	return seek(ks, &spot, key, len, &slot, number);
}

bool
keyset_find(
    const struct keyset *ks, const char *key, size_t len, uint32_t *number)
{
	return keyset_find_hashed(
	    ks, key, len, keyset_hash(ks, key, len), number);
}

uint32_t
keyset_n(const struct keyset *ks)
{
	return ks->n;
}

static size_t
bytes_beside_slots(const struct keyset *ks)
{
	return sizeof(*ks) + ks->arena_len + ks->n_blocks * sizeof(*ks->blocks);
}

size_t
keyset_bytes(const struct keyset *ks)
{
	return bytes_beside_slots(ks) +
	       (segment_bytes(ks->homes) << ks->lg_segments);
}

size_t
keyset_bytes_with(const struct keyset *ks, size_t len)
{
	size_t homes = ks->homes;
	unsigned lg_segments = ks->lg_segments;

	if (must_split(ks, ks->n + 1)) {
		homes = SPLIT_HOMES;
		lg_segments += 2;
	} else if (must_widen(ks, ks->n + 1)) {
		homes = more_homes(homes);
	}
	return bytes_beside_slots(ks) + len + sizeof(len) + BLOCK_KEYS +
	       sizeof(*ks->blocks) + (segment_bytes(homes) << lg_segments);
}
