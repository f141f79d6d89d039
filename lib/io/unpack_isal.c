/* unpack_isal.c - gzip members to bytes, by ISA-L where it is there. */
#include "unpack.h"

#ifdef VARDSTROM_ISAL

#include <stdint.h>
#include <stdlib.h>

#include <isa-l/igzip_lib.h>

#include "vardstrom/xalloc.h"

enum { MOST_AT_ONCE = 1 << 30 }; /* ISA-L counts in 32 bits */

static void
isal_reset(void *state)
{
	struct inflate_state *z = state;

	isal_inflate_reset(z);
	z->crc_flag = ISAL_GZIP;
}

static void *
isal_new(void)
{
	struct inflate_state *z = xcalloc(1, sizeof(*z));

	isal_inflate_init(z);
	isal_reset(z);
	return z;
}

static uint32_t
at_most(size_t n)
{
	return n < MOST_AT_ONCE ? (uint32_t)n : MOST_AT_ONCE;
}

static enum unpack_status
isal_some(void *state, struct unpack_span *span)
{
	struct inflate_state *z = state;
	uint32_t n_in = at_most(span->in_len), n_out = at_most(span->out_len);
	int status;

	/* ISA-L reads only, but its header does not say so */
	z->next_in = (uint8_t *)(uintptr_t)span->in;
	z->avail_in = n_in;
	z->next_out = (uint8_t *)span->out;
	z->avail_out = n_out;
	status = isal_inflate(z);
	span->in += n_in - z->avail_in;
	span->in_len -= n_in - z->avail_in;
	span->out += n_out - z->avail_out;
	span->out_len -= n_out - z->avail_out;
	if (status < 0)
		return UNPACK_CORRUPT;
	return z->block_state == ISAL_BLOCK_FINISH ? UNPACK_END : UNPACK_MORE;
}

const struct unpack_library unpack_isal = {
	"isa-l",
	isal_new,
	free,
	isal_reset,
	isal_some,
};

#else

/* ISO C wants something in a file. */
typedef int unpack_isal_is_not_there;

#endif
