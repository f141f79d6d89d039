/* same.h - are two runs of bytes the same? Without a call: they are short. */
#ifndef SAME_H
#define SAME_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline bool
is_same_word(const char *a, const char *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return x == y;
}

/** In words of eight bytes, of which the last two may overlap. */
static inline bool
is_same(const char *a, const char *b, size_t len)
{
	size_t i = 0;

	if (len < sizeof(uint64_t)) {
		while (i < len && a[i] == b[i])
			i++;
		return i == len;
	}
	for (; i + sizeof(uint64_t) < len; i += sizeof(uint64_t))
		if (!is_same_word(a + i, b + i))
			return false;
	return is_same_word(
	    a + len - sizeof(uint64_t), b + len - sizeof(uint64_t));
}

#endif
