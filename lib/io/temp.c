/* temp.c - temporary files. */
#define _GNU_SOURCE /* O_TMPFILE */
#include "vardstrom/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "vardstrom/xalloc.h"

const char *
temp_folder(void)
{
	const char *dir = getenv("TMPDIR");

	return dir && *dir ? dir : "/tmp";
}

static int
fail(struct strbuf *err, const char *what)
{
	strbuf_addf(err, "%s: a temporary file %s: %s", temp_folder(), what,
	    strerror(errno));
	return -1;
}

/* A file without a name is gone with the program, whenever that is killed. */
static int
open_nameless(void)
{
#ifdef O_TMPFILE
	return open(
	    temp_folder(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
#else
	return -1;
#endif
}

/* Where the file system has no such files, it has a name for a moment. */
static int
open_unlinked(void)
{
	struct strbuf path = STRBUF_INIT;
	int fd;

	strbuf_addf(&path, "%s/vardstrom-XXXXXX", temp_folder());
	fd = mkstemp(path.s); /* mode 0600 */
	if (fd >= 0)
		unlink(path.s);
	strbuf_release(&path);
	return fd;
}

int
temp_open(struct temp *t, size_t buffer_bytes, struct strbuf *err)
{
	int fd = open_nameless();

	if (fd < 0)
		fd = open_unlinked();
	if (fd < 0)
		return fail(err, "cannot be made");
	t->file = fdopen(fd, "w+");
	if (!t->file) {
		close(fd);
		return fail(err, "cannot be made");
	}
	t->buffer = xmalloc(buffer_bytes);
	setvbuf(t->file, t->buffer, _IOFBF, buffer_bytes);
	t->len = 0;
	return 0;
}

void
temp_close(struct temp *t)
{
	if (t->file)
		fclose(t->file);
	free(t->buffer);
	*t = (struct temp){ 0 };
}

int
temp_put(struct temp *t, const char *s, size_t len, struct strbuf *err)
{
	if (len > 0 && fwrite(s, 1, len, t->file) != len)
		return fail(err, "cannot be written");
	t->len += len;
	return 0;
}

uint64_t
temp_len(const struct temp *t)
{
	return t->len;
}

int
temp_rewind(struct temp *t, struct strbuf *err)
{
	if (fflush(t->file) != 0 || fseek(t->file, 0, SEEK_SET) != 0)
		return fail(err, "cannot be written");
	return 0;
}

int
temp_get(struct temp *t, void *out, size_t len, struct strbuf *err)
{
	size_t got = fread(out, 1, len, t->file);

	if (got == len)
		return 1;
	if (got == 0 && feof(t->file))
		return 0;
	if (!ferror(t->file))
		errno = EIO; /* it ends too early */
	return fail(err, "cannot be read");
}

int
temp_get_at(struct temp *t, unsigned char *out, size_t len, uint64_t at,
    struct strbuf *err)
{
	while (len > 0) {
		ssize_t got = pread(fileno(t->file), out, len, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			errno = EIO;
		if (got <= 0)
			return fail(err, "cannot be read");
		out += got;
		at += (uint64_t)got;
		len -= (size_t)got;
	}
	return 0;
}
