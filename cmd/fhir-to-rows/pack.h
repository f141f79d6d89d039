/* pack.h - texts and numbers one behind the other in a buffer, and back. */
#ifndef PACK_H
#define PACK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "vardstrom/strbuf.h"

static inline void
pack_number(struct strbuf *sb, uint64_t n)
{
	strbuf_add(sb, (const char *)&n, sizeof(n));
}

static inline void
pack_text(struct strbuf *sb, const char *s, size_t len)
{
	uint32_t n = (uint32_t)len; /* no line is that long */

	strbuf_add(sb, (const char *)&n, sizeof(n));
	strbuf_add(sb, s, len);
}

static inline uint64_t
unpack_number(const char **at)
{
	uint64_t n;

	memcpy(&n, *at, sizeof(n));
	*at += sizeof(n);
	return n;
}

/** The text; borrowed from what at leads to. */
static inline const char *
unpack_text(const char **at, size_t *len)
{
	const char *s = *at + sizeof(uint32_t);
	uint32_t n;

	memcpy(&n, *at, sizeof(n));
	*at = s + n;
	*len = n;
	return s;
}

#endif
