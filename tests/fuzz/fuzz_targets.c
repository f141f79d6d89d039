/*
 * fuzz_targets.c - any targets and figures, with a form feed between: what is
 * judged is records, and judging it again changes nothing.
 *
 * unit: cmd/check-targets/check_targets.c
 * unit: cmd/check-targets/targets.c
 */
#include <assert.h>
#include <string.h>

#include "../../cmd/check-targets/check_targets.h"
#include "given.h"
#include "vardstrom/strbuf.h"

struct judging {
	struct checker *checker;
	size_t n, n_bad;
};

static void
add(void *context, struct record *rec)
{
	struct judging *j = context;

	j->n++;
	if (checker_add(j->checker, rec) != FIGURE_OK)
		j->n_bad++;
}

/* Returns how many were records, and no faulty figures. */
static size_t
judge(const struct targets *t, struct given records, struct strbuf *out)
{
	struct judging j = { .checker = checker_new(t) };
	struct strbuf line = STRBUF_INIT;

	given_records(records, add, &j);
	for (size_t i = 0; i < checker_n(j.checker); i++) {
		checker_line(j.checker, i, &line);
		strbuf_add(out, line.s, line.len);
		strbuf_addch(out, '\n');
	}
	strbuf_release(&line);
	checker_free(j.checker);
	return j.n - j.n_bad;
}

static void
visit(void *context, const char *indicator, const char *by)
{
	assert(*indicator && targets_name(context, indicator));
	if (by)
		targets_find(context, indicator, by);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given rest = given_all(data, len), text = given_cut(&rest);
	struct strbuf err = STRBUF_INIT, once = STRBUF_INIT,
		      again = STRBUF_INIT;
	char path[GIVEN_PATH];
	struct targets *t;
	size_t n;

	given_file(path, text);
	t = targets_load(path, &err);
	given_drop(path);
	assert((t == NULL) == (err.len > 0));
	if (t) {
		targets_each(t, visit, t);
		n = judge(t, rest, &once);
		assert(
		    judge(t, (struct given){ once.s, once.len }, &again) == n);
		assert(once.len == again.len);
		assert(memcmp(once.s, again.s, once.len) == 0);
	}
	targets_free(t);
	strbuf_release(&err);
	strbuf_release(&once);
	strbuf_release(&again);
	return 0;
}
