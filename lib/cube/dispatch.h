/*
 * dispatch.h - which measures a kind of record can be counted into, and what
 * has to be asked for that.
 *
 * A stream holds many kinds of records, and most conditions begin with
 * record == "contact". What cannot hold for a kind is not asked of each of
 * its records, what always holds neither, and what several measures ask in
 * the same words only once.
 *
 * Memory: a list of the measures for each kind, DISPATCH_MAX_KINDS at most.
 */
#ifndef CUBE_DISPATCH_H
#define CUBE_DISPATCH_H

#include <stddef.h>

#include "define/wanted.h"

enum {
	/* the records of further ones are asked everything */
	DISPATCH_MAX_KINDS = 64
};

/** Measures that hold for the same records of a kind. */
struct dispatch_case {
	int where;    /* an expression; -1: every record */
	size_t first; /* in the kind's measures */
	size_t n;
};

/** What is asked of records whose member "record" has that text. */
struct dispatch_kind {
	char *name;
	size_t len;
	int *measures; /* by their cases */
	struct dispatch_case *cases;
	size_t n_cases;
};

struct dispatch;

/** Memory: borrows w until dispatch_free. */
struct dispatch *dispatch_new(const struct wanted *w);
void dispatch_free(struct dispatch *d);

/**
 * The kind of the record at hand.
 *
 * Memory: borrowed until the next call.
 */
const struct dispatch_kind *dispatch_find(struct dispatch *d);

#endif
