/*
 * fuzz_profile.c - any profile, an extract and a register, with a form feed
 * between: each row is a record or has a fault, and a second reading, with
 * what was remembered of the first, says the same.
 *
 * unit: cmd/normalize/cache.c
 * unit: cmd/normalize/convert.c
 * unit: cmd/normalize/convert_list.c
 * unit: cmd/normalize/derive.c
 * unit: cmd/normalize/header.c
 * unit: cmd/normalize/id.c
 * unit: cmd/normalize/installed.c
 * unit: cmd/normalize/lookup.c
 * unit: cmd/normalize/normalize.c
 * unit: cmd/normalize/normalize_records.c
 * unit: cmd/normalize/number.c
 * unit: cmd/normalize/path.c
 * unit: cmd/normalize/person.c
 * unit: cmd/normalize/profile.c
 * unit: cmd/normalize/profile_check.c
 * unit: cmd/normalize/profile_derive.c
 * unit: cmd/normalize/profile_form.c
 * unit: cmd/normalize/profile_texts.c
 * unit: cmd/normalize/suggest.c
 * unit: cmd/normalize/template.c
 * unit: cmd/normalize/unknown.c
 * unit: cmd/normalize/written.c
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/normalize/lookup.h"
#include "../../cmd/normalize/normalize.h"
#include "../../cmd/normalize/profile.h"
#include "given.h"
#include "vardstrom/xalloc.h"

enum { MAX_LINE = 1 << 20 };

struct reading {
	struct normalizer *normalizer;
	struct strbuf out;
	uint64_t line_no;
	size_t n_records;
};

static void
take(struct reading *r, const struct normalized *done)
{
	if (done->json) {
		assert(!memchr(done->json, '\n', done->len));
		strbuf_add(&r->out, done->json, done->len);
		strbuf_addch(&r->out, '\n');
		r->n_records++;
		return;
	}
	assert(done->n_faults > 0);
	for (size_t i = 0; i < done->n_faults; i++) {
		assert(*done->faults[i].code && *done->faults[i].message);
		strbuf_addf(&r->out, "\v%s %s\n", done->faults[i].code,
		    done->faults[i].message);
	}
}

static void
on_record(void *context, struct record *rec)
{
	struct reading *r = context;
	struct normalized done =
	    normalizer_record(r->normalizer, rec, ++r->line_no);

	take(r, &done);
}

static void
read_table(struct reading *r, const struct profile *p, const char *path)
{
	struct strbuf err = STRBUF_INIT, note = STRBUF_INIT;
	struct table *table = table_new(&p->options, &err);
	struct lines *lines = lines_open(path, MAX_LINE, false, &err);
	enum table_status status = TABLE_EOF;
	struct table_row row;

	assert(lines);
	if (!table || table_begin(table, lines, &row, &err) < 0 ||
	    normalizer_begin(r->normalizer, "f", &row, &err, &note) < 0)
		assert(err.len > 0);
	else
		status = TABLE_OK;
	while (status != TABLE_EOF && status != TABLE_EINPUT) {
		status = table_next(table, &row);
		if (status == TABLE_OK) {
			struct normalized done =
			    normalizer_row(r->normalizer, &row);

			take(r, &done);
		}
	}
	table_free(table);
	lines_close(lines);
	strbuf_release(&err);
	strbuf_release(&note);
}

static void
read_records(struct reading *r, struct given g)
{
	struct strbuf err = STRBUF_INIT, note = STRBUF_INIT;

	if (normalizer_begin(r->normalizer, "f", NULL, &err, &note) == 0)
		given_records(g, on_record, r);
	else
		assert(err.len > 0);
	r->line_no = 0;
	strbuf_release(&err);
	strbuf_release(&note);
}

static void
count(void *context, struct record *rec)
{
	(void)rec;
	++*(size_t *)context;
}

static void
read_twice(const struct profile *p, struct lookup *const *lookups,
    struct given extract, const char *path)
{
	struct reading r = { .out = STRBUF_INIT };
	size_t n_records = 0, half;

	r.normalizer = normalizer_new(p, lookups, NULL);
	for (int i = 0; i < 2; i++) {
		half = r.out.len;
		if (p->is_ndjson)
			read_records(&r, extract);
		else
			read_table(&r, p, path);
	}
	assert(r.out.len == 2 * half);
	assert(memcmp(r.out.s, r.out.s + half, half) == 0);
	given_records((struct given){ r.out.s, r.out.len }, count, &n_records);
	assert(n_records == r.n_records);
	normalizer_free(r.normalizer);
	strbuf_release(&r.out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given rest = given_all(data, len), text = given_cut(&rest);
	struct given extract = given_cut(&rest);
	char profile_path[GIVEN_PATH], extract_path[GIVEN_PATH],
	    table_path[GIVEN_PATH];
	struct strbuf err = STRBUF_INIT;
	struct lookup **lookups;
	struct profile *p;
	size_t n = 0;

	given_file(profile_path, text);
	given_file(extract_path, extract);
	given_file(table_path, rest);
	p = profile_load(profile_path, &err);
	assert((p == NULL) == (err.len > 0));
	if (p) {
		lookups = xcalloc(p->n_tables + 1, sizeof(*lookups));
		while (
		    n < p->n_tables && (lookups[n] = lookup_load(&p->tables[n],
					    table_path, MAX_LINE, &err)))
			n++;
		if (n == p->n_tables)
			read_twice(p, lookups, extract, extract_path);
		else
			assert(err.len > 0);
		for (size_t i = 0; i < n; i++)
			lookup_free(lookups[i]);
		free(lookups);
	}
	profile_free(p);
	given_drop(profile_path);
	given_drop(extract_path);
	given_drop(table_path);
	strbuf_release(&err);
	return 0;
}
