/* text_cache.c - the last texts met, to make of each only once what is made. */
#include "vardstrom/text_cache.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/bytes.h"
#include "vardstrom/xalloc.h"

#include "base/switches.h"

/* One for the kind and length, one for each word, one for the last. */
enum { N_FACTORS = TEXT_CACHE_MAX_KEY / BYTES_WORD + 2 };

/* One cache line. */
struct place {
	uint32_t kind;
	uint8_t len;   /* 0: free */
	bool is_newer; /* than the other one of its pair */
	char text[TEXT_CACHE_MAX_KEY];
};

/*
 * The tags, bits of each text's hash, lie together: they tell which place of
 * a pair to look at, and nearly always whether to look at all.
 */
struct text_cache {
	unsigned shift; /* 64 less the bits of a place's number */
	struct place *places;
	uint32_t tags[]; /* by place; 0: free */
};

struct text_cache *
text_cache_new(size_t n_places)
{
	struct text_cache *m;

	assert(n_places >= 2 && (n_places & (n_places - 1)) == 0);
	m = xcalloc(1, sizeof(*m) + n_places * sizeof(m->tags[0]));
	m->places = xcalloc(n_places, sizeof(*m->places));
	m->shift = 64 - (unsigned)__builtin_ctzll(n_places);
	return m;
}

void
text_cache_free(struct text_cache *m)
{
	if (!m)
		return;
	free(m->places);
	free(m);
}

/* Odd numbers without a pattern. */
static const uint64_t factors[N_FACTORS] = {
	UINT64_C(0xe220a8397b1dcdaf),
	UINT64_C(0x6e789e6aa1b965f5),
	UINT64_C(0x06c45d188009454f),
	UINT64_C(0xf88bb8a8724c81ed),
	UINT64_C(0x1b39896a51a8749b),
	UINT64_C(0x53cb9f0c747ea2eb),
	UINT64_C(0x2c829abe1f4532e1),
	UINT64_C(0xc584133ac916ab3d),
	UINT64_C(0x3ee5789041c98ac3),
};

/* The lower bits of a product know nothing of the factors' higher ones. */
static inline uint64_t
mix(uint64_t word, uint64_t factor)
{
	return (word ^ word >> 29) * factor;
}

/*
 * The products do not wait for each other. The hash need not withstand chosen
 * texts: where they all meet in one place, each is made anew, as without a
 * cache.
 */
static inline uint64_t
hash_of(uint32_t kind, const char *s, size_t len)
{
	uint64_t hash = ((uint64_t)kind << 8 | len) * factors[0];

	for (size_t i = 0; i + BYTES_WORD < len; i += BYTES_WORD)
		hash += mix(bytes_load_8(s + i), factors[1 + i / BYTES_WORD]);
	hash += mix(bytes_last_word(s, len), factors[N_FACTORS - 1]);
	return mix(hash, factors[0]);
}

static inline uint32_t
tag_of(uint64_t hash)
{
	return (uint32_t)hash | 1;
}

static inline bool
is_of(const struct place *p, uint32_t kind, const char *s, size_t len)
{
	return p->len == len && p->kind == kind &&
	       bytes_are_same(p->text, s, len);
}

static inline int
find(const struct text_cache *m, uint64_t hash, uint32_t kind, const char *s,
    size_t len)
{
	size_t at = (size_t)(hash >> m->shift);

	/* a choice between two values, not between two ways */
	at = m->tags[at] == tag_of(hash) ? at : at ^ 1;
	if (m->tags[at] != tag_of(hash))
		return TEXT_CACHE_NONE;
	if (is_of(&m->places[at], kind, s, len))
		return (int)at;
	at ^= 1;
	return is_of(&m->places[at], kind, s, len) ? (int)at : TEXT_CACHE_NONE;
}

int
text_cache_find(
    const struct text_cache *m, uint32_t kind, const char *s, size_t len)
{
	if (!SWITCH_TEXTS || len == 0 || len > TEXT_CACHE_MAX_KEY)
		return TEXT_CACHE_NONE;
	return find(m, hash_of(kind, s, len), kind, s, len);
}

int
text_cache_claim(struct text_cache *m, uint32_t kind, const char *s, size_t len)
{
	struct place *p;
	uint64_t hash;
	size_t at;
	int known;

	if (!SWITCH_TEXTS || len == 0 || len > TEXT_CACHE_MAX_KEY)
		return TEXT_CACHE_NONE;
	hash = hash_of(kind, s, len);
	known = find(m, hash, kind, s, len);
	if (known != TEXT_CACHE_NONE)
		return known;
	at = (size_t)(hash >> m->shift);
	if (m->places[at].len > 0 && m->places[at].is_newer)
		at ^= 1;
	p = &m->places[at];
	p->kind = kind;
	p->len = (uint8_t)len;
	p->is_newer = true;
	memcpy(p->text, s, len);
	m->places[at ^ 1].is_newer = false;
	m->tags[at] = tag_of(hash);
	return (int)at;
}
