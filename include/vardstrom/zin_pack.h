/* zin_pack.h - bytes packed as gzip members. */
#ifndef VARDSTROM_ZIN_PACK_H
#define VARDSTROM_ZIN_PACK_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

/**
 * Append the len bytes at s to out as one gzip member of its own. Members one
 * after the other are a gzip file; it holds no name and no time.
 *
 * Memory: what zlib needs (about 300 KiB) is freed before it returns.
 */
void zin_pack(struct strbuf *out, const char *s, size_t len);

#endif
