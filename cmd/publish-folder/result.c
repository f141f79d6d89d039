/* result.c - a folder of results: is it ours, to disk with it, away with it. */
#include "result.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vardstrom/config.h"
#include "vardstrom/xalloc.h"

static int
by_path(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void
add_path(struct result_files *files, const char *path)
{
	GROW(files->paths, files->n_paths, files->cap_paths);
	files->paths[files->n_paths++] = xstrndup(path, strlen(path));
}

void
result_release(struct result_files *files)
{
	for (size_t i = 0; i < files->n_paths; i++)
		free(files->paths[i]);
	free(files->paths);
	memset(files, 0, sizeof(*files));
}

static bool
is_file(const struct result_files *files, const char *path)
{
	return files->n_paths > 0 &&
	       bsearch(&path, files->paths, files->n_paths,
		   sizeof(*files->paths), by_path) != NULL;
}

/* Does a file lie in this folder, or deeper? */
static bool
is_folder(const struct result_files *files, const char *path)
{
	size_t len = strlen(path);

	for (size_t i = 0; i < files->n_paths; i++)
		if (strncmp(files->paths[i], path, len) == 0 &&
		    files->paths[i][len] == '/')
			return true;
	return false;
}

/* The files that the manifest names; -1 where it is no manifest of ours. */
static int
read_manifest(struct result_files *files, const char *path)
{
	struct strbuf why = STRBUF_INIT;
	struct config *c = config_load(path, &why);
	struct config_node top, outputs;
	const char *record;
	int ret = -1;

	if (!c)
		goto out;
	top = config_top(c);
	record = config_string(config_need(top, "record"));
	config_string(config_need(top, "version"));
	config_need(top, "stages");
	outputs = config_need(top, "outputs");
	if (!record || strcmp(record, "manifest") != 0 ||
	    !config_is(outputs, CONFIG_LIST))
		goto out;
	for (size_t i = 0; i < config_n(outputs); i++) {
		const char *name =
		    config_string(config_need(config_at(outputs, i), "file"));

		if (name)
			add_path(files, name);
	}
	ret = config_failed(c) ? -1 : 0;
out:
	config_free(c);
	strbuf_release(&why);
	return ret;
}

/* What a walk does with each entry; path is within the folder. */
struct walk {
	const char *folder;
	const struct result_files *files; /* NULL: do not compare */
	struct strbuf path;               /* of the entry, from the folder */
	struct strbuf *err;
	bool is_sync;
	size_t n_entries;
};

static int
sync_at(struct walk *w, int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW);
	int ret = fd < 0 ? -1 : fsync(fd);

	if (ret != 0)
		strbuf_addf(
		    w->err, "%s/%s: %s", w->folder, w->path.s, strerror(errno));
	if (fd >= 0)
		close(fd);
	return ret;
}

/* Back to the path of the folder around an entry. */
static void
cut(struct strbuf *sb, size_t len)
{
	if (sb->len > len) {
		sb->len = len;
		sb->s[len] = '\0';
	}
}

static int walk_folder(struct walk *w, int parent, const char *name);

static int
walk_entry(struct walk *w, int dir, const char *name)
{
	struct stat sb;

	w->n_entries++;
	if (fstatat(dir, name, &sb, AT_SYMLINK_NOFOLLOW) != 0) {
		strbuf_addf(
		    w->err, "%s/%s: %s", w->folder, w->path.s, strerror(errno));
		return -1;
	}
	if (w->files &&
	    !(S_ISREG(sb.st_mode) && is_file(w->files, w->path.s)) &&
	    !(S_ISDIR(sb.st_mode) && is_folder(w->files, w->path.s))) {
		strbuf_addf(w->err, "%s: holds %s, which is of no earlier run",
		    w->folder, w->path.s);
		return -1;
	}
	if (S_ISDIR(sb.st_mode))
		return walk_folder(w, dir, name);
	return w->is_sync && S_ISREG(sb.st_mode) ? sync_at(w, dir, name) : 0;
}

