/* header.h - which column of a file is which column of the profile. */
#ifndef NORMALIZE_HEADER_H
#define NORMALIZE_HEADER_H

#include <stddef.h>

#include "profile.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/table.h"

/**
 * Match a header's names with the profile's spellings, compared as fold_name
 * makes them.
 *
 * Returns: 0 with field_of[column] = the field's index, or PROFILE_NONE where
 *          an optional column is not there (note gets a sentence where a
 *          header comes near it); -1 with a finished sentence in err: which
 *          required columns are not there and what comes near them, or which
 *          column is there twice.
 */
int header_match(const struct profile *p, const char *file,
    const struct table_row *header, int *field_of, struct strbuf *err,
    struct strbuf *note) __attribute__((warn_unused_result));

/** The same for records of NDJSON, whose members seldom change their order. */
struct header_guess;

struct header_guess *header_guess_new(const struct profile *p);
void header_guess_free(struct header_guess *g);

/**
 * Find each column's member: members[column], or NULL. Where two members have
 * spellings of one column, the first one stands.
 */
void header_guess_record(struct header_guess *g, const struct record *rec,
    const struct ndjson_member **members);

#endif
