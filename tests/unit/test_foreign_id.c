/* test_foreign_id.c - person numbers of neighbouring countries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/foreign_id.h"

struct id_case {
	const char *text;
	enum pnr_status status;
	const char *id;
};

static void
check(const struct id_case *cases, size_t n,
    enum pnr_status (*read)(char *out, const char *s, size_t len))
{
	size_t i;

	for (i = 0; i < n; i++) {
		char out[FOREIGN_ID_LEN + 1] = "";

		assert_int_equal(
		    read(out, cases[i].text, strlen(cases[i].text)),
		    cases[i].status);
		assert_string_equal(
		    out, cases[i].status == PNR_OK ? cases[i].id : "");
	}
}

/* R-ID-15 */
static void
test_norwegian(void **state)
{
	static const struct id_case cases[] = {
		{ "15108695088", PNR_OK, "15108695088" },
		{ "151086 95088", PNR_OK, "15108695088" },
		{ "15108695077", PNR_ECHECK, NULL },
		{ "15108695089", PNR_ECHECK, NULL },
		{ "15108696088", PNR_ECHECK, NULL },
		{ "01819012365", PNR_OK, "01819012365" }, /* synthetic */
		{ "01419012382", PNR_OK, "01419012382" }, /* H-number */
		{ "41019012393", PNR_OK, "41019012393" }, /* D-number */
		{ "29020050088", PNR_OK, "29020050088" }, /* 2000 */
		{ "29020010027", PNR_EDATE, NULL },       /* 1900 */
		{ "01015560041", PNR_OK, "01015560041" }, /* 1855 */
		{ "01016095040", PNR_OK, "01016095040" }, /* 1960 */
		{ "01014060029", PNR_EDATE, NULL }, /* 40 with 600: no year */
		{ "00108695088", PNR_EDATE, NULL },
		{ "81108695088", PNR_EDATE, NULL },
		{ "15138695088", PNR_EDATE, NULL },
		{ "1510869508", PNR_EFORM, NULL },
		{ "151086-95088", PNR_EFORM, NULL },
		{ "15108695O88", PNR_EFORM, NULL },
		{ "", PNR_EFORM, NULL },
	};

	(void)state;
	check(cases, sizeof(cases) / sizeof(cases[0]), foreign_id_norwegian);
}

/* R-ID-16 */
static void
test_finnish(void **state)
{
	static const struct id_case cases[] = {
		{ "131052-308T", PNR_OK, "131052-308T" },
		{ "131052-308t", PNR_OK, "131052-308T" },
		{ "131052Y308T", PNR_OK, "131052Y308T" },
		{ "131052U308T", PNR_OK, "131052U308T" },
		{ "131052+308T", PNR_OK, "131052+308T" },
		{ "131052-308U", PNR_ECHECK, NULL },
		{ "131052-309T", PNR_ECHECK, NULL },
		{ "290200A1239", PNR_OK, "290200A1239" },
		{ "290200F1239", PNR_OK, "290200F1239" },
		{ "290200-1239", PNR_EDATE, NULL },
		{ "010100-002H", PNR_OK, "010100-002H" },
		{ "010100-001F", PNR_EFORM, NULL },
		{ "010100-900F", PNR_EFORM, NULL },
		{ "131052G308T", PNR_EFORM, NULL },
		{ "131052Z308T", PNR_EFORM, NULL },
		{ "131052308T", PNR_EFORM, NULL },
		{ "131052-3O8T", PNR_EFORM, NULL },
		{ "", PNR_EFORM, NULL },
	};

	(void)state;
	check(cases, sizeof(cases) / sizeof(cases[0]), foreign_id_finnish);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_norwegian),
		cmocka_unit_test(test_finnish),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
