/* zin.c - the bytes of one file, plain or gzip. */
#include "zin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include "vardstrom/digest.h"
#include "vardstrom/xalloc.h"

enum {
	BLOCK = 256 * 1024,   /* bytes of the file held at once */
	GZIP_WINDOW = 15 + 16 /* zlib: largest window, gzip header only */
};

struct zin {
	int fd;
	uint64_t n_bytes; /* taken from the file */
	uint64_t size;    /* of a plain file; else 0 */
	bool is_plain;    /* a plain file, of whatever size */
	struct digest *digest;
	unsigned char *block; /* what was read ahead: gzip, or the first */
	size_t at, len;       /* its unused part */
	bool is_end;          /* of the file */
	bool is_gzip;
	bool is_in_member; /* gzip: a member is begun */
	z_stream z;
	const char *error;
};

/** Read from the file itself, count and hash. */
static ssize_t
read_file(struct zin *z, void *out, size_t cap)
{
	ssize_t n;

	do
		n = read(z->fd, out, cap);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		z->error = strerror(errno);
	if (n == 0)
		z->is_end = true;
	if (n <= 0)
		return n;
	z->n_bytes += (uint64_t)n;
	if (z->digest)
		digest_add(z->digest, out, (size_t)n);
	return n;
}

/** Fill the block behind what it still holds; 0 at the end, -1 on error. */
static int
fill(struct zin *z)
{
	ssize_t n;

	if (z->at) {
		memmove(z->block, z->block + z->at, z->len);
		z->at = 0;
	}
	if (z->is_end || z->len == BLOCK)
		return 0;
	n = read_file(z, z->block + z->len, BLOCK - z->len);
	if (n > 0)
		z->len += (size_t)n;
	return n < 0 ? -1 : n > 0;
}

/** Look at the first bytes: gzip or plain? */
static int
recognise(struct zin *z)
{
	int n = 1;

	while (z->len < 2 && n > 0)
		n = fill(z);
	if (n < 0)
		return -1;
	z->is_gzip = z->len >= 2 && z->block[0] == 0x1f && z->block[1] == 0x8b;
	if (z->is_gzip && inflateInit2(&z->z, GZIP_WINDOW) != Z_OK) {
		z->is_gzip = false;
		z->error = "no memory to unpack gzip";
		return -1;
	}
	z->is_in_member = z->is_gzip;
	return 0;
}

struct zin *
zin_open(const char *path, bool is_hashed, struct strbuf *err)
{
	struct zin *z = xcalloc(1, sizeof(*z));
	bool is_stdin = strcmp(path, "-") == 0;
	struct stat sb;

	z->fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (z->fd < 0 || fstat(z->fd, &sb) != 0)
		z->error = strerror(errno);
	else if (S_ISDIR(sb.st_mode))
		z->error = strerror(EISDIR);
	if (!z->error && S_ISREG(sb.st_mode)) {
		z->is_plain = true;
		z->size = (uint64_t)sb.st_size;
	}
	z->block = xmalloc(BLOCK);
	/*
	 * A pipe leaves nothing behind that its checksum could be compared
	 * with, and hashing at every stage would cost as much as reading: a
	 * seal is what makes a pipe safe.
	 */
	if (is_hashed && z->is_plain)
		z->digest = digest_new();
	if (z->error || recognise(z) != 0) {
		strbuf_addf(
		    err, "%s: %s", is_stdin ? "<stdin>" : path, z->error);
		zin_close(z);
		return NULL;
	}
	return z;
}

void
zin_close(struct zin *z)
{
	if (!z)
		return;
	if (z->is_gzip)
		inflateEnd(&z->z);
	if (z->fd > STDIN_FILENO)
		close(z->fd);
	digest_free(z->digest);
	free(z->block);
	free(z);
}

/**
 * After a member: another one, padding of zeros (tape blocks), or the end.
 * Returns 1 when a member begins, 0 at the end, -1 on error.
 */
static int
next_member(struct zin *z)
{
	for (;;) {
		while (z->len && z->block[z->at] == 0) {
			z->at++;
			z->len--;
		}
		if (z->len >= 2)
			break;
		switch (fill(z)) {
		case -1:
			return -1;
		case 0:
			if (z->len == 0)
				return 0;
			z->error = "something other than gzip after the end "
				   "of the gzip data";
			return -1;
		}
	}
	if (z->block[z->at] != 0x1f || z->block[z->at + 1] != 0x8b) {
		z->error =
		    "something other than gzip after the end of the gzip data";
		return -1;
	}
	inflateReset2(&z->z, GZIP_WINDOW);
	z->is_in_member = true;
	return 1;
}

static ssize_t
read_gzip(struct zin *z, char *out, size_t cap)
{
	int status;

	z->z.next_out = (Bytef *)out;
	z->z.avail_out = (uInt)(cap < BLOCK ? cap : BLOCK);
	while ((char *)z->z.next_out == out) {
		if (!z->is_in_member) {
			int n = next_member(z);

			if (n <= 0)
				return n;
		}
		if (z->len == 0) {
			int n = fill(z);

			if (n == 0)
				z->error = "the gzip data is cut off";
			if (n <= 0)
				return -1;
		}
		z->z.next_in = z->block + z->at;
		z->z.avail_in = (uInt)z->len;
		status = inflate(&z->z, Z_NO_FLUSH);
		z->at += z->len - z->z.avail_in;
		z->len = z->z.avail_in;
		if (status == Z_STREAM_END) {
			z->is_in_member = false;
		} else if (status != Z_OK && status != Z_BUF_ERROR) {
			z->error = "the gzip data is corrupt";
			break;
		}
	}
	/* what came before the fault is delivered first */
	return z->error && (char *)z->z.next_out == out
		   ? -1
		   : (char *)z->z.next_out - out;
}

ssize_t
zin_read(struct zin *z, char *out, size_t cap)
{
	size_t n;

	if (z->error)
		return -1;
	if (z->is_gzip)
		return read_gzip(z, out, cap);
	if (z->len == 0)
		return z->is_end ? 0 : read_file(z, out, cap);
	n = z->len < cap ? z->len : cap;
	memcpy(out, z->block + z->at, n);
	z->at += n;
	z->len -= n;
	return (ssize_t)n;
}

const char *
zin_error(const struct zin *z)
{
	return z->error;
}

uint64_t
zin_bytes(const struct zin *z)
{
	return z->n_bytes;
}

uint64_t
zin_size(const struct zin *z)
{
	return z->size;
}

void
zin_sha256(struct zin *z, char hex[65])
{
	hex[0] = '\0';
	if (z->digest)
		digest_hex(z->digest, hex);
}
