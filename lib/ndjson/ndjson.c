/* ndjson.c - one line of NDJSON, checked in full, as slices of the line. */
#include "vardstrom/ndjson.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

#include "ndjson_fast.h"

/** A walker, and the processor that it needs. */
struct ndjson_variant {
	const char *name;
	bool (*walk)(struct ndjson *p, struct ndjson_cursor *c);
};

/* The best first. */
static const struct ndjson_variant variants[] = {
#ifdef __x86_64__
	{ "avx2", ndjson_walk_avx2 },
	{ "sse2", ndjson_walk_sse2 },
#endif
	{ "base", ndjson_walk_base },
};

enum { N_VARIANTS = sizeof(variants) / sizeof(variants[0]) };

static bool
is_supported(const struct ndjson_variant *v)
{
#ifdef __x86_64__
	__builtin_cpu_init();
	if (v->walk == ndjson_walk_avx2)
		return __builtin_cpu_supports("avx2") &&
		       __builtin_cpu_supports("bmi");
#endif
	(void)v;
	return true;
}

static const struct ndjson_variant *
choose_variant(void)
{
	const char *wanted = getenv("VARDSTROM_CPU");
	size_t i = 0;

	for (size_t k = 0; wanted && k < N_VARIANTS; k++) {
		if (strcmp(variants[k].name, wanted) == 0)
			i = k;
	}
	while (!is_supported(&variants[i]))
		i++;
	return &variants[i];
}

const char *
ndjson_variant(void)
{
	return choose_variant()->name;
}

struct ndjson *
ndjson_new(void)
{
	struct ndjson *p = xcalloc(1, sizeof(*p));

	p->variant = choose_variant();
	strbuf_init(&p->decoded);
	ndjson_known_init(&p->known);
	return p;
}

void
ndjson_free(struct ndjson *p)
{
	if (!p)
		return;
	strbuf_release(&p->decoded);
	free(p->members);
	free(p->numbers);
	free(p->names);
	free(p);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Blanks up to the end, and nothing else? Otherwise *error_at is where. */
static bool
is_blank_behind(const struct ndjson_cursor *c, size_t *error_at)
{
	for (const char *s = c->p; s < c->end; s++) {
		if (!is_blank(*s)) {
			*error_at = (size_t)(s - c->line);
			return false;
		}
	}
	return true;
}

static void
clear_record(struct record *rec, const char *line)
{
	rec->line = line;
	rec->len = 0;
	rec->members = NULL;
	rec->numbers = NULL;
	rec->n_members = 0;
	rec->coming_len = 0;
	record_reset(rec);
}

enum ndjson_status
ndjson_parse(struct ndjson *p, const char *line, size_t len, struct record *rec,
    size_t *error_at)
{
	const struct ndjson_cursor start = {
		.line = line,
		.p = line,
		.end = line + len,
	};
	struct ndjson_cursor c = start;

	if (len > UINT32_MAX)
		BUG("a line of %zu bytes", len);
	clear_record(rec, line);
	if (!p->variant->walk(p, &c)) {
		c = start;
		if (!ndjson_check_line(p, &c)) {
			*error_at = (size_t)(c.error_at - line);
			return c.status;
		}
	}
	if (!is_blank_behind(&c, error_at))
		return NDJSON_ETRAILING;
	while (is_blank(*rec->line))
		rec->line++;
	rec->len = (size_t)(c.p - rec->line);
	rec->members = p->members;
	rec->n_members = c.n_members;
	rec->numbers = c.is_numbered ? p->numbers : NULL;
	return NDJSON_OK;
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
