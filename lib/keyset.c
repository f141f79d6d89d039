/*
 * keyset.c - a set of byte strings in three arrays.
 *
 * The arena holds the keys one after the other, in blocks of BLOCK_KEYS. A
 * block whose keys have one length holds their bytes and nothing else; in any
 * other each key has its length in front. blocks[] says where each begins.
 *
 * The slots are an open-addressing table of (number, tag), six bytes each.
 * The hash's top bits choose one of a power of two of segments, its low 16
 * bits are the tag. Within a segment the slots are ordered by tag (a home
 * follows from the tag, and collisions shift to the right), so that a search
 * ends early at a high load, and a segment is spread over more slots without
 * a look at the keys. Only when the segments become too many keys for a tag
 * to tell apart are there four times as many, made anew from the arena after
 * the old slots have been freed: nothing is ever held twice.
 */
#include "vardstrom/keyset.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/siphash.h"
#include "vardstrom/xalloc.h"

enum {
	BLOCK_KEYS = 16,
	LEN_LONG = 255, /* as length byte: eight bytes of length follow */

	SLOT = 6,              /* bytes: number + 1 (0: empty), then tag */
	TAG_BITS = 16,         /* of the hash in each slot */
	SLACK = 96,            /* slots behind a segment's last home */
	SPARE = 32,            /* of these, kept for widening */
	FIRST_HOMES = 64,      /* of a new set's only segment */
	DOUBLING_HOMES = 2048, /* up to there doubled, then by an eighth */
	MAX_HOMES = 32768,     /* far beyond what SEGMENT_KEYS need */
	SEGMENT_KEYS = 8192,   /* on average; more: four times the segments */
	REBUILD_AHEAD = 32     /* keys hashed before the first is placed */
};

