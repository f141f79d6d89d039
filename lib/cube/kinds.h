/*
 * kinds.h - which measures a kind of record can be counted into, and what has
 * to be asked for that.
 *
 * A stream holds many kinds of records, and most conditions begin with
 * record == "contact". What cannot hold for a kind is not asked of each of
 * its records, what always holds neither, and what several measures ask in
 * the same words only once.
 *
 * Memory: a list of the measures for each kind, KINDS_MAX kinds at most.
 */
#ifndef AGGREGATE_KINDS_H
#define AGGREGATE_KINDS_H

#include <stdbool.h>
#include <stddef.h>

struct book;

enum {
	KINDS_MAX = 64 /* the records of further ones are asked everything */
};

/** Measures that hold for the same records of a kind. */
struct kind_case {
	int where;    /* an expression; -1: every record */
	size_t first; /* in the kind's measures */
	size_t n;
};

/** What is asked of records whose member "record" has that text. */
struct kind {
	char *name;
	size_t len;
	int *measures; /* by their cases */
	struct kind_case *cases;
	size_t n_cases;
};

struct kinds {
	int record; /* the member, of the expressions */
	struct kind *list;
	size_t n, cap;
	size_t last;     /* met last: mostly the next one's too */
	struct kind any; /* of the records of no kind in the list */
};

void kinds_release(struct kinds *ks);

/**
 * The kind of the record at hand, once all measures are there.
 *
 * Memory: borrowed until the next call.
 */
const struct kind *kinds_find(struct kinds *ks, const struct book *b);

#endif
