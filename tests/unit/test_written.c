/*
 * test_written.c - days and months in forms of a profile's own.
 * unit: cmd/normalize/written.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/written.h"

static void
test_parse(void **state)
{
	static const struct {
		const char *form, *text;
		enum day_status status;
		int year, month, day;
	} cases[] = {
		{ "DD/MM/YYYY", "29/02/2024", DAY_OK, 2024, 2, 29 },
		{ "DD/MM/YYYY", "29/02/2025", DAY_ENODAY, 0, 0, 0 },
		{ "DD/MM/YYYY", "9/02/2025", DAY_EFORM, 0, 0, 0 },
		{ "DD/MM/YYYY", "29/02/2024 ", DAY_EFORM, 0, 0, 0 },
		{ "DD/MM/YYYY", "29/02/202", DAY_EFORM, 0, 0, 0 },
		{ "DD/MM/YYYY", "29/13/2024", DAY_ENODAY, 0, 0, 0 },
		{ "DD/MM/YYYY", "", DAY_EFORM, 0, 0, 0 },
		{ "D.M.YYYY", "1.12.2024", DAY_OK, 2024, 12, 1 },
		{ "D.M.YYYY", "01.2.2024", DAY_OK, 2024, 2, 1 },
		{ "D.M.YYYY", "001.2.2024", DAY_EFORM, 0, 0, 0 },
		{ "D.M.YYYY", ".2.2024", DAY_EFORM, 0, 0, 0 },
		{ "DDMMYYYY", "01022024", DAY_OK, 2024, 2, 1 },
		{ "YYYY-MM-DDThh:mm:ssz", "2024-02-01T23:59:59Z", DAY_OK, 2024,
		    2, 1 },
		{ "YYYY-MM-DDThh:mm:ssz", "2024-02-01T00:00:00+02:00", DAY_OK,
		    2024, 2, 1 },
		{ "YYYY-MM-DD z", "2024-02-01 -0330", DAY_OK, 2024, 2, 1 },
		{ "YYYY-MM-DD z", "2024-02-01 +02", DAY_OK, 2024, 2, 1 },
		{ "YYYY-MM-DD z", "2024-02-01 +2", DAY_EFORM, 0, 0, 0 },
		{ "YYYY-MM-DD z", "2024-02-01 +15:00", DAY_EFORM, 0, 0, 0 },
		{ "YYYY-MM-DD z", "2024-02-01 +02:60", DAY_EFORM, 0, 0, 0 },
		{ "YYYY-MM-DD hh:mm", "2024-02-01 24:00", DAY_EFORM, 0, 0, 0 },
		{ "MM/YYYY", "02/2024", DAY_OK, 2024, 2, 1 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ymd ymd = { 0, 0, 0 };
		struct day_clock unused;

		assert_int_equal(written_parse(&ymd, &unused, cases[i].form,
				     cases[i].text, strlen(cases[i].text)),
		    cases[i].status);
		assert_int_equal(ymd.year, cases[i].year);
		assert_int_equal(ymd.month, cases[i].month);
		assert_int_equal(ymd.day, cases[i].day);
	}
}

static void
test_forms(void **state)
{
	static const struct {
		const char *form;
		bool is_month, is_good;
	} forms[] = {
		{ "YYYY-MM-DD", false, true },
		{ "D/M YYYY hh:mm", false, true },
		{ "YY-MM-DD", false, false },
		{ "YYYY-MM", false, false },
		{ "YYYY-MM", true, true },
		{ "YYYY-MM-DD", true, false },
		{ "YYYY-MM-DD-DD", false, false },
		{ "YYYY-MMM-DD", false, false },
		{ "YYYY-MM-DD h", false, false },
		{ "", false, false },
		{ "YYYYMD", false, false },
		{ "YYYYMMD", false, true },
		{ "DMYYYY", false, false },
		{ "DMMYYYY", false, false },
		{ "M1/D/YYYY", false, false },
		{ "YYYY-M-Dhh:mm", false, false },
		{ "YYYY-M-DThh:mm", false, true },
		{ "YYYY-M-Dz", false, true },
		{ "YYYYM", true, true },
		{ "MYYYY", true, false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		assert_int_equal(
		    !written_fault(forms[i].form, forms[i].is_month),
		    forms[i].is_good);
	assert_true(written_are_alike("DD/MM/YYYY", "M/D/YYYY"));
	assert_false(written_are_alike("DD/MM/YYYY", "DD.MM.YYYY"));
	assert_false(written_are_alike("DD/MM/YYYY", "DD/MM/YYYY hh"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_forms),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
