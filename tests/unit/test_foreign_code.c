/* test_foreign_code.c - codes of other editions: R-CODE-05 to R-CODE-07. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/foreign_code.h"

typedef enum foreign_code_status read_fn(
    char *out, size_t *n, const char *s, size_t len);

struct code_case {
	const char *text;
	const char *code; /* NULL: none */
	enum foreign_code_status status;
};

static void
check(const struct code_case *cases, size_t n_cases, read_fn *read)
{
	size_t i;

	for (i = 0; i < n_cases; i++) {
		const struct code_case *c = &cases[i];
		char out[FOREIGN_CODE_MAX_LEN + 1] = "-";
		size_t n = 0;

		if (read(out, &n, c->text, strlen(c->text)) != c->status)
			fail_msg("verdict on \"%s\"", c->text);
		if (!c->code && (n != 0 || out[0] != '-'))
			fail_msg("\"%s\" touched the output", c->text);
		if (c->code &&
		    (n != strlen(c->code) || memcmp(out, c->code, n) != 0))
			fail_msg("\"%s\" is %.18s", c->text, out);
	}
}

#define CHECK(cases, read) check(cases, sizeof(cases) / sizeof(cases[0]), read)

/* R-CODE-05 */
static void
reads_icd10cm_r_code_05(void **state)
{
	static const struct code_case cases[] = {
		{ "S72.001A", "S72001A", FOREIGN_CODE_OK },
		{ "s72001a", "S72001A", FOREIGN_CODE_OK },
		{ "E11.9", "E119", FOREIGN_CODE_OK },
		{ "I10", "I10", FOREIGN_CODE_OK },
		{ "C7A.00", "C7A00", FOREIGN_CODE_OK },
		{ "C7B.8", "C7B8", FOREIGN_CODE_OK },
		{ "Z3A.40", "Z3A40", FOREIGN_CODE_OK },
		{ "T36.0X1A", "T360X1A", FOREIGN_CODE_OK },
		{ "", NULL, FOREIGN_CODE_EFORM },
		{ "I1", NULL, FOREIGN_CODE_EFORM },
		{ "I10.", NULL, FOREIGN_CODE_EFORM },
		{ "I1.0", NULL, FOREIGN_CODE_EFORM },
		{ "I10.1.1", NULL, FOREIGN_CODE_EFORM },
		{ "C7C.00", NULL, FOREIGN_CODE_EFORM },
		{ "CA7.00", NULL, FOREIGN_CODE_EFORM },
		{ "250.00", NULL, FOREIGN_CODE_EFORM },
		{ "S72.001AB", NULL, FOREIGN_CODE_EFORM },
		{ "S72001AB", NULL, FOREIGN_CODE_EFORM },
		{ "S72 001A", NULL, FOREIGN_CODE_EFORM },
		{ "\xc3\x84"
		  "72",
		    NULL, FOREIGN_CODE_EFORM },
	};

	(void)state;
	CHECK(cases, foreign_code_icd10cm);
}

/* R-CODE-06 */
static void
reads_icd9cm_r_code_06(void **state)
{
	static const struct code_case cases[] = {
		{ "250.00", "25000", FOREIGN_CODE_OK },
		{ "25000", "25000", FOREIGN_CODE_OK },
		{ "001", "001", FOREIGN_CODE_OK },
		{ "410.1", "4101", FOREIGN_CODE_OK },
		{ "V15.82", "V1582", FOREIGN_CODE_OK },
		{ "v27", "V27", FOREIGN_CODE_OK },
		{ "E880", "E880", FOREIGN_CODE_OK },
		{ "E880.1", "E8801", FOREIGN_CODE_OK },
		{ "", NULL, FOREIGN_CODE_EFORM },
		{ "25", NULL, FOREIGN_CODE_EFORM },
		{ "250.", NULL, FOREIGN_CODE_EFORM },
		{ "250.000", NULL, FOREIGN_CODE_EFORM },
		{ "250000", NULL, FOREIGN_CODE_EFORM },
		{ "25.00", NULL, FOREIGN_CODE_EFORM },
		{ "E88", NULL, FOREIGN_CODE_EFORM },
		{ "E88.01", NULL, FOREIGN_CODE_EFORM },
		{ "E880.12", NULL, FOREIGN_CODE_EFORM },
		{ "V158.2", NULL, FOREIGN_CODE_EFORM },
		{ "410A", NULL, FOREIGN_CODE_EFORM },
		{ "M17.1", NULL, FOREIGN_CODE_EFORM },
	};

	(void)state;
	CHECK(cases, foreign_code_icd9cm);
}

/* R-CODE-07 */
static void
reads_snomed_r_code_07(void **state)
{
	static const struct code_case cases[] = {
		{ "100005", "100005", FOREIGN_CODE_OK },
		{ "404684003", "404684003", FOREIGN_CODE_OK },
		{ "138875005", "138875005", FOREIGN_CODE_OK },
		{ "999999990989121104", "999999990989121104", FOREIGN_CODE_OK },
		{ "100014", NULL, FOREIGN_CODE_EKIND },
		{ "100022", NULL, FOREIGN_CODE_EKIND },
		{ "404684004", NULL, FOREIGN_CODE_ECHECK },
		{ "440684003", NULL, FOREIGN_CODE_ECHECK },
		{ "404864003", NULL, FOREIGN_CODE_ECHECK },
		{ "", NULL, FOREIGN_CODE_EFORM },
		{ "20006", NULL, FOREIGN_CODE_EFORM },
		{ "0100005", NULL, FOREIGN_CODE_EFORM },
		{ "9999999909891211040", NULL, FOREIGN_CODE_EFORM },
		{ "404684003 |Clinical finding|", NULL, FOREIGN_CODE_EFORM },
		{ "M17.1", NULL, FOREIGN_CODE_EFORM },
	};

	(void)state;
	CHECK(cases, foreign_code_snomed);
}

/* Verhoeff finds every digit mistyped and every two neighbours swapped. */
static void
finds_each_slip_of_a_snomed_code(void **state)
{
	static const char right[] = "999999990989121104";
	char text[FOREIGN_CODE_MAX_LEN], out[FOREIGN_CODE_MAX_LEN];
	size_t i, n;
	char c;

	(void)state;
	for (i = 0; i < sizeof(text); i++) {
		memcpy(text, right, sizeof(text));
		for (c = i == 0 ? '1' : '0'; c <= '9'; c++) {
			text[i] = c;
			if (c != right[i])
				assert_int_equal(foreign_code_snomed(out, &n,
						     text, sizeof(text)),
				    FOREIGN_CODE_ECHECK);
		}
		memcpy(text, right, sizeof(text));
		if (i == 0 || right[i] == right[i - 1] ||
		    (i == 1 && right[i] == '0'))
			continue;
		text[i - 1] = right[i];
		text[i] = right[i - 1];
		assert_int_equal(
		    foreign_code_snomed(out, &n, text, sizeof(text)),
		    FOREIGN_CODE_ECHECK);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_icd10cm_r_code_05),
		cmocka_unit_test(reads_icd9cm_r_code_06),
		cmocka_unit_test(reads_snomed_r_code_07),
		cmocka_unit_test(finds_each_slip_of_a_snomed_code),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
