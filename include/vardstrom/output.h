/* output.h - a buffered output that is published whole or not at all. */
#ifndef VARDSTROM_OUTPUT_H
#define VARDSTROM_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct hidden;

enum { OUTPUT_BLOCK = 256 * 1024 }; /* bytes gathered before a write */

/**
 * A plain file is written under no name or a temporary one in the same folder
 * and gets its own name when it is published, with all others of the run:
 * publish.h. Anything else (standard output, a pipe, /dev/full) is written
 * directly. Every failure dies.
 */
struct output {
	int fd;     /* -1: not open */
	char *name; /* as given, for messages */
	char *path; /* where a plain file is published, links resolved */
	struct hidden *temp; /* its temporary name, if it has one yet */
	struct hidden
	    *spare;         /* for the old file, where names do not exchange */
	struct hidden *old; /* the one that the old file has now, or NULL */
	char *buf;          /* OUTPUT_BLOCK bytes */
	size_t len;         /* of buf in use */
	bool is_line_buffered;
	bool is_direct;   /* not published by a rename */
	bool is_nameless; /* until it is finished */
	bool is_removal;  /* nothing is to be there */
};

/** path NULL: standard output. is_private: mode 0600, whatever was there. */
void output_open(
    struct output *o, const char *path, bool is_private, bool is_line_buffered);
/**
 * In place of an output: the file path is to be gone when all is published.
 * False: it is not there. Dies as output_open.
 */
bool output_open_removal(struct output *o, const char *path);
/** Write what is buffered. */
void output_flush(struct output *o);
/**
 * Write all, and close it. A plain file is on the disk then, under its
 * temporary name; of anything else nothing is left (fd -1, path NULL).
 */
void output_finish(struct output *o);
/** Give up what is not published, and free all; a zeroed o is fine. */
void output_release(struct output *o);

/**
 * Publish a finished plain file; the last of a run need not be taken back.
 * Neither allocates anything nor dies. 0, or -1 with errno.
 */
int output_put_in_place(struct output *o, bool is_last);
/** Undo it: the old file is back. 0, or -1 with errno. */
int output_take_back(struct output *o);

/**
 * The file that a path leads to through symbolic links, there or still to be
 * made. New; NULL with errno.
 */
char *output_resolve(const char *path);

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
