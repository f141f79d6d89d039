/* source.c - a file that is read: is it still the same, and what it held. */
#include "source.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

const char source_has_changed[] =
    "changed while it was read; wait until it is whole, and run again";

/* What was read. Of each thread, as a stage reads its own files. */
struct kept {
	struct kept *next;
	char *path;
	char hex[SOURCE_HEX + 1];
	unsigned long long n_bytes;
};

static _Thread_local struct kept *kept;

void
source_begin(struct source_state *source, const struct stat *info)
{
	source->is_plain = S_ISREG(info->st_mode);
	source->device = info->st_dev;
	source->inode = info->st_ino;
	source->size = info->st_size;
	source->changed = info->st_mtim;
}

static bool
is_same(const struct source_state *source, const struct stat *info)
{
	return source->device == info->st_dev &&
	       source->inode == info->st_ino && source->size == info->st_size &&
	       source->changed.tv_sec == info->st_mtim.tv_sec &&
	       source->changed.tv_nsec == info->st_mtim.tv_nsec;
}

bool
source_changed(const struct source_state *source, int fd, const char *path)
{
	struct stat info;

	if (!source->is_plain)
		return false;
	if (fstat(fd, &info) != 0 || !is_same(source, &info))
		return true;
	return path && (stat(path, &info) != 0 || !is_same(source, &info));
}

static struct kept *
find(const char *path)
{
	struct kept *k = kept;

	while (k && strcmp(k->path, path) != 0)
		k = k->next;
	return k;
}

bool
source_keep(const char *path, const char hex[SOURCE_HEX + 1],
    unsigned long long n_bytes)
{
	struct kept *k = find(path);

	if (!k) {
		k = xcalloc(1, sizeof(*k));
		k->path = xstrdup(path);
		k->next = kept;
		kept = k;
		memcpy(k->hex, hex, sizeof(k->hex));
		k->n_bytes = n_bytes;
	}
	return strcmp(k->hex, hex) == 0;
}

bool
source_kept(
    const char *path, char hex[SOURCE_HEX + 1], unsigned long long *n_bytes)
{
	const struct kept *k = find(path);

	if (!k)
		return false;
	memcpy(hex, k->hex, sizeof(k->hex));
	*n_bytes = k->n_bytes;
	return true;
}

void
source_forget(void)
{
	while (kept) {
		struct kept *k = kept;

		kept = k->next;
		free(k->path);
		free(k);
	}
}
