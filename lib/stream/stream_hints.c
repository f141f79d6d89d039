/*
 * stream_hints.c - rejects that wait in a temporary file until all is read,
 * since what is to be said of them is known only then.
 */
#include "stream_private.h"

#include <string.h>

#include "vardstrom/diag.h"

enum { BUFFER = 64 * 1024 };

void
stream_hint_rejects(struct stream *st, stream_hint_fn *hint, void *context)
{
	st->hint = hint;
	st->hint_context = context;
}

uint64_t
stream_n_rejected(const struct stream *st)
{
	return st->n_rejected;
}

void
stream_keep_reject(struct stream *st, const struct strbuf *line)
{
	struct strbuf err = STRBUF_INIT;
	uint64_t len = line->len;

	if (!temp_is_open(&st->kept_rejects) &&
	    temp_open(&st->kept_rejects, BUFFER, &err) != 0)
		die("%s", err.s);
	if (temp_put(&st->kept_rejects, (const char *)&len, sizeof(len),
		&err) != 0 ||
	    temp_put(&st->kept_rejects, line->s, line->len, &err) != 0)
		die("%s", err.s);
}

/** The next reject that was kept, without its last brace; false: no more. */
static bool
next_kept(struct stream *st, struct strbuf *line)
{
	struct strbuf err = STRBUF_INIT;
	uint64_t len;
	int got = temp_get(&st->kept_rejects, &len, sizeof(len), &err);

	strbuf_reset(line);
	if (got == 1) {
		strbuf_grow(line, (size_t)len);
		got = temp_get(&st->kept_rejects, line->s, (size_t)len, &err);
		line->len = (size_t)len - 1;
	}
	if (got < 0)
		die("%s", err.s);
	return got == 1;
}

void
stream_tell_kept_rejects(struct stream *st)
{
	struct strbuf *line = &st->scratch;
	struct strbuf err = STRBUF_INIT;
	uint64_t n = 0;

	if (!temp_is_open(&st->kept_rejects))
		return;
	if (temp_rewind(&st->kept_rejects, &err) != 0)
		die("%s", err.s);
	for (; next_kept(st, line); n++) {
		st->hint(st->hint_context, n, line);
		strbuf_addch(line, '}');
		output_add(&st->rejects, line->s, line->len);
		output_end_line(&st->rejects);
	}
	temp_close(&st->kept_rejects);
}
