/* stream_kind.h - an input that is no NDJSON at all, by its first lines. */
#ifndef STREAM_KIND_H
#define STREAM_KIND_H

#include <stddef.h>

#include "vardstrom/lines.h"

/**
 * Of a first line that is no record, and the one behind it (empty: none):
 * what the input is, and the command that makes NDJSON of it. NULL: it may be
 * NDJSON whose first line is broken.
 */
const char *stream_kind_of(
    const char *line, size_t len, const char *next_line, size_t next_len);

/** The same of the line that was read last; the slice may have moved. */
const char *stream_kind(struct lines *lines, const char **line, size_t *len);

#endif
