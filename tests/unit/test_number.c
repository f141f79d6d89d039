/* test_number.c - numbers as reports write them. unit: cmd/normalize/number.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/number.h"

enum { MAX_WHOLE = 6, MAX_DECIMALS = 4 };

struct number_case {
	const char *text;
	enum number_status status;
	const char *json;
};

static void
check(const struct number_case *cases, size_t n, unsigned max_decimals)
{
	size_t i;

	for (i = 0; i < n; i++) {
		const struct number_case *c = &cases[i];
		struct number got = { "untouched", 9 };
		const char *want;

		assert_int_equal(number_parse(&got, c->text, strlen(c->text),
				     MAX_WHOLE, max_decimals),
		    c->status);
		want = c->status == NUMBER_OK ? c->json : "untouched";
		assert_int_equal(got.len, strlen(want));
		assert_memory_equal(got.text, want, got.len);
	}
}

static void
test_decimal(void **state)
{
	static const struct number_case cases[] = {
		{ "0", NUMBER_OK, "0" },
		{ "7", NUMBER_OK, "7" },
		{ "94,5", NUMBER_OK, "94.5" },
		{ "94.5", NUMBER_OK, "94.5" },
		{ "0,50", NUMBER_OK, "0.5" },
		{ "1,000", NUMBER_OK, "1" },
		{ "007", NUMBER_OK, "7" },
		{ "00,10", NUMBER_OK, "0.1" },
		{ "-3,25", NUMBER_OK, "-3.25" },
		{ "\xe2\x88\x92"
		  "3",
		    NUMBER_OK, "-3" },
		{ "-0", NUMBER_OK, "0" },
		{ "-0,00", NUMBER_OK, "0" },
		{ "-0,01", NUMBER_OK, "-0.01" },
		{ "3 405", NUMBER_OK, "3405" },
		{ "102\xe2\x80\xaf"
		  "000",
		    NUMBER_OK, "102000" },
		{ "1\xc2\xa0"
		  "234,5",
		    NUMBER_OK, "1234.5" },
		{ "12\xe2\x80\x89"
		  "345",
		    NUMBER_OK, "12345" },
		{ "000 000 001", NUMBER_OK, "1" },
		/* the most digits, and one more */
		{ "999999", NUMBER_OK, "999999" },
		{ "1000000", NUMBER_ERANGE, NULL },
		{ "1 000 000", NUMBER_ERANGE, NULL },
		{ "0,1234", NUMBER_OK, "0.1234" },
		{ "0,12345", NUMBER_ERANGE, NULL },
		{ "0,12340000", NUMBER_OK, "0.1234" },
		/* not numbers */
		{ "", NUMBER_EFORM, NULL },
		{ "-", NUMBER_EFORM, NULL },
		{ "--1", NUMBER_EFORM, NULL },
		{ "- 1", NUMBER_EFORM, NULL },
		{ "+1", NUMBER_EFORM, NULL },
		{ ",5", NUMBER_EFORM, NULL },
		{ "5,", NUMBER_EFORM, NULL },
		{ "1,2,3", NUMBER_EFORM, NULL },
		{ "1.234,5", NUMBER_EFORM, NULL },
		{ "12 34", NUMBER_EFORM, NULL },
		{ "1234 567", NUMBER_EFORM, NULL },
		{ "1  234", NUMBER_EFORM, NULL },
		{ "1 234 ", NUMBER_EFORM, NULL },
		{ "1,2 345", NUMBER_EFORM, NULL },
		{ "1e3", NUMBER_EFORM, NULL },
		{ "0x1", NUMBER_EFORM, NULL },
		{ "NaN", NUMBER_EFORM, NULL },
		{ "\xd9\xa1", NUMBER_EFORM, NULL },
	};

	(void)state;
	check(cases, sizeof(cases) / sizeof(cases[0]), MAX_DECIMALS);
}

static void
test_integer(void **state)
{
	static const struct number_case cases[] = {
		{ "12", NUMBER_OK, "12" },
		{ "-1 200", NUMBER_OK, "-1200" },
		{ "12,0", NUMBER_EFORM, NULL },
		{ "12.", NUMBER_EFORM, NULL },
	};

	(void)state;
	check(cases, sizeof(cases) / sizeof(cases[0]), 0);
}

static void
test_round(void **state)
{
	static const struct {
		const char *text;
		unsigned decimals;
		const char *json;
	} cases[] = {
		{ "12", 0, "12" },
		{ "12.5", 0, "13" },
		{ "12.4999", 0, "12" },
		{ "-12.5", 0, "-13" },
		{ "0.5", 0, "1" },
		{ "-0.4", 0, "0" },
		{ "9.995", 2, "10" },
		{ "99.95", 1, "100" },
		{ "0.1249", 2, "0.12" },
		{ "0.125", 2, "0.13" },
		{ "0.0949", 1, "0.1" },
		{ "1.0049", 2, "1" },
		{ "-0.004", 2, "0" },
		{ "999999.9999", 3, "1000000" },
		{ "1.25", 2, "1.25" },
		{ "1.25", 4, "1.25" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct number n;

		assert_int_equal(
		    number_parse(&n, cases[i].text, strlen(cases[i].text),
			MAX_WHOLE, MAX_DECIMALS),
		    NUMBER_OK);
		number_round(&n, cases[i].decimals);
		assert_int_equal(n.len, strlen(cases[i].json));
		assert_memory_equal(n.text, cases[i].json, n.len);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decimal),
		cmocka_unit_test(test_integer),
		cmocka_unit_test(test_round),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
