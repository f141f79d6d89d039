/*
 * channel.h - records from one stage to the next within a process.
 *
 * What a pipe is between two programs, a channel is between two threads: it
 * carries the same lines in the same order. But nothing is copied, and a line
 * that one stage has checked is not checked again, since nobody else can
 * reach its bytes: a batch of lines, with the members found in them, goes
 * from hand to hand, and one stage has it at a time.
 */
#ifndef VARDSTROM_CHANNEL_H
#define VARDSTROM_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"

enum {
	/* Lines gathered before a batch is sent: with members and changes it
	 * should stay in a processor's own cache. */
	BATCH_BYTES = 96 * 1024,
	BATCH_ROOM = 128,  /* bytes left behind a line, to append to it */
	BATCH_MEMBERS = 6, /* and places behind its members */
	/* What waits in a channel before a writer waits: so many batches, or so
	 * many bytes of lines where these are long. */
	CHANNEL_BYTES = 4 * 1024 * 1024,
	CHANNEL_BATCHES = 8
};

/* --- batches ------------------------------------------------------------- */

/** A line of a batch. */
struct batch_line {
	char *s;    /* NDJSON_PADDING bytes are readable behind it */
	size_t len; /* bytes, without a line end */
	size_t cap; /* bytes that there is room for */
	struct ndjson_member *members; /* NULL: it was not checked yet */
	uint16_t *numbers;             /* as in struct record */
	size_t n_members, cap_members;
};

/** Lines to be read, and lines to be handed on; all belong to the batch. */
struct batch {
	struct batch_line *lines;
	size_t n_lines, cap_lines;
	size_t at; /* the line that is read next */

	/* What is handed on: the first n_stay of lines, which were all read,
	 * then kept. */
	size_t n_stay;
	struct batch_line *kept;
	size_t n_kept, cap_kept;
	size_t kept_bytes; /* of all these lines */
	size_t bytes;      /* of lines, when it was sent */

	struct batch_chunk *chunks; /* the memory behind the lines */
	size_t n_chunks, cap_chunks;
	size_t chunk;            /* the one in use */
	size_t used;             /* bytes of it */
	struct batch *next_free; /* in the pool */
};

/**
 * len bytes of the batch's memory, for a line or its members, and
 * NDJSON_PADDING more that are readable.
 *
 * Memory: the batch's, until it is used again.
 */
void *batch_alloc(struct batch *b, size_t len);

/** The line was checked: note its members, for its next reader. */
void batch_note_members(
    struct batch *b, struct batch_line *line, const struct record *rec);

/** Is anything to be handed on? */
bool batch_has_kept(const struct batch *b);

/** Hand a line of this batch on. */
void batch_keep(struct batch *b, const struct batch_line *line);

/** Hand a copy of a line on, which was not checked. */
void batch_keep_copy(struct batch *b, const char *s, size_t len);

/** Hand the record on as it is now, with what was set and cut. */
void batch_keep_record(struct batch *b, const struct record *rec);

/** The same for the record of the line read last. */
void batch_keep_changed(
    struct batch *b, struct batch_line *line, const struct record *rec);

/* --- channels ------------------------------------------------------------ */

/** Batches that nobody needs now, for all channels of a chain. */
struct pool;
struct pool *pool_new(void);
void pool_free(struct pool *p);
/** An empty batch. */
struct batch *pool_take(struct pool *p);
void pool_give(struct pool *p, struct batch *b);

struct channel;
/** Memory: borrows pool. */
struct channel *channel_new(struct pool *pool);
/** What was sent and not taken goes back to the pool. */
void channel_free(struct channel *c);
struct pool *channel_pool(struct channel *c);

/** Send what was kept in b, which is the channel's from here; may wait. */
void channel_send(struct channel *c, struct batch *b);

/** All was sent, and all of it is good. */
void channel_end(struct channel *c);

/** The next batch, to be read; waits for it. NULL: channel_end was called. */
struct batch *channel_take(struct channel *c);

#endif
