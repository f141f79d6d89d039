/* test_confine.c - what a confined process is refused, and what it is not. */
#define _GNU_SOURCE /* syscall, unshare */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/confine.h"

enum { IS_MISSING = 77, IS_OK = 0, IS_WRONG = 1, IS_HELD = 2 };

static char own[4096];

/** Was it refused, and by the filter? */
static int
held(long result)
{
	return result == -1 && errno == EPERM ? IS_HELD : IS_WRONG;
}

/* Each a call that passes, or fails otherwise, where nothing confines. */
static int
try_inet(void)
{
	return held(socket(AF_INET, SOCK_STREAM, 0));
}

static int
try_unix(void)
{
	int ends[2];

	return held(socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
}

static int
try_exec(void)
{
	return held(execl("/bin/true", "true", (char *)NULL));
}

static int
try_fork(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return held(child);
}

#ifndef __SANITIZE_ADDRESS__
static int
try_ptrace(void)
{
	return held(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}
#endif

static int
try_memory(void)
{
	char a = 1, b = 0;
	struct iovec to = { &b, 1 }, from = { &a, 1 };

	return held(process_vm_readv(getpid(), &to, 1, &from, 1, 0));
}

static int
try_ring(void)
{
	char parameters[256] = { 0 };

	return held(syscall(425 /* io_uring_setup */, 4, parameters));
}

static int
try_mount(void)
{
	return held(mount("none", "/tmp", "tmpfs", MS_REMOUNT, NULL));
}

static int
try_unshare(void)
{
	return held(unshare(CLONE_FILES));
}

static int
try_key(void)
{
	return held(syscall(SYS_keyctl, 0, -3, 0));
}

/* Without a filter it is no terminal: ENOTTY. */
static int
try_push(void)
{
	int fd = open("/dev/null", O_RDWR), held_so;

	held_so = held(ioctl(fd, TIOCSTI, "x"));
	close(fd);
	return held_so;
}

static int
try_newer(void)
{
	errno = 0;
	return syscall(9999) == -1 && errno == ENOSYS ? IS_HELD : IS_WRONG;
}

static void *
socket_in_thread(void *arg)
{
	*(int *)arg = try_inet();
	return NULL;
}

/** A thread can be made, and is no less confined. */
static int
try_thread(void)
{
	pthread_t thread;
	int is = IS_WRONG;

	if (pthread_create(&thread, NULL, socket_in_thread, &is) != 0)
		return IS_WRONG;
	pthread_join(thread, NULL);
	return is;
}

/** What a filter does, it can do. */
static int
try_work(void)
{
	char path[] = "/tmp/vardstrom-confine-XXXXXX";
	int fd = mkstemp(path), ends[2];
	bool is_done;

	is_done = fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0 &&
		  unlink(path) == 0 && pipe(ends) == 0 &&
		  isatty(STDIN_FILENO) >= 0;
	return is_done ? IS_HELD : IS_WRONG;
}

static int
in_child(bool (*how)(void), int (*attempt)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(!how() ? IS_MISSING : attempt());
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool
unconfined(void)
{
	return true;
}

static const struct {
	const char *name;
	int (*attempt)(void);
} attempts[] = {
	{ "a socket", try_inet },
	{ "a pair of sockets", try_unix },
	{ "another's memory", try_memory },
	{ "a ring", try_ring },
	{ "a mount", try_mount },
	{ "unshare", try_unshare },
	{ "a key", try_key },
	{ "text pushed into a terminal", try_push },
	{ "a call that is not known", try_newer },
	{ "a socket in a thread", try_thread },
	{ "work", try_work },
	{ "another program", try_exec },
#ifndef __SANITIZE_ADDRESS__ /* which does these itself, to look for leaks */
	{ "ptrace", try_ptrace },
	{ "another process", try_fork },
#endif
};

static bool
is_missing(void)
{
	return in_child(confine, try_work) == IS_MISSING;
}

static void
each_is_refused(void **state)
{
	size_t i;

	(void)state;
	if (is_missing())
		skip();
	for (i = 0; i < sizeof(attempts) / sizeof(*attempts); i++)
		if (in_child(confine, attempts[i].attempt) != IS_HELD)
			fail_msg("not so: %s", attempts[i].name);
}

/* These would pass here: the refusals are the filter's. */
static void
not_by_itself(void **state)
{
	(void)state;
	assert_int_equal(in_child(unconfined, try_inet), IS_WRONG);
	assert_int_equal(in_child(unconfined, try_unix), IS_WRONG);
	assert_int_equal(in_child(unconfined, try_fork), IS_WRONG);
	assert_int_equal(in_child(unconfined, try_exec), IS_OK);
	assert_int_equal(in_child(unconfined, try_push), IS_WRONG);
}

/** Become this program again, which tries to get a socket. */
static int
try_socket_of_child(void)
{
	execl(own, own, "socket", (char *)NULL);
	return IS_WRONG;
}

static void
runner_runs_confined(void **state)
{
	(void)state;
	if (is_missing())
		skip();
	assert_int_equal(in_child(confine_but_run, try_exec), IS_OK);
	assert_int_equal(in_child(confine_but_run, try_fork), IS_WRONG);
	assert_int_equal(in_child(confine_but_run, try_inet), IS_HELD);
	assert_int_equal(
	    in_child(confine_but_run, try_socket_of_child), IS_HELD);
}

static int
confine_again(void)
{
	return confine() && confine_but_run() ? IS_HELD : IS_WRONG;
}

static void
twice_is_once(void **state)
{
	(void)state;
	if (is_missing())
		skip();
	assert_int_equal(in_child(confine, confine_again), IS_HELD);
}

int
main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_refused),
		cmocka_unit_test(not_by_itself),
		cmocka_unit_test(runner_runs_confined),
		cmocka_unit_test(twice_is_once),
	};

	if (argc > 1)
		return try_inet();
	if (!realpath(argv[0], own))
		return IS_WRONG;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
