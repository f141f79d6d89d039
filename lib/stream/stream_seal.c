/*
 * stream_seal.c - marks around a stream, so that a reader knows whether it
 * got all of it although a program before it died.
 */
#include "stream_private.h"

#include <stdio.h>

#include "vardstrom/diag.h"

/* out NULL: the one output that there is. */
static void
put_mark(struct stream *st, struct output *out, const char *kind,
    const char *name, const char *value)
{
	struct strbuf *sb = &st->scratch;

	strbuf_reset(sb);
	strbuf_addf(sb, "{\"record\":\"%s\",\"by\":\"%s\",\"%s\":%s}", kind,
	    diag_program(), name, value);
	if (!out) {
		stream_put_line(st, sb->s, sb->len);
		return;
	}
	output_add(out, sb->s, sb->len);
	output_end_line(out);
}

static void
begin_output(struct stream *st, struct output *out, uint64_t *n_lines)
{
	put_mark(st, out, "begin", "version", "\"" VARDSTROM_VERSION "\"");
	*n_lines = 0;
}

static void
end_output(struct stream *st, struct output *out, uint64_t n_lines)
{
	char n[24];

	snprintf(n, sizeof(n), "%llu", (unsigned long long)n_lines);
	put_mark(st, out, "end", "records", n);
}

void
stream_begin_seal(struct stream *st)
{
	size_t i;

	st->is_out_sealed = true;
	if (st->n_parts == 0)
		begin_output(st, NULL, &st->out_lines);
	for (i = 0; i < st->n_parts; i++)
		begin_output(st, &st->parts[i].out, &st->parts[i].n_lines);
}

void
stream_end_seal(struct stream *st)
{
	size_t i;

	st->is_out_sealed = false;
	if (st->n_parts == 0)
		end_output(st, NULL, st->out_lines);
	for (i = 0; i < st->n_parts; i++)
		end_output(st, &st->parts[i].out, st->parts[i].n_lines);
}

static void
die_of_seal(const struct stream *st, const char *why)
{
	die("%s:%llu: seal: %s", stream_file(st),
	    (unsigned long long)stream_input_line(st), why);
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
