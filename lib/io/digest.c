/* digest.c - SHA-256 and base64, from nettle. */
#include "vardstrom/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nettle/base64.h>
#include <nettle/sha2.h>

#include "source.h"
#include "vardstrom/xalloc.h"

struct digest {
	struct sha256_ctx sha256;
};

struct digest *
digest_new(void)
{
	struct digest *d = xmalloc(sizeof(*d));

	sha256_init(&d->sha256);
	return d;
}

void
digest_free(struct digest *d)
{
	free(d);
}

void
digest_add(struct digest *d, const char *s, size_t len)
{
	sha256_update(&d->sha256, len, (const uint8_t *)s);
}

void
digest_sum(struct digest *d, unsigned char sum[DIGEST_BYTES])
{
	sha256_digest(&d->sha256, DIGEST_BYTES, sum);
}

void
digest_base64(struct strbuf *sb, const unsigned char *s, size_t len)
{
	size_t n = BASE64_ENCODE_RAW_LENGTH(len);

	strbuf_grow(sb, n);
	base64_encode_raw(sb->s + sb->len, len, s);
	sb->len += n;
	sb->s[sb->len] = '\0';
}

void
digest_hex(struct digest *d, char hex[DIGEST_HEX + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char sum[DIGEST_BYTES];
	size_t i;

	digest_sum(d, sum);
	for (i = 0; i < sizeof(sum); i++) {
		hex[2 * i] = digits[sum[i] >> 4];
		hex[2 * i + 1] = digits[sum[i] & 15];
	}
	hex[DIGEST_HEX] = '\0';
}

int
digest_file(const char *path, char hex[DIGEST_HEX + 1],
    unsigned long long *n_bytes, struct strbuf *err)
{
	enum { BLOCK = 65536 };
	struct digest *d = digest_new();
	char *block = xmalloc(BLOCK);
	unsigned long long total = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct source_state source = { 0 };
	const char *why = NULL;
	struct stat info;
	ssize_t n = -1;

	if (fd >= 0 && fstat(fd, &info) == 0)
		source_begin(&source, &info);
	while (fd >= 0 && (n = read(fd, block, BLOCK)) > 0) {
		digest_add(d, block, (size_t)n);
		total += (unsigned long long)n;
	}
	if (n < 0)
		why = strerror(errno);
	else if (source_changed(&source, fd, path))
		why = source_has_changed;
	if (why) {
		strbuf_addf(err, "%s: %s", path, why);
	} else {
		digest_hex(d, hex);
		*n_bytes = total;
	}
	if (fd >= 0)
		close(fd);
	free(block);
	digest_free(d);
	return !why ? 0 : why == source_has_changed ? -2 : -1;
}
