/* records.c - the NDJSON records of a file beside the stream. */
#include "vardstrom/records.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "io/source.h"
#include "seal.h"
#include "stream_kind.h"
#include "vardstrom/ascii.h"
#include "vardstrom/lines.h"
#include "vardstrom/xalloc.h"

enum { MAX_LINE_DIGITS = 18 };

struct records {
	char *path; /* as it was given */
	struct lines *lines;
	struct ndjson *ndjson;
	struct record rec;
	struct seal seal;
	struct strbuf *err;
	bool is_begun; /* a line was read that is not blank */
	bool is_read;  /* rec is the current line's */
};

struct records *
records_open(const char *path, size_t max_line, struct strbuf *err)
{
	struct lines *lines = lines_open(path, max_line, true, err);
	struct records *r;

	if (!lines)
		return NULL;
	r = xcalloc(1, sizeof(*r));
	r->path = xstrdup(path);
	r->lines = lines;
	r->ndjson = ndjson_new();
	r->rec = (struct record)RECORD_INIT;
	r->seal = (struct seal)SEAL_INIT;
	r->err = err;
	return r;
}

void
records_close(struct records *r)
{
	if (!r)
		return;
	lines_close(r->lines);
	ndjson_free(r->ndjson);
	record_release(&r->rec);
	free(r->path);
	free(r);
}

bool
records_split_source(
    const char *s, size_t len, size_t *file_len, uint64_t *line_no)
{
	size_t n_digits = 0;
	uint64_t value = 0;

	while (n_digits < len && ascii_is_digit(s[len - n_digits - 1]))
		n_digits++;
	if (n_digits == 0 || n_digits > MAX_LINE_DIGITS || len < n_digits + 2 ||
	    s[len - n_digits - 1] != ':')
		return false;
	for (size_t i = len - n_digits; i < len; i++)
		value = 10 * value + (uint64_t)ascii_digit(s[i]);
	*file_len = len - n_digits - 1;
	*line_no = value;
	return true;
}

uint64_t
records_origin(const struct records *r, struct strbuf *file)
{
	const struct ndjson_member *source =
	    r->is_read ? records_get(&r->rec, "source") : NULL;
	struct strbuf scratch = STRBUF_INIT;
	uint64_t line_no = lines_no(r->lines);
	const char *s = NULL;
	size_t len = 0, file_len;

	if (source && source->type == NDJSON_STRING)
		ndjson_text(source, &scratch, &s, &len);
	if (s && records_split_source(s, len, &file_len, &line_no))
		strbuf_add(file, s, file_len);
	else
		strbuf_addstr(file, lines_name(r->lines));
	strbuf_release(&scratch);
	return line_no;
}

int
records_fault(struct records *r, const char *field, const char *reason)
{
	uint64_t line_no = records_origin(r, r->err);

	strbuf_addf(r->err, ":%" PRIu64 ": %s%s%s", line_no, field ? field : "",
	    field ? ": " : "", reason);
	return -1;
}

/** 1 for a record, 0 for a line to skip, -1 for a fault. */
static int
on_line(struct records *r, const char *line, size_t len)
{
	enum ndjson_status status;
	enum seal_kind kind;
	const char *why;
	size_t error_at;

	if (ascii_is_blank_line(line, len))
		return 0;
	status = ndjson_parse(r->ndjson, line, len, &r->rec, &error_at);
	why = status != NDJSON_OK && !r->is_begun
		  ? stream_kind(r->lines, &line, &len)
		  : NULL;
	r->is_begun = true;
	if (status != NDJSON_OK)
		return records_fault(
		    r, NULL, why ? why : ndjson_strerror(status));
	kind = seal_kind(&r->seal, &r->rec);
	if (kind == SEAL_NONE) {
		seal_count(&r->seal);
		r->is_read = true;
		return 1;
	}
	why = seal_take(&r->seal, kind, &r->rec);
	return why ? records_fault(r, "seal", why) : 0;
}

/** The checksum of a file is that of the bytes that were used. */
static int
keep_digest(struct records *r)
{
	char hex[SOURCE_HEX + 1];

	lines_sha256(r->lines, hex);
	if (hex[0] && !source_keep(r->path, hex, lines_bytes(r->lines)))
		return records_fault(r, NULL, source_has_changed);
	return 0;
}

int
records_next(struct records *r, struct record **rec)
{
	const char *line, *why;
	size_t len;
	int n = 0;

	*rec = &r->rec;
	r->is_read = false;
	while (n == 0) {
		switch (lines_next(r->lines, &line, &len)) {
		case LINES_OK:
			n = on_line(r, line, len);
			break;
		case LINES_EOF:
			if (keep_digest(r) != 0)
				return -1;
			why = seal_end(&r->seal);
			return why ? records_fault(r, "seal", why) : 0;
		case LINES_ETOOLONG:
			why = r->is_begun ? NULL
					  : stream_kind_of(line, len, "", 0);
			return records_fault(r, NULL,
			    why ? why
				: "the line is longer than --max-line allows");
		case LINES_EINPUT:
			return records_fault(r, NULL, lines_error(r->lines));
		}
	}
	return n;
}

const char *
records_name(const struct records *r)
{
	return lines_name(r->lines);
}

const struct ndjson_member *
records_get(const struct record *rec, const char *name)
{
	struct field f = { .name = name, .len = strlen(name) };

	return record_get(rec, &f);
}
