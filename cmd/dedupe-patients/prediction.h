/* prediction.h - a guess at the key of the record that comes next. */
#ifndef PREDICTION_H
#define PREDICTION_H

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
struct prediction {
	struct strbuf key; /* empty: none */
	uint64_t hash;
};

void prediction_init(struct prediction *p);
void prediction_release(struct prediction *p);

/** Was it predicted? Then *hash is what its hash was said to be. */
bool prediction_has(
    const struct prediction *p, const struct strbuf *key, uint64_t *hash);

/**
 * Guess the key of the line behind rec (rec->coming), from rec's own key, whose
 * last bytes are the value of the member m as it is written.
 *
 * Returns: true: p->key is set, and the caller sets p->hash.
 */
bool prediction_make(struct prediction *p, const struct record *rec,
    const struct ndjson_member *m, const struct strbuf *key);

#endif
