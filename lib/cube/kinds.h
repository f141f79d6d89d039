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
	KIND_MAX_BITS = 64, /* of expr_found_all */
	KINDS_MAX = 64 /* the records of further ones are asked everything */
};

/** Measures that hold for the same records of a kind. */
struct kind_case {
	int where;    /* an expression; -1: every record */
	size_t first; /* in the kind's measures */
	size_t n;
};

/**
 * Cases that ask for texts in one list: only those are asked whose text is in
 * it. Cases of the text with bit i are those from firsts[i] up to firsts[i +
 * 1].
 */
struct kind_list {
	int member; /* of the expressions */
	size_t firsts[KIND_MAX_BITS + 1];
};

/** What is asked of records whose member "record" has that text. */
struct kind {
	char *name;
	size_t len;
	int *measures; /* by their cases */
	struct kind_case *cases;
	size_t
	    n_cases; /* that are asked of each record; those of lists follow */
	struct kind_list *lists;
	size_t n_lists, cap_lists;
};

struct kinds {
	int record;     /* the member, of the expressions */
	bool has_lists; /* members that are looked for need not be known */
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
