/*
 * pseudonym.h - a keyed hash in place of a person id.
 *
 * The same key gives the same pseudonym in every extract and year; without
 * the key nobody can tell whose it is, nor make one to compare with.
 */
#ifndef VARDSTROM_PSEUDONYM_H
#define VARDSTROM_PSEUDONYM_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

enum {
	PSEUDONYM_LEN = 32,      /* hexadecimal digits, of 128 bits */
	PSEUDONYM_MIN_KEY = 32,  /* bytes of a key file, at least */
	PSEUDONYM_MAX_KEY = 4096 /* and at most */
};

/** A key that is ready for use. */
struct pseudonym;

/**
 * Read a key: all bytes of the file, a line end at its end too.
 *
 * Returns: new, wiped and freed with pseudonym_free; NULL with a finished
 *          sentence in err: unreadable, too short or too long, or others
 *          than its owner may read or change it.
 */
struct pseudonym *pseudonym_load(const char *path, struct strbuf *err);

/** The same with a key at hand, of any length; borrowed for the call. */
struct pseudonym *pseudonym_new(const char *key, size_t len);

/** NULL is allowed. */
void pseudonym_free(struct pseudonym *p);

/**
 * Write the pseudonym of a normalised id: PSEUDONYM_LEN bytes, no NUL.
 *
 * Source: RFC 2104 and FIPS 180-4: HMAC-SHA-256, its first 128 bits.
 */
void pseudonym_make(struct pseudonym *p, const char *id, size_t len, char *out);

/**
 * Append a row with '#' for each digit, those of double width included, so
 * that no id can be read in it. Its length may change.
 */
void pseudonym_mask(struct strbuf *sb, const char *s, size_t len);

#endif
