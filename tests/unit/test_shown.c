/* test_shown.c - what of a text may be seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/strbuf.h"

static void
test_shown(void **state)
{
	static const struct {
		const char *s, *want;
	} cases[] = {
		{ "Åsa € \xf0\x9f\x98\x80", "Åsa € \xf0\x9f\x98\x80" },
		{ "\x1b[31m\x7f\r\n\t", "?[31m????" },
		{ "\xc2\x80\xc2\x9f\xc2\xa0", "??\xc2\xa0" },
		{ "\xd8\x9c\xd8\x9b", "?\xd8\x9b" },
		{ "\xe2\x80\x8d\xe2\x80\x8e\xe2\x80\x8f\xe2\x80\x90",
		    "\xe2\x80\x8d??\xe2\x80\x90" },
		{ "\xe2\x80\xa7\xe2\x80\xa8\xe2\x80\xae\xe2\x80\xaf",
		    "\xe2\x80\xa7??\xe2\x80\xaf" },
		{ "\xe2\x81\xa5\xe2\x81\xa6\xe2\x81\xa9\xe2\x81\xb0",
		    "\xe2\x81\xa5??\xe2\x81\xb0" },
		{ "f\xe4lt\x9b", "f\\xE4lt\\x9B" },
		{ "\xe2\x80", "\\xE2\\x80" },
		{ "\xed\xa0\x80", "\\xED\\xA0\\x80" },
	};
	struct strbuf sb = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strbuf_reset(&sb);
		strbuf_add_shown(&sb, cases[i].s, strlen(cases[i].s));
		assert_string_equal(sb.s, cases[i].want);
	}
	strbuf_release(&sb);
}

static void
test_json_of_names(void **state)
{
	struct strbuf sb = STRBUF_INIT;

	(void)state;
	strbuf_add_json_string(&sb, "f\xe4lt \xc3\xa4 \xc3\"", 10);
	assert_string_equal(sb.s, "\"f\\\\xE4lt \xc3\xa4 \\\\xC3\\\"\"");
	strbuf_release(&sb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_json_of_names),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
