/* channel.c - records from one stage to the next within a process. */
#include "vardstrom/channel.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

enum {
	CHUNK = 256 * 1024, /* bytes of memory that a batch takes at a time */
	MAX_CHUNKS = 8,     /* that a batch keeps when it is used again */
	ALIGN = 16
};

struct batch_chunk {
	char *s;
	size_t cap; /* bytes, without the padding */
};

/* --- batches ------------------------------------------------------------- */

static void
free_chunk(struct batch_chunk *chunk)
{
	xfree_wiped(chunk->s, chunk->cap + NDJSON_PADDING);
}

static void
batch_free(struct batch *b)
{
	for (size_t i = 0; i < b->n_chunks; i++)
		free_chunk(&b->chunks[i]);
	free(b->chunks);
	free(b->lines);
	free(b->kept);
	free(b);
}

/* Everything in it is forgotten. */
static void
batch_reset(struct batch *b)
{
	size_t n = 0;

	b->n_lines = b->n_stay = b->n_kept = 0;
	b->at = 0;
	b->kept_bytes = 0;
	b->chunk = 0;
	b->used = 0;
	/* one long line is no reason to keep its memory for ever */
	for (size_t i = 0; i < b->n_chunks; i++) {
		if (b->chunks[i].cap > CHUNK || n == MAX_CHUNKS)
			free_chunk(&b->chunks[i]);
		else
			b->chunks[n++] = b->chunks[i];
	}
	b->n_chunks = n;
}

/* Go on to a chunk that has room for len bytes. */
static void
next_chunk(struct batch *b, size_t len)
{
	struct batch_chunk *chunk;

	b->used = 0;
	while (b->chunk < b->n_chunks && ++b->chunk < b->n_chunks)
		if (b->chunks[b->chunk].cap >= len)
			return;
	GROW(b->chunks, b->n_chunks, b->cap_chunks);
	chunk = &b->chunks[b->n_chunks];
	chunk->cap = len > CHUNK ? len : CHUNK;
	chunk->s = xcalloc(1, chunk->cap + NDJSON_PADDING);
	b->chunk = b->n_chunks++;
}

void *
batch_alloc(struct batch *b, size_t len)
{
	char *s;

	if (b->chunk >= b->n_chunks || b->chunks[b->chunk].cap < len ||
	    b->used > b->chunks[b->chunk].cap - len)
		next_chunk(b, len);
	s = b->chunks[b->chunk].s + b->used;
	b->used += (len + ALIGN - 1) / ALIGN * ALIGN;
	return s;
}

/* A line that has room for len bytes and n members, still empty. */
static struct batch_line
make_line(struct batch *b, size_t len, size_t n)
{
	struct batch_line line = { .cap = len + BATCH_ROOM };

	line.s = batch_alloc(b, line.cap);
	if (n > 0) {
		line.cap_members = n + BATCH_MEMBERS;
		line.members =
		    batch_alloc(b, line.cap_members * sizeof(*line.members));
		line.numbers =
		    batch_alloc(b, line.cap_members * sizeof(*line.numbers));
	}
	return line;
}

/* What is in the line's memory is this record. */
static void
set_line(struct batch_line *line, const struct record *copy)
{
	line->len = copy->len;
	line->n_members = copy->n_members;
	line->numbers = copy->numbers ? line->numbers : NULL;
}

void
batch_keep(struct batch *b, const struct batch_line *line)
{
	/* The line read last may still be wanted: only itself takes its place.
	 */
	const bool is_last = b->at > 0 && line == &b->lines[b->at - 1];
	struct batch_line *to;

	b->kept_bytes += line->len;
	/* Mostly a line stays where it is, and none of this is copied: what
	 * was read gives room, up to the first line for which it does not. */
	if (b->n_kept == 0 && b->n_stay + !is_last < b->at) {
		to = &b->lines[b->n_stay++];
	} else {
		GROW(b->kept, b->n_kept, b->cap_kept);
		to = &b->kept[b->n_kept++];
	}
	if (to != line)
		*to = *line;
}

bool
batch_has_kept(const struct batch *b)
{
	return b->n_stay > 0 || b->n_kept > 0;
}

void
batch_keep_copy(struct batch *b, const char *s, size_t len)
{
	struct batch_line line = make_line(b, len, 0);

	memcpy(line.s, s, len);
	line.len = len;
	batch_keep(b, &line);
}

static struct batch_line
copy_of(struct batch *b, const struct record *rec)
{
	struct batch_line line =
	    make_line(b, record_max_len(rec), record_max_members(rec));
	struct record copy;

	record_copy(rec, line.s, line.members, line.numbers, &copy);
	set_line(&line, &copy);
	return line;
}

void
batch_keep_record(struct batch *b, const struct record *rec)
{
	struct batch_line line = copy_of(b, rec);

	batch_keep(b, &line);
}

void
batch_keep_changed(
    struct batch *b, struct batch_line *line, const struct record *rec)
{
	struct record longer;

	if (rec->n_cut > 0 || rec->n_members == 0 ||
	    record_max_len(rec) > line->cap ||
	    record_max_members(rec) > line->cap_members) {
		*line = copy_of(b, rec);
	} else {
		record_append(
		    rec, line->s, line->members, line->numbers, &longer);
		set_line(line, &longer);
	}
	batch_keep(b, line);
}

