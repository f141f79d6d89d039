/* pseudonym.c - a keyed hash in place of a person id. */
#include "vardstrom/pseudonym.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nettle/hmac.h>

#include "vardstrom/ascii.h"
#include "vardstrom/xalloc.h"

struct pseudonym {
	struct hmac_sha256_ctx hmac;
};

struct pseudonym *
pseudonym_new(const char *key, size_t len)
{
	struct pseudonym *p = xcalloc(1, sizeof(*p));

	hmac_sha256_set_key(&p->hmac, len, (const uint8_t *)key);
	return p;
}

void
pseudonym_free(struct pseudonym *p)
{
	if (!p)
		return;
	xwipe(p, sizeof(*p));
	free(p);
}

/* All bytes of the key, at most cap; -1 where it cannot be read. */
static ssize_t
read_key(int fd, char *key, size_t cap)
{
	size_t len = 0;

	while (len < cap) {
		ssize_t n = read(fd, key + len, cap - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

static struct pseudonym *
load(int fd, const char *path, char *key, struct strbuf *err)
{
	struct stat info;
	ssize_t len;

	if (fstat(fd, &info) != 0) {
		strbuf_addf(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (info.st_mode & (S_IRWXG | S_IRWXO)) {
		strbuf_addf(err,
		    "%s: others may read or change this key; make it your "
		    "own: chmod 600",
		    path);
		return NULL;
	}
	len = read_key(fd, key, PSEUDONYM_MAX_KEY + 1);
	if (len < 0)
		strbuf_addf(err, "%s: %s", path, strerror(errno));
	else if (len < PSEUDONYM_MIN_KEY || len > PSEUDONYM_MAX_KEY)
		strbuf_addf(err, "%s: a key has %d to %d bytes", path,
		    PSEUDONYM_MIN_KEY, PSEUDONYM_MAX_KEY);
	else
		return pseudonym_new(key, (size_t)len);
	return NULL;
}

struct pseudonym *
pseudonym_load(const char *path, struct strbuf *err)
{
	char key[PSEUDONYM_MAX_KEY + 1];
	struct pseudonym *p;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		strbuf_addf(err, "%s: cannot open: %s", path, strerror(errno));
		return NULL;
	}
	p = load(fd, path, key, err);
	xwipe(key, sizeof(key));
	close(fd);
	return p;
}

void
pseudonym_make(struct pseudonym *p, const char *id, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t digest[PSEUDONYM_LEN / 2];
	size_t i;

	hmac_sha256_update(&p->hmac, len, (const uint8_t *)id);
	hmac_sha256_digest(&p->hmac, sizeof(digest), digest);
	for (i = 0; i < sizeof(digest); i++) {
		out[2 * i] = digits[digest[i] >> 4];
		out[2 * i + 1] = digits[digest[i] & 15];
	}
}

/* Bytes of a digit of double width (U+FF10 to U+FF19) at s; 0: none. */
static size_t
wide_digit_len(const char *s, size_t len)
{
	if (len < 3 || memcmp(s, "\xef\xbc", 2) != 0)
		return 0;
	return (unsigned char)s[2] >= 0x90 && (unsigned char)s[2] <= 0x99 ? 3
									  : 0;
}

void
pseudonym_mask(struct strbuf *sb, const char *s, size_t len)
{
	size_t i = 0;

	while (i < len) {
		size_t wide = wide_digit_len(s + i, len - i);

		if (wide > 0 || ascii_is_digit(s[i]))
			strbuf_addch(sb, '#');
		else
			strbuf_addch(sb, s[i]);
		i += wide > 0 ? wide : 1;
	}
}
