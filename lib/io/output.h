/* output.h - a buffered output that is published whole or not at all. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { OUTPUT_BLOCK = 256 * 1024 }; /* bytes gathered before a write */

/**
 * A plain file is written under no name or a temporary one in the same folder
 * and gets its own name in output_commit. Anything else (standard output, a
 * pipe, /dev/full) is written directly. Every failure dies.
 */
struct output {
	int fd;           /* -1: not open */
	const char *name; /* for messages; borrowed */
	char *path;       /* where a plain file is published, links resolved */
	char *temp;       /* its temporary name, or NULL: it has none yet */
	char *buf;        /* OUTPUT_BLOCK bytes */
	size_t len;       /* of buf in use */
	bool is_line_buffered;
	bool is_direct; /* not published by a rename */
};

/** path NULL: standard output. is_private: mode 0600, whatever was there. */
void output_open(
    struct output *o, const char *path, bool is_private, bool is_line_buffered);
/** Write what is buffered. */
void output_flush(struct output *o);
/** Bring all to the disk, so that publishing can hardly fail. */
void output_sync(struct output *o);
/** Sync and publish; then closed. */
void output_commit(struct output *o);
/** Leave everything as it was before output_open; then closed. */
void output_abandon(struct output *o);

/** Make room for len bytes in buf, or write them past it. */
void output_add_slow(struct output *o, const char *s, size_t len);

static inline void
output_add(struct output *o, const char *s, size_t len)
{
	if (len > OUTPUT_BLOCK - o->len) {
		output_add_slow(o, s, len);
		return;
	}
	memcpy(o->buf + o->len, s, len);
	o->len += len;
}

/** Where len bytes may be put, for output_added; NULL: more than a block. */
static inline char *
output_room(struct output *o, size_t len)
{
	if (len > OUTPUT_BLOCK)
		return NULL;
	if (len > OUTPUT_BLOCK - o->len)
		output_flush(o);
	return o->buf + o->len;
}

/** So many bytes were put there. */
static inline void
output_added(struct output *o, size_t len)
{
	o->len += len;
}

/** A line is complete. */
static inline void
output_end_line(struct output *o)
{
	output_add(o, "\n", 1);
	if (o->is_line_buffered)
		output_flush(o);
}

#endif
