/* zin.h - the bytes of one file, plain or gzip; private to the library. */
#ifndef ZIN_H
#define ZIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "vardstrom/strbuf.h"

struct zin;

/** NULL with a finished sentence in err; "-" is standard input. */
struct zin *zin_open(const char *path, bool is_hashed, struct strbuf *err);
void zin_close(struct zin *z);

/**
 * Up to cap bytes of content.
 *
 * Returns: bytes read; 0 at the end; -1: see zin_error.
 */
ssize_t zin_read(struct zin *z, char *out, size_t cap)
    __attribute__((warn_unused_result));

/** A sentence without the file's name; static or borrowed from z. */
const char *zin_error(const struct zin *z);
/** Bytes taken from the file, and its size (0: not a plain file). */
uint64_t zin_bytes(const struct zin *z);
uint64_t zin_size(const struct zin *z);
/** After the end: SHA-256 of a plain file, hex and NUL; else "". */
void zin_sha256(struct zin *z, char hex[65]);

#endif
