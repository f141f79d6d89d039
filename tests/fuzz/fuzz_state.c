/*
 * fuzz_state.c - any lines as partial states of fixed definitions: what is
 * taken answers, and saved and loaded again it answers the same.
 *
 * In the lines, ~A stands for the checksum of the definitions and ~V for the
 * version, so that no file of the corpus grows old with them.
 *
 * unit: cmd/aggregate/job.c
 * unit: cmd/aggregate/order.c
 * unit: cmd/aggregate/report.c
 * unit: cmd/aggregate/names.c
 * unit: cmd/aggregate/table.c
 */
#include <assert.h>
#include <string.h>

#include "../../cmd/aggregate/job.h"
#include "given.h"
#include "vardstrom/stream.h"

static const char *const functions[] = { "count", "sum:n", "distinct:p",
	"min:n", "max:t", "p50:n", "stdev:n", "first:t@n", "share:n > 1" };

struct merging {
	struct job job;
	const char *by[2];
	bool is_damaged;
};

static void
begin(struct merging *m, bool is_partial)
{
	struct strbuf err = STRBUF_INIT;

	job_init(&m->job);
	m->by[0] = "a";
	m->by[1] = "b";
	assert(job_set_functions(&m->job, m->by, 2, functions,
		   sizeof(functions) / sizeof(functions[0]), &err) > 0);
	m->job.is_merge = true;
	m->job.is_partial = is_partial;
	assert(job_begin(&m->job, &err) == 0);
	m->is_damaged = false;
	strbuf_release(&err);
}

static void
take(void *context, struct record *rec)
{
	struct merging *m = context;
	struct cube_fault fault = { 0 };

	if (m->is_damaged)
		return;
	m->is_damaged = job_count(&m->job, rec, &fault) == JOB_DAMAGE;
	assert(m->is_damaged == (fault.message != NULL));
}

/* Merge the lines; false where they are no whole states. */
static bool
merge(struct given lines, bool is_partial, struct strbuf *out)
{
	struct strbuf err = STRBUF_INIT;
	struct merging m;
	bool is_done;
	int more;

	begin(&m, is_partial);
	given_records(lines, take, &m);
	is_done = !m.is_damaged && job_finish(&m.job, &err) == 0;
	/* sums that are too large are told when they are read */
	while (is_done && (more = job_next(&m.job, out, &err)) != 0) {
		is_done = more > 0;
		strbuf_addch(out, '\n');
	}
	job_release(&m.job);
	strbuf_release(&err);
	return is_done;
}

static void
spell_out(struct given g, struct strbuf *out)
{
	struct merging m;

	begin(&m, false);
	for (size_t i = 0; i < g.len; i++) {
		char next = i + 1 < g.len ? g.s[i + 1] : '\0';

		if (g.s[i] == '~' && next == 'A')
			strbuf_addstr(out, m.job.input.asked);
		else if (g.s[i] == '~' && next == 'V')
			strbuf_addstr(out, VARDSTROM_VERSION);
		else
			strbuf_addch(out, g.s[i]);
		i += g.s[i] == '~' && (next == 'A' || next == 'V');
	}
	job_release(&m.job);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct strbuf in = STRBUF_INIT, saved = STRBUF_INIT,
		      again = STRBUF_INIT, answer = STRBUF_INIT,
		      other = STRBUF_INIT;
	bool is_answered;

	spell_out(given_all(data, len), &in);
	if (merge((struct given){ in.s, in.len }, true, &saved)) {
		struct given state = { saved.s, saved.len };

		is_answered =
		    merge((struct given){ in.s, in.len }, false, &answer);
		assert(merge(state, true, &again));
		assert(saved.len == again.len);
		assert(memcmp(saved.s, again.s, saved.len) == 0);
		assert(merge(state, false, &other) == is_answered);
		assert(answer.len == other.len);
		assert(memcmp(answer.s, other.s, answer.len) == 0);
	}
	strbuf_release(&in);
	strbuf_release(&saved);
	strbuf_release(&again);
	strbuf_release(&answer);
	strbuf_release(&other);
	return 0;
}
