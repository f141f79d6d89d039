/* installed.c - the profiles that came with the programs, by their names. */
#include "installed.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/job.h"
#include "vardstrom/near.h"
#include "vardstrom/xalloc.h"

enum { MAX_NAMES = 256 /* that are told */ };

static const char ending[] = ".json", schema[] = ".schema.json";

static bool
ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), n = strlen(end);

	return len > n && strcmp(s + len - n, end) == 0;
}

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names of the folder's profiles, in order; each is freed by the caller. */
static size_t
read_names(const char *folder, char *names[MAX_NAMES])
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	size_t n = 0;

	if (!dir)
		return 0;
	while (n < MAX_NAMES && (entry = readdir(dir)))
		if (ends_with(entry->d_name, ending) &&
		    !ends_with(entry->d_name, schema))
			names[n++] = xstrndup(entry->d_name,
			    strlen(entry->d_name) - strlen(ending));
	closedir(dir);
	qsort(names, n, sizeof(*names), compare);
	return n;
}

static void
tell(struct strbuf *err, const char *folder, const char *name)
{
	char *names[MAX_NAMES] = { NULL };
	size_t n = read_names(folder, names), i;
	const char *near = near_name(name, (const char *const *)names, n);

	strbuf_addstr(err, "--profile: there is no ");
	strbuf_add_shown(err, name, strlen(name));
	strbuf_addf(err, ".json in %s", folder);
	if (near)
		strbuf_addf(err, " (did you mean %s?)", near);
	for (i = 0; i < n; i++) {
		strbuf_addf(err, "%s%s", i ? ", " : "; there are ", names[i]);
		free(names[i]);
	}
}

char *
installed_profile(const char *name, struct strbuf *err)
{
	struct strbuf path = STRBUF_INIT;
	char *pipelines, *config;

	if (strchr(name, '/') || ends_with(name, ending) || is_file(name))
		return xstrdup(name);
	pipelines = job_pipelines(err);
	if (!pipelines)
		return NULL;
	config = job_config(pipelines);
	strbuf_addf(&path, "%s/profiles/%s%s", config, name, ending);
	if (access(path.s, F_OK) != 0 && errno == ENOENT) {
		path.s[path.len - strlen(name) - strlen(ending) - 1] = '\0';
		tell(err, path.s, name);
		strbuf_release(&path);
	}
	free(pipelines);
	free(config);
	return path.cap ? strbuf_detach(&path, NULL) : NULL;
}
