/*
 * test_balance.c - the accounts of programs, and of the run that they make.
 *
 * unit: cmd/balance-run/stats.c
 * unit: cmd/balance-run/balance.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/balance-run/balance.h"
#include "../../cmd/balance-run/stats.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static enum stats_status
read_line(struct stats *s, const char *line, const char **field)
{
	struct strbuf text = STRBUF_INIT;
	struct ndjson *p = ndjson_new();
	struct record rec = RECORD_INIT;
	enum stats_status status;
	size_t at, len = strlen(line);

	strbuf_grow(&text, len + NDJSON_PADDING);
	memset(text.s, 0, len + NDJSON_PADDING);
	strbuf_addstr(&text, line);
	assert_int_equal(ndjson_parse(p, text.s, len, &rec, &at), NDJSON_OK);
	status = stats_read(s, &rec, field);
	record_release(&rec);
	ndjson_free(p);
	strbuf_release(&text);
	return status;
}

#define HEAD   "{\"record\":\"stats\",\"by\":\"a\",\"version\":\"1\","
#define COUNTS "\"written\":0,\"rejected\":0,\"absorbed\":0,"
#define TAIL   "\"dropped\":{},\"inputs\":[]}"

static const struct {
	const char *line;
	enum stats_status status;
	const char *field; /* NULL: none */
} lines[] = {
	{ HEAD COUNTS "\"read\":0," TAIL, STATS_OK, NULL },
	{ "{}", STATS_ERECORD, "record" },
	{ "{\"record\":\"contact\"}", STATS_ERECORD, "record" },
	{ "{\"record\":\"stats\"}", STATS_EMISSING, "by" },
	{ HEAD COUNTS TAIL, STATS_EMISSING, "read" },
	{ HEAD COUNTS "\"read\":999999999999999," TAIL, STATS_OK, NULL },
	{ HEAD COUNTS "\"read\":1000000000000000," TAIL, STATS_ECOUNT, "read" },
	{ HEAD COUNTS "\"read\":-1," TAIL, STATS_ECOUNT, "read" },
	{ HEAD COUNTS "\"read\":1.0," TAIL, STATS_ECOUNT, "read" },
	{ HEAD COUNTS "\"read\":1e2," TAIL, STATS_ECOUNT, "read" },
	{ HEAD COUNTS "\"read\":\"1\"," TAIL, STATS_ECOUNT, "read" },
	{ HEAD COUNTS "\"read\":1,\"made\":true," TAIL, STATS_ECOUNT, "made" },
	{ HEAD COUNTS "\"read\":1,\"dropped\":[],\"inputs\":[]}", STATS_ECOUNT,
	    "dropped" },
	{ HEAD COUNTS "\"read\":1,\"dropped\":{\"x\":-1},\"inputs\":[]}",
	    STATS_ECOUNT, "dropped" },
	{ HEAD COUNTS "\"read\":1,\"dropped\":{},\"inputs\":{}}", STATS_EFILES,
	    "inputs" },
	{ HEAD COUNTS "\"read\":1,\"dropped\":{},\"inputs\":[7]}", STATS_EFILES,
	    "inputs" },
	{ HEAD COUNTS "\"read\":1,\"dropped\":{},\"inputs\":[{\"bytes\":1}]}",
	    STATS_EFILES, "inputs" },
	{ HEAD COUNTS "\"read\":1,\"dropped\":{},\"inputs\":[],"
		      "\"config\":[{\"file\":\"a\"}]}",
	    STATS_EFILES, "config" },
};

static void
test_lines(void **state)
{
	const char *field;
	size_t i;

	(void)state;
	for (i = 0; i < N(lines); i++) {
		struct stats s = STATS_INIT;
		enum stats_status status = read_line(&s, lines[i].line, &field);

		if (status != lines[i].status)
			print_message("# %s\n", lines[i].line);
		assert_int_equal(status, lines[i].status);
		if (lines[i].field)
			assert_string_equal(field, lines[i].field);
		stats_release(&s);
	}
}

