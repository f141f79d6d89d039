/* content.h - is the content of two records the same? */
#ifndef CONTENT_H
#define CONTENT_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/siphash.h"

struct canonical;

enum {
	CONTENT_BYTES = 6,   /* of a fingerprint */
	CONTENT_SECRETS = 8, /* words */
	CONTENT_SLOTS = 512  /* for orders of members; half are used */
};

/** What a fingerprint is taken of, and the secrets that go into it. */
struct content {
	uint64_t secrets[CONTENT_SECRETS];
	/* Hashes of orders in which canonical_write leaves members; 0: free. */
	uint64_t known[CONTENT_SLOTS];
	size_t n_known;
	struct canonical *canonical;
	struct strbuf text;
};

void content_init(struct content *c);
void content_release(struct content *c);

/**
 * The fingerprint of a record as its line has it, apart from its member source
 * (NULL: it has none). The order of members does not matter. Names and strings
 * are compared decoded, all other values as they are written.
 *
 * Returns: 8 * CONTENT_BYTES bits: two contents that differ look alike once
 *          in 2^48 comparisons.
 */
uint64_t content_fingerprint(struct content *c, const struct record *rec,
    const struct ndjson_member *source);

#endif