void
batch_note_members(
    struct batch *b, struct batch_line *line, const struct record *rec)
{
	const size_t n = rec->n_members;
	const size_t blanks = (size_t)(rec->line - line->s); /* in front */

	line->s += blanks;
	line->cap -= blanks;
	line->len = rec->len;
	line->n_members = n;
	line->cap_members = n + BATCH_MEMBERS;
	line->members =
	    batch_alloc(b, line->cap_members * sizeof(*line->members));
	if (n > 0)
		memcpy(line->members, rec->members, n * sizeof(*rec->members));
	line->numbers = NULL;
	if (n == 0 || !rec->numbers)
		return;
	line->numbers =
	    batch_alloc(b, line->cap_members * sizeof(*line->numbers));
	memcpy(line->numbers, rec->numbers, n * sizeof(*line->numbers));
}

/* --- the pool ------------------------------------------------------------ */

struct pool {
	pthread_mutex_t lock;
	struct batch *free;
};

struct pool *
pool_new(void)
{
	struct pool *p = xcalloc(1, sizeof(*p));

	pthread_mutex_init(&p->lock, NULL);
	return p;
}

void
pool_free(struct pool *p)
{
	struct batch *b;

	if (!p)
		return;
	while ((b = p->free)) {
		p->free = b->next_free;
		batch_free(b);
	}
	pthread_mutex_destroy(&p->lock);
	free(p);
}

struct batch *
pool_take(struct pool *p)
{
	struct batch *b;

	pthread_mutex_lock(&p->lock);
	b = p->free;
	if (b)
		p->free = b->next_free;
	pthread_mutex_unlock(&p->lock);
	return b ? b : xcalloc(1, sizeof(*b));
}

void
pool_give(struct pool *p, struct batch *b)
{
	batch_reset(b);
	pthread_mutex_lock(&p->lock);
	b->next_free = p->free;
	p->free = b;
	pthread_mutex_unlock(&p->lock);
}

/* --- channels ------------------------------------------------------------ */

struct channel {
	struct pool *pool;
	pthread_mutex_t lock;
	pthread_cond_t may_send, may_take;
	struct batch *queue[CHANNEL_BATCHES]; /* from first on, in a circle */
	size_t first, n;
	size_t n_bytes; /* of their lines */
	bool is_ended;
};

struct channel *
channel_new(struct pool *pool)
{
	struct channel *c = xcalloc(1, sizeof(*c));

	c->pool = pool;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->may_send, NULL);
	pthread_cond_init(&c->may_take, NULL);
	return c;
}

void
channel_free(struct channel *c)
{
	if (!c)
		return;
	for (; c->n > 0; c->n--) {
		pool_give(c->pool, c->queue[c->first]);
		c->first = (c->first + 1) % CHANNEL_BATCHES;
	}
	pthread_cond_destroy(&c->may_send);
	pthread_cond_destroy(&c->may_take);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

struct pool *
channel_pool(struct channel *c)
{
	return c->pool;
}

/* What was kept is what is to be read. */
static void
turn_over(struct batch *b)
{
	struct batch_line *lines = b->lines;
	size_t cap = b->cap_lines;

	if (b->n_stay == 0) {
		b->lines = b->kept;
		b->cap_lines = b->cap_kept;
		b->kept = lines;
		b->cap_kept = cap;
		b->n_lines = b->n_kept;
	} else {
		b->n_lines = b->n_stay;
		for (size_t i = 0; i < b->n_kept; i++) {
			GROW(b->lines, b->n_lines, b->cap_lines);
			b->lines[b->n_lines++] = b->kept[i];
		}
	}
	b->at = b->n_stay = b->n_kept = 0;
	b->bytes = b->kept_bytes;
	b->kept_bytes = 0;
}

/* Who had to wait waits for room for several: that saves wakings. */
static bool
is_full(const struct channel *c)
{
	return c->n == CHANNEL_BATCHES || c->n_bytes >= CHANNEL_BYTES;
}

static bool
has_room(const struct channel *c)
{
	return c->n <= CHANNEL_BATCHES / 2 && c->n_bytes <= CHANNEL_BYTES / 2;
}

void
channel_send(struct channel *c, struct batch *b)
{
	turn_over(b);
	pthread_mutex_lock(&c->lock);
	if (is_full(c))
		while (!has_room(c))
			pthread_cond_wait(&c->may_send, &c->lock);
	c->queue[(c->first + c->n++) % CHANNEL_BATCHES] = b;
	c->n_bytes += b->bytes;
	pthread_cond_signal(&c->may_take);
	pthread_mutex_unlock(&c->lock);
}

void
channel_end(struct channel *c)
{
	pthread_mutex_lock(&c->lock);
	c->is_ended = true;
	pthread_cond_signal(&c->may_take);
	pthread_mutex_unlock(&c->lock);
}

struct batch *
channel_take(struct channel *c)
{
	struct batch *b = NULL;

	pthread_mutex_lock(&c->lock);
	while (c->n == 0 && !c->is_ended)
		pthread_cond_wait(&c->may_take, &c->lock);
	if (c->n > 0) {
		b = c->queue[c->first];
		c->first = (c->first + 1) % CHANNEL_BATCHES;
		c->n--;
		c->n_bytes -= b->bytes;
		if (has_room(c))
			pthread_cond_signal(&c->may_send);
	}
	pthread_mutex_unlock(&c->lock);
	return b;
}
