/*
 * test_report.c - numbers, names and text as a page writes them.
 *
 * unit: cmd/render-report/page.c
 * unit: cmd/render-report/plan.c
 * unit: cmd/render-report/store.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/strbuf.h"

#include "../../cmd/render-report/page.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))
#define THIN     "\xE2\x80\xAF"
#define MINUS    "\xE2\x88\x92"
#define NBSP     "\xC2\xA0"

static void
test_amounts(void **state)
{
	static const struct {
		const char *value;
		int decimals;
		const char *unit, *sv, *en;
	} rows[] = {
		{ "0", 0, "visits", "0", "0" },
		{ "999", 0, "visits", "999", "999" },
		{ "1000", 0, "visits", "1" THIN "000", "1,000" },
		{ "-1234567.885", 2, "visits",
		    MINUS "1" THIN "234" THIN "567,89", MINUS "1,234,567.89" },
		{ "2", 2, "visits", "2,00", "2.00" },
		{ "1.5", -1, "visits", "1,5", "1.5" },
		{ "0.5", 0, "visits", "1", "1" },
		{ "0.6978149", 1, "share", "69,8" NBSP "%", "69.8%" },
		{ "0", 1, "share", "0" NBSP "%", "0%" },
		{ "1", 1, "share", "100" NBSP "%", "100%" },
		{ "0.9999", 1, "share", "100,0" NBSP "%", "100.0%" },
	};

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		for (int en = 0; en < 2; en++) {
			struct strbuf out = STRBUF_INIT;
			struct page page = { .out = &out,
				.language = en ? LANGUAGE_EN : LANGUAGE_SV };
			struct dec value;

			assert_int_equal(dec_parse(&value, rows[i].value,
					     strlen(rows[i].value)),
			    DEC_OK);
			page_amount(
			    &page, value, rows[i].decimals, rows[i].unit);
			assert_string_equal(
			    out.s, en ? rows[i].en : rows[i].sv);
			strbuf_release(&out);
		}
	}
}

/* In this order, each before all that follow. */
static void
test_order(void **state)
{
	static const char *const names[] = { "", "2", "6-10", "11-20", "alma",
		"Bo", "Zeta", "Åby", "Äng", "Öja" };

	(void)state;
	for (size_t i = 0; i < N(names); i++) {
		for (size_t j = 0; j < N(names); j++) {
			const int got = store_compare_names(names[i], names[j]);

			assert_int_equal(
			    (got > 0) - (got < 0), (i > j) - (i < j));
		}
	}
}

static void
test_escapes(void **state)
{
	struct strbuf out = STRBUF_INIT;

	(void)state;
	html_text(&out, "<a b='c' d=\"e\">&å\n");
	assert_string_equal(
	    out.s, "&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;å\xEF\xBF\xBD");
	strbuf_reset(&out);
	html_url(&out, "../a b#å.x");
	assert_string_equal(out.s, "..%2Fa%20b%23%C3%A5.x");
	strbuf_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_amounts),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
