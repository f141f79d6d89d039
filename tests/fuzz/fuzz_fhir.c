/*
 * fuzz_fhir.c - any resources: each gets one verdict, what is written is
 * records, and sorting on the disk gives the same rows as in memory.
 *
 * unit: cmd/fhir-to-rows/diagnoses.c
 * unit: cmd/fhir-to-rows/join.c
 * unit: cmd/fhir-to-rows/referred.c
 * unit: cmd/fhir-to-rows/resource.c
 * unit: cmd/fhir-to-rows/resource_encounter.c
 * unit: cmd/fhir-to-rows/row.c
 * unit: cmd/fhir-to-rows/sorted.c
 * unit: cmd/fhir-to-rows/systems.c
 * unit: cmd/fhir-to-rows/walk.c
 */
#include <assert.h>
#include <string.h>

#include "../../cmd/fhir-to-rows/join.h"
#include "../../cmd/fhir-to-rows/resource.h"
#include "given.h"
#include "vardstrom/siphash.h"
#include "vardstrom/strbuf.h"

struct joining {
	struct systems systems;
	struct resource resource;
	struct join *join;
	struct place place;
	size_t n_added, n_ended;
	struct strbuf out, err;
};

static void
on_row(void *context, const char *json, size_t len)
{
	struct joining *j = context;

	strbuf_add(&j->out, json, len);
	strbuf_addch(&j->out, '\n');
	j->n_ended++;
}

static void
on_drop(void *context, const char *reason, const struct place *place)
{
	struct joining *j = context;

	assert(*reason);
	strbuf_addf(&j->out, "{\"%s\":%llu}\n", reason,
	    (unsigned long long)place->line_no);
	j->n_ended++;
}

static void
on_absorb(void *context)
{
	struct joining *j = context;

	j->n_ended++;
}

static void
on_news(void *context, enum join_news news, const struct place *place,
    const struct place *other)
{
	(void)context;
	assert(news < JOIN_N_NEWS && place);
	(void)other;
}

static void
add_place(void *context, const struct place *place, struct strbuf *sb)
{
	(void)context;
	strbuf_addf(sb, "f:%llu", (unsigned long long)place->line_no);
}

static void
add(void *context, struct record *rec)
{
	static const struct siphash_key public_key = { 0, 0 };
	struct joining *j = context;
	enum resource_status status =
	    resource_read(&j->resource, &j->systems, rec);

	j->place.line_no++;
	if (status != RESOURCE_OK) {
		assert(*resource_code(status) &&
		       *resource_strerror(&j->resource, status));
		return;
	}
	if (j->resource.type == RESOURCE_OTHER)
		return;
	j->n_added++;
	j->place.hash = siphash13(&public_key, rec->line, rec->len);
	assert(join_add(j->join, &j->resource, &j->place, &j->err) == 0);
}

static void
join_all(struct given g, size_t memory, struct strbuf *out)
{
	struct joining j = { .out = STRBUF_INIT, .err = STRBUF_INIT };
	const struct join_ends ends = { &j, on_row, on_drop, on_absorb, on_news,
		add_place };

	resource_init(&j.resource);
	j.join = join_new(&ends, memory);
	given_records(g, add, &j);
	assert(join_check(j.join, &j.err) == 0);
	assert(join_finish(j.join, &j.err) == 0);
	assert(j.n_added == j.n_ended);
	strbuf_add(out, j.out.s, j.out.len);
	join_free(j.join);
	resource_release(&j.resource);
	systems_release(&j.systems);
	strbuf_release(&j.out);
	strbuf_release(&j.err);
}

static void
count(void *context, struct record *rec)
{
	(void)rec;
	++*(size_t *)context;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given g = given_all(data, len);
	struct strbuf one = STRBUF_INIT, other = STRBUF_INIT;
	size_t n_lines = 0, n_records = 0;

	join_all(g, 1 << 24, &one);
	join_all(g, 1, &other);
	assert(one.len == other.len);
	assert(memcmp(one.s, other.s, one.len) == 0);
	for (size_t i = 0; i < one.len; i++)
		n_lines += one.s[i] == '\n';
	given_records((struct given){ one.s, one.len }, count, &n_records);
	assert(n_lines == n_records);
	strbuf_release(&one);
	strbuf_release(&other);
	return 0;
}
