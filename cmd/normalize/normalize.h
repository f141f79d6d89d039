/*
 * normalize.h - a row of an extract to a canonical record, by a profile.
 *
 * The profile is made ready once for each file: which field of a row each
 * column reads, in which order they are converted. A row then costs its
 * conversions and one copy; nothing is allocated.
 */
#ifndef NORMALIZE_NORMALIZE_H
#define NORMALIZE_NORMALIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup.h"
#include "profile.h"
#include "suggest.h"
#include "unknown.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/pseudonym.h"
#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"
#include "vardstrom/table.h"

struct normalizer;

/**
 * Person ids become pseudonyms where one is given, and stay where it is NULL.
 *
 * Memory: borrows the profile, lookups (one for each of its tables) and
 *         pseudonym until normalizer_free.
 */
struct normalizer *normalizer_new(const struct profile *profile,
    struct lookup *const *lookups, struct pseudonym *pseudonym);
void normalizer_free(struct normalizer *n);

/** Tell of each person id, read or refused; borrowed. */
void normalizer_set_suggest(struct normalizer *n, struct suggest *suggest);

/**
 * Begin a file: name goes into "source"; header says where the columns are
 * (NULL for NDJSON, where each record names its own).
 *
 * Returns: 0; -1 with a finished sentence in err: a required column is not
 *          there (the near misses are named), or a column is there twice.
 *          note gets a sentence where an optional column has a near miss.
 */
int normalizer_begin(struct normalizer *n, const char *name,
    const struct table_row *header, struct strbuf *err, struct strbuf *note)
    __attribute__((warn_unused_result));

/** What became of a row; borrowed until the next. */
struct normalized {
	const char *json; /* without a line end; NULL: the row is faulty */
	size_t len;
	const struct stream_fault *faults;
	size_t n_faults;
};

/** A row of a table: as many fields as the header has columns. */
struct normalized normalizer_row(
    struct normalizer *n, const struct table_row *row);

/** A record of NDJSON, whose members are the columns. */
struct normalized normalizer_record(
    struct normalizer *n, const struct record *rec, uint64_t line_no);

/**
 * The same where the profile has each: a record for each element of the list,
 * a line each in lines, with its LF. A fault in one is a fault of all.
 *
 * Returns: as above, but for json; n_faults 0: *n_lines were made.
 */
struct normalized normalizer_elements(struct normalizer *n,
    const struct record *rec, uint64_t line_no, struct strbuf *lines,
    size_t *n_lines);

/** Names that the tables lack, once all rows were read; see unknown.h. */
size_t normalizer_unknown(
    struct normalizer *n, struct unknown_name chosen[UNKNOWN_MAX_SHOWN]);

#endif
