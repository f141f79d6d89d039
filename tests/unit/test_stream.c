/*
 * test_stream.c - the four verdicts, seals, rejects, and outputs that appear
 * whole or not at all. Each case runs in a child, since trouble ends one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "vardstrom/diag.h"
#include "vardstrom/stream.h"

static char folder[] = "/tmp/vardstrom-stream-XXXXXX";
static char in[64], out[64], rejects[64], drops[64], stats[64], err[64];

static void
write_file(const char *path, const char *s)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_not_equal(fputs(s, f), EOF);
	assert_int_equal(fclose(f), 0);
}

/** The file's text, or "(none)"; static. */
static const char *
read_file(const char *path)
{
	static char text[65536];
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!f)
		return "(none)";
	n = fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	text[n] = '\0';
	return text;
}

static struct stream_options
to_files(void)
{
	struct stream_options so = STREAM_OPTIONS_INIT;

	so.output = out;
	so.progress = 0;
	return so;
}

/**
 * Give each record the verdict that its member "v" names; "write" adds a
 * member "w".
 */
static int
filter(const struct stream_options *so)
{
	static struct field v = FIELD("v"), w = FIELD("w");
	char *const paths[] = { in };
	struct stream *st = stream_open(so, paths, 1);
	struct record *rec;

	while ((rec = stream_next(st))) {
		const struct ndjson_member *m = record_get(rec, &v);

		if (ndjson_is_text(m, "drop", 4)) {
			stream_drop(st, "asked");
		} else if (ndjson_is_text(m, "absorb", 6)) {
			stream_absorb(st);
		} else if (ndjson_is_text(m, "reject", 6)) {
			stream_reject(st, "v", "asked", "was asked for");
		} else if (ndjson_is_text(m, "hold", 4)) {
			stream_hold(st);
			stream_held_write(st, "{\"held\":1}", 10);
		} else if (ndjson_is_text(m, "forget", 6)) {
			return stream_close(st);
		} else {
			record_set_raw(rec, &w, "1", 1);
			stream_write(st);
		}
	}
	return stream_close(st);
}

