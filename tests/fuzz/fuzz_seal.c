/*
 * fuzz_seal.c - any records as a stream with marks: whether its seals are
 * whole, by the reader and by a slow one on jansson.
 */
#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "../../lib/stream/seal.h"
#include "given.h"
#include "vardstrom/strbuf.h"

/* The slow one: who began, and how many lines since. */
struct slow {
	json_t *open; /* the begin mark */
	json_int_t n;
	bool is_broken;
};

struct both {
	struct seal seal;
	bool is_broken;
	struct slow slow;
};

static bool
is_kind(const json_t *o, const char *kind)
{
	const char *is = json_string_value(json_object_get(o, "record"));

	return is && strcmp(is, kind) == 0 &&
	       json_string_length(json_object_get(o, "record")) == strlen(kind);
}

static void
slow_take(struct slow *s, json_t *o)
{
	json_t *by = json_object_get(o, "by"),
	       *n = json_object_get(o, "records");

	if (by && !json_is_string(by)) {
		s->is_broken = true;
	} else if (is_kind(o, "begin")) {
		s->is_broken |= s->open != NULL;
		json_decref(s->open);
		s->open = json_incref(o);
		s->n = 0;
	} else if (is_kind(o, "end")) {
		s->is_broken |= !s->open || !json_is_integer(n) ||
				json_integer_value(n) != s->n;
		if (s->open) {
			json_t *was = json_object_get(s->open, "by");

			s->is_broken |= (was == NULL) != (by == NULL) ||
					(by && !json_equal(was, by));
		}
		json_decref(s->open);
		s->open = NULL;
	}
}

/* Is it a mark that the slow one reads otherwise: long names, escapes? */
static bool
is_odd(const struct record *rec)
{
	for (size_t i = 0; i < rec->n_members; i++) {
		const struct ndjson_member *m = &rec->members[i];

		if (m->name_escaped || m->value_escaped)
			return true;
		if (m->name_len == 2 && memcmp(m->name, "by", 2) == 0 &&
		    (m->value_len == 0 || m->value_len > SEAL_MAX_BY))
			return true;
		/* -0 and 1E0 are whole to jansson, or too long for it */
		if (m->name_len == 7 && memcmp(m->name, "records", 7) == 0 &&
		    m->type == NDJSON_NUMBER &&
		    (m->value[0] == '-' || m->value_len > 18))
			return true;
	}
	return false;
}

static void
take(void *context, struct record *rec)
{
	struct both *b = context;
	enum seal_kind kind = seal_kind(&b->seal, rec);
	json_t *o;

	if (b->is_broken || b->slow.is_broken || is_odd(rec))
		return;
	o = json_loadb(
	    rec->line, rec->len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
	if (!o)
		return; /* numbers that it does not hold */
	assert((kind == SEAL_BEGIN) == is_kind(o, "begin"));
	assert((kind == SEAL_END) == is_kind(o, "end"));
	if (kind == SEAL_NONE) {
		seal_count(&b->seal);
		b->slow.n++;
	} else {
		b->is_broken = seal_take(&b->seal, kind, rec) != NULL;
		slow_take(&b->slow, o);
		assert(b->is_broken == b->slow.is_broken);
	}
	json_decref(o);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct both b = { .seal = SEAL_INIT };

	given_records(given_all(data, len), take, &b);
	if (!b.is_broken)
		assert((seal_end(&b.seal) != NULL) == (b.slow.open != NULL));
	json_decref(b.slow.open);
	return 0;
}