/* The folder itself last, so that it is on disk after what it holds. */
static int
walk_folder(struct walk *w, int parent, const char *name)
{
	int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	size_t len = w->path.len;
	struct dirent *entry;
	int ret = -1;

	if (!dir) {
		strbuf_addf(w->err, "%s%s%s: %s", w->folder, len ? "/" : "",
		    len ? w->path.s : "", strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	errno = 0;
	while ((entry = readdir(dir))) {
		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		strbuf_addf(&w->path, "%s%s", len ? "/" : "", entry->d_name);
		if (walk_entry(w, dirfd(dir), entry->d_name) != 0)
			goto out;
		cut(&w->path, len);
		errno = 0;
	}
	if (errno != 0 || (w->is_sync && fsync(dirfd(dir)) != 0)) {
		strbuf_addf(w->err, "%s: %s", w->folder, strerror(errno));
		goto out;
	}
	ret = 0;
out:
	closedir(dir);
	return ret;
}

static int
walk(struct walk *w)
{
	int ret = walk_folder(w, AT_FDCWD, w->folder);

	strbuf_release(&w->path);
	return ret;
}

static enum result_kind
look_inside(struct result_files *files, const char *folder,
    const char *const *also, struct strbuf *err)
{
	struct walk w = { .folder = folder, .path = STRBUF_INIT, .err = err };
	struct strbuf path = STRBUF_INIT;
	int ret;

	strbuf_addf(&path, "%s/manifest.json", folder);
	ret = read_manifest(files, path.s);
	strbuf_release(&path);
	if (ret != 0) {
		/* Only an empty folder needs no manifest. */
		struct result_files none = { 0 };

		w.files = &none;
		strbuf_reset(err);
		if (walk(&w) == 0)
			return RESULT_EMPTY;
		strbuf_reset(err);
		strbuf_addf(err,
		    "%s: is not empty, and has no manifest of an earlier run",
		    folder);
		return RESULT_OTHER;
	}
	add_path(files, "manifest.json");
	for (; *also; also++)
		add_path(files, *also);
	qsort(files->paths, files->n_paths, sizeof(*files->paths), by_path);
	w.files = files;
	return walk(&w) == 0 ? RESULT_OURS : RESULT_OTHER;
}

enum result_kind
result_look(struct result_files *files, const char *folder,
    const char *const *also, struct strbuf *err)
{
	enum result_kind kind;
	struct stat sb;

	memset(files, 0, sizeof(*files));
	if (lstat(folder, &sb) != 0) {
		if (errno == ENOENT)
			return RESULT_NONE;
		strbuf_addf(err, "%s: %s", folder, strerror(errno));
		return RESULT_OTHER;
	}
	if (!S_ISDIR(sb.st_mode)) {
		strbuf_addf(err, "%s: is no folder", folder);
		return RESULT_OTHER;
	}
	kind = look_inside(files, folder, also, err);
	if (kind != RESULT_OURS)
		result_release(files);
	return kind;
}

int
result_sync(const char *folder, struct strbuf *err)
{
	struct walk w = { .folder = folder,
		.path = STRBUF_INIT,
		.err = err,
		.is_sync = true };

	return walk(&w);
}

static void
set_path(struct strbuf *path, const char *folder, const char *name)
{
	strbuf_reset(path);
	strbuf_addstr(path, folder);
	strbuf_addch(path, '/');
	strbuf_addstr(path, name);
}

/* What cannot be removed after another try is found by rmdir. */
static void
remove_file(const char *path)
{
	if (unlink(path) != 0 && errno != ENOENT)
		(void)unlink(path);
}

/* Remove the folder around a file, and those around it, while empty. */
static void
remove_folders_of(const char *folder, char *name, struct strbuf *path)
{
	char *slash;

	while ((slash = strrchr(name, '/'))) {
		*slash = '\0';
		set_path(path, folder, name);
		if (rmdir(path->s) != 0)
			break;
	}
}

size_t
result_path_max(const char *folder, const struct result_files *files)
{
	size_t longest = 0;

	for (size_t i = 0; i < files->n_paths; i++)
		if (strlen(files->paths[i]) > longest)
			longest = strlen(files->paths[i]);
	return strlen(folder) + 1 + longest;
}

int
result_remove(
    const char *folder, struct result_files *files, struct strbuf *path)
{
	for (size_t i = 0; i < files->n_paths; i++) {
		set_path(path, folder, files->paths[i]);
		remove_file(path->s);
	}
	for (size_t i = 0; i < files->n_paths; i++)
		remove_folders_of(folder, files->paths[i], path);
	return rmdir(folder);
}
