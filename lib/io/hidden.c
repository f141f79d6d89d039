/* hidden.c - temporary names, gone when the program ends in trouble. */
#define _GNU_SOURCE /* PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP */
#include "hidden.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vardstrom/xalloc.h"

enum {
	TAIL = 64,      /* room for what differs: numbers, ".tmp" */
	MAX_TRIES = 100 /* names that somebody else has */
};

/*
 * The names to remove if the program ends before they are published. The lock
 * is for several stages in one process; a signal's handler does without, so a
 * name is put in and taken out by one store. Nothing that may die is done
 * with the lock held, as at_exit takes it.
 */
static struct hidden *volatile hidden_names;
static pthread_mutex_t hidden_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static atomic_int hidden_holds, hidden_signal;
static bool hidden_is_armed;
static unsigned hidden_serial;

/* Once more where it fails: nobody else will do it. */
static void
remove_name(const char *name)
{
	if (unlink(name) != 0 && errno != ENOENT)
		(void)unlink(name);
}

static void
remove_all(void)
{
	struct hidden *h;

	for (h = hidden_names; h; h = h->next)
		remove_name(h->name);
}

static void
at_exit(void)
{
	/* kept: no other stage shall publish while the process ends */
	pthread_mutex_lock(&hidden_lock);
	remove_all();
}

static void
on_signal(int signal_no)
{
	/* in this order: a hold that begins now sees it, or is seen */
	atomic_store(&hidden_signal, signal_no);
	if (atomic_load(&hidden_holds) > 0)
		return;
	remove_all();
	signal(signal_no, SIG_DFL);
	raise(signal_no);
}

/* With the lock held. */
static void
arm(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	size_t i;

	if (hidden_is_armed)
		return;
	hidden_is_armed = true;
	atexit(at_exit);
	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (signal(signals[i], on_signal) == SIG_IGN)
			signal(signals[i], SIG_IGN); /* nohup */
}

/* With the lock held. */
static void
list(struct hidden *h)
{
	if (h->is_listed)
		return;
	h->next = hidden_names;
	hidden_names = h;
	h->is_listed = true;
}

/* With the lock held. */
static void
unlist(struct hidden *h)
{
	struct hidden *before = hidden_names;

	if (!h->is_listed)
		return;
	h->is_listed = false;
	if (before == h) {
		hidden_names = h->next;
		return;
	}
	while (before->next != h)
		before = before->next;
	before->next = h->next;
}

char *
hidden_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xstrndup(path, (size_t)(slash - path) + 1)
		     : xstrdup("./");
}

struct hidden *
hidden_new(const char *path)
{
	static const char mark[] = ".vardstrom-";
	struct hidden *h = xcalloc(1, sizeof(*h));
	char *folder = hidden_folder(path);

	/* not with path's own name, which may be as long as a name can be */
	h->stem = strlen(folder) + strlen(mark);
	h->cap = h->stem + TAIL;
	h->name = xmalloc(h->cap);
	snprintf(h->name, h->cap, "%s%s", folder, mark);
	free(folder);
	return h;
}

void
hidden_free(struct hidden *h)
{
	if (!h)
		return;
	hidden_hold_end();
	if (h->is_listed)
		remove_name(h->name);
	unlist(h);
	hidden_allow_end();
	free(h->name);
	free(h);
}

/* How a name is made: of the file from, of the open file fd, or a new one. */
struct making {
	const char *from;
	int at_flag;
	mode_t mode;
};

static int
make_once(const struct hidden *h, const struct making *m)
{
	if (m->from)
		return linkat(AT_FDCWD, m->from, AT_FDCWD, h->name, m->at_flag);
	return open(h->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, m->mode);
}

/**
 * Made and listed in one, so that no end of the process comes between.
 * Allocates nothing.
 */
static int
make(struct hidden *h, const struct making *m)
{
	struct timespec now = { 0 };
	int made = -1, error = EEXIST, i;

	hidden_hold_end();
	for (i = 0; made < 0 && error == EEXIST && i < MAX_TRIES; i++) {
		clock_gettime(CLOCK_REALTIME, &now);
		snprintf(h->name + h->stem, h->cap - h->stem, "%ld-%ld-%u.tmp",
		    (long)getpid(), now.tv_nsec, hidden_serial++);
		made = make_once(h, m);
		error = errno;
	}
	if (made >= 0)
		list(h);
	hidden_allow_end();
	errno = error;
	return made;
}

int
hidden_open(struct hidden *h, mode_t mode)
{
	struct making m = { .mode = mode };

	return make(h, &m);
}

int
hidden_link_fd(struct hidden *h, int fd)
{
	char path[32];
	struct making m = { .from = path, .at_flag = AT_SYMLINK_FOLLOW };

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return make(h, &m);
}

int
hidden_link(struct hidden *h, const char *path)
{
	struct making m = { .from = path };

	return make(h, &m);
}

void
hidden_forget(struct hidden *h)
{
	hidden_hold_end();
	unlist(h);
	hidden_allow_end();
}

void
hidden_hold_end(void)
{
	pthread_mutex_lock(&hidden_lock);
	arm();
	if (atomic_fetch_add(&hidden_holds, 1) > 0 ||
	    atomic_load(&hidden_signal) == 0)
		return;
	atomic_store(&hidden_holds, 0);
	on_signal(atomic_load(&hidden_signal));
}

void
hidden_allow_end(void)
{
	atomic_fetch_sub(&hidden_holds, 1);
	pthread_mutex_unlock(&hidden_lock);
	if (atomic_load(&hidden_signal) && atomic_load(&hidden_holds) == 0)
		on_signal(atomic_load(&hidden_signal));
}
