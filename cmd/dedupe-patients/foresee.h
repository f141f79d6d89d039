/* foresee.h - a guess at the key of the record that comes next. */
#ifndef FORESEE_H
#define FORESEE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

/**
 * A key that may come next. The place of a key in a large set is fetched for
 * longer than the rest of a record takes; records of one kind begin alike, so
 * the next one's key mostly stands where this one's stood.
 */
struct foresee {
	struct strbuf key; /* empty: none */
	uint64_t hash;
};

void foresee_init(struct foresee *f);
void foresee_release(struct foresee *f);

/** Was it foreseen? Then *hash is what its hash was said to be. */
bool foresee_has(
    const struct foresee *f, const struct strbuf *key, uint64_t *hash);

/**
 * Guess the key of the line behind rec (rec->coming), from rec's own key, whose
 * last bytes are the value of the member m as it is written.
 *
 * Returns: true: f->key is set, and the caller sets f->hash.
 */
bool foresee_next(struct foresee *f, const struct record *rec,
    const struct ndjson_member *m, const struct strbuf *key);

#endif
