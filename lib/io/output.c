/*
 * output.c - a buffered output that is published whole or not at all.
 *
 * Where the file system can (O_TMPFILE), the new file has no name until it is
 * published, so that nothing is left behind whatever happens. Elsewhere it
 * has a temporary name, which is removed when the program ends in trouble.
 */
#define _GNU_SOURCE /* O_TMPFILE, F_SETPIPE_SZ */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vardstrom/diag.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

enum {
	PIPE_BYTES = 1024 * 1024, /* asked for; the system may say no */
	MAX_TEMPS = 264           /* outputs of one program */
};

/* Names to remove if the program ends before they are published. The lock is
 * for several stages in one process; a signal's handler does without. */
static const char *volatile temps[MAX_TEMPS];
static pthread_mutex_t temps_lock = PTHREAD_MUTEX_INITIALIZER;

static void
remove_temps(void)
{
	size_t i;

	for (i = 0; i < MAX_TEMPS; i++)
		if (temps[i])
			unlink(temps[i]);
}

static void
at_exit(void)
{
	/* kept: no other stage shall publish while the process ends */
	pthread_mutex_lock(&temps_lock);
	remove_temps();
}

static void
on_signal(int signal_no)
{
	remove_temps();
	signal(signal_no, SIG_DFL);
	raise(signal_no);
}

/* With temps_lock held. */
static void
remember_temp(const char *temp)
{
	static bool is_armed;
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	size_t i;

	if (!is_armed) {
		is_armed = true;
		atexit(at_exit);
		for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
			if (signal(signals[i], on_signal) == SIG_IGN)
				signal(signals[i], SIG_IGN); /* nohup */
	}
	for (i = 0; i < MAX_TEMPS; i++) {
		if (!temps[i]) {
			temps[i] = temp;
			return;
		}
	}
	BUG("more than %d outputs", MAX_TEMPS);
}

/* With temps_lock held. */
static void
forget_temp(const char *temp)
{
	size_t i;

	for (i = 0; i < MAX_TEMPS; i++)
		if (temps[i] == temp)
			temps[i] = NULL;
}

/** The folder of a path, with its slash; "./" if it names none. New. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xstrndup(path, (size_t)(slash - path) + 1)
		     : xstrdup("./");
}

/** A name in the same folder that nobody else uses. New. */
static char *
temp_name(const char *path)
{
	static atomic_uint serial;
	const char *slash = strrchr(path, '/');
	char *folder = folder_of(path);
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s.%s.%ld.%u.tmp", folder, slash ? slash + 1 : path,
	    (long)getpid(), atomic_fetch_add(&serial, 1));
	free(folder);
	return strbuf_detach(&sb, NULL);
}

static int
open_nameless(const char *path, mode_t mode)
{
	int fd = -1;
#ifdef O_TMPFILE
	char *folder = folder_of(path);

	/* without /proc it could not be given a name later */
	if (access("/proc/self/fd", X_OK) == 0)
		fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
	free(folder);
#else
	(void)path;
	(void)mode;
#endif
	return fd;
}

static void
open_file(struct output *o, const char *path, mode_t mode)
{
	int error;

	/* through a symbolic link the file behind it is replaced */
	o->path = realpath(path, NULL);
	if (!o->path)
		o->path = xstrdup(path);
	o->fd = open_nameless(o->path, mode);
	if (o->fd >= 0)
		return;
	o->temp = temp_name(o->path);
	/* made and remembered in one, so that no end of the process (at_exit
	 * takes the lock, too) comes between */
	pthread_mutex_lock(&temps_lock);
	o->fd = open(o->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	error = errno;
	if (o->fd >= 0)
		remember_temp(o->temp);
	pthread_mutex_unlock(&temps_lock);
	if (o->fd < 0)
		die("%s: %s", o->name, strerror(error));
}

/**
 * The number of an open file that the path is a name of, such as /dev/stdout;
 * or -1. Opened by its name, a file would be written from its start, over
 * what others have written there.
 */
static int
fd_of_name(const char *path)
{
	static const char *const folders[] = { "/dev/fd/", "/proc/self/fd/" };
	size_t i;

	if (strcmp(path, "/dev/stdout") == 0)
		return STDOUT_FILENO;
	if (strcmp(path, "/dev/stderr") == 0)
		return STDERR_FILENO;
	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++) {
		size_t len = strlen(folders[i]);
		const char *digits = path + len;

		if (strncmp(path, folders[i], len) != 0)
			continue;
		if (*digits && strlen(digits) < 9 &&
		    strspn(digits, "0123456789") == strlen(digits))
			return (int)strtol(digits, NULL, 10);
	}
	return -1;
}

