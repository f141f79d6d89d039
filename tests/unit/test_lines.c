/* test_lines.c - lines of plain and gzip input, whole however they are cut. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "vardstrom/lines.h"

static char path[] = "/tmp/vardstrom-lines-XXXXXX";

static void
write_file(const char *s, size_t len)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

static struct lines *
open_text(const char *s, size_t len, size_t max_line)
{
	struct strbuf err = STRBUF_INIT;
	struct lines *l;

	write_file(s, len);
	l = lines_open(path, max_line, true, &err);
	assert_non_null(l);
	return l;
}

static void
expect_line(struct lines *l, const char *want, uint64_t line_no)
{
	const char *s;
	size_t len;

	assert_int_equal(lines_next(l, &s, &len), LINES_OK);
	assert_int_equal(len, strlen(want));
	assert_memory_equal(s, want, len);
	assert_int_equal(lines_no(l), line_no);
}

static void
expect_status(struct lines *l, enum lines_status want)
{
	const char *s;
	size_t len;

	assert_int_equal(lines_next(l, &s, &len), want);
}

static void
test_plain(void **state)
{
	struct lines *l = open_text("a\n\nb\r\nc", 7, 100);
	char hex[65];

	(void)state;
	expect_line(l, "a", 1);
	expect_line(l, "", 2);
	expect_line(l, "b\r", 3);
	expect_line(l, "c", 4);
	expect_status(l, LINES_EOF);
	expect_status(l, LINES_EOF);
	lines_sha256(l, hex);
	/* sha256sum of the seven bytes */
	assert_string_equal(hex,
	    "1d05735676575b0b8a111a5c5401015cae15365c1fa0521c2a4dafb47732"
	    "7cc3");
	lines_close(l);
}

static void
test_empty_and_bom(void **state)
{
	struct lines *l = open_text("", 0, 100);

	(void)state;
	expect_status(l, LINES_EOF);
	lines_close(l);
	l = open_text("\xef\xbb\xbf", 3, 100);
	expect_status(l, LINES_EOF);
	assert_true(lines_had_bom(l));
	lines_close(l);
	l = open_text("\xef\xbb\xbfx\n\xef\xbb\xbfy", 9, 100);
	expect_line(l, "x", 1);
	expect_line(l, "\xef\xbb\xbfy", 2);
	lines_close(l);
}

static void
test_too_long(void **state)
{
	char text[64];
	struct lines *l;
	const char *s;
	size_t len;

	(void)state;
	/* just at the limit, just above it, and the line after is whole */
	l = open_text("0123456789\n0123456789X\nnext\n", 27, 10);
	expect_line(l, "0123456789", 1);
	assert_int_equal(lines_next(l, &s, &len), LINES_ETOOLONG);
	assert_int_equal(len, 10);
	assert_int_equal(lines_no(l), 2);
	expect_line(l, "next", 3);
	expect_status(l, LINES_EOF);
	lines_close(l);
	/* at the end of the input, with no line end */
	memset(text, 'x', sizeof(text));
	l = open_text(text, sizeof(text), 10);
	expect_status(l, LINES_ETOOLONG);
	expect_status(l, LINES_EOF);
	lines_close(l);
}

static void
test_long_lines_move(void **state)
{
	enum { LEN = 700 * 1000, N = 5 };
	char *text = malloc((size_t)N * (LEN + 1));
	struct lines *l;
	const char *s;
	size_t len, i;

	(void)state;
	for (i = 0; i < N; i++) {
		memset(text + i * (LEN + 1), 'a' + (int)i, LEN);
		text[i * (LEN + 1) + LEN] = '\n';
	}
	l = open_text(text, (size_t)N * (LEN + 1), LEN);
	for (i = 0; i < N; i++) {
		assert_int_equal(lines_next(l, &s, &len), LINES_OK);
		assert_int_equal(len, LEN);
		assert_int_equal(s[0], 'a' + (int)i);
		assert_int_equal(s[LEN - 1], 'a' + (int)i);
	}
	expect_status(l, LINES_EOF);
	lines_close(l);
	l = open_text(text, (size_t)N * (LEN + 1), LEN - 1);
	for (i = 0; i < N; i++) {
		assert_int_equal(lines_next(l, &s, &len), LINES_ETOOLONG);
		assert_int_equal(len, LINES_SHOWN);
		assert_int_equal(lines_no(l), i + 1);
	}
	expect_status(l, LINES_EOF);
	lines_close(l);
	free(text);
}

