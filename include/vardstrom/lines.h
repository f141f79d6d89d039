/*
 * lines.h - the lines of one input: plain or gzip, with their numbers.
 *
 * One block of memory is read into and lines are slices of it. A row that
 * spans several lines (quoted CSV) is taken by lines_extend, and given back
 * by lines_retreat if it turns out not to be one.
 */
#ifndef VARDSTROM_LINES_H
#define VARDSTROM_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

enum {
	LINES_PADDING = 64 /* bytes readable behind every line, any content */
};

enum lines_status {
	LINES_OK,
	LINES_EOF,
	LINES_ETOOLONG, /* longer than max_line; it is skipped, and its first
			   LINES_SHOWN bytes are in the slice */
	LINES_EINPUT    /* unreadable, truncated, corrupt: see lines_error */
};

enum { LINES_SHOWN = 4096 };

struct lines;

/**
 * Open a file, "-" for standard input. gzip (one or several members) is
 * recognised by its first bytes; a UTF-8 byte-order mark is skipped (see
 * lines_had_bom).
 *
 * A file of another kind (a workbook, UTF-16, packed by another program) is
 * LINES_EINPUT at its first line; lines_error says what it is and which
 * command makes text of it.
 *
 * A plain file that changes while it is read, or whose name leads to another
 * when its last byte was, is LINES_EINPUT there.
 *
 * Units:   max_line in bytes without the line end.
 * Returns: NULL with a finished sentence in err.
 */
struct lines *lines_open(
    const char *path, size_t max_line, bool is_hashed, struct strbuf *err);
void lines_close(struct lines *l);

/**
 * The next line.
 *
 * Returns: LINES_OK with the slice, without LF; a CR before it is kept.
 *          The last line needs no LF; an empty rest is no line.
 * Memory:  borrowed until the next call.
 */
enum lines_status lines_next(struct lines *l, const char **line, size_t *len)
    __attribute__((warn_unused_result));

/**
 * Make the current line longer by the line that follows, the line end
 * between them kept. The slice may have moved.
 *
 * Returns: as lines_next. LINES_EOF, LINES_ETOOLONG: as before the call.
 */
enum lines_status lines_extend(struct lines *l, const char **line, size_t *len)
    __attribute__((warn_unused_result));

/** Give back all that lines_extend took: the slice is the first line again. */
void lines_retreat(struct lines *l, const char **line, size_t *len);

/** How the line behind the current one begins, as far as it was read. */
const char *lines_coming(const struct lines *l, size_t *len);

/** 1-based number of the current line's first line. */
uint64_t lines_no(const struct lines *l);
bool lines_had_bom(const struct lines *l);
/** The sentence for LINES_EINPUT, without the file's name. */
const char *lines_error(const struct lines *l);
/** Bytes read from the file so far (compressed as they are there). */
uint64_t lines_bytes(const struct lines *l);
/** Size of the file in bytes; 0: not known. */
uint64_t lines_size(const struct lines *l);
/**
 * SHA-256 of the file's bytes as they are there, in hex (64 + NUL), after
 * LINES_EOF; "" where it was opened without is_hashed, or is a pipe.
 */
void lines_sha256(struct lines *l, char hex[65]);
/** The name for messages: the path, or "<stdin>". */
const char *lines_name(const struct lines *l);

#endif
