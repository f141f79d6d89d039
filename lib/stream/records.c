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

struct records {
	char *path; /* as it was given */
	struct lines *lines;
	struct ndjson *ndjson;
	struct record rec;
	struct seal seal;
	struct strbuf *err;
	bool is_begun; /* a line was read that is not blank */
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

int
records_fault(struct records *r, const char *field, const char *reason)
{
	strbuf_addf(r->err, "%s:%" PRIu64 ": %s%s%s", lines_name(r->lines),
	    lines_no(r->lines), field ? field : "", field ? ": " : "", reason);
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

uint64_t
records_line_no(const struct records *r)
{
	return lines_no(r->lines);
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
