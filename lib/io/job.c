/* job.c - the main job, run by a program that asks what comes of it. */
#include "io/job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vardstrom/diag.h"
#include "vardstrom/xalloc.h"

enum { MAX_PATH = 4096 };

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

char *
job_folder(const char *program, struct strbuf *err)
{
	const char *tmp = getenv("TMPDIR");
	struct strbuf sb = STRBUF_INIT;
	char *dir;

	strbuf_addf(&sb, "%s/%s.XXXXXX", tmp ? tmp : "/tmp", program);
	dir = strbuf_detach(&sb, NULL);
	if (mkdtemp(dir))
		return dir;
	strbuf_addf(err, "%s: %s", dir, strerror(errno));
	free(dir);
	return NULL;
}

void
job_remove(const char *dir)
{
	pid_t child = fork();

	if (child == 0) {
		execlp("rm", "rm", "-rf", "--", dir, (char *)NULL);
		_exit(EXIT_TROUBLE);
	}
	if (child > 0)
		waitpid(child, NULL, 0);
}

/** In the child: become the job. */
static void
become(const char *pipelines, const struct job_words *w)
{
	char *program = path_in(pipelines, "kvalitetsbokslut");
	char year[16], *words[16];
	size_t n = 0;

	snprintf(year, sizeof(year), "%d", w->year);
	words[n++] = program;
	words[n++] = xstrdup("--quiet");
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
