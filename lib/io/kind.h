/* kind.h - what a file is that is no text of ours, by its first bytes. */
#ifndef KIND_H
#define KIND_H

#include <stdbool.h>
#include <stddef.h>

enum {
	KIND_FEW = 4,   /* bytes that say whether more are needed */
	KIND_MANY = 512 /* bytes that say all there is to say */
};

/** Can the file be of another kind, by its first KIND_FEW bytes? */
bool kind_is_suspect(const char *s, size_t len);

/**
 * What the file is, and the command that makes text of it: "an xz file;
 * unpack it first: xz -dc". NULL: text, or of no known kind.
 *
 * Shape:   the first bytes, KIND_MANY or all there are.
 * Source:  the magic numbers of APPNOTE.TXT (zip), RFC 1952 (gzip), RFC 8878
 *          (zstd), the xz, bzip2 and lz4 formats, POSIX (tar), ISO 32000
 *          (PDF), [MS-CFB], the Parquet, Arrow, Avro and SQLite formats.
 */
const char *kind_of(const char *s, size_t len);

#endif
