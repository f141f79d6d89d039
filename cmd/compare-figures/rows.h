/*
 * rows.h - the rows behind one figure in two runs, as trace-figure tells.
 *
 * Rows are the same where they say the same, wherever they stand; a row that
 * says something else from the same place has changed.
 *
 * Memory: a key and some words for each row.
 */
#ifndef COMPARE_FIGURES_ROWS_H
#define COMPARE_FIGURES_ROWS_H

#include "vardstrom/dec.h"
#include "vardstrom/keyset.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

enum {
	ROWS_GONE,
	ROWS_NEW,
	ROWS_CHANGED,
	ROWS_SAME, /* and perhaps counted otherwise */
	N_ROW_KINDS
};

enum { ROWS_SHOWN = 20 /* sources that are named, of each kind */ };

/** A row of one run. */
struct row {
	uint32_t content; /* what it says, by number */
	uint32_t source;
	struct dec numerator, denominator;
	bool is_paired;
};

struct row_list {
	struct row *items;
	size_t n, cap;
};

/** What rows of one kind change. */
struct row_change {
	size_t n;
	struct dec numerator, denominator; /* new - old */
	struct strbuf sources;             /* as JSON strings, with commas */
};

struct rows {
	struct keyset *contents, *sources;
	struct row_list old, new;
	char *head; /* of the figure; NULL: no summary was read */
	bool has_denominator;
	bool is_in_parts; /* no number of a row adds up to it */
	struct row_change changes[N_ROW_KINDS];
	struct dec numerator, denominator; /* of the old run */
};

void rows_init(struct rows *r);
void rows_release(struct rows *r);

/** Read what trace-figure wrote; 0, or -1 with a finished sentence in err. */
int rows_read(struct rows *r, const char *path, bool is_new, size_t max_line,
    struct strbuf *err);

/** Pair the rows of both runs, and add up what each kind changes. */
void rows_pair(struct rows *r);

/**
 * The value after the rows of the first kinds have changed: kind 0 is none of
 * them. False: there is none.
 */
bool rows_value(const struct rows *r, size_t kind, struct dec *out);

#endif
