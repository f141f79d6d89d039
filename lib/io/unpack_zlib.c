/* unpack_zlib.c - gzip members to bytes, by zlib. */
#include "unpack.h"

#include <stdint.h>
#include <stdlib.h>

#include <zlib.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

enum {
	GZIP_WINDOW = 15 + 16, /* the largest window; a gzip header only */
	MOST_AT_ONCE = 1 << 30 /* zlib counts in unsigned int */
};

static void *
zlib_new(void)
{
	z_stream *z = xcalloc(1, sizeof(*z));

	if (inflateInit2(z, GZIP_WINDOW) != Z_OK)
		die("out of memory (to unpack gzip)");
	return z;
}

static void
zlib_free(void *state)
{
	if (state)
		inflateEnd(state);
	free(state);
}

static void
zlib_reset(void *state)
{
	inflateReset2(state, GZIP_WINDOW);
}

static uInt
at_most(size_t n)
{
	return n < MOST_AT_ONCE ? (uInt)n : MOST_AT_ONCE;
}

static enum unpack_status
zlib_some(void *state, struct unpack_span *span)
{
	z_stream *z = state;
	uInt n_in = at_most(span->in_len), n_out = at_most(span->out_len);
	int status;

	/* without ZLIB_CONST the header does not say that zlib only reads */
	z->next_in = (Bytef *)(uintptr_t)span->in;
	z->avail_in = n_in;
	z->next_out = (Bytef *)span->out;
	z->avail_out = n_out;
	status = inflate(z, Z_NO_FLUSH);
	span->in += n_in - z->avail_in;
	span->in_len -= n_in - z->avail_in;
	span->out += n_out - z->avail_out;
	span->out_len -= n_out - z->avail_out;
	switch (status) {
	case Z_STREAM_END:
		return UNPACK_END;
	case Z_OK:
	case Z_BUF_ERROR:
		return UNPACK_MORE;
	case Z_MEM_ERROR:
		die("out of memory (to unpack gzip)");
	default:
		return UNPACK_CORRUPT;
	}
}

const struct unpack_library unpack_zlib = {
	"zlib",
	zlib_new,
	zlib_free,
	zlib_reset,
	zlib_some,
};
