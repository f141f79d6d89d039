/* content.h - is the content of two records the same? */
#ifndef CONTENT_H
#define CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/siphash.h"

enum {
	CONTENT_BYTES = 6 /* of a fingerprint */
};

/** What a fingerprint is taken of, and the secret that goes into it. */
struct content {
	struct siphash_key secret;
	struct field source;
	struct strbuf scratch;
	struct strbuf plain; /* a member as most are written */
};

void content_init(struct content *c);
void content_release(struct content *c);

/**
 * The fingerprint of a record as it was read, apart from `source`: a sum over
 * its members, so their order does not matter. Names and strings are compared
 * decoded, all other values as they are written.
 *
 * Returns: 8 * CONTENT_BYTES bits: two contents that differ look alike once
 *          in 2^48 comparisons.
 */
uint64_t content_fingerprint(struct content *c, const struct record *rec);

#endif
