/* published.h - printed tables, and what their columns and rows are. */
#ifndef RECONCILE_PUBLISHED_H
#define RECONCILE_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"

enum {
	PUBLISHED_MAX_TERMS = 16,
	PUBLISHED_MAX_NAMES = 4,     /* columns that name a row */
	PUBLISHED_MAX_CONDITIONS = 4 /* of a set of rows */
};

/** A printed number; row 0 is the first below the header. */
struct printed {
	char *text;     /* as printed; "" where the cell is blank */
	bool is_number; /* and value and decimals say which */
	struct dec value;
	int decimals;
	int beside; /* 1: a little more ("drygt"), -1: a little less */
};

/** What is in a column. */
struct column {
	const char *name;
	const char *indicator;       /* NULL: no figure of ours */
	const char *total_indicator; /* of the total row; NULL: the same */
	const char *member[2]; /* of the scope besides the row's: name, value */
	int scale;             /* printed = figure * scale */
	bool is_count;         /* printed whole, not rounded */
	bool is_summed;        /* the total row is the sum of the others */
	const char *share_of; /* per cent of that column's number: of a count */
	const char *mean_of;  /* a mean over so many as that column says */
	const char *ratio[2]; /* the columns that it is the ratio of */
	const char *at_most;  /* no more than that column */
	int order; /* of the rows as printed: 1 rising, -1 falling, 0 any */
	bool has_least, has_most; /* no less, no more than */
	struct dec least, most;
	size_t at; /* in the file */
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
	bool is_optional, is_absent;          /* need not lie there; does not */
	const char *row[PUBLISHED_MAX_NAMES]; /* the columns that name rows */
	size_t n_row;
	const char *by;     /* the member that its names are of; NULL: none */
	const char *by_in;  /* the column of these values; NULL: the name */
	const char *period; /* of all rows; NULL: the row's name is it */
	const char *period_in; /* or it is in that column */
	size_t n_called;       /* rows whose value is another than the name */
	const char **called;   /* name and value in turn */
	const char *total_row; /* or NULL */
	struct column *columns;
	size_t n_columns;
	struct sum *sums;
	size_t n_sums;
	char **names; /* of the rows */
	size_t n_rows, cap_rows;
	struct printed *cells; /* row by row, n_columns each */
	char **header;         /* of the whole file ... */
	size_t n_header;
	char **texts; /* ... and all that is in it, row by row */
};

struct place {
	const struct printed_table *table;
	size_t row, column;
};

/** A cell by its names: the row's "2024 Karlstad" where two columns name it. */
struct cell_name {
	const char *table, *row, *column;
};

/** Rows of a table: those in which each named column says so; no total. */
struct row_set {
	const char *table, *column;
	const char *name[PUBLISHED_MAX_CONDITIONS];
	const char *value[PUBLISHED_MAX_CONDITIONS];
	bool is_not[PUBLISHED_MAX_CONDITIONS]; /* says anything else */
	size_t n;
	struct cell_name below; /* table NULL: whatever its number */
};

enum relation_kind {
	RELATION_SUM,       /* cell = the parts together */
	RELATION_SHARE,     /* cell = scale * the parts together / whole */
	RELATION_ROWS,      /* cell = the number of rows */
	RELATION_ROW_SHARE, /* cell = scale * those below / all with a number */
	RELATION_GREATEST,  /* cell >= each of the others */
	RELATION_LEAST,     /* cell <= each of the others */
	RELATION_MORE,      /* cell > whole */
	RELATION_LESS       /* cell < whole */
};

/** What holds between cells of any tables. */
struct link {
	enum relation_kind kind;
	struct cell_name cell, whole;
	struct cell_name *cells; /* the parts, one by one ... */
	size_t n_cells;
	struct row_set rows; /* ... or as rows; table NULL: none */
	int scale;
};

/** Two cells that are one number; the row names the rows of both. */
struct same {
	struct cell_name of[2];
};

struct published;

/**
 * Read a description (pipelines/published/published.schema.json) and the
 * tables that it names, which are beside it or in folder.
 *
 * Returns: new, freed with published_free; NULL with a sentence in err.
 */
struct published *published_load(
    const char *path, const char *folder, struct strbuf *err);
void published_free(struct published *p);

size_t published_n(const struct published *p);
const struct printed_table *published_at(const struct published *p, size_t i);
size_t published_n_same(const struct published *p);
const struct same *published_same_at(const struct published *p, size_t i);
size_t published_n_links(const struct published *p);
const struct link *published_link_at(const struct published *p, size_t i);

/** The cell of that name; false: it is not printed, or is no number. */
bool published_find(const struct published *p, const struct cell_name *name,
    struct place *place);
/** What is in a column of the file; NULL: it has none of that name. */
const char *table_text(
    const struct printed_table *t, size_t row, const char *column);
/** Is the row in the set? */
bool published_has_row(
    const struct printed_table *t, const struct row_set *set, size_t row);

/** Print something else there; the description's relations stand. */
void published_change(
    struct published *p, const struct place *place, const char *text);

const struct printed *place_cell(const struct place *place);
const struct column *place_column(const struct place *place);
bool table_is_total(const struct printed_table *t, size_t row);
/** n_columns where there is none of that name. */
size_t table_column(const struct printed_table *t, const char *name);

/** Read a number as it is printed: 9 876, 98,76, drygt 94,5. */
void printed_read(struct printed *p, const char *s, size_t len);

#endif
