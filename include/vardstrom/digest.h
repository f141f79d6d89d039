/* digest.h - SHA-256 and base64, from nettle. */
#ifndef VARDSTROM_DIGEST_H
#define VARDSTROM_DIGEST_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

enum {
	DIGEST_BYTES = 32, /* of a SHA-256 */
	DIGEST_HEX = 64    /* its hexadecimal digits */
};

struct digest;

struct digest *digest_new(void);
void digest_free(struct digest *d);
void digest_add(struct digest *d, const char *s, size_t len);
/** The digest of what was added; d starts anew. */
void digest_sum(struct digest *d, unsigned char sum[DIGEST_BYTES]);
/** The same in lower-case hex and a NUL. */
void digest_hex(struct digest *d, char hex[DIGEST_HEX + 1]);

/**
 * The digest and size of a whole file.
 *
 * Returns: 0; -1 with a finished sentence in err; -2 likewise where the file
 *          changed while it was read.
 */
int digest_file(const char *path, char hex[DIGEST_HEX + 1],
    unsigned long long *n_bytes, struct strbuf *err)
    __attribute__((warn_unused_result));

/** Append bytes in base64, with = at the end. */
void digest_base64(struct strbuf *sb, const unsigned char *s, size_t len);

#endif
