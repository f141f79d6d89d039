/* job.c - the main job, run by a program that asks what comes of it. */
#include "io/job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "vardstrom/diag.h"
#include "vardstrom/temp.h"
#include "vardstrom/xalloc.h"

enum { MAX_PATH = 4096, REMOVE_TRIES = 100 };

static char *
path_in(const char *dir, const char *name)
{
	struct strbuf sb = STRBUF_INIT;

	strbuf_addf(&sb, "%s/%s", dir, name);
	return strbuf_detach(&sb, NULL);
}

/** Is there such a file in the folder? */
static bool
holds(const char *dir, const char *name)
{
	char *path = path_in(dir, name);
	bool is_there = access(path, R_OK) == 0;

	free(path);
	return is_there;
}

char *
job_pipelines(struct strbuf *err)
{
	static const char *const places[] = { "../../pipelines",
		"../../../pipelines", "." };
	char own[MAX_PATH + 1], *dir;
	ssize_t len = readlink("/proc/self/exe", own, MAX_PATH);
	size_t i;

	if (len < 0) {
		strbuf_addf(err, "/proc/self/exe: %s", strerror(errno));
		return NULL;
	}
	own[len] = '\0';
	*strrchr(own, '/') = '\0';
	for (i = 0; i < sizeof(places) / sizeof(*places); i++) {
		dir = path_in(own, places[i]);
		if (holds(dir, "kvalitetsbokslut"))
			return dir;
		free(dir);
	}
	strbuf_addf(err, "kvalitetsbokslut: not found beside %s", own);
	return NULL;
}

char *
job_config(const char *pipelines)
{
	return holds(pipelines, "profiles")
		   ? xstrdup(pipelines)
		   : path_in(pipelines, "../share/vardstrom");
}

/** What is beside kvalitetsbokslut, or where that was installed. */
static char *
shared(const char *pipelines, const char *name)
{
	char *dir = job_config(pipelines), *path = path_in(dir, name);

	free(dir);
	return path;
}

static void
remove_all(const char *dir)
{
	pid_t child = fork();

	if (child == 0) {
		close(STDERR_FILENO);
		execlp("rm", "rm", "-rf", "--", dir, (char *)NULL);
		_exit(EXIT_TROUBLE);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
}

/** In the guard: wait for the other end of the pipe to close, and remove. */
static void
guard(const char *dir, int in)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGTERM, SIGPIPE };
	static const struct timespec pause = { .tv_nsec = 100000000 };
	size_t i;
	char byte;

	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		signal(signals[i], SIG_IGN);
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	while (read(in, &byte, 1) < 0 && errno == EINTR)
		;
	/* a job that outlives us may write there for a while yet */
	for (i = 0; i < REMOVE_TRIES && access(dir, F_OK) == 0; i++) {
		if (i > 0)
			nanosleep(&pause, NULL);
		remove_all(dir);
	}
	_exit(EXIT_DONE);
}

static int
start_guard(struct job_folder *f)
{
	int ends[2];

	if (pipe(ends) != 0)
		return -1;
	f->guard = (int)fork();
	if (f->guard == 0) {
		close(ends[1]);
		guard(f->dir, ends[0]);
	}
	close(ends[0]);
	f->fd = ends[1];
	/* the job must not keep it open */
	if (f->guard < 0 || fcntl(f->fd, F_SETFD, FD_CLOEXEC) != 0) {
		close(f->fd);
		return -1;
	}
	return 0;
}

int
job_folder_open(struct job_folder *f, const char *program, struct strbuf *err)
{
	struct strbuf sb = STRBUF_INIT;
	bool is_there;

	strbuf_addf(&sb, "%s/%s.XXXXXX", temp_folder(), program);
	f->dir = strbuf_detach(&sb, NULL);
	is_there = mkdtemp(f->dir) != NULL;
	if (is_there && start_guard(f) == 0)
		return 0;
	strbuf_addf(err, "%s: %s", f->dir, strerror(errno));
	if (is_there)
		rmdir(f->dir);
	free(f->dir);
	f->dir = NULL;
	return -1;
}

void
job_folder_close(struct job_folder *f)
{
	if (!f->dir)
		return;
	close(f->fd);
	while (waitpid((pid_t)f->guard, NULL, 0) < 0 && errno == EINTR)
		;
	free(f->dir);
	f->dir = NULL;
}

/** In the child: become the job. */
static void
become(const char *pipelines, const struct job_words *w)
{
	char *program = path_in(pipelines, "kvalitetsbokslut");
	char year[16], *words[24];
	size_t n = 0;

	snprintf(year, sizeof(year), "%d", w->year);
	words[n++] = program;
	words[n++] = xstrdup("--quiet");
	words[n++] = xstrdup("--no-strict"); /* that it was made is enough */
	words[n++] = xstrdup("--year");
	words[n++] = year;
	words[n++] = xstrdup("--config");
	words[n++] = xstrdup(w->config);
	if (w->key) {
		words[n++] = xstrdup("--pseudonymize");
		words[n++] = xstrdup(w->key);
	}
	if (w->deployment) {
		words[n++] = xstrdup("--deployment");
		words[n++] = xstrdup(w->deployment);
	}
	if (w->is_published)
		words[n++] = xstrdup("--publish");
	if (w->released) {
		words[n++] = xstrdup("--released");
		words[n++] = xstrdup(w->released);
	}
	if (w->is_spread) {
		words[n++] = xstrdup("--spread");
		words[n++] = shared(pipelines, "spread/in-turn.bash");
	}
	words[n++] = xstrdup("--");
	words[n++] = xstrdup(w->extracts);
	words[n++] = xstrdup(w->out);
	words[n] = NULL;
	execv(program, words);
	diag_error("%s: %s", program, strerror(errno));
	_exit(EXIT_TROUBLE);
}

bool
job_run(
    const char *pipelines, const struct job_words *words, struct strbuf *err)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		become(pipelines, words);
	if (child < 0 || waitpid(child, &status, 0) < 0) {
		strbuf_addf(err, "kvalitetsbokslut: %s", strerror(errno));
		return false;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	strbuf_addf(
	    err, "%s: the job does not run again over them", words->extracts);
	return false;
}
