/*
 * stream_seal.c - marks around a stream, so that a reader knows whether it
 * got all of it although a program before it died.
 */
#include "stream_private.h"

#include <stdio.h>
#include <string.h>

#include "vardstrom/ascii.h"
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

static void
on_begin(struct stream *st)
{
	if (st->is_in_seal)
		die_of_seal(st, "begins again before its end mark");
	st->is_in_seal = true;
	st->seal_lines = 0;
	if (!st->is_out_sealed && !st->so->is_text)
		stream_begin_seal(st);
}

static void
on_end(struct stream *st)
{
	static struct field records = FIELD("records");
	const struct ndjson_member *m = record_get(&st->rec, &records);
	uint64_t n = 0;
	size_t i;

	if (!st->is_in_seal)
		die_of_seal(st, "an end mark without a begin mark");
	if (!m || m->type != NDJSON_NUMBER || m->value_len > 18)
		die_of_seal(st, "an end mark without a number of records");
	for (i = 0; i < m->value_len; i++) {
		if (!ascii_is_digit(m->value[i]))
			die_of_seal(
			    st, "an end mark without a number of records");
		n = 10 * n + (uint64_t)ascii_digit(m->value[i]);
	}
	if (n != st->seal_lines)
		die_of_seal(st,
		    "the number of records is not that of the end mark: rows "
		    "were lost or added on the way");
	st->is_in_seal = false;
}

bool
stream_is_mark(struct stream *st)
{
	static struct field record = FIELD("record");
	const struct ndjson_member *m = record_get(&st->rec, &record);
	bool is_begin;

	if (!m || m->type != NDJSON_STRING || m->value_len > 5)
		return false;
	is_begin = ndjson_is_text(m, "begin", 5);
	if (!is_begin && !ndjson_is_text(m, "end", 3))
		return false;
	if (st->so->is_unsealed)
		return true;
	if (is_begin)
		on_begin(st);
	else
		on_end(st);
	return true;
}

void
stream_check_seal(struct stream *st)
{
	if (st->is_in_seal)
		die_of_seal(st,
		    "the end mark is missing: the program before this one did "
		    "not finish");
}
