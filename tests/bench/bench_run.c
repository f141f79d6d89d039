/*
 * bench_run.c - run a command and tell what it took: bench_run OUT CMD [ARG]...
 *
 * The command's output goes to the file OUT. One line is printed: seconds of
 * wall time, seconds of processor time, and KiB of memory at the peak. A
 * command that fails ends it with exit 2.
 *
 * The peak is right for one process and for many. A process alone: what the
 * kernel kept of its largest resident set. Many at a time: the sum of their
 * proportional sets (a page that n share counts 1/n in each), looked at every
 * now and then; whichever is more. All are found by the command's session, so
 * that no stage in a process group of its own is missed.
 */
#define _DEFAULT_SOURCE /* wait4 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "vardstrom/diag.h"

/*
 * To look costs time of what is looked at: at least 20 ms from look to look,
 * and 50 times what the last one took.
 */
static const double LEAST_PAUSE = 0.02;
static const double PAUSE_PER_LOOK = 50;

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
become(char **argv, const sigset_t *signals)
{
	int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
		die("%s: %s", argv[1], strerror(errno));
	close(fd);
	sigprocmask(SIG_SETMASK, signals, NULL);
	setsid();
	execvp(argv[2], argv + 2);
	die("%s: %s", argv[2], strerror(errno));
}

/*
 * The proportional set of one process in KiB; 0 when it has gone.
 */
static long
pss_kib(const char *pid)
{
	char path[64], line[256];
	long kib = 0;
	FILE *fp;

	snprintf(path, sizeof(path), "/proc/%.20s/smaps_rollup", pid);
	fp = fopen(path, "r");
	if (!fp)
		return 0;
	while (fgets(line, sizeof(line), fp))
		if (strncmp(line, "Pss:", 4) == 0) {
			kib = strtol(line + 4, NULL, 10);
			break;
		}
	fclose(fp);
	return kib;
}

static long
session_kib(pid_t session)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	long kib = 0;

	if (!dir)
		return 0;
	while ((entry = readdir(dir))) {
		long pid = strtol(entry->d_name, NULL, 10);

		if (pid > 0 && getsid((pid_t)pid) == session)
			kib += pss_kib(entry->d_name);
	}
	closedir(dir);
	return kib;
}

/*
 * Wait for the command, and look at its memory meanwhile. Returns the most
 * that was seen, in KiB.
 */
static long
watch(pid_t pid, const sigset_t *child, int *status, struct rusage *used)
{
	double pause = LEAST_PAUSE;
	long peak_kib = 0;

	for (;;) {
		struct timespec ts = { (time_t)pause,
			(long)((pause - (double)(time_t)pause) * 1e9) };
		double start;
		long kib;
		pid_t gone;

		sigtimedwait(child, NULL, &ts);
		gone = wait4(pid, status, WNOHANG, used);
		if (gone == pid)
			return peak_kib;
		if (gone != 0)
			die("wait4: %s", strerror(errno));
		start = now();
		kib = session_kib(pid);
		if (kib > peak_kib)
			peak_kib = kib;
		pause = (now() - start) * PAUSE_PER_LOOK;
		if (pause < LEAST_PAUSE)
			pause = LEAST_PAUSE;
	}
}

int
main(int argc, char **argv)
{
	sigset_t child, before;
	struct rusage used;
	double start = now();
	long peak_kib;
	int status;
	pid_t pid;

	diag_init("bench_run");
	if (argc < 3)
		die("usage: bench_run OUT CMD [ARG]...");
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	pid = fork();
	if (pid < 0)
		die("fork: %s", strerror(errno));
	if (pid == 0)
		become(argv, &before);
	peak_kib = watch(pid, &child, &status, &used);
	start = now() - start;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		die("%s: failed", argv[2]);
	if (peak_kib < used.ru_maxrss)
		peak_kib = used.ru_maxrss;
	printf("%.4f %.4f %ld\n", start,
	    seconds(&used.ru_utime) + seconds(&used.ru_stime), peak_kib);
	return EXIT_DONE;
}