struct keyset {
	struct siphash_key seed;
	char *arena;
	size_t arena_len, arena_cap;
	uint64_t *blocks; /* top byte: the length + 1 of all, or 0: in front;
			     the rest: where in the arena it begins */
	size_t n_blocks, blocks_cap;
	unsigned char *slots;
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
static void
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

static inline uint32_t
slot_number(const unsigned char *slot)
{
	uint32_t number;

	memcpy(&number, slot, sizeof(number));
	return number;
}

static inline uint16_t
slot_tag(const unsigned char *slot)
{
	uint16_t tag;

	memcpy(&tag, slot + sizeof(uint32_t), sizeof(tag));
	return tag;
}

static inline size_t
segment_bytes(size_t homes)
{
	return (homes + SLACK) * SLOT;
}

static inline size_t
home_of(uint16_t tag, size_t homes)
{
	return tag * homes >> TAG_BITS;
}

/* Where a search for hash begins; *end is the end of its segment. */
static inline unsigned char *
first_slot(const struct keyset *ks, uint64_t hash, unsigned char **end)
{
	size_t segment =
	    ks->lg_segments ? (size_t)(hash >> (64 - ks->lg_segments)) : 0;
	unsigned char *p = ks->slots + segment * segment_bytes(ks->homes);

	*end = p + segment_bytes(ks->homes);
	return p + home_of((uint16_t)hash, ks->homes) * SLOT;
}

static void
slots_alloc(struct keyset *ks)
{
	ks->slots = xcalloc((size_t)1 << ks->lg_segments, //
	    segment_bytes(ks->homes));
}

/*
 * Spread the slots of one segment, which are in order, over the homes of to.
 * Returns false, with to incomplete, where the last does not fit.
 */
static bool
segment_spread(const unsigned char *from, size_t from_slots, unsigned char *to,
    size_t homes)
{
	unsigned char *next = to;

	memset(to, 0, segment_bytes(homes));
	for (size_t i = 0; i < from_slots; i++, from += SLOT) {
		unsigned char *home =
		    to + home_of(slot_tag(from), homes) * SLOT;

		if (slot_number(from) == 0)
			continue;
		if (next < home)
			next = home;
		if (next == to + segment_bytes(homes))
			return false;
		memcpy(next, from, SLOT);
		next += SLOT;
	}
	return true;
}

/*
 * Give every segment more homes, the last first, so that none is in the way.
 * Homes move apart, so no slot ends further behind its own than before, but
 * for 1 where two homes are rounded to one. Between two rebuilds there are at
 * most 29 widenings (5 doublings, 24 eighths to MAX_HOMES): SPARE is enough.
 */
static void
slots_widen(struct keyset *ks)
{
	size_t old = segment_bytes(ks->homes);
	size_t homes = ks->homes +
		       (ks->homes < DOUBLING_HOMES ? ks->homes : ks->homes / 8);
	size_t n = (size_t)1 << ks->lg_segments;
	unsigned char *copy = xmalloc(old);

	if (homes > MAX_HOMES)
		BUG("a segment of %zu homes", homes);
	ks->slots = xreallocarray(ks->slots, n, segment_bytes(homes));
	while (n-- > 0) {
		memcpy(copy, ks->slots + n * old, old);
		if (!segment_spread(copy, old / SLOT,
			ks->slots + n * segment_bytes(homes), homes))
			BUG("a wider segment has no room");
	}
	free(copy);
	ks->homes = homes;
}

/* Put a slot in at p, before all that has a greater tag; false: no room. */
static bool
slot_insert(
    unsigned char *p, const unsigned char *end, uint32_t number, uint16_t tag)
{
	unsigned char *gap = p;

	end -= SPARE * SLOT;
	while (gap < end && slot_number(gap) != 0)
		gap += SLOT;
	if (gap >= end)
		return false;
	memmove(p + SLOT, p, (size_t)(gap - p));
	number++;
	memcpy(p, &number, sizeof(number));
	memcpy(p + sizeof(number), &tag, sizeof(tag));
	return true;
}

/* Put in a number whose key is known not to be there. */
static void
place(struct keyset *ks, uint64_t hash, uint32_t number)
{
	for (;;) {
		unsigned char *end;
		unsigned char *p = first_slot(ks, hash, &end);

		while (p < end && slot_number(p) != 0 &&
		       slot_tag(p) <= (uint16_t)hash)
			p += SLOT;
		if (slot_insert(p, end, number, (uint16_t)hash))
			return;
		slots_widen(ks);
	}
}

/* Four times the segments, from the keys in the arena. */
static void
slots_rebuild(struct keyset *ks)
{
	uint64_t hashes[REBUILD_AHEAD];
	const char *key;
	size_t len;

	free(ks->slots);
	ks->lg_segments += 2;
	ks->homes = SEGMENT_KEYS / 4 * 5 / 4;
	slots_alloc(ks);
	for (uint32_t at = 0; at < ks->n;) {
		uint32_t n = 0;

		for (; n < REBUILD_AHEAD && at + n < ks->n; n++) {
			key = keyset_key(ks, at + n, &len);
			hashes[n] = keyset_hash(ks, key, len);
			keyset_prefetch(ks, hashes[n]);
		}
		for (uint32_t i = 0; i < n; i++)
			place(ks, hashes[i], at + i);
		at += n;
	}
}

static bool
key_is(const struct keyset *ks, uint32_t number, const char *key, size_t len)
{
	size_t own_len;
	const char *own = keyset_key(ks, number, &own_len);

	return own_len == len && (len == 0 || memcmp(own, key, len) == 0);
}

/*
 * Search for a key: its slot in *slot, or (false) where it is to be put in,
 * which may be the segment's end.
 */
static bool
seek(const struct keyset *ks, uint64_t hash, const char *key, size_t len,
    unsigned char **slot, unsigned char **end)
{
	unsigned char *p = first_slot(ks, hash, end);
	uint16_t tag = (uint16_t)hash;
	bool is_found = false;

	for (; p < *end && slot_number(p) != 0 && slot_tag(p) <= tag; p += SLOT)
		if (slot_tag(p) == tag &&
		    key_is(ks, slot_number(p) - 1, key, len)) {
			is_found = true;
			break;
		}
	*slot = p;
	return is_found;
}

/* --- the set ------------------------------------------------------------ */

struct keyset *
keyset_new(void)
{
	struct keyset *ks = xcalloc(1, sizeof(*ks));

	siphash_key_random(&ks->seed);
	ks->homes = FIRST_HOMES;
	slots_alloc(ks);
	return ks;
}

void
keyset_free(struct keyset *ks)
{
	if (!ks)
		return;
	free(ks->arena);
	free(ks->blocks);
	free(ks->slots);
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
	unsigned char *end;

	__builtin_prefetch(first_slot(ks, hash, &end));
}

void
keyset_prefetch_key(const struct keyset *ks, uint64_t hash)
{
	unsigned char *end;
	const unsigned char *p = first_slot(ks, hash, &end);
	uint16_t tag = (uint16_t)hash;
	uint32_t number;
	uint64_t block;

	while (p < end && slot_number(p) != 0 && slot_tag(p) < tag)
		p += SLOT;
	if (p == end || slot_number(p) == 0 || slot_tag(p) != tag)
		return;
	number = slot_number(p) - 1;
	block = ks->blocks[number / BLOCK_KEYS];
	/* keys of one length: exactly there; else it is near */
	__builtin_prefetch(
	    ks->arena + block_start(block) +
	    (block >> 56 ? (block >> 56) - 1 : 0) * (number % BLOCK_KEYS));
}

uint32_t
keyset_add_hashed(
    struct keyset *ks, const char *key, size_t len, uint64_t hash, bool *is_new)
{
	unsigned char *slot, *end;
	bool is_found = seek(ks, hash, key, len, &slot, &end);

	if (is_new)
		*is_new = !is_found;
	if (is_found)
		return slot_number(slot) - 1;
	if (ks->n == KEYSET_MAX_KEYS)
		die("more than %lu distinct keys",
		    (unsigned long)KEYSET_MAX_KEYS);
	arena_add(ks, key, len);
	if (!slot_insert(slot, end, ks->n, (uint16_t)hash))
		place(ks, hash, ks->n);
	ks->n++;
	/* Above 7/8 of the homes a search becomes long. */
	if (ks->n >> ks->lg_segments > SEGMENT_KEYS)
		slots_rebuild(ks);
	else if (ks->n >> ks->lg_segments > ks->homes / 8 * 7)
		slots_widen(ks);
	return ks->n - 1;
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
	unsigned char *slot, *end;

	if (!seek(ks, hash, key, len, &slot, &end))
		return false;
	*number = slot_number(slot) - 1;
	return true;
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

size_t
keyset_bytes(const struct keyset *ks)
{
	return sizeof(*ks) + ks->arena_len +
	       ks->n_blocks * sizeof(*ks->blocks) +
	       (segment_bytes(ks->homes) << ks->lg_segments);
}
