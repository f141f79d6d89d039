/*
 * test_compare_years.c - figures beside those of an earlier year.
 *
 * unit: cmd/compare-years/compare_years.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/compare-years/compare_years.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static void
add(struct comparer *c, const char *line, enum figure_status want)
{
	struct ndjson *reader = ndjson_new();
	char buffer[256 + NDJSON_PADDING];
	struct record rec = RECORD_INIT;
	size_t error_at;

	assert_true(strlen(line) < 256);
	memcpy(buffer, line, strlen(line) + 1);
	assert_int_equal(
	    ndjson_parse(reader, buffer, strlen(line), &rec, &error_at),
	    NDJSON_OK);
	assert_int_equal(comparer_add(c, &rec), want);
	record_release(&rec);
	ndjson_free(reader);
}

#define FIGURE(period, value)                                                  \
	"{\"record\":\"indicator\",\"indicator\":\"i\",\"period\":\"" period   \
	"\",\"by\":[],\"value\":" value "}"

/* The latest earlier year, or the one so many years before. */
static void
test_which_year(void **state)
{
	static const struct {
		int years;
		const char *with; /* of 2025; NULL: none */
	} cases[] = {
		{ 0, "\"compared_with\":\"2023\",\"previous\":3,\"change\":2" },
		{ 1, NULL },
		{ 2, "\"compared_with\":\"2023\",\"previous\":3,\"change\":2" },
		{ 7, "\"compared_with\":\"2018\",\"previous\":8" },
		{ 9999, NULL },
	};
	struct strbuf line = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct comparer *c = comparer_new(cases[i].years);

		add(c, FIGURE("2025", "5"), FIGURE_OK);
		add(c, FIGURE("2018", "8"), FIGURE_OK);
		add(c, FIGURE("2026", "6"), FIGURE_OK);
		add(c, FIGURE("2023", "3"), FIGURE_OK);
		assert_int_equal(comparer_n(c), 4);
		assert_int_equal(comparer_line(c, 0, &line),
		    cases[i].with ? COMPARISON_MADE : COMPARISON_NOT_MADE);
		assert_non_null(strstr(
		    line.s, cases[i].with ? cases[i].with : "\"no_previous\""));
		comparer_free(c);
	}
	strbuf_release(&line);
}

/* What is no figure passes; what is a faulty one is not held. */
static void
test_no_figure(void **state)
{
	struct comparer *c = comparer_new(0);
	struct strbuf line = STRBUF_INIT;

	(void)state;
	add(c, "{\"record\":\"contact\",\"change\":1}", FIGURE_OK);
	add(c, "{\"record\":\"indicator\"}", FIGURE_EINDICATOR);
	add(c, FIGURE("2025", "\"5\""), FIGURE_EVALUE);
	assert_int_equal(comparer_n(c), 1);
	assert_int_equal(comparer_line(c, 0, &line), COMPARISON_NONE);
	assert_string_equal(line.s, "{\"record\":\"contact\",\"change\":1}");
	strbuf_release(&line);
	comparer_free(c);
	comparer_free(NULL);
}

/* Values with commas and lengths inside are not taken for others. */
static void
test_groups(void **state)
{
	struct comparer *c = comparer_new(0);
	struct strbuf line = STRBUF_INIT;

	(void)state;
	add(c,
	    "{\"record\":\"indicator\",\"indicator\":\"i\",\"period\":\"2025\","
	    "\"by\":[\"a\",\"b\"],\"a\":\"x\",\"b\":\"s1:y\",\"value\":1}",
	    FIGURE_OK);
	add(c,
	    "{\"record\":\"indicator\",\"indicator\":\"i\",\"period\":\"2024\","
	    "\"by\":[\"a\",\"b\"],\"a\":\"xs1:\",\"b\":\"y\",\"value\":1}",
	    FIGURE_OK);
	add(c,
	    "{\"record\":\"indicator\",\"indicator\":\"i\",\"period\":\"2024\","
	    "\"by\":[\"a\",\"b\"],\"a\":\"x\",\"value\":1}",
	    FIGURE_OK);
	assert_int_equal(comparer_line(c, 0, &line), COMPARISON_NOT_MADE);
	add(c,
	    "{\"record\":\"indicator\",\"indicator\":\"i\",\"period\":\"2024\","
	    "\"by\":[\"a\",\"b\"],\"a\":\"x\",\"b\":\"s1:y\",\"value\":4}",
	    FIGURE_OK);
	assert_int_equal(comparer_line(c, 0, &line), COMPARISON_MADE);
	assert_non_null(strstr(line.s, "\"change_percent\":-75}"));
	strbuf_release(&line);
	comparer_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_which_year),
		cmocka_unit_test(test_no_figure),
		cmocka_unit_test(test_groups),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
