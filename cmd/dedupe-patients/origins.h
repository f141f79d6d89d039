/* origins.h - where records came from, in five bytes each. */
#ifndef ORIGINS_H
#define ORIGINS_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

enum {
	ORIGIN_BYTES = 5,
	ORIGINS_LINE_BITS = 20,           /* of a line's number in an origin */
	ORIGINS_MAX_BASES = (1 << 20) - 1 /* files, each 2^20 lines of one */
};

/** An origin that is not known: there were too many files. */
#define ORIGIN_UNKNOWN ((UINT64_C(1) << (8 * ORIGIN_BYTES)) - 1)

/** The files met so far, and parts of 2^20 lines of them. */
struct origins;

/** More than ORIGINS_MAX_BASES, or more than max_bytes, are not told apart. */
struct origins *origins_new(size_t max_bytes);
void origins_free(struct origins *origins);

/**
 * The origin of a record: its member source ("FILE:LINE"; NULL: it has none),
 * or (where that is not of this form) the file and line it was read from.
 *
 * Returns: a number of ORIGIN_BYTES bytes; ORIGIN_UNKNOWN after too many files.
 */
uint64_t origins_of(struct origins *origins, const struct ndjson_member *source,
    const char *file, uint64_t line_no);

/** Append "FILE:LINE", or "an unknown place". */
void origins_format(
    const struct origins *origins, uint64_t origin, struct strbuf *sb);

#endif
