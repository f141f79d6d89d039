/*
 * fuzz_published.c - any description of a printed table, a table t.csv and
 * figures, with a form feed between: all that is told of them is records.
 *
 * unit: cmd/reconcile/conflict.c
 * unit: cmd/reconcile/figures.c
 * unit: cmd/reconcile/judge.c
 * unit: cmd/reconcile/names.c
 * unit: cmd/reconcile/print.c
 * unit: cmd/reconcile/printed.c
 * unit: cmd/reconcile/published.c
 * unit: cmd/reconcile/range.c
 * unit: cmd/reconcile/system.c
 * unit: cmd/reconcile/tell.c
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../cmd/reconcile/figures.h"
#include "../../cmd/reconcile/judge.h"
#include "../../cmd/reconcile/published.h"
#include "given.h"

static void
add(void *context, struct record *rec)
{
	bool is_otherwise;
	enum figure_status status = figures_add(context, rec, &is_otherwise);

	assert(status == FIGURE_OK || *figure_strerror(status));
}

static void
count(void *context, struct record *rec)
{
	(void)rec;
	++*(size_t *)context;
}

static void
take_line(void *context, const struct strbuf *line)
{
	struct strbuf *out = context;

	assert(!memchr(line->s, '\n', line->len));
	strbuf_add(out, line->s, line->len);
	strbuf_addch(out, '\n');
}

static void
judge_all(const struct published *p, struct figures *f)
{
	struct strbuf out = STRBUF_INIT;
	size_t n_lines = 0, n_records = 0;
	struct verdicts v;

	for (int words = 0; words < 2; words++) {
		strbuf_reset(&out);
		judge(p, f, judge_rounding(p, f), &v, words, TONGUE_EN,
		    take_line, &out);
	}
	strbuf_reset(&out);
	judge(
	    p, f, judge_rounding(p, f), &v, false, TONGUE_SV, take_line, &out);
	for (size_t i = 0; i < out.len; i++)
		n_lines += out.s[i] == '\n';
	given_records((struct given){ out.s, out.len }, count, &n_records);
	assert(n_lines == n_records);
	strbuf_release(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given rest = given_all(data, len), text = given_cut(&rest);
	struct given table = given_cut(&rest);
	struct strbuf err = STRBUF_INIT;
	char path[GIVEN_PATH], folder[GIVEN_PATH], table_path[GIVEN_PATH + 8];
	struct published *p;

	given_file(path, text);
	given_folder(folder);
	snprintf(table_path, sizeof(table_path), "%s/t.csv", folder);
	given_write(table_path, table);
	p = published_load(path, folder, &err);
	assert((p == NULL) == (err.len > 0));
	if (p) {
		struct figures *f = figures_new();

		given_records(rest, add, f);
		judge_all(p, f);
		figures_free(f);
	}
	published_free(p);
	unlink(table_path);
	rmdir(folder);
	given_drop(path);
	strbuf_release(&err);
	return 0;
}
