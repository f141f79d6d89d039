/* test_records.c - records of a file beside the stream, and its faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "io/source.h"
#include "vardstrom/records.h"

static char path[] = "/tmp/vardstrom-records-XXXXXX";

#define BEGIN  "{\"record\":\"begin\",\"by\":\"x\",\"version\":\"1\"}\n"
#define END(n) "{\"record\":\"end\",\"by\":\"x\",\"records\":" n "}\n"

/* What a file yields: so many records, then the end or this fault. */
static const struct {
	const char *text;
	int n_records;
	const char *fault; /* behind "PATH:"; NULL: none */
} cases[] = {
	{ "", 0, NULL },
	{ "{\"a\":1}", 1, NULL },
	{ "\xef\xbb\xbf{}\r\n\n \t\r\n{}\n", 2, NULL },
	{ BEGIN "{}\n" END("1") BEGIN END("0"), 1, NULL },
	{ "{}\n{\n", 1, "2: not JSON" },
	{ "{}\n[]\n", 1, "2: not a JSON object" },
	{ "{\"text\":\"0123456789012345678901234567890123456789\"}\n", 0,
	    "1: the line is longer than --max-line allows" },
	{ BEGIN "{}\n", 1,
	    "3: seal: the end mark of x is missing: it did not finish, so this "
	    "is not all; mend what it told of and run it again, and what comes "
	    "after it" },
	{ BEGIN "{}\n" END("2"), 1,
	    "3: seal: the number of records is not that of the end mark of x: "
	    "rows were lost or added behind it; run it again, or give --unseal "
	    "where a filter of another kind stands between" },
	{ END("0"), 0, "1: seal: an end mark without a begin mark" },
	{ BEGIN BEGIN, 0, "2: seal: begins again before its end mark" },
	{ BEGIN "{\"record\":\"end\",\"by\":\"x\"}\n", 0,
	    "2: seal: an end mark without a number of records" },
};

enum { MAX_LINE = 48 };

static void
test_files(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct strbuf err = STRBUF_INIT, want = STRBUF_INIT;
		FILE *f = fopen(path, "wb");
		struct records *r;
		struct record *rec;
		int n, n_records = 0;

		assert_non_null(f);
		assert_int_not_equal(fputs(cases[i].text, f), EOF);
		assert_int_equal(fclose(f), 0);
		r = records_open(path, MAX_LINE, &err);
		assert_non_null(r);
		while ((n = records_next(r, &rec)) > 0)
			n_records++;
		assert_int_equal(n_records, cases[i].n_records);
		assert_int_equal(n, cases[i].fault ? -1 : 0);
		if (cases[i].fault)
			strbuf_addf(&want, "%s:%s", path, cases[i].fault);
		assert_string_equal(err.s, want.s);
		records_close(r);
		source_forget(); /* the next file has the same name */
		strbuf_release(&err);
		strbuf_release(&want);
	}
}

static void
test_fault_and_get(void **state)
{
	struct strbuf err = STRBUF_INIT, want = STRBUF_INIT;
	FILE *f = fopen(path, "wb");
	struct records *r;
	struct record *rec;

	(void)state;
	assert_int_not_equal(fputs("\n{\"b\":2}\n", f), EOF);
	assert_int_equal(fclose(f), 0);
	r = records_open(path, MAX_LINE, &err);
	assert_int_equal(records_next(r, &rec), 1);
	assert_null(records_get(rec, "a"));
	assert_non_null(records_get(rec, "b"));
	assert_int_equal(records_fault(r, "b", "must be a text"), -1);
	strbuf_addf(&want, "%s:2: b: must be a text", path);
	assert_string_equal(err.s, want.s);
	records_close(r);
	strbuf_reset(&err);
	assert_null(records_open("/nowhere/at/all", MAX_LINE, &err));
	assert_string_equal(
	    err.s, "/nowhere/at/all: No such file or directory");
	strbuf_release(&err);
	strbuf_release(&want);
}

/* A record that tells where it came from is named by that. */
static void
test_origin(void **state)
{
	static const struct {
		const char *line, *want; /* NULL: its own place */
	} told[] = {
		{ "{\"source\":\"k.csv:12\"}", "k.csv:12: bad" },
		{ "{\"source\":\"\\u0041:7:3\"}", "A:7:3: bad" },
		{ "{\"source\":\"k.csv\"}", NULL },
		{ "{\"source\":\":3\"}", NULL },
		{ "{\"source\":3}", NULL },
		{ "{}", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(told) / sizeof(*told); i++) {
		struct strbuf err = STRBUF_INIT, want = STRBUF_INIT;
		FILE *f = fopen(path, "wb");
		struct records *r;
		struct record *rec;

		assert_int_not_equal(fputs(told[i].line, f), EOF);
		assert_int_equal(fclose(f), 0);
		r = records_open(path, MAX_LINE, &err);
		assert_int_equal(records_next(r, &rec), 1);
		assert_int_equal(records_fault(r, NULL, "bad"), -1);
		if (told[i].want)
			strbuf_addstr(&want, told[i].want);
		else
			strbuf_addf(&want, "%s:1: bad", path);
		assert_string_equal(err.s, want.s);
		records_close(r);
		source_forget();
		strbuf_release(&err);
		strbuf_release(&want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_fault_and_get),
		cmocka_unit_test(test_origin),
	};
	int fd = mkstemp(path), n;

	if (fd < 0)
		return 2;
	close(fd);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	n = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(path);
	return n != 0;
}