static void
test_extend_and_retreat(void **state)
{
	struct lines *l = open_text("a\"1\n2\n3\"\nb\nlast", 15, 8);
	const char *s;
	size_t len;

	(void)state;
	expect_line(l, "a\"1", 1);
	assert_int_equal(lines_extend(l, &s, &len), LINES_OK);
	assert_int_equal(lines_extend(l, &s, &len), LINES_OK);
	assert_int_equal(len, 8);
	assert_memory_equal(s, "a\"1\n2\n3\"", 8);
	assert_int_equal(lines_no(l), 1);
	/* one more would be longer than max_line: all as before */
	assert_int_equal(lines_extend(l, &s, &len), LINES_ETOOLONG);
	assert_int_equal(len, 8);
	expect_line(l, "b", 4);
	assert_int_equal(lines_extend(l, &s, &len), LINES_OK);
	assert_memory_equal(s, "b\nlast", 6);
	assert_int_equal(lines_extend(l, &s, &len), LINES_EOF);
	lines_retreat(l, &s, &len);
	assert_int_equal(len, 1);
	expect_line(l, "last", 5);
	expect_status(l, LINES_EOF);
	lines_close(l);
}

/** gzip of s as one member behind what is in out; its new length. */
static size_t
add_member(unsigned char *out, size_t at, size_t cap, const char *s)
{
	z_stream z = { 0 };

	assert_int_equal(
	    deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (Bytef *)(uintptr_t)s;
	z.avail_in = (uInt)strlen(s);
	z.next_out = out + at;
	z.avail_out = (uInt)(cap - at);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	at = cap - z.avail_out;
	deflateEnd(&z);
	return at;
}

static void
test_gzip(void **state)
{
	unsigned char gz[512];
	const char *s;
	struct lines *l;
	size_t len, n, one;

	(void)state;
	one = add_member(gz, 0, sizeof(gz), "first\nsec");
	n = add_member(gz, one, sizeof(gz), "");
	n = add_member(gz, n, sizeof(gz), "ond\n");
	l = open_text((char *)gz, n, 100);
	expect_line(l, "first", 1);
	expect_line(l, "second", 2);
	expect_status(l, LINES_EOF);
	assert_int_equal(lines_bytes(l), n);
	lines_close(l);
	/* padding of zeros is no error, anything else is */
	memset(gz + n, 0, 16);
	l = open_text((char *)gz, n + 16, 100);
	expect_line(l, "first", 1);
	expect_line(l, "second", 2);
	expect_status(l, LINES_EOF);
	lines_close(l);
	gz[n] = 'x';
	l = open_text((char *)gz, n + 1, 100);
	expect_line(l, "first", 1);
	expect_line(l, "second", 2);
	expect_status(l, LINES_EINPUT);
	assert_non_null(lines_error(l));
	lines_close(l);
	/* cut anywhere within a member: never an ordinary end */
	for (n = 2; n < one; n++) {
		enum lines_status status;

		l = open_text((char *)gz, n, 100);
		do
			status = lines_next(l, &s, &len);
		while (status == LINES_OK);
		assert_int_equal(status, LINES_EINPUT);
		lines_close(l);
	}
	/* a wrong check sum */
	gz[one - 8] ^= 1;
	l = open_text((char *)gz, one, 100);
	expect_line(l, "first", 1);
	expect_status(l, LINES_EINPUT);
	lines_close(l);
}

/* The rest of a file that something happened to after its first line. */
static void
expect_changed(struct lines *l)
{
	enum lines_status status;
	const char *s;
	size_t len;

	do
		status = lines_next(l, &s, &len);
	while (status == LINES_OK);
	assert_int_equal(status, LINES_EINPUT);
	assert_non_null(strstr(lines_error(l), "changed while it was read"));
	lines_close(l);
}

/* SILENCE-06: a source that is written, cut, touched, replaced or removed. */
static void
test_changing_source(void **state)
{
	static const char text[] = "a\nb\nc\n";
	struct timespec times[2] = { { 0, UTIME_OMIT }, { 1, 1 } };
	char other[sizeof(path) + 2];
	struct lines *l;
	FILE *f;

	(void)state;
	l = open_text(text, 6, 100);
	expect_line(l, "a", 1);
	f = fopen(path, "ab");
	assert_non_null(f);
	assert_int_equal(fputs("d\n", f), 1);
	assert_int_equal(fclose(f), 0);
	expect_changed(l);

	l = open_text(text, 6, 100);
	assert_int_equal(truncate(path, 4), 0);
	expect_changed(l);

	l = open_text(text, 6, 100);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	expect_changed(l);

	l = open_text(text, 6, 100);
	snprintf(other, sizeof(other), "%s.2", path);
	assert_int_equal(rename(path, other), 0);
	write_file(text, 6);
	expect_changed(l);

	l = open_text(text, 6, 100);
	assert_int_equal(unlink(path), 0);
	expect_changed(l);

	l = open_text(text, 6, 100);
	expect_line(l, "a", 1);
	expect_line(l, "b", 2);
	expect_line(l, "c", 3);
	expect_status(l, LINES_EOF);
	lines_close(l);
	assert_int_equal(unlink(other), 0);
}

static void
test_not_there(void **state)
{
	struct strbuf err = STRBUF_INIT;

	(void)state;
	assert_null(lines_open("/nowhere/at/all", 100, false, &err));
	assert_string_equal(
	    err.s, "/nowhere/at/all: No such file or directory");
	strbuf_reset(&err);
	assert_null(lines_open("/tmp", 100, false, &err));
	assert_string_equal(err.s, "/tmp: Is a directory");
	strbuf_release(&err);
}

static void
test_pipe_has_no_sum(void **state)
{
	struct strbuf err = STRBUF_INIT;
	char name[32], hex[65] = "?";
	struct lines *l;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	assert_int_equal(write(fd[1], "x\n", 2), 2);
	close(fd[1]);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd[0]);
	l = lines_open(name, 100, true, &err);
	assert_non_null(l);
	expect_line(l, "x", 1);
	expect_status(l, LINES_EOF);
	lines_sha256(l, hex);
	assert_string_equal(hex, "");
	lines_close(l);
	close(fd[0]);
}

