/* places.h - where records came from, in five bytes each. */
#ifndef PLACES_H
#define PLACES_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

enum {
	PLACE_BYTES = 5,
	PLACES_LINE_BITS = 20,           /* of a line's number in a place */
	PLACES_MAX_BASES = (1 << 20) - 1 /* files, each 2^20 lines of one */
};

/** A place that is not known: there were too many files. */
#define PLACE_UNKNOWN ((UINT64_C(1) << (8 * PLACE_BYTES)) - 1)

/** The files met so far, and parts of 2^20 lines of them. */
struct places;

/** More than PLACES_MAX_BASES, or more than max_bytes, are not told apart. */
struct places *places_new(size_t max_bytes);
void places_free(struct places *places);

/**
 * The place of a record: its member source ("FILE:LINE"; NULL: it has none),
 * or (where that is not of this form) the file and line it was read from.
 *
 * Returns: a number of PLACE_BYTES bytes; PLACE_UNKNOWN after too many files.
 */
uint64_t places_of(struct places *places, const struct ndjson_member *source,
    const char *file, uint64_t line_no);

/** Append "FILE:LINE", or "an unknown place". */
void places_format(
    const struct places *places, uint64_t place, struct strbuf *sb);

#endif
