/* bytes.h - short texts looked at some bytes at a time, not one by one. */
#ifndef VARDSTROM_BYTES_H
#define VARDSTROM_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { BYTES_WORD = 8 };

/** The 8 bytes at s, in the machine's order. */
static inline uint64_t
bytes_load_8(const char *s)
{
	uint64_t word;

	memcpy(&word, s, sizeof(word));
	return word;
}

/** The same as a number whose low byte is the first, on every machine. */
static inline uint64_t
bytes_number_8(const char *s)
{
	uint64_t word = bytes_load_8(s);

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/** The 4 bytes at s, in the machine's order. */
static inline uint64_t
bytes_load_4(const char *s)
{
	uint32_t word;

	memcpy(&word, s, sizeof(word));
	return word;
}

/**
 * The last 8 bytes of a text, or all of a shorter one, which has 1 at least;
 * texts of one length have the same word only where these bytes agree.
 */
static inline uint64_t
bytes_last_word(const char *s, size_t len)
{
	const unsigned char *u = (const unsigned char *)s;

	if (len >= BYTES_WORD)
		return bytes_load_8(s + len - BYTES_WORD);
	if (len >= 4)
		return bytes_load_4(s) << 32 | bytes_load_4(s + len - 4);
	return (uint64_t)u[0] << 16 | (uint64_t)u[len / 2] << 8 | u[len - 1];
}

/** memcmp for texts that are short, and have 1 byte at least. */
static inline bool
bytes_are_same(const char *a, const char *b, size_t len)
{
	uint64_t diff = bytes_last_word(a, len) ^ bytes_last_word(b, len);

	for (size_t i = 0; i + BYTES_WORD < len; i += BYTES_WORD)
		diff |= bytes_load_8(a + i) ^ bytes_load_8(b + i);
	return diff == 0;
}

/**
 * The order of two texts, byte by byte; one that the other begins with comes
 * first. Below 0, 0, above 0.
 */
static inline int
bytes_compare(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

#endif
