/* zmember.c - bytes packed as gzip members. */
#include "vardstrom/zmember.h"

#include <limits.h>
#include <string.h>

#include <zlib.h>

#include "vardstrom/diag.h"

enum {
	GZIP_WINDOW = 15 + 16, /* 32 KiB, in a gzip wrapper */
	MEMORY_LEVEL = 8
};

void
zmember_add(struct strbuf *out, const char *s, size_t len)
{
	z_stream z;
	unsigned char *in;
	size_t room;

	if (len > INT_MAX)
		BUG("a gzip member of %zu bytes", len);
	memset(&z, 0, sizeof(z));
	if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_WINDOW,
		MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
		die("out of memory");
	/* zlib declares its input without const and only reads it */
	memcpy(&in, &s, sizeof(in));
	room = deflateBound(&z, (uLong)len);
	strbuf_grow(out, room);
	z.next_in = in;
	z.avail_in = (uInt)len;
	z.next_out = (unsigned char *)out->s + out->len;
	z.avail_out = (uInt)room;
	if (deflate(&z, Z_FINISH) != Z_STREAM_END)
		BUG("deflateBound was too small");
	out->len += room - z.avail_out;
	out->s[out->len] = '\0';
	deflateEnd(&z);
}
