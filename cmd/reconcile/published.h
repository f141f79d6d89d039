/* published.h - printed tables, and what their columns and rows are. */
#ifndef RECONCILE_PUBLISHED_H
#define RECONCILE_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"

enum { PUBLISHED_MAX_TERMS = 16 };

/** A printed number; row 0 is the first below the header. */
struct printed {
	char *text;     /* as printed; "" where the cell is blank */
	bool is_number; /* and value and decimals say which */
	struct dec value;
	int decimals;
};

/** What stands in a column. */
struct column {
	const char *name;
	const char *indicator;       /* NULL: no figure of ours */
	const char *total_indicator; /* of the total row; NULL: the same */
	const char *member[2]; /* of the scope besides the row's: name, value */
	int scale;             /* printed = figure * scale */
	bool is_count;         /* printed whole, not rounded */
	bool is_summed;        /* the total row is the sum of the others */
	const char *share_of; /* per cent of that column's number: of a count */
	const char *ratio[2]; /* the columns that it is the ratio of */
	size_t at;            /* in the file */
};

/** Columns that add up to a column, or to a number. */
struct sum {
	const char *parts[PUBLISHED_MAX_TERMS];
	size_t n_parts;
	const char *total;
	struct dec number; /* where total is NULL */
};

struct printed_table {
	const char *id, *file;
	const char *row;    /* the column that names the rows */
	const char *by;     /* the member that its names are of; NULL: none */
	const char *period; /* of all rows; NULL: the row's name is it */
	const char *total_row; /* or NULL */
	struct column *columns;
	size_t n_columns;
	struct sum *sums;
	size_t n_sums;
	char **names; /* of the rows */
	size_t n_rows, cap_rows;
	struct printed *cells; /* row by row, n_columns each */
};

/** Two cells that are one number; the row names the rows of both. */
struct same {
	const char *table[2], *row[2], *column[2];
};

struct published;

/**
 * Read a description (pipelines/published/published.schema.json) and the
 * tables that it names, which lie beside it or in folder.
 *
 * Returns: new, freed with published_free; NULL with a sentence in err.
 */
struct published *published_load(
    const char *path, const char *folder, struct strbuf *err);
void published_free(struct published *p);

size_t published_n(const struct published *p);
size_t published_n_same(const struct published *p);
const struct same *published_same_at(const struct published *p, size_t i);
const struct printed_table *published_at(const struct published *p, size_t i);

#endif
