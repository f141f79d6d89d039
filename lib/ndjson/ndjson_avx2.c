/* ndjson_avx2.c - the walk with vectors of 32 bytes. */
#include "ndjson_fast.h"

#ifdef __x86_64__

#include <immintrin.h>
#include <string.h>

#include "vardstrom/ascii.h"

#include "ndjson_names.h"

#define WALK   ndjson_walk_avx2
#define TARGET __attribute__((target("avx2,bmi")))

TARGET static inline __m256i
load(const char *s)
{
	return _mm256_loadu_si256((const __m256i *)s);
}

TARGET static inline uint32_t
bytes_equal(__m256i v, char c)
{
	return (uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(v, _mm256_set1_epi8(c)));
}

/* Backslashes and control characters. */
TARGET static inline uint32_t
bytes_special(__m256i v)
{
	__m256i low = _mm256_set1_epi8(0x1F);
	__m256i is_low = _mm256_cmpeq_epi8(_mm256_min_epu8(v, low), v);

	return bytes_equal(v, '\\') | (uint32_t)_mm256_movemask_epi8(is_low);
}

/*
 * What is wrong with two bytes that follow each other in UTF-8, a bit each.
 * A fault shows in the high half of the first byte, its low half, and the
 * high half of the second; three look-ups of 16 entries, joined by AND, give
 * all pairs of bytes at once.
 *
 * Source: J. Keiser, D. Lemire: Validating UTF-8 In Less Than One Instruction
 *         Per Byte. Software: Practice and Experience 51 (5), 2021.
 */
enum {
	TOO_SHORT = 1 << 0,   /* a first byte, then no continuation */
	TOO_LONG = 1 << 1,    /* ASCII, then a continuation */
	OVERLONG_3 = 1 << 2,  /* E0 80..9F */
	TOO_LARGE = 1 << 3,   /* F4 90.. and above */
	SURROGATE = 1 << 4,   /* ED A0..BF */
	OVERLONG_2 = 1 << 5,  /* C0 or C1 */
	OVERLONG_4 = 1 << 6,  /* F0 80..8F */
	TOO_LARGE_8 = 1 << 6, /* F5 and above, then 80..8F */
	TWO_MORE = 1 << 7,    /* two continuations: right in long sequences */
	ANY_LOW = TOO_SHORT | TOO_LONG | TWO_MORE,
	FIVE_UP = ANY_LOW | TOO_LARGE | TOO_LARGE_8,
	ANY_CONT = TOO_LONG | OVERLONG_2 | TWO_MORE
};

#define FOUR(x)    (char)(x), (char)(x), (char)(x), (char)(x)
#define TWICE(...) _mm256_setr_epi8(__VA_ARGS__, __VA_ARGS__)

TARGET static inline __m256i
high_halves(__m256i v)
{
	return _mm256_and_si256(
	    _mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0F));
}

TARGET static inline __m256i
faults_of_pairs(__m256i first, __m256i second)
{
	const __m256i by_first_high = TWICE(FOUR(TOO_LONG), FOUR(TOO_LONG),
	    FOUR(TWO_MORE), (char)(TOO_SHORT | OVERLONG_2), (char)TOO_SHORT,
	    (char)(TOO_SHORT | OVERLONG_3 | SURROGATE),
	    (char)(TOO_SHORT | TOO_LARGE | TOO_LARGE_8 | OVERLONG_4));
	const __m256i by_first_low =
	    TWICE((char)(ANY_LOW | OVERLONG_2 | OVERLONG_3 | OVERLONG_4),
		(char)(ANY_LOW | OVERLONG_2), (char)ANY_LOW, (char)ANY_LOW,
		(char)(ANY_LOW | TOO_LARGE), FOUR(FIVE_UP), FOUR(FIVE_UP),
		(char)(FIVE_UP | SURROGATE), (char)FIVE_UP, (char)FIVE_UP);
	const __m256i by_second_high = TWICE(FOUR(TOO_SHORT), FOUR(TOO_SHORT),
	    (char)(ANY_CONT | OVERLONG_3 | OVERLONG_4 | TOO_LARGE_8),
	    (char)(ANY_CONT | OVERLONG_3 | TOO_LARGE),
	    (char)(ANY_CONT | SURROGATE | TOO_LARGE),
	    (char)(ANY_CONT | SURROGATE | TOO_LARGE), FOUR(TOO_SHORT));
	__m256i first_low = _mm256_and_si256(first, _mm256_set1_epi8(0x0F));

	return _mm256_and_si256(
	    _mm256_and_si256(
		_mm256_shuffle_epi8(by_first_high, high_halves(first)),
		_mm256_shuffle_epi8(by_first_low, first_low)),
	    _mm256_shuffle_epi8(by_second_high, high_halves(second)));
}

