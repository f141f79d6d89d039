/* split.c - which part a record belongs to, by its patient. */
#include "split.h"

#include <stdio.h>
#include <string.h>

#include "vardstrom/siphash.h"
#include "vardstrom/xalloc.h"

/*
 * R-PART-01: no secret, since parts that are made on several machines must
 * agree. Whoever can choose ids can make one part large; no answer changes.
 */
static const struct siphash_key public_key = { 0, 0 };

void
split_init(struct split *s, size_t n_parts)
{
	static const struct split fields = { .patient = FIELD("patient") };

	*s = fields;
	strbuf_init(&s->scratch);
	s->n_parts = n_parts;
}

void
split_release(struct split *s)
{
	if (s->scratch.cap > 0)
		xwipe(s->scratch.s, s->scratch.cap);
	strbuf_release(&s->scratch);
}

size_t
split_part_of(struct split *s, const struct record *rec)
{
	const struct ndjson_member *m = record_get(rec, &s->patient);
	const char *id;
	size_t len;

	if (!m || m->type != NDJSON_STRING || m->value_len == 0)
		return SPLIT_NONE;
	id = m->value;
	len = m->value_len;
	if (m->value_escaped)
		ndjson_text(m, &s->scratch, &id, &len);
	return (size_t)(siphash24(&public_key, id, len) % s->n_parts);
}

char *
split_name(const char *pattern, size_t i, size_t n_parts)
{
	const char *percent = strchr(pattern, '%');
	struct strbuf sb = STRBUF_INIT;
	int width;

	if (!percent || strchr(percent + 1, '%'))
		return NULL;
	width = snprintf(NULL, 0, "%zu", n_parts);
	strbuf_add(&sb, pattern, (size_t)(percent - pattern));
	strbuf_addf(&sb, "%0*zu", width, i + 1);
	strbuf_addstr(&sb, percent + 1);
	return strbuf_detach(&sb, NULL);
}
