/*
 * unpack.h - gzip members to bytes, by one of two libraries; private.
 *
 * zlib is always there; ISA-L, where it was found when this was built,
 * unpacks two to three times as fast. Both are tested against each other.
 */
#ifndef UNPACK_H
#define UNPACK_H

#include <stddef.h>

enum unpack_status {
	UNPACK_MORE, /* go on: with more input, or more room */
	UNPACK_END,  /* the member is complete, its checksum right */
	UNPACK_CORRUPT
};

/** What is to be read and where it goes; both move along. */
struct unpack_span {
	const unsigned char *in;
	size_t in_len;
	char *out;
	size_t out_len;
};

/** One library's way. state is what new returned. */
struct unpack_library {
	const char *name;
	void *(*new)(void);
	void (*free)(void *state);
	/** A member begins. */
	void (*reset)(void *state);
	enum unpack_status (*some)(void *state, struct unpack_span *span);
};

extern const struct unpack_library unpack_zlib;
#ifdef VARDSTROM_ISAL
extern const struct unpack_library unpack_isal;
#define UNPACK_BEST unpack_isal
#else
#define UNPACK_BEST unpack_zlib
#endif

#endif
