/*
 * append.c - a line at the end of a file that several programs write to.
 *
 * The file is locked from before the line is written until it is known to
 * stay, so that it can be cut off without another program's line behind it.
 */
#define _GNU_SOURCE /* flock */
#include "append.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vardstrom/output.h"

enum { MAX_TRIES = 100 /* the file may come and go meanwhile */ };

static int
fail(const struct append *a, struct strbuf *err)
{
	strbuf_addf(err, "%s: %s", a->path, strerror(errno));
	return -1;
}

/** Open it, or make it if it may be made; -1 with errno. */
static int
open_file(struct append *a, bool may_make)
{
	int flags = O_WRONLY | O_APPEND | O_CLOEXEC;

	a->fd = open(a->resolved, flags);
	if (a->fd >= 0 || errno != ENOENT || !may_make)
		return a->fd;
	a->fd = open(a->resolved, flags | O_CREAT | O_EXCL, 0666);
	a->was_made = a->fd >= 0;
	return a->fd;
}

static int
wait_for_lock(int fd)
{
	int status;

	do
		status = flock(fd, LOCK_EX);
	while (status != 0 && errno == EINTR);
	/* some network file systems have none: then without */
	return status != 0 && errno != ENOLCK && errno != EOPNOTSUPP ? -1 : 0;
}

/** Is it gone since it was opened, by whoever made it and takes it back? */
static int
look(struct append *a, bool *is_gone)
{
	struct stat info;

	if (fstat(a->fd, &info) != 0)
		return -1;
	a->is_regular = S_ISREG(info.st_mode);
	a->dev = info.st_dev;
	a->ino = info.st_ino;
	a->old_len = info.st_size;
	*is_gone = info.st_nlink == 0 && a->is_regular;
	return 0;
}

static const struct append *
find_same(const struct append *a, const struct append *earlier, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (earlier[i].fd >= 0 && earlier[i].dev == a->dev &&
		    earlier[i].ino == a->ino)
			return &earlier[i];
	return NULL;
}

static void
close_it(struct append *a)
{
	int fd = a->fd;

	a->fd = -1;
	if (fd >= 0)
		(void)close(fd);
}

/** The file that it is for, locked; its number, or -1 with errno. */
static int
open_locked(struct append *a, const struct append *earlier, size_t n_earlier,
    bool may_make)
{
	const struct append *same;
	bool is_gone = true;
	int i;

	for (i = 0; i < MAX_TRIES; i++) {
		if (open_file(a, may_make) < 0 && errno == EEXIST)
			continue;
		if (a->fd < 0 || look(a, &is_gone) != 0)
			return -1;
		same = find_same(a, earlier, n_earlier);
		if (same) {
			close_it(a);
			return same->fd;
		}
		if (a->is_regular && wait_for_lock(a->fd) != 0)
			return -1;
		if (look(a, &is_gone) != 0)
			return -1;
		if (!is_gone)
			return a->fd;
		close_it(a);
	}
	errno = EBUSY;
	return -1;
}

/* In one piece: a reader sees no half line. */
static int
write_line(int fd, const struct strbuf *line)
{
	ssize_t n;

	do
		n = write(fd, line->s, line->len);
	while (n < 0 && errno == EINTR);
	if (n >= 0 && (size_t)n != line->len)
		errno = ENOSPC;
	return n == (ssize_t)line->len ? 0 : -1;
}

int
append_open(struct append *a, const struct append *earlier, size_t n_earlier,
    struct strbuf *err)
{
	a->fd = -1;
	a->resolved = output_resolve(a->path);
	if (!a->resolved)
		return fail(a, err);
	a->to_fd = open_locked(a, earlier, n_earlier, false);
	return a->to_fd < 0 && errno != ENOENT ? fail(a, err) : 0;
}

int
append_write(struct append *a, const struct append *earlier, size_t n_earlier,
    struct strbuf *err)
{
	struct stat info;

	if (a->to_fd < 0)
		a->to_fd = open_locked(a, earlier, n_earlier, true);
	if (a->to_fd < 0 || fstat(a->to_fd, &info) != 0) {
		fail(a, err);
		append_undo(a);
		return -1;
	}
	a->old_len = info.st_size;
	a->is_written = true;
	if (write_line(a->to_fd, &a->line) == 0 &&
	    (!a->is_regular || fsync(a->to_fd) == 0))
		return 0;
	fail(a, err);
	append_undo(a);
	return -1;
}

void
append_undo(struct append *a)
{
	if (a->is_written && a->is_regular &&
	    ftruncate(a->to_fd, a->old_len) != 0)
		(void)!ftruncate(a->to_fd, a->old_len);
	a->is_written = false;
	if (a->was_made && unlink(a->resolved) != 0)
		(void)!unlink(a->resolved);
	close_it(a);
}

void
append_keep(struct append *a)
{
	close_it(a);
}

void
append_release(struct append *a)
{
	free(a->path);
	free(a->resolved);
	strbuf_release(&a->line);
}
