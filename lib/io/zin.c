/*
 * zin.c - the bytes of one file, plain or gzip.
 *
 * gzip is unpacked by a thread of its own, some blocks ahead of the reader,
 * so that it takes no time from the reader where there is a second processor.
 */
#include "zin.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "source.h"
#include "unpack.h"
#include "vardstrom/digest.h"
#include "vardstrom/xalloc.h"

enum {
	BLOCK = 256 * 1024, /* bytes of the file held at once */
	AHEAD = 4           /* unpacked blocks between thread and reader */
};

/** Unpacked bytes on their way from the thread to the reader. */
struct ahead {
	pthread_t thread;
	pthread_mutex_t lock; /* for all that follows, and zin.n_bytes */
	pthread_cond_t changed;
	struct {
		char *bytes; /* BLOCK of them */
		size_t len;
	} blocks[AHEAD];
	size_t n_made, n_used; /* blocks, since the beginning */
	size_t used_bytes;     /* of the block being read */
	int stop[2];           /* a pipe; a byte in it stops the thread */
	bool is_stopped;       /* nobody reads any more */
	bool is_running;       /* the thread was started */
	bool is_done;          /* nothing comes any more */
	const char *error;     /* why, if not the end; after the blocks */
};

struct zin {
	int fd;
	char *path; /* NULL: standard input */
	struct source_state source;
	uint64_t n_bytes; /* taken from the file */
	uint64_t size;    /* of a plain file; else 0 */
	bool is_plain;    /* a plain file, of whatever size */
	struct digest *digest;
	unsigned char *block; /* what was read ahead: gzip, or the first */
	size_t at, len;       /* its unused part */
	bool is_end;          /* of the file */
	const char *error;

	void *unpack; /* gzip: the library's state; else NULL */
	bool is_in_member;
	struct ahead *ahead;
};

static void
count_bytes(struct zin *z, size_t n)
{
	if (z->ahead)
		pthread_mutex_lock(&z->ahead->lock);
	z->n_bytes += n;
	if (z->ahead)
		pthread_mutex_unlock(&z->ahead->lock);
}

/**
 * Wait until the file has bytes. -1 with errno: the reader, who may close the
 * file while the thread waits for a pipe, wants no more of them.
 */
static int
wait_for_bytes(struct zin *z)
{
	struct pollfd fds[] = { { .fd = z->fd, .events = POLLIN },
		{ .fd = z->ahead ? z->ahead->stop[0] : -1, .events = POLLIN } };

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return -1;
	if (!fds[1].revents)
		return 0;
	errno = ECANCELED;
	return -1;
}

/**
 * As read, but complete: a signal does not end it, and a file that another
 * program made non-blocking is waited for.
 */
static ssize_t
read_some(struct zin *z, void *out, size_t cap)
{
	bool must_wait = z->ahead != NULL;

	for (;;) {
		ssize_t n;

		if (must_wait && wait_for_bytes(z) != 0)
			return -1;
		n = read(z->fd, out, cap);
		if (n >= 0 || (errno != EINTR && errno != EAGAIN))
			return n;
		must_wait |= errno == EAGAIN;
	}
}

/** Read from the file itself, count and hash. */
static ssize_t
read_file(struct zin *z, void *out, size_t cap)
{
	ssize_t n = read_some(z, out, cap);

	if (n < 0)
		z->error = strerror(errno);
	if (n == 0 && source_changed(&z->source, z->fd, z->path)) {
		z->error = source_has_changed;
		return -1;
	}
	if (n == 0)
		z->is_end = true;
	if (n <= 0)
		return n;
	count_bytes(z, (size_t)n);
	if (z->digest)
		digest_add(z->digest, out, (size_t)n);
	return n;
}

/** Fill the block behind what it still holds; 0 at the end, -1 on error. */
static int
fill(struct zin *z)
{
	ssize_t n;

	if (z->at) {
		memmove(z->block, z->block + z->at, z->len);
		z->at = 0;
	}
	if (z->is_end || z->len == BLOCK)
		return 0;
	n = read_file(z, z->block + z->len, BLOCK - z->len);
	if (n > 0)
		z->len += (size_t)n;
	return n < 0 ? -1 : n > 0;
}

static bool
begins_gzip(const struct zin *z)
{
	return z->len >= 2 && z->block[z->at] == 0x1f &&
	       z->block[z->at + 1] == 0x8b;
}

/* --- gzip ---------------------------------------------------------------- */

/**
 * After a member: another one, padding of zeros (tape blocks), or the end.
 * Returns 1 when a member begins, 0 at the end, -1 on error.
 */
