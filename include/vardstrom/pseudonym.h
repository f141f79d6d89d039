/*
 * pseudonym.h - a keyed hash in place of a person id.
 *
 * The same key and deployment give the same pseudonym in every extract and
 * year; without the key nobody can tell whose it is, nor make one to compare
 * with. Two deployments that share a key have none in common, and neither
 * have two kinds of id, should their characters ever be the same.
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

/** What an id is; each has pseudonyms of its own. */
enum pseudonym_kind {
	PSEUDONYM_PERSONNUMMER,
	PSEUDONYM_SAMORDNINGSNUMMER,
	PSEUDONYM_RESERVNUMMER,
	PSEUDONYM_STAFF,
	PSEUDONYM_SAMPLE,
	PSEUDONYM_FODSELSNUMMER,
	PSEUDONYM_HENKILOTUNNUS,
	PSEUDONYM_ID,   /* of another form */
	PSEUDONYM_NEAR, /* an id that is looked for, whatever it is */
	PSEUDONYM_N_KINDS
};

/** A key that is ready for use. */
struct pseudonym;

/**
 * Read a key: all bytes of the file, a line end at its end too. deployment
 * names where the pseudonyms are used; NULL: nowhere by name.
 *
 * Returns: new, wiped and freed with pseudonym_free; NULL with a finished
 *          sentence in err: unreadable, no regular file, too short or too
 *          long, a few bytes repeated (as all zeros), another user's, or
 *          others than its owner may read or change it.
 */
struct pseudonym *pseudonym_load(
    const char *path, const char *deployment, struct strbuf *err);

/** The same with a key at hand, of any length; borrowed for the call. */
struct pseudonym *pseudonym_new(
    const char *key, size_t len, const char *deployment);

/** NULL is allowed. */
void pseudonym_free(struct pseudonym *p);

/**
 * Write the pseudonym of a normalised id: PSEUDONYM_LEN bytes, no NUL.
 *
 * It is the HMAC of the id under a key of its kind, which is the HMAC of
 * "vardstrom pseudonym", the deployment and the kind's name, a NUL between
 * them, under the key.
 *
 * Source: RFC 2104 and FIPS 180-4: HMAC-SHA-256, its first 128 bits.
 */
void pseudonym_make(struct pseudonym *p, enum pseudonym_kind kind,
    const char *id, size_t len, char *out);

/**
 * Append a row with '#' for each digit of whatever script, those written as
 * JSON's \u escapes too, so that no id can be read in it. Its length may
 * change. A row need not be UTF-8.
 */
void pseudonym_mask(struct strbuf *sb, const char *s, size_t len);

#endif