/*
 * The places in v where UTF-8 is broken, a bit each; before is what is in
 * front of v. A sequence cut short shows at the byte behind it.
 */
TARGET static inline uint32_t
bytes_not_utf8(__m256i v, __m256i before)
{
	__m256i middle = _mm256_permute2x128_si256(before, v, 0x21);
	__m256i back_1 = _mm256_alignr_epi8(v, middle, 15);
	__m256i back_2 = _mm256_alignr_epi8(v, middle, 14);
	__m256i back_3 = _mm256_alignr_epi8(v, middle, 13);
	__m256i faults = faults_of_pairs(back_1, v);
	/* Two behind E0.., three behind F0..: here TWO_MORE must be. */
	__m256i must = _mm256_or_si256(
	    _mm256_subs_epu8(back_2, _mm256_set1_epi8(0xE0 - 0x80)),
	    _mm256_subs_epu8(back_3, _mm256_set1_epi8(0xF0 - 0x80)));

	must = _mm256_and_si256(must, _mm256_set1_epi8((char)TWO_MORE));
	faults = _mm256_xor_si256(faults, must);
	return ~(uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(faults, _mm256_setzero_si256()));
}

/* Strings that are longer than a vector, or have escapes. */
TARGET static __attribute__((noinline)) const char *
find_far_quote(struct ndjson_cursor *c, const char *s, bool *is_escaped)
{
	const char *start = s;
	__m256i before = _mm256_setzero_si256();

	for (; s < c->end; s += sizeof(__m256i)) {
		__m256i v = load(s);
		uint32_t quotes = bytes_equal(v, '"');
		uint32_t here = quotes ^ (quotes - 1);

		if (bytes_special(v) & here)
			break;
		if (_mm256_movemask_epi8(_mm256_or_si256(v, before)) &&
		    (bytes_not_utf8(v, before) & here))
			break;
		if (quotes) {
			s += __builtin_ctz(quotes);
			return s < c->end ? s : NULL;
		}
		before = v;
	}
	c->p = start;
	return ndjson_check_string(c, is_escaped) ? c->p - 1 : NULL;
}

TARGET static inline const char *
find_quote(struct ndjson_cursor *c, const char *s, bool *is_escaped)
{
	__m256i v = load(s);
	uint32_t quotes = bytes_equal(v, '"');
	uint32_t special = bytes_special(v);
	uint32_t above = (uint32_t)_mm256_movemask_epi8(v);
	/* x ^ (x - 1): up to the first quote and with it. */
	uint32_t here = quotes ^ (quotes - 1);
	const char *quote;

	*is_escaped = false;
	if (__builtin_expect(!quotes || (special & here), 0))
		return find_far_quote(c, s, is_escaped);
	if ((above & here) &&
	    (bytes_not_utf8(v, _mm256_setzero_si256()) & here))
		return NULL;
	quote = s + __builtin_ctz(quotes);
	return quote < c->end ? quote : NULL;
}

TARGET static inline bool
is_name_at(const struct ndjson_known_name *name, const char *s)
{
	__m256i same = _mm256_cmpeq_epi8(load(s), load(name->text));

	if (name->mask & ~(uint32_t)_mm256_movemask_epi8(same))
		return false;
	return name->len <= KNOWN_VECTOR ||
	       memcmp(s, name->text, name->len) == 0;
}

#include "ndjson_walk.h"

#endif