static int
next_member(struct zin *z)
{
	int n = 1;

	while (n > 0) {
		while (z->len && z->block[z->at] == 0) {
			z->at++;
			z->len--;
		}
		if (z->len >= 2)
			break;
		n = fill(z);
	}
	if (n < 0 || z->len == 0)
		return n;
	if (!begins_gzip(z)) {
		z->error = "something other than gzip follows the gzip data";
		return -1;
	}
	UNPACK_BEST.reset(z->unpack);
	z->is_in_member = true;
	return 1;
}

/** As zin_read, for gzip; an error is told after the bytes before it. */
static ssize_t
unpack_some(struct zin *z, char *out, size_t cap)
{
	struct unpack_span span = { 0 };

	span.out = out;
	span.out_len = cap;
	while (span.out == out && !z->error) {
		enum unpack_status status;
		int n = z->is_in_member ? 1 : next_member(z);

		if (n <= 0)
			return n;
		span.in = z->block + z->at;
		span.in_len = z->len;
		status = UNPACK_BEST.some(z->unpack, &span);
		z->at += z->len - span.in_len;
		z->len = span.in_len;
		if (status == UNPACK_END) {
			z->is_in_member = false;
		} else if (status == UNPACK_CORRUPT) {
			z->error = "the gzip data is corrupt";
		} else if (span.out == out && z->len == 0) {
			/* the library may hold output without more input */
			n = fill(z);
			if (n == 0)
				z->error = "the gzip data is cut off";
		}
	}
	return z->error && span.out == out ? -1 : span.out - out;
}

/** Wait for a free block; false: no more are wanted. */
static bool
next_block(struct ahead *a, size_t *i)
{
	bool is_stopped;

	pthread_mutex_lock(&a->lock);
	while (a->n_made - a->n_used == AHEAD && !a->is_stopped)
		pthread_cond_wait(&a->changed, &a->lock);
	*i = a->n_made % AHEAD;
	is_stopped = a->is_stopped;
	pthread_mutex_unlock(&a->lock);
	return !is_stopped;
}

/** The thread: fill free blocks until nothing comes. */
static void *
unpack_ahead(void *arg)
{
	struct zin *z = arg;
	struct ahead *a = z->ahead;
	ssize_t n = 1;
	size_t i;

	while (n > 0 && next_block(a, &i)) {
		n = unpack_some(z, a->blocks[i].bytes, BLOCK);
		pthread_mutex_lock(&a->lock);
		if (n > 0) {
			a->blocks[i].len = (size_t)n;
			a->n_made++;
		} else {
			a->is_done = true;
			a->error = n < 0 ? z->error : NULL;
		}
		pthread_cond_signal(&a->changed);
		pthread_mutex_unlock(&a->lock);
	}
	return NULL;
}

/** Start the thread at the first read: then there is something to do. */
static int
start_ahead(struct zin *z)
{
	struct ahead *a = xcalloc(1, sizeof(*a));
	size_t i;

	pthread_mutex_init(&a->lock, NULL);
	pthread_cond_init(&a->changed, NULL);
	for (i = 0; i < AHEAD; i++)
		a->blocks[i].bytes = xmalloc(BLOCK);
	z->ahead = a;
	if (pipe(a->stop) != 0) {
		a->stop[0] = a->stop[1] = -1;
		z->error = strerror(errno);
	} else {
		(void)fcntl(a->stop[0], F_SETFD, FD_CLOEXEC);
		(void)fcntl(a->stop[1], F_SETFD, FD_CLOEXEC);
		a->is_running =
		    pthread_create(&a->thread, NULL, unpack_ahead, z) == 0;
		if (a->is_running)
			return 0;
		z->error = "no thread could be started to unpack gzip";
	}
	/* who reads again is told so again, and waits for nobody */
	a->is_done = true;
	a->error = z->error;
	return -1;
}

/**
 * The thread may wait for a pipe or for room, and is told in both places. It
 * is not cancelled: that would leave its stack, which the next thread gets,
 * marked by the address sanitizer as if functions still ran on it.
 */
static void
stop_ahead(struct ahead *a)
{
	size_t i;

	if (!a)
		return;
	pthread_mutex_lock(&a->lock);
	a->is_stopped = true;
	pthread_cond_signal(&a->changed);
	pthread_mutex_unlock(&a->lock);
	/* a byte: a process that was forked meanwhile may hold the other end */
	if (a->is_running && write(a->stop[1], "", 1) == 1)
		pthread_join(a->thread, NULL);
	if (a->stop[0] >= 0) {
		close(a->stop[0]);
		close(a->stop[1]);
	}
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	for (i = 0; i < AHEAD; i++)
		xfree_wiped(a->blocks[i].bytes, BLOCK);
	free(a);
}

