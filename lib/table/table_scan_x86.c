/* table_scan_x86.c - one pass over a line with vectors of 16 or 32 bytes. */
#include "table_scan.h"

#ifdef __x86_64__

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

/* As many bytes of FF as of 00: from offset 32 - n on, n are FF. */
static const unsigned char in_line[64] = { 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };

/* --- 16 bytes ------------------------------------------------------------- */

#define TARGET    __attribute__((target("sse2")))
#define VECTOR    __m128i
#define ZERO      _mm_setzero_si128()
#define ALL(c)    _mm_set1_epi8(c)
#define LOAD(s)   _mm_loadu_si128((const void *)(s))
#define AND(a, b) _mm_and_si128(a, b)
#define OR(a, b)  _mm_or_si128(a, b)
#define XOR(a, b) _mm_xor_si128(a, b)
/* b without the bits of a */
#define LESS(a, b)  _mm_andnot_si128(a, b)
#define EQUAL(a, b) _mm_cmpeq_epi8(a, b)
/* signed */
#define ABOVE(a, b)    _mm_cmpgt_epi8(a, b)
#define LOWER_OF(a, b) _mm_min_epu8(a, b)
#define BITS(a)        (uint32_t) _mm_movemask_epi8(a)
/* a, moved on by one byte, in front of it the last byte of before */
#define SHIFTED(before, a) OR(_mm_slli_si128(a, 1), _mm_srli_si128(before, 15))
#define GATHERED           gathered_sse2
#define GATHER             gather_sse2
#define SCAN               table_scan_sse2
#include "table_scan_walk.h"

/* --- 32 bytes ------------------------------------------------------------- */

#define TARGET         __attribute__((target("avx2,bmi")))
#define VECTOR         __m256i
#define ZERO           _mm256_setzero_si256()
#define ALL(c)         _mm256_set1_epi8(c)
#define LOAD(s)        _mm256_loadu_si256((const void *)(s))
#define AND(a, b)      _mm256_and_si256(a, b)
#define OR(a, b)       _mm256_or_si256(a, b)
#define XOR(a, b)      _mm256_xor_si256(a, b)
#define LESS(a, b)     _mm256_andnot_si256(a, b)
#define EQUAL(a, b)    _mm256_cmpeq_epi8(a, b)
#define ABOVE(a, b)    _mm256_cmpgt_epi8(a, b)
#define LOWER_OF(a, b) _mm256_min_epu8(a, b)
#define BITS(a)        (uint32_t) _mm256_movemask_epi8(a)
#define SHIFTED(before, a)                                                     \
	_mm256_alignr_epi8(a, _mm256_permute2x128_si256(before, a, 0x21), 15)
#define GATHERED gathered_avx2
#define GATHER   gather_avx2
#define SCAN     table_scan_avx2
#include "table_scan_walk.h"

#else

/* A file may not be empty. */
typedef int table_scan_x86_is_empty;

#endif
