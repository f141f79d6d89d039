/* digest.h - SHA-256, from nettle. */
#ifndef VARDSTROM_DIGEST_H
#define VARDSTROM_DIGEST_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

enum {
	DIGEST_HEX = 64 /* hexadecimal digits of a SHA-256 */
};

struct digest;

struct digest *digest_new(void);
void digest_free(struct digest *d);
void digest_add(struct digest *d, const char *s, size_t len);
/** The digest of what was added, lower-case hex and a NUL; d starts anew. */
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

#endif
