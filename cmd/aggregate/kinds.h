/*
 * kinds.h - which measures a kind of record can be counted into at all.
 *
 * A stream holds many kinds of records, and most conditions begin with
 * record == "contact": what cannot hold for a kind is not asked of each of
 * its records.
 *
 * Memory: a list of the measures for each kind, KINDS_MAX kinds at most.
 */
#ifndef AGGREGATE_KINDS_H
#define AGGREGATE_KINDS_H

#include <stddef.h>

struct book;

enum {
	KINDS_MAX = 64 /* the records of further ones are asked everything */
};

/** The measures for records whose member "record" has that text. */
struct kind {
	char *name;
	size_t len;
	int *measures; /* in their order */
	size_t n_measures;
};

struct kinds {
	int record; /* the member, of the expressions */
	struct kind *list;
	size_t n, cap;
	size_t last; /* met last: mostly the next one's too */
};

void kinds_release(struct kinds *ks);

/**
 * The kind of the record at hand, once all measures are there.
 *
 * Returns: NULL where every measure must be asked.
 * Memory:  borrowed until the next call.
 */
const struct kind *kinds_find(struct kinds *ks, const struct book *b);

#endif
