/*
 * ndjson_sse2.c - the walk with vectors of 16 bytes, which every x86-64 has.
 * Text that is not ASCII is left to plain C.
 */
#include "ndjson_fast.h"

#ifdef __x86_64__

#include <emmintrin.h>
#include <string.h>

#include "vardstrom/ascii.h"

#include "ndjson_names.h"

#define WALK   ndjson_walk_sse2
#define TARGET __attribute__((target("sse2")))

static inline uint32_t
bytes_equal(__m128i v, char c)
{
	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8(c)));
}

/* Backslashes, control characters, and all that is not ASCII. */
static inline uint32_t
bytes_special(__m128i v)
{
	/* As signed numbers, bytes above 7F are below the controls. */
	__m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));

	return bytes_equal(v, '\\') | (uint32_t)_mm_movemask_epi8(low);
}

static inline const char *
find_quote(struct ndjson_cursor *c, const char *s, bool *is_escaped)
{
	const char *start = s;

	*is_escaped = false;
	for (; s < c->end; s += sizeof(__m128i)) {
		__m128i v = _mm_loadu_si128((const __m128i *)s);
		uint32_t quotes = bytes_equal(v, '"');
		uint32_t special = bytes_special(v);

		/* x ^ (x - 1): up to the first quote; all where none. */
		if (special & (quotes ^ (quotes - 1)))
			break;
		if (quotes) {
			s += __builtin_ctz(quotes);
			return s < c->end ? s : NULL;
		}
	}
	c->p = start;
	return ndjson_check_string(c, is_escaped) ? c->p - 1 : NULL;
}

static inline bool
is_name_at(const struct ndjson_known_name *name, const char *s)
{
	const __m128i *text = (const __m128i *)name->text;
	const __m128i *at = (const __m128i *)s;
	__m128i low =
	    _mm_cmpeq_epi8(_mm_loadu_si128(at), _mm_loadu_si128(text));
	__m128i high =
	    _mm_cmpeq_epi8(_mm_loadu_si128(at + 1), _mm_loadu_si128(text + 1));
	uint32_t same = (uint32_t)_mm_movemask_epi8(low) |
			(uint32_t)_mm_movemask_epi8(high) << 16;

	if (name->mask & ~same)
		return false;
	return name->len <= KNOWN_VECTOR ||
	       memcmp(s, name->text, name->len) == 0;
}

#include "ndjson_walk.h"

#endif
