/* diag.c - messages to the operator, and the end of a program in trouble. */
#include "vardstrom/diag.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vardstrom/shown.h"

enum { MAX_KINDS = 64, MAX_MESSAGE = 4096 };

static void tell(const char *fmt, va_list ap)
    __attribute__((format(printf, 1, 0)));

/*
 * Who speaks, and how often it did. Of each thread, since a program may be one
 * stage of several in a process.
 */
static _Thread_local const char *program_name = "vardstrom";
static _Thread_local bool quiet;
static _Thread_local struct {
	const char *kind;
	unsigned long long n;
} kinds[MAX_KINDS];
static _Thread_local size_t n_kinds;

/*
 * The thread that ends the process has the last word: what others would have
 * said by then is not the cause.
 */
static pthread_mutex_t speech = PTHREAD_MUTEX_INITIALIZER;
static bool is_ending; /* with the lock held */
static _Thread_local bool ends_here;

/*
 * A program may be started with its standard streams closed. The next file
 * that it opens would take such a number, and messages or data would go into
 * it. So the numbers are taken first, each the wrong way round: using one is
 * an error, as it is for a closed one.
 */
static void
occupy_standard_streams(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		int mode = fd == STDOUT_FILENO ? O_RDONLY : O_WRONLY;

		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF &&
		    open("/dev/null", mode) != fd)
			_exit(EXIT_TROUBLE);
	}
}

void
diag_init(const char *program)
{
	program_name = program;
	occupy_standard_streams();
}

const char *
diag_program(void)
{
	return program_name;
}

void
diag_set_quiet(bool is_quiet)
{
	quiet = is_quiet;
}

static void
lock_speech(void)
{
	pthread_mutex_lock(&speech);
	if (!is_ending || ends_here)
		return;
	pthread_mutex_unlock(&speech);
	for (;;)
		pause();
}

/*
 * The text as a person may see it, so that a file or column name cannot steer
 * the terminal, nor look like a message: a line break that is meant stands
 * before a blank. Allocates nothing, as memory may be short.
 */
static size_t
show(char *out, const char *text, size_t len)
{
	size_t n = 0, i, used;

	for (i = 0; i < len; i += used) {
		if (text[i] == '\t' ||
		    (text[i] == '\n' && i + 1 < len && text[i + 1] == ' ')) {
			out[n++] = text[i];
			used = 1;
		} else {
			n += shown_char(text + i, len - i, out + n, &used);
		}
	}
	return n;
}

/* The end of a text that was cut to len bytes, not within a character. */
static size_t
add_cut(char *text, size_t len)
{
	static const char cut[] = " ...";

	len -= strlen(cut);
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	memcpy(text + len, cut, strlen(cut));
	return len + strlen(cut);
}

/*
 * One write per message, so that the lines of programs in one pipeline do not
 * mix.
 */
static void
tell(const char *fmt, va_list ap)
{
	char text[MAX_MESSAGE], shown[MAX_MESSAGE * SHOWN_MAX + 1];
	size_t head, len;
	int n;

	head = (size_t)snprintf(text, sizeof(text), "%s: ", program_name);
	n = vsnprintf(text + head, sizeof(text) - head - 1, fmt, ap);
	len = n < 0 ? head : head + (size_t)n;
	if (len > sizeof(text) - 2)
		len = add_cut(text, sizeof(text) - 2);
	len = show(shown, text, len);
	shown[len++] = '\n';
	lock_speech();
	fwrite(shown, 1, len, stderr);
	fflush(stderr);
	pthread_mutex_unlock(&speech);
}

void
diag_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	tell(fmt, ap);
	va_end(ap);
}

void
diag_note(const char *fmt, ...)
{
	va_list ap;

	if (quiet)
		return;
	va_start(ap, fmt);
	tell(fmt, ap);
	va_end(ap);
}

static size_t
find_kind(const char *kind)
{
	size_t i;

	for (i = 0; i < n_kinds; i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return i;
	if (n_kinds == MAX_KINDS)
		BUG("more than %d kinds of messages", MAX_KINDS);
	kinds[n_kinds].kind = kind;
	kinds[n_kinds].n = 0;
	return n_kinds++;
}

void
diag_limited(const char *kind, const char *fmt, ...)
{
	size_t i = find_kind(kind);
	va_list ap;

	if (kinds[i].n++ >= DIAG_MAX_OF_A_KIND)
		return;
	va_start(ap, fmt);
	tell(fmt, ap);
	va_end(ap);
}

void
diag_finish(void)
{
	size_t i;

	for (i = 0; i < n_kinds; i++)
		if (kinds[i].n > DIAG_MAX_OF_A_KIND)
			diag_error("%llu more of %s",
			    kinds[i].n - DIAG_MAX_OF_A_KIND, kinds[i].kind);
	n_kinds = 0;
}

/* exit() is for one thread: any other that wants to waits for the end. */
static void
claim_end(void)
{
	lock_speech();
	is_ending = ends_here = true;
	pthread_mutex_unlock(&speech);
}

#ifdef __SANITIZE_ADDRESS__
int __lsan_is_turned_off(void);

/*
 * A program that dies releases nothing, and the compiler, who knows that the
 * caller of die() never goes on, may have dropped its pointers by then: what
 * the leak sanitizer finds there is no leak.
 */
int
__lsan_is_turned_off(void)
{
	return ends_here;
}
#endif

void
die(const char *fmt, ...)
{
	va_list ap;

	claim_end();
	va_start(ap, fmt);
	tell(fmt, ap);
	va_end(ap);
	exit(EXIT_TROUBLE);
}

void
diag_end(int status, const char *fmt, ...)
{
	va_list ap;

	claim_end();
	va_start(ap, fmt);
	tell(fmt, ap);
	va_end(ap);
	exit(status);
}

void
diag_exit(int status)
{
	claim_end();
	exit(status);
}

void
diag_bug(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	diag_error("bug at %s:%d", file, line);
	va_start(ap, fmt);
	tell(fmt, ap);
	va_end(ap);
	abort();
}
