/*
 * output.c - a buffered output that is published whole or not at all.
 *
 * Where the file system can (O_TMPFILE), the new file has no name until it is
 * published, so that nothing is left behind whatever happens. Elsewhere it
 * has a temporary name, which is removed when the program ends in trouble.
 */
#define _GNU_SOURCE /* O_TMPFILE, F_SETPIPE_SZ, renameat2 */
#include "vardstrom/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hidden.h"
#include "vardstrom/diag.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

enum {
	PIPE_BYTES = 1024 * 1024, /* asked for; the system may say no */
	MAX_LINKS = 40            /* followed, as the system does */
};

/** Where the symbolic link leads; NULL: it is none. New. */
static char *
follow_link(const char *link)
{
	char target[PATH_MAX], *folder;
	ssize_t len = readlink(link, target, sizeof(target) - 1);
	struct strbuf sb = STRBUF_INIT;

	if (len <= 0)
		return NULL;
	target[len] = '\0';
	folder = hidden_folder(link);
	strbuf_addf(&sb, "%s%s", *target == '/' ? "" : folder, target);
	free(folder);
	return strbuf_detach(&sb, NULL);
}

/** The path with its folder written in full, if there is such a folder. New. */
static char *
in_full(const char *path)
{
	char *folder = hidden_folder(path), *full = realpath(folder, NULL);
	const char *slash = strrchr(path, '/');
	struct strbuf sb = STRBUF_INIT;

	free(folder);
	if (!full)
		return xstrdup(path);
	strbuf_addf(
	    &sb, "%s%s%s", full, full[1] ? "/" : "", slash ? slash + 1 : path);
	free(full);
	return strbuf_detach(&sb, NULL);
}

char *
output_resolve(const char *path)
{
	char *whole = realpath(path, NULL), *at, *next;
	int i;

	if (whole || errno != ENOENT)
		return whole;
	/* not there; a link may lead to where it is to be made */
	at = xstrdup(path);
	for (i = 0; i < MAX_LINKS && (next = follow_link(at)); i++) {
		free(at);
		at = next;
	}
	whole = in_full(at);
	free(at);
	return whole;
}

static int
open_nameless(const char *path, mode_t mode)
{
	int fd = -1;
#ifdef O_TMPFILE
	char *folder = hidden_folder(path);

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
	/* through a symbolic link the file behind it is replaced */
	o->path = output_resolve(path);
	if (!o->path)
		die("%s: %s", o->name, strerror(errno));
	o->temp = hidden_new(o->path);
	o->spare = hidden_new(o->path);
	o->fd = open_nameless(o->path, mode);
	o->is_nameless = o->fd >= 0;
	if (o->fd < 0)
		o->fd = hidden_open(o->temp, mode);
	if (o->fd < 0)
		die("%s: %s", o->name, strerror(errno));
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

/** A device or a pipe. */
static void
open_direct(struct output *o, const char *path)
{
	o->fd = open(path, O_WRONLY | O_CLOEXEC);
	if (o->fd < 0)
		die("%s: %s", path, strerror(errno));
}

void
output_open(
    struct output *o, const char *path, bool is_private, bool is_line_buffered)
{
	mode_t mode = is_private ? 0600 : 0666;
	struct stat sb;
	bool is_there;

	memset(o, 0, sizeof(*o));
	o->name = xstrdup(path ? path : "<stdout>");
	o->buf = xmalloc(OUTPUT_BLOCK);
	if (!path) {
		o->fd = STDOUT_FILENO;
		o->is_direct = true;
	} else if (fd_of_name(path) >= 0) {
		o->fd = fcntl(fd_of_name(path), F_DUPFD_CLOEXEC, 0);
		if (o->fd < 0)
			die("%s: %s", path, strerror(errno));
		o->is_direct = true;
	} else {
		is_there = stat(path, &sb) == 0;
		if (!is_there && errno != ENOENT)
			die("%s: %s", path, strerror(errno));
		o->is_direct = is_there && !S_ISREG(sb.st_mode);
		if (o->is_direct)
			open_direct(o, path);
		else
			open_file(o, path, mode);
		if (is_there && !o->is_direct && !is_private)
			(void)!fchmod(o->fd, sb.st_mode & 07777);
	}
#ifdef F_SETPIPE_SZ
	if (o->is_direct)
		(void)fcntl(o->fd, F_SETPIPE_SZ, PIPE_BYTES);
#endif
	o->is_line_buffered =
	    is_line_buffered || (o->is_direct && isatty(o->fd));
}

bool
output_open_removal(struct output *o, const char *path)
{
	struct stat info;

	memset(o, 0, sizeof(*o));
	o->fd = -1;
	if (lstat(path, &info) != 0) {
		if (errno == ENOENT)
			return false;
		die("%s: %s", path, strerror(errno));
	}
	o->is_removal = true;
	o->name = xstrdup(path);
	o->path = xstrdup(path);
	o->temp = hidden_new(path);
	o->fd = hidden_open(o->temp, 0600);
	if (o->fd < 0)
		die("%s: %s", path, strerror(errno));
	return true;
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
release(struct output *o)
{
	free(o->name);
	free(o->buf);
	free(o->path);
	hidden_free(o->temp);
	hidden_free(o->spare);
	memset(o, 0, sizeof(*o));
	o->fd = -1;
}

/* Once more after a failure would close what another thread has opened. */
static void
close_file(struct output *o)
{
	int fd = o->fd;

	o->fd = -1;
	/* a full disk may show only here */
	if (close(fd) != 0)
		die("%s: %s", o->name, strerror(errno));
}

void
output_finish(struct output *o)
{
	if (o->fd < 0)
		return;
	output_flush(o);
	free(o->buf);
	o->buf = NULL;
	if (!o->is_direct && fsync(o->fd) != 0)
		die("%s: %s", o->name, strerror(errno));
	if (o->is_nameless && hidden_link_fd(o->temp, o->fd) != 0)
		die("%s: %s", o->name, strerror(errno));
	close_file(o);
	if (o->is_direct)
		release(o);
}

/* --- the exchange: nothing here needs memory ------------------------------ */

/** Can the file system not do what is asked, as opposed to: it failed? */
static bool
is_unknown(int error)
{
	return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP;
}

int
output_put_in_place(struct output *o, bool is_last)
{
	if (o->is_removal)
		return rename(o->path, o->temp->name);
	if (!is_last) {
		if (renameat2(AT_FDCWD, o->temp->name, AT_FDCWD, o->path,
			RENAME_EXCHANGE) == 0) {
			o->old = o->temp;
			return 0;
		}
		if (errno != ENOENT && !is_unknown(errno))
			return -1;
		if (is_unknown(errno) && hidden_link(o->spare, o->path) == 0)
			o->old = o->spare;
	}
	return rename(o->temp->name, o->path);
}

static int
put_old_back(struct output *o)
{
	if (o->is_removal)
		return rename(o->temp->name, o->path);
	if (!o->old)
		return rename(o->path, o->temp->name);
	if (o->old == o->spare)
		return rename(o->spare->name, o->path);
	return renameat2(
	    AT_FDCWD, o->temp->name, AT_FDCWD, o->path, RENAME_EXCHANGE);
}

int
output_take_back(struct output *o)
{
	if (put_old_back(o) == 0 || put_old_back(o) == 0)
		return 0;
	/* rather a file too many than an old one that is gone */
	if (o->is_removal)
		o->old = o->temp;
	if (o->old)
		hidden_forget(o->old);
	return -1;
}

void
output_release(struct output *o)
{
	if (o->fd > STDOUT_FILENO)
		(void)close(o->fd);
	release(o);
}
