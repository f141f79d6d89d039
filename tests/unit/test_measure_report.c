/*
 * test_measure_report.c - addresses, and the days of periods.
 * unit: cmd/indicators-to-fhir/measure_report.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/indicators-to-fhir/measure_report.h"

static const struct addresses addresses = { .base = "urn:x" };

/* The status for a record; what was made of it is in line. */
static enum report_status
make(const char *json, struct strbuf *line)
{
	struct ndjson *ndjson = ndjson_new();
	struct figure figure = FIGURE_INIT;
	struct record rec = RECORD_INIT;
	enum report_status status;
	char text[512] = "";
	size_t at;

	(void)snprintf(text, sizeof(text) - NDJSON_PADDING, "%s", json);
	assert_int_equal(
	    ndjson_parse(ndjson, text, strlen(text), &rec, &at), NDJSON_OK);
	assert_int_equal(figure_read(&figure, &rec), FIGURE_OK);
	status = measure_report(&addresses, &figure, &rec, line);
	figure_release(&figure);
	record_release(&rec);
	ndjson_free(ndjson);
	return status;
}

static void
test_is_uri(void **state)
{
	(void)state;
	assert_true(is_uri("https://example.org/fhir"));
	assert_true(is_uri("urn:oid:1.2.752.29.4.19"));
	assert_true(is_uri("a+b-c.d:x"));
	assert_false(is_uri(""));
	assert_false(is_uri("https:"));
	assert_false(is_uri("1x:y"));
	assert_false(is_uri("example.org/fhir"));
	assert_false(is_uri("https://example.org/a b"));
	assert_false(is_uri("https://example.org/\"x\""));
	assert_false(is_uri("https://example.org/\xc3\xa5"));
}

static void
test_periods(void **state)
{
	static const struct {
		const char *period, *days; /* NULL: none */
	} vectors[] = {
		{ "2025", "{\"start\":\"2025-01-01\",\"end\":\"2025-12-31\"}" },
		{ "2024-02",
		    "{\"start\":\"2024-02-01\",\"end\":\"2024-02-29\"}" },
		{ "2023-02",
		    "{\"start\":\"2023-02-01\",\"end\":\"2023-02-28\"}" },
		{ "2025-12",
		    "{\"start\":\"2025-12-01\",\"end\":\"2025-12-31\"}" },
		{ "2025-02-03",
		    "{\"start\":\"2025-02-03\",\"end\":\"2025-02-03\"}" },
		{ "1905", "{\"start\":\"1905-01-01\",\"end\":\"1905-12-31\"}" },
		{ "1905-04",
		    "{\"start\":\"1905-04-01\",\"end\":\"1905-04-30\"}" },
		{ "2025-02-30", NULL },
		{ "2025-13", NULL },
		{ "0000", NULL },
		{ "25", NULL },
		{ "", NULL },
	};
	struct strbuf line = STRBUF_INIT;
	char json[256];

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		strbuf_reset(&line);
		(void)snprintf(json, sizeof(json),
		    "{\"record\":\"indicator\",\"indicator\":\"a\","
		    "\"period\":\"%s\",\"by\":[],\"value\":1}",
		    vectors[i].period);
		if (!vectors[i].days) {
			assert_int_equal(make(json, &line), REPORT_EPERIOD);
			continue;
		}
		assert_int_equal(make(json, &line), REPORT_OK);
		assert_non_null(strstr(line.s, vectors[i].days));
	}
	strbuf_release(&line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_uri),
		cmocka_unit_test(test_periods),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