static int
run(const struct stream_options *so, const char *text)
{
	int status;
	pid_t pid;

	write_file(in, text);
	fflush(stdout);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (!freopen(err, "w", stderr))
			_exit(99);
		diag_init("test");
		exit(filter(so));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
expect(const struct stream_options *so, const char *text, int exit_status,
    const char *want_out, const char *want_err)
{
	assert_int_equal(run(so, text), exit_status);
	assert_string_equal(read_file(out), want_out);
	assert_non_null(strstr(read_file(err), want_err));
}

static int
clear_files(void **state)
{
	const char *const all[] = { in, out, rejects, drops, stats, err };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		unlink(all[i]);
	return 0;
}

static void
test_verdicts(void **state)
{
	struct stream_options so = to_files();

	(void)state;
	so.rejects = rejects;
	so.drops = drops;
	so.stats = stats;
	expect(&so,
	    "\xef\xbb\xbf{\"v\":1}\r\n\n{}\n{\"v\":\"drop\",\"source\":\"f:7\"}"
	    "\n"
	    "{\"v\":\"absorb\"}\n{\"v\":\"reject\"}\n{\"v\":\"hold\"}\n  \n"
	    "{\"v\":1,\"w\":2,\"x\":3}",
	    0,
	    "{\"v\":1,\"w\":1}\n{\"w\":1}\n{\"held\":1}\n"
	    "{\"v\":1,\"x\":3,\"w\":1}\n",
	    ":6: v: was asked for\n");
	assert_non_null(strstr(read_file(drops), "\"source\":\"f:7\",\"at\":"));
	assert_non_null(strstr(read_file(drops), "\"reason\":\"asked\"}\n"));
	assert_non_null(strstr(read_file(rejects),
	    ":6\",\"field\":\"v\",\"error\":\"asked\",\"message\":\"was asked "
	    "for\",\"raw\":\"{\\\"v\\\":\\\"reject\\\"}\"}\n"));
	assert_non_null(strstr(read_file(stats),
	    "\"read\":7,\"written\":4,\"rejected\":1,\"dropped\":{\"asked\":1},"
	    "\"absorbed\":1,\"made\":0,"));
}

static void
test_forgotten_record(void **state)
{
	struct stream_options so = to_files();

	(void)state;
	write_file(out, "old");
	expect(&so, "{\"v\":\"forget\"}\n", 128 + 6, "old", "balance");
}

static void
test_rejects_are_private(void **state)
{
	struct stream_options so = to_files();
	struct stat sb;

	(void)state;
	so.rejects = rejects;
	write_file(rejects, "old");
	assert_int_equal(chmod(rejects, 0644), 0);
	expect(&so, "{\"a\":\"\xff\"}\n{\"b\":1}x\n", 0, "", ":1: ");
	assert_int_equal(stat(rejects, &sb), 0);
	assert_int_equal(sb.st_mode & 07777, 0600);
	assert_non_null(strstr(read_file(rejects), "\\\"\xef\xbf\xbd\\\""));
	/* printf '{"a":"\xff"}' | base64 */
	assert_non_null(
	    strstr(read_file(rejects), "\"raw_base64\":\"eyJhIjoi/yJ9\""));
}

static void
test_max_rejects(void **state)
{
	const char *two_of_four =
	    "{\"v\":\"reject\"}\n{\"v\":\"reject\"}\n{}\n{}\n";
	struct stream_options so = to_files();

	(void)state;
	/* none are allowed unless it is said or they are kept */
	write_file(out, "old");
	expect(&so, two_of_four, 1, "old", "more than allowed");
	so.has_max_rejects = true;
	so.max_rejects = 1;
	expect(&so, two_of_four, 1, "old", "more than allowed");
	so.max_rejects = 2;
	expect(&so, two_of_four, 0, "{\"w\":1}\n{\"w\":1}\n", "2 of 4");
	so.is_max_ppm = true;
	so.max_rejects = 500000; /* 50 % */
	expect(&so, two_of_four, 0, "{\"w\":1}\n{\"w\":1}\n", "2 of 4");
	so.max_rejects = 499999;
	expect(&so, two_of_four, 1, "{\"w\":1}\n{\"w\":1}\n", "2 of 4");
}

#define BEGIN  "{\"record\":\"begin\",\"by\":\"x\",\"version\":\"1\"}\n"
#define END(n) "{\"record\":\"end\",\"by\":\"x\",\"records\":" n "}\n"
#define OUR_BEGIN                                                              \
	"{\"record\":\"begin\",\"by\":\"test\",\"version\":"                   \
	"\"" VARDSTROM_VERSION "\"}\n"
#define OUR_END(n) "{\"record\":\"end\",\"by\":\"test\",\"records\":" n "}\n"

static void
test_seals(void **state)
{
	struct stream_options so = to_files();

	(void)state;
	/* sealed in is sealed out, concatenated seals become one */
	expect(&so, BEGIN "{}\n" END("1") BEGIN END("0"), 0,
	    OUR_BEGIN "{\"w\":1}\n" OUR_END("1"), "");
	so.is_sealed = true;
	expect(&so, "{}\n", 0, OUR_BEGIN "{\"w\":1}\n" OUR_END("1"), "");
	expect(&so, "", 0, OUR_BEGIN OUR_END("0"), "");
	so.is_sealed = false;
	/* a rejected line is a line between the marks too */
	so.rejects = rejects;
	expect(&so, BEGIN "{}\n{\n" END("2"), 0,
	    OUR_BEGIN "{\"w\":1}\n" OUR_END("1"), "");
	so.is_unsealed = true;
	expect(&so, BEGIN "{}\n" END("9"), 0, "{\"w\":1}\n", "");
}

static void
test_broken_seals(void **state)
{
	static const char *const broken[] = {
		BEGIN,
		BEGIN "{}\n",
		BEGIN "{}\n" END("0"),
		BEGIN "{}\n" END("2"),
		BEGIN "{}\n" BEGIN END("1"),
		BEGIN "{}\n{\"record\":\"end\"}\n",
		BEGIN "{}\n{\"record\":\"end\",\"records\":1.0}\n",
		END("0"),
		BEGIN END("0") END("0"),
	};
	struct stream_options so = to_files();
	size_t i;

	(void)state;
	write_file(out, "old");
	for (i = 0; i < sizeof(broken) / sizeof(*broken); i++)
		expect(&so, broken[i], 2, "old", ": seal: ");
}

static void
test_output_is_atomic(void **state)
{
	struct stream_options so = to_files();
	struct stat sb;

	(void)state;
	write_file(out, "old");
	assert_int_equal(chmod(out, 0640), 0);
	expect(&so, "{}\n", 0, "{\"w\":1}\n", "");
	assert_int_equal(stat(out, &sb), 0);
	assert_int_equal(sb.st_mode & 07777, 0640);
	so.output = "/dev/full";
	assert_int_equal(run(&so, "{}\n"), 2);
	assert_non_null(strstr(read_file(err), "/dev/full: No space left"));
	so.output = "/nowhere/at/all";
	assert_int_equal(run(&so, "{}\n"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_verdicts, clear_files),
		cmocka_unit_test_teardown(test_forgotten_record, clear_files),
		cmocka_unit_test_teardown(
		    test_rejects_are_private, clear_files),
		cmocka_unit_test_teardown(test_max_rejects, clear_files),
		cmocka_unit_test_teardown(test_seals, clear_files),
		cmocka_unit_test_teardown(test_broken_seals, clear_files),
		cmocka_unit_test_teardown(test_output_is_atomic, clear_files),
	};
	int n;

	if (!mkdtemp(folder))
		return 2;
	snprintf(in, sizeof(in), "%s/in", folder);
	snprintf(out, sizeof(out), "%s/out", folder);
	snprintf(rejects, sizeof(rejects), "%s/rejects", folder);
	snprintf(drops, sizeof(drops), "%s/drops", folder);
	snprintf(stats, sizeof(stats), "%s/stats", folder);
	snprintf(err, sizeof(err), "%s/err", folder);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	n = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return n != 0;
}
