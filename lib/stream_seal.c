/*
 * stream_seal.c - marks around a stream, so that a reader knows whether it
 * got all of it although a program before it died.
 */
#include "stream_private.h"

#include <stdio.h>

#include "vardstrom/diag.h"

static void
put_mark(
    struct stream *st, const char *kind, const char *name, const char *value)
{
	struct strbuf *sb = &st->scratch;

	strbuf_reset(sb);
	strbuf_addf(sb, "{\"record\":\"%s\",\"by\":\"%s\",\"%s\":%s}", kind,
	    diag_program(), name, value);
	output_add(&st->out, sb->s, sb->len);
	output_end_line(&st->out);
}

void
stream_begin_seal(struct stream *st)
{
	put_mark(st, "begin", "version", "\"" VARDSTROM_VERSION "\"");
	st->is_out_sealed = true;
	st->out_lines = 0;
}

void
stream_end_seal(struct stream *st)
{
	char n[24];

	snprintf(n, sizeof(n), "%llu", (unsigned long long)st->out_lines);
	put_mark(st, "end", "records", n);
	st->is_out_sealed = false;
}

static void
die_of_seal(const struct stream *st, const char *why)
{
	die("%s:%llu: seal: %s", stream_file(st),
	    (unsigned long long)lines_no(st->lines), why);
}

bool
stream_is_mark(struct stream *st)
{
	enum seal_kind kind = seal_kind(&st->seal, &st->rec);
	const char *why;

	if (kind == SEAL_NONE)
		return false;
	if (st->so->is_unsealed)
		return true;
	why = seal_take(&st->seal, kind, &st->rec);
	if (why)
		die_of_seal(st, why);
	if (kind == SEAL_BEGIN && !st->is_out_sealed && !st->so->is_text)
		stream_begin_seal(st);
	return true;
}

void
stream_check_seal(struct stream *st)
{
	const char *why = seal_end(&st->seal);

	if (why)
		die_of_seal(st, why);
}
