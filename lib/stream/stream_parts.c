/*
 * stream_parts.c - several outputs beside each other, published together.
 *
 * None gets its name before all have come to the disk, so that a full disk
 * leaves every old file as it was.
 */
#include "stream_private.h"

#include <stdlib.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

void
stream_open_parts(struct stream *st)
{
	const struct stream_options *so = st->so;
	size_t i;

	if (so->n_parts > STREAM_MAX_PARTS)
		BUG("more than %d parts", STREAM_MAX_PARTS);
	st->n_parts = so->n_parts;
	st->parts = xcalloc(st->n_parts, sizeof(*st->parts));
	for (i = 0; i < st->n_parts; i++)
		output_open(&st->parts[i].out, so->parts[i], false,
		    so->is_line_buffered);
}

void
stream_close_parts(struct stream *st, bool is_no)
{
	size_t i;

	for (i = 0; i < st->n_parts; i++)
		if (is_no)
			output_release(&st->parts[i].out);
		else
			publication_add(st->publication, &st->parts[i].out);
	free(st->parts);
}

/** The record as it is now; borrowed until the next. */
static const char *
line_of(struct stream *st, size_t *len)
{
	const struct record *rec = &st->rec;

	if (!st->is_record)
		BUG("a row that is no record goes into no part");
	*len = rec->len;
	if (rec->added.len == 0 && rec->n_cut == 0)
		return rec->line;
	strbuf_reset(&st->scratch);
	record_format(rec, &st->scratch);
	*len = st->scratch.len;
	return st->scratch.s;
}

static void
put(struct stream_part *part, const char *line, size_t len)
{
	output_add(&part->out, line, len);
	output_end_line(&part->out);
	part->n_lines++;
}

void
stream_write_part(struct stream *st, size_t i)
{
	size_t len;
	const char *line = line_of(st, &len);

	if (i >= st->n_parts)
		BUG("part %zu of %zu", i, st->n_parts);
	stream_take_verdict(st);
	st->n_written++;
	put(&st->parts[i], line, len);
}

void
stream_write_parts(struct stream *st)
{
	size_t i, len;
	const char *line = line_of(st, &len);

	stream_take_verdict(st);
	st->n_written++;
	st->n_made += st->n_parts - 1;
	for (i = 0; i < st->n_parts; i++)
		put(&st->parts[i], line, len);
}
