/*
 * fuzz_ndjson.c - any bytes as lines: all variants of the reader must agree,
 * and accept what jansson does; what they accept is walked in full, changed,
 * written and read again.
 */
#include <assert.h>
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/copied.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/xalloc.h"

static const char *const variants[] = { "base", "sse2", "avx2" };
enum { N_VARIANTS = 3, MAX_NESTED = 100 };

struct fuzzed {
	struct ndjson *p[N_VARIANTS];
	struct record rec[N_VARIANTS];
	struct strbuf text, out;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Every text decoded, every array and object iterated. */
static void
walk(struct fuzzed *f, const struct ndjson_member *m, size_t depth)
{
	struct ndjson_member inner;
	struct ndjson_iter it;
	const char *s;
	size_t len;

	ndjson_raw(m, &s, &len);
	assert(len > 0);
	if (m->type == NDJSON_STRING) {
		ndjson_text(m, &f->text, &s, &len);
		assert(ndjson_is_text(m, s, len));
		assert(len <= m->value_len);
	}
	if (m->type < NDJSON_ARRAY || depth > MAX_NESTED)
		return;
	ndjson_iter_init(&it, m);
	while (ndjson_iter_next(&it, &inner))
		walk(f, &inner, depth + 1);
	assert(it.at <= it.end);
}

static void
compare(const struct record *a, const struct record *b)
{
	assert(a->line == b->line && a->len == b->len);
	assert(a->n_members == b->n_members);
	for (size_t i = 0; i < a->n_members; i++) {
		const struct ndjson_member *m = &a->members[i];
		const struct ndjson_member *n = &b->members[i];

		assert(m->name == n->name && m->name_len == n->name_len);
		assert(m->value == n->value && m->value_len == n->value_len);
		assert(m->type == n->type);
		assert(m->name_escaped == n->name_escaped);
		assert(m->value_escaped == n->value_escaped);
	}
}

/* Cut and set a member in the middle: the result is a valid line. */
static void
change(struct fuzzed *f, struct record *rec)
{
	struct field added = FIELD("added");
	size_t n = rec->n_members, at;
	struct record *again = &f->rec[1];

	if (n > 0 && !rec->members[n / 2].name_escaped) {
		struct field cut = { .name = rec->members[n / 2].name,
			.len = rec->members[n / 2].name_len };

		assert(record_get(rec, &cut) == &rec->members[n / 2]);
		record_unset(rec, &cut);
	}
	record_set_string(rec, &added, "\"\\\n", 3);
	strbuf_reset(&f->out);
	record_format(rec, &f->out);
	strbuf_grow(&f->out, NDJSON_PADDING);
	if (ndjson_parse(f->p[1], f->out.s, f->out.len, again, &at) !=
	    NDJSON_OK)
		abort();
	assert(ndjson_is_text(record_get(again, &added), "\"\\\n", 3));
	assert(is_copied_as_written(f->p[1], rec));
}

/* Is it an object to jansson? But for what CONTRACT 1.2 leaves to us. */
static void
compare_jansson(enum ndjson_status status, const char *line, size_t len)
{
	json_error_t error;
	json_t *json;

	if (memchr(line, '\0', len))
		return; /* jansson overlooks one behind a number */
	json = json_loadb(
	    line, len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
	if (json)
		assert((status == NDJSON_OK) == json_is_object(json) ||
		       status == NDJSON_EDEPTH);
	else if (json_error_code(&error) != json_error_null_byte_in_key &&
		 json_error_code(&error) != json_error_numeric_overflow &&
		 json_error_code(&error) != json_error_stack_overflow)
		assert(status != NDJSON_OK);
	json_decref(json);
}

static void
take_line(struct fuzzed *f, const char *s, size_t len)
{
	char *line = xmalloc(len + NDJSON_PADDING);
	enum ndjson_status status[N_VARIANTS];
	size_t at[N_VARIANTS] = { 0 };

	if (len > 0)
		memcpy(line, s, len);
	memset(line + len, '"', NDJSON_PADDING);
	for (size_t i = 0; i < N_VARIANTS; i++) {
		status[i] =
		    ndjson_parse(f->p[i], line, len, &f->rec[i], &at[i]);
		assert(status[i] == status[0] && at[i] == at[0]);
		assert(at[i] <= len);
		compare(&f->rec[i], &f->rec[0]);
	}
	compare_jansson(status[0], line, len);
	if (status[0] == NDJSON_OK) {
		for (size_t i = 0; i < f->rec[0].n_members; i++)
			walk(f, &f->rec[0].members[i], 0);
		change(f, &f->rec[0]);
	}
	free(line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *s = (const char *)data, *end = s + len;
	struct fuzzed f = { .text = STRBUF_INIT, .out = STRBUF_INIT };

	for (size_t i = 0; i < N_VARIANTS; i++) {
		if (setenv("VARDSTROM_CPU", variants[i], 1) != 0)
			abort();
		f.p[i] = ndjson_new();
		f.rec[i] = (struct record)RECORD_INIT;
	}
	while (s < end) {
		const char *lf = memchr(s, '\n', (size_t)(end - s));
		const char *stop = lf ? lf : end;

		take_line(&f, s, (size_t)(stop - s));
		s = stop + 1;
	}
	for (size_t i = 0; i < N_VARIANTS; i++) {
		ndjson_free(f.p[i]);
		record_release(&f.rec[i]);
	}
	strbuf_release(&f.text);
	strbuf_release(&f.out);
	return 0;
}