static ssize_t
read_ahead(struct zin *z, char *out, size_t cap)
{
	struct ahead *a = z->ahead;
	size_t i, n;

	pthread_mutex_lock(&a->lock);
	while (a->n_made == a->n_used && !a->is_done)
		pthread_cond_wait(&a->changed, &a->lock);
	if (a->n_made == a->n_used) {
		z->error = a->error;
		pthread_mutex_unlock(&a->lock);
		return a->error ? -1 : 0;
	}
	i = a->n_used % AHEAD;
	pthread_mutex_unlock(&a->lock);
	n = a->blocks[i].len - a->used_bytes;
	if (n > cap)
		n = cap;
	memcpy(out, a->blocks[i].bytes + a->used_bytes, n);
	a->used_bytes += n;
	if (a->used_bytes == a->blocks[i].len) {
		pthread_mutex_lock(&a->lock);
		a->used_bytes = 0;
		a->n_used++;
		pthread_cond_signal(&a->changed);
		pthread_mutex_unlock(&a->lock);
	}
	return (ssize_t)n;
}

/* --- opening and reading -------------------------------------------------- */

/** Look at the first bytes: gzip or plain? */
static int
recognise(struct zin *z)
{
	int n = 1;

	while (z->len < 2 && n > 0)
		n = fill(z);
	if (n < 0)
		return -1;
	if (begins_gzip(z)) {
		z->unpack = UNPACK_BEST.new();
		z->is_in_member = true;
	}
	return 0;
}

struct zin *
zin_open(const char *path, bool is_hashed, struct strbuf *err)
{
	struct zin *z = xcalloc(1, sizeof(*z));
	bool is_stdin = strcmp(path, "-") == 0;
	struct stat sb = { 0 };

	z->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (z->fd < 0 || fstat(z->fd, &sb) != 0)
		z->error = strerror(errno);
	else if (S_ISDIR(sb.st_mode))
		z->error = strerror(EISDIR);
	z->path = is_stdin ? NULL : xstrdup(path);
	source_begin(&z->source, &sb);
	if (!z->error && S_ISREG(sb.st_mode)) {
		z->is_plain = true;
		z->size = (uint64_t)sb.st_size;
	}
	z->block = xmalloc(BLOCK);
	/*
	 * A pipe leaves nothing behind that its checksum could be compared
	 * with, and hashing at every stage would cost as much as reading: a
	 * seal is what makes a pipe safe.
	 */
	if (is_hashed && z->is_plain)
		z->digest = digest_new();
	if (z->error || recognise(z) != 0) {
		strbuf_addf(
		    err, "%s: %s", is_stdin ? "<stdin>" : path, z->error);
		zin_close(z);
		return NULL;
	}
	return z;
}

void
zin_close(struct zin *z)
{
	if (!z)
		return;
	stop_ahead(z->ahead);
	if (z->unpack)
		UNPACK_BEST.free(z->unpack);
	if (z->fd > STDIN_FILENO)
		close(z->fd);
	digest_free(z->digest);
	xfree_wiped(z->block, BLOCK);
	free(z->path);
	free(z);
}

ssize_t
zin_read(struct zin *z, char *out, size_t cap)
{
	size_t n;

	if (z->unpack) {
		if (!z->ahead && start_ahead(z) != 0)
			return -1;
		return read_ahead(z, out, cap);
	}
	if (z->error)
		return -1;
	if (z->len == 0)
		return z->is_end ? 0 : read_file(z, out, cap);
	n = z->len < cap ? z->len : cap;
	memcpy(out, z->block + z->at, n);
	z->at += n;
	z->len -= n;
	return (ssize_t)n;
}

const char *
zin_error(const struct zin *z)
{
	return z->error;
}

uint64_t
zin_bytes(const struct zin *z)
{
	uint64_t n;

	if (!z->ahead)
		return z->n_bytes;
	pthread_mutex_lock(&z->ahead->lock);
	n = z->n_bytes;
	pthread_mutex_unlock(&z->ahead->lock);
	return n;
}

uint64_t
zin_size(const struct zin *z)
{
	return z->size;
}

void
zin_sha256(struct zin *z, char hex[65])
{
	hex[0] = '\0';
	if (z->digest)
		digest_hex(z->digest, hex);
}
