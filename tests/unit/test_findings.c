/*
 * test_findings.c - what is remembered of codings.
 * unit: cmd/code-kva/findings.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/code-kva/findings.h"

static void
gives_back_what_was_put(void **state)
{
	struct findings *known = findings_new(2);
	struct finding put = { { "[\"far\"]", 7 }, { "\"back\"", 6 },
		{ "\"ZZ999\",\"x\"", 11 }, 2 };
	struct finding got;

	(void)state;
	assert_false(findings_get(known, 1, "[\"DV200\"]", 9, &got));
	findings_put(known, 1, "[\"DV200\"]", 9, &put);
	assert_true(findings_get(known, 1, "[\"DV200\"]", 9, &got));
	assert_int_equal(got.names.len, 7);
	assert_memory_equal(got.names.s, "[\"far\"]", 7);
	assert_int_equal(got.group.len, 6);
	assert_memory_equal(got.group.s, "\"back\"", 6);
	assert_int_equal(got.strays.len, 11);
	assert_memory_equal(got.strays.s, "\"ZZ999\",\"x\"", 11);
	assert_int_equal(got.n_strays, 2);
	/* the same bytes at another time */
	assert_false(findings_get(known, 2, "[\"DV200\"]", 9, &got));
	findings_free(known);
	findings_free(NULL);
}

static void
keeps_nothing_that_is_too_long(void **state)
{
	static char text[FINDINGS_MAX_TEXT + 1];
	struct findings *known = findings_new(2);
	struct finding put = { { text, 100 }, { text, 50 },
		{ text, FINDINGS_MAX_TEXT - 149 }, 1 };
	struct finding got;

	(void)state;
	memset(text, 'x', sizeof(text));
	findings_put(known, 0, "a", 1, &put);
	assert_false(findings_get(known, 0, "a", 1, &got));
	put.strays.len--;
	findings_put(known, 0, "a", 1, &put);
	assert_true(findings_get(known, 0, "a", 1, &got));
	assert_int_equal(got.strays.len, put.strays.len);
	put.names.len = FINDINGS_MAX_TEXT + 1;
	findings_put(known, 0, "b", 1, &put);
	assert_false(findings_get(known, 0, "b", 1, &got));
	findings_free(known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_back_what_was_put),
		cmocka_unit_test(keeps_nothing_that_is_too_long),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
