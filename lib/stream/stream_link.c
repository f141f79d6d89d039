/* stream_link.c - a stage of a chain: records come and go in batches. */
#include "stream_private.h"

#include <string.h>

#include "vardstrom/channel.h"
#include "vardstrom/diag.h"

static _Thread_local struct stream_ends *ends_of_thread;

void
stream_attach(struct stream_ends *ends)
{
	ends_of_thread = ends;
}

/** What the stage before hands on must be asked for: it would wait for ever. */
static void
check_asked(const struct stream *st)
{
	for (int i = 0; i < st->n_paths; i++)
		if (strcmp(st->paths[i], "-") == 0)
			return;
	die("reads files, so it comes first in a chain; or give - for what "
	    "the stage before it writes");
}

void
stream_link_join(struct stream *st)
{
	st->ends = ends_of_thread;
	if (!st->ends)
		return;
	st->from = st->ends->from;
	st->to = st->ends->to;
	st->ends->is_whole = false;
	if (st->from)
		check_asked(st);
}

/* --- from the stage before ----------------------------------------------- */

/** All of the batch was read: what was kept goes on, the rest is over. */
static void
pass_batch(struct stream *st)
{
	struct batch *b = st->batch;

	st->batch = NULL;
	if (batch_has_kept(b))
		channel_send(st->to, b);
	else
		pool_give(channel_pool(st->from ? st->from : st->to), b);
}

/** A line too long for this stage is shown by its beginning, as lines does. */
static enum lines_status
measure(const struct stream *st, size_t *len)
{
	if (*len <= st->so->max_line)
		return LINES_OK;
	if (*len > LINES_SHOWN)
		*len = LINES_SHOWN;
	return LINES_ETOOLONG;
}

/**
 * Ask for what a line's reader will look at: it is in the cache of another
 * processor, if that had the batch.
 */
static void
prefetch(const struct batch *b, size_t at)
{
	const struct batch_line *line = &b->lines[at];
	const char *members;
	size_t n;

	if (at >= b->n_lines)
		return;
	for (size_t i = 0; i < line->len; i += 64)
		__builtin_prefetch(line->s + i);
	if (!line->members)
		return;
	members = (const char *)line->members;
	n = line->n_members * sizeof(*line->members);
	__builtin_prefetch(line->numbers);
	for (size_t i = 0; i < n; i += 64)
		__builtin_prefetch(members + i);
}

enum lines_status
stream_link_next(struct stream *st, const char **line, size_t *len)
{
	const struct batch_line *next;

	while (!st->batch || st->batch->at == st->batch->n_lines) {
		if (st->batch)
			pass_batch(st);
		st->batch = channel_take(st->from);
		if (!st->batch)
			return LINES_EOF;
	}
	next = &st->batch->lines[st->batch->at++];
	prefetch(st->batch, st->batch->at + 1);
	st->link_lines++;
	st->link_bytes += next->len + 1;
	*line = next->s;
	*len = next->len;
	return measure(st, len);
}

static struct batch_line *
current_line(struct stream *st)
{
	return &st->batch->lines[st->batch->at - 1];
}

/** The line behind the current one, where the batch has it. */
static void
set_coming(struct stream *st)
{
	const struct batch *b = st->batch;

	st->rec.coming_len = 0;
	if (b->at == b->n_lines)
		return;
	st->rec.coming = b->lines[b->at].s;
	st->rec.coming_len = b->lines[b->at].len;
}

enum ndjson_status
stream_link_parse(struct stream *st)
{
	struct batch_line *line = current_line(st);
	struct record *rec = &st->rec;
	enum ndjson_status status = NDJSON_OK;
	size_t error_at;

	if (!line->members) {
		status = ndjson_parse(
		    st->ndjson, line->s, line->len, rec, &error_at);
		if (status == NDJSON_OK)
			batch_note_members(st->batch, line, rec);
	} else {
		rec->line = line->s;
		rec->len = line->len;
		rec->members = line->members;
		rec->numbers = line->numbers;
		rec->n_members = line->n_members;
		record_reset(rec);
	}
	set_coming(st);
	return status;
}

/* --- to the stage behind ------------------------------------------------- */

/** The batch that lines are kept in. */
static struct batch *
batch_for(struct stream *st)
{
	if (!st->batch)
		st->batch = pool_take(channel_pool(st->to));
	return st->batch;
}

/**
 * A line was kept. A batch that is being read goes on with the next line that
 * is asked for: until then the program may look at its record.
 */
static void
end_line(struct stream *st)
{
	if (st->is_linked)
		return;
	if (st->batch->kept_bytes >= BATCH_BYTES || st->so->is_line_buffered)
		pass_batch(st);
}

void
stream_link_line(struct stream *st, const char *json, size_t len)
{
	batch_keep_copy(batch_for(st), json, len);
	end_line(st);
}

void
stream_link_record(struct stream *st)
{
	const struct record *rec = &st->rec;

	if (!st->is_linked)
		batch_keep_record(batch_for(st), rec);
	else if (rec->added.len == 0 && rec->n_cut == 0)
		batch_keep(st->batch, current_line(st));
	else
		batch_keep_changed(st->batch, current_line(st), rec);
	end_line(st);
}

void
stream_link_flush(struct stream *st)
{
	if (st->batch)
		pass_batch(st);
}