/** The first half of a gzip file, in fd; its writer stays. */
static void
begin_gzip(int fd)
{
	char bytes[4096];
	gzFile gz = gzopen(path, "wb");
	FILE *f;
	size_t n;

	for (int i = 0; i < 1000; i++)
		assert_true(gzprintf(gz, "%d\n", i * i) > 0);
	assert_int_equal(gzclose(gz), Z_OK);
	f = fopen(path, "rb");
	assert_non_null(f);
	n = fread(bytes, 1, sizeof(bytes), f) / 2;
	fclose(f);
	assert_true(n > 0);
	assert_int_equal(write(fd, bytes, n), n);
}

/* The thread that unpacks waits for a pipe that nothing more comes from. */
static void
test_closed_while_waiting(void **state)
{
	(void)state;
	for (int i = 0; i < 200; i++) {
		struct strbuf err = STRBUF_INIT;
		char name[32];
		struct lines *l;
		int fd[2];

		assert_int_equal(pipe(fd), 0);
		begin_gzip(fd[1]);
		snprintf(name, sizeof(name), "/dev/fd/%d", fd[0]);
		l = lines_open(name, 100, false, &err);
		assert_non_null(l);
		if (i % 2 == 0)
			expect_line(l, "0", 1);
		lines_close(l);
		close(fd[0]);
		close(fd[1]);
	}
}

/* Another program may have made the pipe non-blocking. */
static void
test_nonblocking(void **state)
{
	const struct timespec pause = { .tv_nsec = 100000000 };
	struct strbuf err = STRBUF_INIT;
	struct lines *l;
	int fd[2];

	(void)state;
	assert_int_equal(pipe(fd), 0);
	if (fork() == 0) {
		nanosleep(&pause, NULL);
		(void)!write(fd[1], "x\n", 2);
		nanosleep(&pause, NULL);
		(void)!write(fd[1], "y\n", 2);
		_exit(0);
	}
	close(fd[1]);
	assert_int_equal(dup2(fd[0], STDIN_FILENO), STDIN_FILENO);
	close(fd[0]);
	assert_int_equal(fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK), 0);
	l = lines_open("-", 100, false, &err);
	assert_non_null(l);
	expect_line(l, "x", 1);
	expect_line(l, "y", 2);
	expect_status(l, LINES_EOF);
	lines_close(l);
	wait(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_empty_and_bom),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_long_lines_move),
		cmocka_unit_test(test_extend_and_retreat),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_changing_source),
		cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_pipe_has_no_sum),
		cmocka_unit_test(test_closed_while_waiting),
		cmocka_unit_test(test_nonblocking),
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