void
output_open(
    struct output *o, const char *path, bool is_private, bool is_line_buffered)
{
	mode_t mode = is_private ? 0600 : 0666;
	struct stat sb;

	memset(o, 0, sizeof(*o));
	o->name = path ? path : "<stdout>";
	o->buf = xmalloc(OUTPUT_BLOCK);
	if (!path) {
		o->fd = STDOUT_FILENO;
		o->is_direct = true;
	} else if (fd_of_name(path) >= 0) {
		o->fd = fcntl(fd_of_name(path), F_DUPFD_CLOEXEC, 0);
		if (o->fd < 0)
			die("%s: %s", path, strerror(errno));
		o->is_direct = true;
	} else if (stat(path, &sb) == 0 && !S_ISREG(sb.st_mode)) {
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
		if (o->fd < 0)
			die("%s: %s", path, strerror(errno));
		o->is_direct = true;
	} else {
		bool is_there = stat(path, &sb) == 0;

		open_file(o, path, mode);
		if (is_there && !is_private)
			(void)!fchmod(o->fd, sb.st_mode & 07777);
	}
#ifdef F_SETPIPE_SZ
	if (o->is_direct)
		(void)fcntl(o->fd, F_SETPIPE_SZ, PIPE_BYTES);
#endif
	o->is_line_buffered =
	    is_line_buffered || (o->is_direct && isatty(o->fd));
}

static void
write_all(struct output *o, const char *s, size_t len)
{
	while (len) {
		ssize_t n = write(o->fd, s, len);

		if (n >= 0) {
			s += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			struct pollfd p = { o->fd, POLLOUT, 0 };

			poll(&p, 1, -1);
		} else if (errno != EINTR) {
			die("%s: %s", o->name, strerror(errno));
		}
	}
}

void
output_flush(struct output *o)
{
	size_t len = o->len;

	o->len = 0;
	write_all(o, o->buf, len);
}

void
output_add_slow(struct output *o, const char *s, size_t len)
{
	output_flush(o);
	if (len > OUTPUT_BLOCK) {
		write_all(o, s, len);
		return;
	}
	memcpy(o->buf, s, len);
	o->len = len;
}

static void
output_release(struct output *o)
{
	free(o->buf);
	free(o->path);
	free(o->temp);
	memset(o, 0, sizeof(*o));
	o->fd = -1;
}

/** Give a file without a name a temporary one; 0, or -1 with errno. */
static int
give_temp_name(struct output *o)
{
	struct strbuf path = STRBUF_INIT;
	int status;

	strbuf_addf(&path, "/proc/self/fd/%d", o->fd);
	o->temp = temp_name(o->path);
	status = linkat(AT_FDCWD, path.s, AT_FDCWD, o->temp, AT_SYMLINK_FOLLOW);
	strbuf_release(&path);
	if (status == 0)
		remember_temp(o->temp);
	return status;
}

/** Under its temporary name first, so that an old file is there all along. */
static void
publish(struct output *o)
{
	int status = 0, error;

	pthread_mutex_lock(&temps_lock);
	if (!o->temp)
		status = give_temp_name(o);
	if (status == 0)
		status = rename(o->temp, o->path);
	error = errno;
	if (status == 0)
		forget_temp(o->temp);
	pthread_mutex_unlock(&temps_lock);
	if (status != 0)
		die("%s: %s", o->name, strerror(error));
}

void
output_sync(struct output *o)
{
	output_flush(o);
	if (!o->is_direct && fsync(o->fd) != 0)
		die("%s: %s", o->name, strerror(errno));
}

void
output_commit(struct output *o)
{
	output_sync(o);
	if (o->is_direct) {
		/* a full disk may show only here */
		if (close(o->fd) != 0)
			die("%s: %s", o->name, strerror(errno));
	} else {
		publish(o);
		if (close(o->fd) != 0)
			die("%s: %s", o->name, strerror(errno));
	}
	output_release(o);
}

void
output_abandon(struct output *o)
{
	if (o->fd < 0)
		return;
	if (o->temp) {
		pthread_mutex_lock(&temps_lock);
		unlink(o->temp);
		forget_temp(o->temp);
		pthread_mutex_unlock(&temps_lock);
	}
	if (o->fd != STDOUT_FILENO)
		close(o->fd);
	output_release(o);
}
