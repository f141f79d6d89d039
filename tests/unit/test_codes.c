/* test_codes.c - the syntax of KVÅ and ICD-10-SE codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/codes.h"

struct code_case {
	const char *text;
	const char *code; /* NULL: not of the form */
};

/* R-CODE-01 */
static const struct code_case kva_cases[] = {
	{ "DV200", "DV200" },
	{ "dv200", "DV200" },
	{ "NFB49", "NFB49" },
	{ "nfB49", "NFB49" },
	{ "DV200(i)", "DV200" },
	{ "DV200 (i)", "DV200" },
	{ "ZCG50", "ZCG50" },
	{ "", NULL },
	{ "(i)", NULL },
	{ "DV20", NULL },
	{ "DV2000", NULL },
	{ "D2000", NULL },
	{ "NFBC4", NULL },
	{ "12345", NULL },
	{ "ABCDE", NULL },
	{ "DV 00", NULL },
	{ " DV200", NULL },
	{ "DV20O", NULL },
	{ "D\xc3\x85"
	  "20",
	    NULL },
};

/* R-CODE-02, R-CODE-03 */
static const struct code_case icd_cases[] = {
	{ "M171", "M171" },
	{ "M17.1", "M171" },
	{ "m17.1", "M171" },
	{ "M79.1B", "M791B" },
	{ "m791b", "M791B" },
	{ "S72.01", "S7201" },
	{ "S7201", "S7201" },
	{ "R522A", "R522A" },
	{ "G20", "G209" },
	{ "r42", "R429" },
	{ "J45-P", "J459" },
	{ "j45-p", "J459" },
	{ "J45-", "J459" },
	{ "J45P", "J459" },
	{ "G63.2*", "G632" },
	{ "E10.4\xe2\x80\xa0", "E104" },
	{ "E10.4+", "E104" },
	{ "G20*", "G209" },
	{ "U07.1", "U071" },
	{ "", NULL },
	{ "*", NULL },
	{ "M", NULL },
	{ "M1", NULL },
	{ "M17.", NULL },
	{ "M17.1.2", NULL },
	{ "M17.1BC", NULL },
	{ "M17BC", NULL },
	{ "M17 1", NULL },
	{ "17.1", NULL },
	{ "MM7.1", NULL },
	{ "J45PP", NULL },
	{ "J45--", NULL },
	{ "J45-Q", NULL },
	{ "M17.1-", NULL },
	{ " M17.1", NULL },
	{ "\xc3\x84"
	  "17.1",
	    NULL },
};

static void
reads_kva_r_code_01(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kva_cases) / sizeof(kva_cases[0]); i++) {
		const struct code_case *c = &kva_cases[i];
		char out[KVA_LEN] = "-----";

		if (kva_parse(out, c->text, strlen(c->text)) != !!c->code)
			fail_msg("verdict on \"%s\"", c->text);
		if (memcmp(out, c->code ? c->code : "-----", KVA_LEN) != 0)
			fail_msg("\"%s\" is %.5s", c->text, out);
	}
}

static void
reads_icd_r_code_02_r_code_03(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(icd_cases) / sizeof(icd_cases[0]); i++) {
		const struct code_case *c = &icd_cases[i];
		char out[ICD_MAX_LEN + 1] = "-----";
		size_t len = icd_parse(out, c->text, strlen(c->text));

		if (len != (c->code ? strlen(c->code) : 0))
			fail_msg("length of \"%s\": %zu", c->text, len);
		if (!c->code && memcmp(out, "-----", ICD_MAX_LEN) != 0)
			fail_msg("\"%s\" touched the output", c->text);
		if (c->code && memcmp(out, c->code, len) != 0)
			fail_msg("\"%s\" is %.5s", c->text, out);
	}
}

static void
stops_at_a_nul_inside(void **state)
{
	char out[ICD_MAX_LEN];

	(void)state;
	assert_false(kva_parse(out,
	    "DV2\0"
	    "0",
	    5));
	assert_int_equal(icd_parse(out, "M17\0", 4), 0);
	assert_int_equal(icd_parse(out, "M17.1\0", 6), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_kva_r_code_01),
		cmocka_unit_test(reads_icd_r_code_02_r_code_03),
		cmocka_unit_test(stops_at_a_nul_inside),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
