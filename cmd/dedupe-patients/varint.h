/* varint.h - a number in as few bytes as it needs, seven bits in each. */
#ifndef VARINT_H
#define VARINT_H

#include <stdint.h>

#include "vardstrom/strbuf.h"

static inline void
varint_add(struct strbuf *sb, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		strbuf_addch(sb, (char)(v | 0x80));
	strbuf_addch(sb, (char)v);
}

#endif