static void
test_reading(void **state)
{
	static const char line[] =
	    HEAD "\"read\":9,\"written\":2,\"rejected\":1,\"absorbed\":3,"
		 "\"made\":4,\"dropped\":{\"repeat\":2,\"odd\":1},"
		 "\"inputs\":[{\"file\":\"\\u00e5.csv\",\"bytes\":7,"
		 "\"sha256\":\"ab\"},{\"file\":\"<stdin>\",\"bytes\":8}],"
		 "\"seconds\":1.5,\"max_rss_bytes\":1,\"codes\":{\"n\":1.0}}";
	struct stats s = STATS_INIT;
	const char *field;

	(void)state;
	assert_int_equal(read_line(&s, line, &field), STATS_OK);
	assert_int_equal(s.counts.read, 9);
	assert_int_equal(s.counts.written, 2);
	assert_int_equal(s.counts.rejected, 1);
	assert_int_equal(s.counts.absorbed, 3);
	assert_int_equal(s.counts.made, 4);
	assert_int_equal(s.counts.dropped, 3);
	assert_int_equal(s.counts.n_reasons, 2);
	assert_string_equal(s.counts.reasons[0].name, "odd");
	assert_string_equal(s.counts.reasons[1].name, "repeat");
	assert_int_equal(s.inputs.n, 2);
	assert_string_equal(s.inputs.items[0].name, "\xc3\xa5.csv");
	assert_string_equal(s.inputs.items[0].sha256, "ab");
	assert_null(s.inputs.items[1].sha256);
	/* time and memory are left out, what is not known is kept */
	assert_string_equal(s.extra.s, ",\"codes\":{\"n\":1.0}");
	stats_release(&s);
}

/** Add a program that read, wrote, rejected and made so many to a stage. */
static void
add(struct balance *b, const char *name, bool is_aside, uint64_t read,
    uint64_t written, uint64_t rejected, uint64_t made)
{
	struct stats s = STATS_INIT;

	strbuf_addstr(&s.by, "\"a\"");
	strbuf_addstr(&s.version, "\"1\"");
	s.counts.read = read;
	s.counts.written = written;
	s.counts.rejected = rejected;
	s.counts.made = made;
	balance_add(b, balance_add_stage(b, name, strlen(name), is_aside), &s);
	stats_release(&s);
}

static void
test_chain(void **state)
{
	struct strbuf sb = STRBUF_INIT;
	struct balance *b = balance_new();

	(void)state;
	add(b, "links", true, 3, 2, 1, 0);
	add(b, "first", false, 4, 4, 0, 0);
	add(b, "first", false, 6, 5, 1, 0); /* side by side with it */
	add(b, "second", false, 9, 8, 1, 2);
	add(b, "third", false, 10, 10, 0, 0);
	assert_int_equal(balance_check(b), 0);
	balance_summarize(b, &sb);
	assert_string_equal(
	    sb.s, "13 rows read, 3 rejected, 0 dropped, 10 records put out");
	balance_free(b);
	strbuf_release(&sb);
}

static void
test_faults(void **state)
{
	struct balance *b = balance_new();

	(void)state;
	add(b, "first", false, 4, 3, 0, 0);
	add(b, "second", false, 2, 2, 0, 0);
	balance_add_stage(b, "third", strlen("third"), false);
	assert_int_equal(balance_check(b), 5);
	assert_string_equal(balance_fault(b, 0),
	    "first: read 4, but written 3, rejected 0, dropped 0, absorbed 0");
	assert_string_equal(
	    balance_fault(b, 1), "second: read 2, but first put out 3");
	assert_string_equal(
	    balance_fault(b, 2), "third: no stats: it did not finish");
	assert_string_equal(
	    balance_fault(b, 3), "third: read 0, but second put out 2");
	assert_string_equal(balance_fault(b, 4),
	    "from end to end: 4 rows were read or made, but 0 are accounted "
	    "for");
	balance_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_faults),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
