/*
 * test_compare_figures.c - the order of changes, and rows paired.
 * unit: cmd/compare-figures/figures.c
 * unit: cmd/compare-figures/rows.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../cmd/compare-figures/figures.h"
#include "../../cmd/compare-figures/rows.h"

static void
add(struct figures *fs, const char *id, const char *value, bool is_new)
{
	struct ndjson *ndjson = ndjson_new();
	struct record rec = RECORD_INIT;
	struct strbuf sb = STRBUF_INIT;
	size_t error_at;
	bool is_twice;

	strbuf_addf(&sb,
	    "{\"record\":\"indicator\",\"indicator\":\"%s\",\"by\":[]", id);
	if (*value)
		strbuf_addf(&sb, ",\"value\":%s", value);
	strbuf_addstr(&sb, "}");
	strbuf_grow(&sb, NDJSON_PADDING);
	assert_int_equal(
	    ndjson_parse(ndjson, sb.s, sb.len, &rec, &error_at), NDJSON_OK);
	assert_int_equal(figures_add(fs, &rec, is_new, &is_twice), FIGURE_OK);
	assert_false(is_twice);
	record_release(&rec);
	ndjson_free(ndjson);
	strbuf_release(&sb);
}

static void
largest_changes_come_first(void **state)
{
	static const struct {
		const char *id, *old, *new;
	} rows[] = {
		{ "same", "5", "5.0" },
		{ "tenth", "10", "11" },
		{ "fell", "10", "-10" },
		{ "half", "10", "5" },
		{ "half2", "20", "30" },
		{ "little", "1000", "1001" },
		{ "zero", "0", "1" },
		{ "none", "", "2" },
	};
	static const char *const order[] = { "none", "zero", "fell", "half2",
		"half", "tenth" };
	struct figures fs;
	struct dec percent;
	size_t n, i;

	(void)state;
	figures_init(&fs);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		add(&fs, rows[i].id, rows[i].old, false);
		add(&fs, rows[i].id, rows[i].new, true);
	}
	assert_int_equal(dec_parse(&percent, "0.01", 4), DEC_OK);
	n = figures_rank(&fs, percent);
	assert_int_equal(n, sizeof(order) / sizeof(*order));
	for (i = 0; i < n; i++)
		assert_non_null(strstr(fs.pairs[i].head, order[i]));
	figures_release(&fs);
}

static void
read_trace(struct rows *r, const char *text, bool is_new)
{
	char path[] = "/tmp/rows.XXXXXX";
	struct strbuf err = STRBUF_INIT;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	if (rows_read(r, path, is_new, 1 << 20, &err) != 0)
		fail_msg("%s", err.s);
	unlink(path);
	strbuf_release(&err);
}

#define ROW(x, line, n)                                                        \
	"{\"x\":" x ",\"source\":\"f:" line "\",\"trace\":{\"numerator\":" n   \
	"}}\n"
#define SUMMARY "{\"record\":\"trace_summary\",\"indicator\":\"i\",\"by\":[]}\n"

/* A line that is put in moves the others, and makes none of them new. */
static void
rows_are_known_by_what_they_say(void **state)
{
	static const char old[] = ROW("1", "2", "1") ROW("1", "3", "1")
	    ROW("2", "4", "1") ROW("3", "5", "1") SUMMARY;
	static const char new[] = ROW("7", "2", "1") ROW("1", "3", "1")
	    ROW("1", "4", "1") ROW("2", "5", "3") SUMMARY;
	struct rows r;

	(void)state;
	rows_init(&r);
	read_trace(&r, old, false);
	read_trace(&r, new, true);
	rows_pair(&r);
	assert_int_equal(r.changes[ROWS_SAME].n, 1); /* counts otherwise */
	assert_int_equal(r.changes[ROWS_CHANGED].n, 0);
	assert_int_equal(r.changes[ROWS_GONE].n, 1);
	assert_int_equal(r.changes[ROWS_NEW].n, 1);
	assert_string_equal(r.changes[ROWS_GONE].sources.s, "\"f:5\"");
	assert_string_equal(r.changes[ROWS_NEW].sources.s, "\"f:2\"");
	assert_string_equal(r.changes[ROWS_SAME].sources.s, "\"f:5\"");
	rows_release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(largest_changes_come_first),
		cmocka_unit_test(rows_are_known_by_what_they_say),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
