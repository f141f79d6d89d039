/*
 * bench_run.c - run a command and tell what it took: bench_run OUT CMD [ARG]...
 *
 * The command's output goes to the file OUT. One line is printed: seconds of
 * wall time, seconds of processor time, and KiB of memory at the peak of the
 * largest process. A command that fails ends it with exit 2.
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "vardstrom/diag.h"

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + (double)ts.tv_nsec * 1e-9;
}

static double
seconds(const struct timeval *tv)
{
	return (double)tv->tv_sec + (double)tv->tv_usec * 1e-6;
}

static void
become(char **argv)
{
	int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
		die("%s: %s", argv[1], strerror(errno));
	execvp(argv[2], argv + 2);
	die("%s: %s", argv[2], strerror(errno));
}

int
main(int argc, char **argv)
{
	struct rusage used;
	double start = now();
	int status;
	pid_t pid;

	diag_init("bench_run");
	if (argc < 3)
		die("usage: bench_run OUT CMD [ARG]...");
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0)
		become(argv);
	if (wait4(pid, &status, 0, &used) != pid)
		die("wait4: %s", strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		die("%s: failed", argv[2]);
	printf("%.4f %.4f %ld\n", now() - start,
	    seconds(&used.ru_utime) + seconds(&used.ru_stime), used.ru_maxrss);
	return EXIT_DONE;
}
