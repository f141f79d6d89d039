/* test_figure.c - an indicator record as a figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/dec.h"
#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* Read one line; the record lives as long as the reader. */
static enum figure_status
read_line(struct figure *f, const char *line)
{
	struct strbuf text = STRBUF_INIT;
	struct ndjson *p = ndjson_new();
	struct record rec = RECORD_INIT;
	enum figure_status status;
	size_t at, len = strlen(line);

	strbuf_grow(&text, len + NDJSON_PADDING);
	memset(text.s, 0, len + NDJSON_PADDING);
	strbuf_addstr(&text, line);
	assert_int_equal(ndjson_parse(p, text.s, len, &rec, &at), NDJSON_OK);
	status = figure_read(f, &rec);
	record_release(&rec);
	ndjson_free(p);
	strbuf_release(&text);
	return status;
}

#define HEAD "{\"record\":\"indicator\",\"indicator\":\"visits\","

static const struct {
	const char *line;
	enum figure_status status;
} records[] = {
	{ "{}", FIGURE_EOTHER },
	{ "{\"record\":\"contact\"}", FIGURE_EOTHER },
	{ "{\"record\":\"indicator\"}", FIGURE_EINDICATOR },
	{ "{\"record\":\"indicator\",\"indicator\":\"\"}", FIGURE_EINDICATOR },
	{ "{\"record\":\"indicator\",\"indicator\":7}", FIGURE_EINDICATOR },
	{ HEAD "\"by\":[]}", FIGURE_OK },
	{ HEAD "\"period\":2025,\"by\":[]}", FIGURE_OK },
	{ HEAD "\"period\":null,\"by\":[]}", FIGURE_EPERIOD },
	{ HEAD "\"n\":1}", FIGURE_EBY },
	{ HEAD "\"by\":{}}", FIGURE_EBY },
	{ HEAD "\"by\":[1]}", FIGURE_EBY },
	{ HEAD "\"by\":[\"\"]}", FIGURE_EBY },
	{ HEAD "\"by\":[\"a,b\"]}", FIGURE_EBY },
	{ HEAD "\"by\":[],\"value\":null}", FIGURE_EVALUE },
	{ HEAD "\"by\":[],\"value\":\"1\"}", FIGURE_EVALUE },
	{ HEAD "\"by\":[],\"value\":999999999999999999999999.5}", FIGURE_OK },
	{ HEAD "\"by\":[],\"value\":1e24}", FIGURE_EVALUE },
	{ HEAD "\"by\":[],\"value\":1e-12}", FIGURE_OK },
	{ HEAD "\"by\":[],\"value\":1e-13}", FIGURE_EVALUE },
	{ HEAD "\"by\":[],\"numerator\":[]}", FIGURE_ENUMERATOR },
	{ HEAD "\"by\":[],\"denominator\":true}", FIGURE_EDENOMINATOR },
	{ HEAD "\"by\":[],\"decimals\":12}", FIGURE_OK },
	{ HEAD "\"by\":[],\"decimals\":13}", FIGURE_EDECIMALS },
	{ HEAD "\"by\":[],\"decimals\":-1}", FIGURE_EDECIMALS },
	{ HEAD "\"by\":[],\"decimals\":\"1\"}", FIGURE_EDECIMALS },
	{ HEAD "\"by\":[],\"not_assessed\":true}", FIGURE_ENOT_ASSESSED },
};

static void
test_status(void **state)
{
	struct figure f = FIGURE_INIT;

	(void)state;
	for (size_t i = 0; i < N(records); i++) {
		const enum figure_status got = read_line(&f, records[i].line);

		if (got != records[i].status)
			print_message("# %s: %s\n", records[i].line,
			    figure_strerror(got));
		assert_int_equal(got, records[i].status);
		assert_non_null(figure_field(got));
		assert_non_null(figure_code(got));
	}
	figure_release(&f);
}

