/* seen.h - the seen set: the first of each key, and a note about it. */
#ifndef SEEN_H
#define SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

enum seen_answer {
	SEEN_NEW,    /* not met before; now it is remembered */
	SEEN_BEFORE, /* met before */
	SEEN_FULL    /* not among those remembered, and no room for more */
};

/**
 * A set of keys, each with a note of a fixed size. Memory: a key's bytes and
 * about 8 more, and the note.
 */
struct seen;

/** note_len may be 0. budget in bytes; at least one key is always taken. */
struct seen *seen_new(size_t note_len, size_t budget);
void seen_free(struct seen *s);

/**
 * Hash a key and fetch its place from memory, which goes on while the caller
 * does other work before seen_meet.
 */
uint64_t seen_hash(const struct seen *s, const char *key, size_t len);

/**
 * Has key, whose hash is from seen_hash, been met? For SEEN_NEW note is
 * kept; for SEEN_BEFORE *first is the first one's note, borrowed until the
 * next call (NULL allowed where note_len is 0).
 */
enum seen_answer seen_meet(struct seen *s, const char *key, size_t len,
    uint64_t hash, const unsigned char *note, const unsigned char **first);

/** Bytes in use. */
size_t seen_bytes(const struct seen *s);

#endif
