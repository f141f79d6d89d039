/*
 * change.c - preloaded: a file changes while it is read.
 *
 *   CHANGE_FILE   the file
 *   CHANGE_HOW    append, empty, cut (to half of it), replace, remove
 *
 * It changes behind the first read of it that gave something.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_bool is_done;

static void
must(bool is_so)
{
	if (!is_so)
		abort();
}

static void
append_byte(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	must(fd >= 0);
	must(write(fd, "\n", 1) == 1);
	must(close(fd) == 0);
}

/* Another file of the same bytes takes its place. */
static void
replace(const char *path)
{
	char beside[4096], block[65536];
	FILE *from = fopen(path, "rb"), *to;
	size_t n;

	snprintf(beside, sizeof(beside), "%s.beside", path);
	to = fopen(beside, "wb");
	must(from && to);
	while ((n = fread(block, 1, sizeof(block), from)) > 0)
		must(fwrite(block, 1, n, to) == n);
	fclose(from);
	must(fclose(to) == 0);
	must(rename(beside, path) == 0);
}

static void
change(const char *path, off_t size)
{
	const char *how = getenv("CHANGE_HOW");

	must(how != NULL);
	if (strcmp(how, "append") == 0)
		append_byte(path);
	else if (strcmp(how, "empty") == 0)
		must(truncate(path, 0) == 0);
	else if (strcmp(how, "cut") == 0)
		must(truncate(path, size / 2) == 0);
	else if (strcmp(how, "replace") == 0)
		replace(path);
	else if (strcmp(how, "remove") == 0)
		must(unlink(path) == 0);
	else
		abort();
}

/* So much was read of a file: is it the one? */
static void
was_read(int fd, long n)
{
	const char *path = getenv("CHANGE_FILE");
	struct stat it, wanted;

	if (n <= 0 || !path || fstat(fd, &it) != 0 ||
	    stat(path, &wanted) != 0 || it.st_ino != wanted.st_ino ||
	    it.st_dev != wanted.st_dev || atomic_exchange(&is_done, true))
		return;
	change(path, it.st_size);
}

ssize_t
read(int fd, void *to, size_t len)
{
	static ssize_t (*real)(int, void *, size_t);
	ssize_t n;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "read");
	n = real(fd, to, len);
	was_read(fd, n);
	return n;
}

size_t
fread(void *to, size_t size, size_t n_items, FILE *file)
{
	static size_t (*real)(void *, size_t, size_t, FILE *);
	size_t n;

	if (!real)
		*(void **)&real = dlsym(RTLD_NEXT, "fread");
	n = real(to, size, n_items, file);
	was_read(fileno(file), (long)n);
	return n;
}

size_t
__fread_chk(void *to, size_t room, size_t size, size_t n_items, FILE *file)
{
	(void)room;
	return fread(to, size, n_items, file);
}

ssize_t
__read_chk(int fd, void *to, size_t len, size_t room)
{
	(void)room;
	return read(fd, to, len);
}
