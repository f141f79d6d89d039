/* ndjson.c - one line of NDJSON, checked in full, as slices of the line. */
#include "vardstrom/ndjson.h"

#include <stdlib.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "ndjson_check.h"

struct ndjson *
ndjson_new(void)
{
	struct ndjson *p = xcalloc(1, sizeof(*p));

	strbuf_init(&p->decoded);
	return p;
}

void
ndjson_free(struct ndjson *p)
{
	if (!p)
		return;
	strbuf_release(&p->decoded);
	free(p->members);
	free(p->names);
	free(p);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static enum ndjson_status
parse_exactly(struct ndjson *p, struct ndjson_cursor *c, struct record *rec,
    size_t *error_at)
{
	const char *behind;

	if (!ndjson_check_line(p, c)) {
		*error_at = (size_t)(c->error_at - c->line);
		return c->status;
	}
	for (behind = c->p; behind < c->end; behind++) {
		if (!is_blank(*behind)) {
			*error_at = (size_t)(behind - c->line);
			return NDJSON_ETRAILING;
		}
	}
	for (rec->line = c->line; is_blank(*rec->line);)
		rec->line++;
	rec->len = (size_t)(c->p - rec->line);
	rec->members = p->members;
	rec->n_members = c->n_members;
	return NDJSON_OK;
}

enum ndjson_status
ndjson_parse(struct ndjson *p, const char *line, size_t len, struct record *rec,
    size_t *error_at)
{
	struct ndjson_cursor c = { .line = line, .p = line, .end = line + len };

	if (len > UINT32_MAX)
		BUG("a line of %zu bytes", len);
	rec->line = line;
	rec->len = 0;
	rec->members = NULL;
	rec->n_members = 0;
	rec->n_cut = 0;
	strbuf_reset(&rec->added);
	return parse_exactly(p, &c, rec, error_at);
}

const char *
ndjson_variant(void)
{
	return "base";
}

const char *
ndjson_strerror(enum ndjson_status status)
{
	switch (status) {
	case NDJSON_OK:
		return "no error";
	case NDJSON_ESYNTAX:
		return "not JSON";
	case NDJSON_EUTF8:
		return "not UTF-8";
	case NDJSON_EESCAPE:
		return "bad escape in a string";
	case NDJSON_ECONTROL:
		return "control character in a string";
	case NDJSON_ENUMBER:
		return "not a JSON number";
	case NDJSON_EDUPLICATE:
		return "a member name twice in one object";
	case NDJSON_EDEPTH:
		return "nested too deep";
	case NDJSON_ENOTOBJECT:
		return "not a JSON object";
	case NDJSON_ETRAILING:
		return "something after the JSON object";
	}
	BUG("ndjson status %d", (int)status);
}

const char *
ndjson_code(enum ndjson_status status)
{
	switch (status) {
	case NDJSON_OK:
		return "ok";
	case NDJSON_ESYNTAX:
		return "bad_json";
	case NDJSON_EUTF8:
		return "bad_utf8";
	case NDJSON_EESCAPE:
		return "bad_escape";
	case NDJSON_ECONTROL:
		return "control_character";
	case NDJSON_ENUMBER:
		return "bad_json_number";
	case NDJSON_EDUPLICATE:
		return "repeated_name";
	case NDJSON_EDEPTH:
		return "too_deep";
	case NDJSON_ENOTOBJECT:
		return "not_an_object";
	case NDJSON_ETRAILING:
		return "trailing_bytes";
	}
	BUG("ndjson status %d", (int)status);
}
