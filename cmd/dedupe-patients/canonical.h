/* canonical.h - the canonical order in which members are compared. */
#ifndef CANONICAL_H
#define CANONICAL_H

#include <stdbool.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

enum {
	CANONICAL_BYTES = 128 * 1024 /* of names; beyond, members are sorted */
};

/**
 * The sets of names met so far, and for each the order in which its members
 * stood when it was met first. Nearly every record has one of a few orders, so
 * that most lines are what canonical_write would write.
 */
struct canonical;

struct canonical *canonical_new(void);
void canonical_free(struct canonical *o);

/**
 * Append what two records with the same content have in common: the members
 * of rec but skip (NULL allowed) in the order of their set, as a line of JSON
 * up to its closing brace, without blanks, and strings without an escape that
 * they can do without.
 *
 * Returns: are the members of rec in that order?
 */
bool canonical_write(struct canonical *o, const struct record *rec,
    const struct ndjson_member *skip, struct strbuf *text);

#endif
