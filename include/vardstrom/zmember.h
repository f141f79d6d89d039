/* zmember.h - bytes packed as gzip members. */
#ifndef VARDSTROM_ZMEMBER_H
#define VARDSTROM_ZMEMBER_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

/**
 * Append the len bytes at s to out as one gzip member of its own. Members one
 * after the other are a gzip file; it holds no name and no time.
 *
 * Memory: what zlib needs (about 300 KiB) is freed before it returns.
 */
void zmember_add(struct strbuf *out, const char *s, size_t len);

#endif
