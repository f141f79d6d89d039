/*
 * fuzz_indicators.c - any definitions and records, with a form feed between:
 * counted at once, on the disk, in parts that are merged, and, condition by
 * condition, in expressions that know nothing of kinds and signatures.
 *
 * unit: cmd/aggregate/job.c
 * unit: cmd/aggregate/order.c
 * unit: cmd/aggregate/report.c
 * unit: cmd/aggregate/names.c
 * unit: cmd/aggregate/table.c
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../cmd/aggregate/job.h"
#include "given.h"

enum { N_PARTS = 3, MAX_MEASURES = 256 };

struct counting {
	struct job job;
	size_t n, part;      /* with part N_PARTS: all records */
	struct wanted *slow; /* NULL: nothing is counted slowly */
	uint64_t *counts;    /* by measure */
	bool is_damaged;
};

/* What holds for the record, asked of each measure by itself. */
static void
count_slowly(struct counting *c, const struct record *rec)
{
	expr_begin(c->slow->exprs, rec);
	for (size_t i = 0; i < c->slow->n_measures && i < MAX_MEASURES; i++) {
		const struct wanted_measure *m = &c->slow->measures[i];

		if (m->kind == MEASURE_COUNT && m->column < 0)
			c->counts[i] += m->where < 0 ||
					expr_holds(c->slow->exprs, m->where);
	}
}

static void
count(void *context, struct record *rec)
{
	struct counting *c = context;
	struct cube_fault fault = { 0 };
	enum job_verdict verdict;

	if (c->part != N_PARTS && c->n++ % N_PARTS != c->part)
		return;
	verdict = job_count(&c->job, rec, &fault);
	if (verdict == JOB_FAULT || verdict == JOB_DAMAGE)
		assert(*fault.message);
	c->is_damaged |= verdict == JOB_DAMAGE;
	if (c->slow && verdict != JOB_FAULT)
		count_slowly(c, rec);
}

/* Begin a job; false with a fault in err. */
static bool
begin(struct counting *c, const char *path, struct strbuf *err)
{
	job_init(&c->job);
	return job_set_indicators(&c->job, path, err) == 0;
}

static bool
finish(struct counting *c, struct strbuf *out)
{
	struct strbuf err = STRBUF_INIT;
	bool is_done = job_finish(&c->job, &err) == 0;

	while (is_done && job_next(&c->job, out, &err) > 0)
		strbuf_addch(out, '\n');
	strbuf_release(&err);
	return is_done;
}

/* Groups by lists hold a record more than once, and others not at all. */
static bool
is_plain(const struct wanted *w, int grouping)
{
	const struct wanted_grouping *g = &w->groupings[grouping];

	for (size_t i = 0; i < g->n_columns; i++)
		if (w->columns[g->columns[i]].is_each)
			return false;
	return true;
}

static void
compare_counts(const struct counting *c)
{
	const struct wanted *w = &c->job.wanted;

	assert(w->n_measures == c->slow->n_measures);
	for (size_t i = 0; i < w->n_measures && i < MAX_MEASURES; i++) {
		const struct wanted_measure *m = &w->measures[i];

		for (size_t k = 0; k < m->n_groupings; k++) {
			int grouping = m->groupings[k];
			uint64_t n = 0;

			if (m->kind != MEASURE_COUNT || m->column >= 0 ||
			    !is_plain(w, grouping))
				continue;
			for (uint32_t g = 0;
			     g < cube_n_groups(c->job.cube, grouping); g++)
				n += cube_n(c->job.cube, (int)i, grouping, g);
			assert(n == c->counts[i]);
		}
	}
}

static void
count_all(const char *path, struct given records, size_t budget,
    struct wanted *slow, struct strbuf *out)
{
	uint64_t counts[MAX_MEASURES] = { 0 };
	struct counting c = { .part = N_PARTS, .slow = slow, .counts = counts };
	struct strbuf err = STRBUF_INIT;

	assert(begin(&c, path, &err));
	c.job.budget = budget;
	assert(job_begin(&c.job, &err) == 0);
	given_records(records, count, &c);
	assert(finish(&c, out));
	if (slow)
		compare_counts(&c);
	job_release(&c.job);
	strbuf_release(&err);
}

/* In parts, the states merged. */
static void
count_parts(const char *path, struct given records, struct strbuf *out)
{
	struct counting merge = { .part = N_PARTS };
	struct strbuf err = STRBUF_INIT, states = STRBUF_INIT;

	for (size_t i = 0; i < N_PARTS; i++) {
		struct counting c = { .part = i };

		assert(begin(&c, path, &err));
		c.job.is_partial = true;
		c.job.part = i == 0 ? "a" : i == 1 ? "b" : "c";
		assert(job_begin(&c.job, &err) == 0);
		given_records(records, count, &c);
		assert(finish(&c, &states));
		job_release(&c.job);
	}
	assert(begin(&merge, path, &err));
	merge.job.is_merge = true;
	assert(job_begin(&merge.job, &err) == 0);
	given_records((struct given){ states.s, states.len }, count, &merge);
	assert(!merge.is_damaged);
	assert(finish(&merge, out));
	job_release(&merge.job);
	strbuf_release(&err);
	strbuf_release(&states);
}

static void
assert_same(const struct strbuf *a, const struct strbuf *b)
{
	assert(a->len == b->len);
	assert(memcmp(a->s, b->s, a->len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given records = given_all(data, len), text = given_cut(&records);
	struct strbuf once = STRBUF_INIT, other = STRBUF_INIT,
		      err = STRBUF_INIT;
	struct counting slow = { .n = 0 };
	char path[GIVEN_PATH];

	given_file(path, text);
	if (begin(&slow, path, &err)) {
		count_all(path, records, 0, &slow.job.wanted, &once);
		count_all(path, records, 1, NULL, &other);
		assert_same(&once, &other);
		strbuf_reset(&other);
		count_parts(path, records, &other);
		assert_same(&once, &other);
	} else {
		assert(err.len > 0);
	}
	job_release(&slow.job);
	given_drop(path);
	strbuf_release(&once);
	strbuf_release(&other);
	strbuf_release(&err);
	return 0;
}
