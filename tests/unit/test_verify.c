/*
 * test_verify.c - the rows of a manifest, added up.
 * unit: cmd/verify-run/verify.c
 * unit: cmd/verify-run/balance.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/verify-run/verify.h"

#define RUN(read, written, dropped)                                            \
	"\"read\":" read ",\"written\":" written                               \
	",\"rejected\":0,\"dropped\":{\"repeat\":" dropped                     \
	"},\"absorbed\":0,\"made\":0"
#define STAGE(name, run) "{\"stage\":\"" name "\"," run ",\"runs\":[{" run "}]}"
#define WHOLE(stages, read, dropped, out)                                      \
	"{\"balances\":true,\"rows\":{\"read\":" read                          \
	",\"rejected\":0,\"dropped\":{\"repeat\":" dropped                     \
	"},\"absorbed\":0,\"aside\":0,\"made\":0,\"put_out\":" out             \
	"},\"stages\":[" stages "]}"

static void
first_thing_that_does_not_hold(void **state)
{
	static const struct {
		const char *manifest, *said;
	} rows[] = {
		{ WHOLE(STAGE("a", RUN("5", "5", "0")) "," STAGE(
			    "b", RUN("5", "3", "2")),
		      "5", "2", "3"),
		    /* all adds up, so that the files are looked for */
		    "nowhere/rejects.ndjson" },
		{ WHOLE(STAGE("a", RUN("5", "4", "0")), "5", "0", "4"),
		    "a: rows were read that nothing is said of" },
		{ WHOLE(STAGE("a", RUN("5", "5", "0")) "," STAGE(
			    "b", RUN("4", "4", "0")),
		      "5", "0", "4"),
		    "b: read 4 rows of 5 that were handed to it" },
		{ WHOLE(STAGE("a", RUN("5", "5", "0")), "6", "0", "5"),
		    "the rows are not the sum of the stages" },
		{ WHOLE(STAGE("a", RUN("5", "3", "2")), "5", "1", "3"),
		    "the rows are not the sum of the stages" },
		{ WHOLE("{\"stage\":\"a\"," RUN("6", "6",
			    "0") ",\"runs\":[{" RUN("5", "5", "0") "}]}",
		      "5", "0", "5"),
		    "a: is not the sum of its programs" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct verify v = { .out = "nowhere", .err = STRBUF_INIT };

		v.config = config_parse("manifest.json", rows[i].manifest,
		    strlen(rows[i].manifest), &v.err);
		assert_non_null(v.config);
		v.top = config_top(v.config);
		assert_int_equal(verify_balance(&v), -1);
		if (!strstr(v.err.s, rows[i].said))
			fail_msg("row %zu: %s", i, v.err.s);
		verify_release(&v);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_thing_that_does_not_hold),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
