/* firsts.h - the first of each key, and a note about it, within a budget. */
#ifndef FIRSTS_H
#define FIRSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

enum firsts_answer {
	FIRSTS_NEW,   /* not met before; now it is remembered */
	FIRSTS_AGAIN, /* met before */
	FIRSTS_FULL   /* not among those remembered, and no room for more */
};

/**
 * A set of keys, each with a note of a fixed size. Memory: a key's bytes and
 * about 8 more, and the note.
 */
struct firsts;

/** note_len may be 0. budget in bytes; at least one key is always taken. */
struct firsts *firsts_new(size_t note_len, size_t budget);
void firsts_free(struct firsts *f);

/**
 * Hash a key and fetch its place from memory, which goes on while the caller
 * does other work before firsts_meet.
 */
uint64_t firsts_hash(const struct firsts *f, const char *key, size_t len);

/**
 * Has key, whose hash is from firsts_hash, been met? For FIRSTS_NEW note is
 * kept; for FIRSTS_AGAIN *first is the first one's note, borrowed until the
 * next call (NULL allowed where note_len is 0).
 */
enum firsts_answer firsts_meet(struct firsts *f, const char *key, size_t len,
    uint64_t hash, const unsigned char *note, const unsigned char **first);

/** Bytes in use. */
size_t firsts_bytes(const struct firsts *f);

#endif