static void
test_parts(void **state)
{
	struct figure f = FIGURE_INIT;

	(void)state;
	assert_int_equal(
	    read_line(&f,
		HEAD "\"period\":\"2025\",\"by\":[\"provider\",\"month\"],"
		     "\"provider\":\"J\\u00f6sse\",\"month\":\"2025-01\","
		     "\"decimals\":2,\"not_assessed\":\"few\"}"),
	    FIGURE_OK);
	assert_string_equal(f.indicator.s, "visits");
	assert_string_equal(f.period.s, "2025");
	assert_string_equal(f.by.s, "provider,month");
	assert_string_equal(f.not_assessed.s, "few");
	assert_int_equal(f.decimals, 2);
	assert_false(f.has_value);

	assert_int_equal(read_line(&f, HEAD "\"by\":[]}"), FIGURE_OK);
	assert_string_equal(f.period.s, "");
	assert_string_equal(f.by.s, "");
	assert_string_equal(f.not_assessed.s, "");
	assert_string_equal(f.scope.s, f.whole.s);
	assert_int_equal(f.decimals, -1);
	figure_release(&f);
}

/* Pairs of records, and whether they are of the same scope. */
static const struct {
	const char *a, *b;
	bool is_same;
} scopes[] = {
	{ "\"period\":\"2025\",\"by\":[\"x\"],\"x\":\"\\u00e5\"}",
	    "\"x\":\"å\",\"by\":[\"x\"],\"period\":\"2025\",\"value\":1}",
	    true },
	{ "\"period\":\"2025\",\"by\":[]}", "\"period\":\"2024\",\"by\":[]}",
	    false },
	{ "\"period\":\"2025\",\"by\":[]}", "\"period\":2025,\"by\":[]}",
	    false },
	{ "\"by\":[\"x\"],\"x\":\"1\"}", "\"by\":[\"x\"],\"x\":1}", false },
	{ "\"by\":[\"x\"],\"x\":\"\"}", "\"by\":[\"x\"]}", false },
	{ "\"by\":[\"x\"],\"x\":1}", "\"by\":[\"y\"],\"y\":1}", false },
	{ "\"by\":[\"x\",\"y\"],\"x\":\"ab\",\"y\":\"c\"}",
	    "\"by\":[\"x\",\"y\"],\"x\":\"a\",\"y\":\"bc\"}", false },
	{ "\"by\":[\"x\"]}", "\"by\":[]}", false },
};

static void
test_scope(void **state)
{
	struct figure a = FIGURE_INIT, b = FIGURE_INIT;
	struct strbuf line = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < N(scopes); i++) {
		strbuf_reset(&line);
		strbuf_addf(&line, "%s%s", HEAD, scopes[i].a);
		assert_int_equal(read_line(&a, line.s), FIGURE_OK);
		strbuf_reset(&line);
		strbuf_addf(&line, "%s%s", HEAD, scopes[i].b);
		assert_int_equal(read_line(&b, line.s), FIGURE_OK);
		assert_int_equal(
		    strcmp(a.scope.s, b.scope.s) == 0, scopes[i].is_same);
	}
	strbuf_release(&line);
	figure_release(&a);
	figure_release(&b);
}

/* Which fraction stands for the value: "num/den". */
static const struct {
	const char *members, *amount;
} amounts[] = {
	{ "\"value\":0.333333333333,\"numerator\":1,\"denominator\":3", "1/3" },
	{ "\"value\":0.666666666667,\"numerator\":2,\"denominator\":3", "2/3" },
	{ "\"value\":0.666666666666,\"numerator\":2,\"denominator\":3",
	    "0.666666666666/1" },
	{ "\"value\":33.3,\"numerator\":1,\"denominator\":3", "33.3/1" },
	{ "\"value\":5,\"numerator\":5", "5/1" },
	{ "\"value\":5,\"numerator\":5,\"denominator\":0", "5/1" },
	{ "\"value\":-2.5,\"numerator\":-5,\"denominator\":2", "-5/2" },
};

static void
test_amount(void **state)
{
	struct strbuf text = STRBUF_INIT;
	struct figure f = FIGURE_INIT;

	(void)state;
	for (size_t i = 0; i < N(amounts); i++) {
		strbuf_reset(&text);
		strbuf_addf(&text, "%s\"by\":[],%s}", HEAD, amounts[i].members);
		assert_int_equal(read_line(&f, text.s), FIGURE_OK);
		assert_true(f.has_value);
		strbuf_reset(&text);
		dec_format(f.amount.num, &text);
		strbuf_addch(&text, '/');
		dec_format(f.amount.den, &text);
		assert_string_equal(text.s, amounts[i].amount);
	}
	strbuf_release(&text);
	figure_release(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_scope),
		cmocka_unit_test(test_amount),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
