/*
 * extract.h - one raw extract being written: columns, dress, line numbers.
 *
 * All files of a year get their names together: vardstrom/publish.h. What
 * cannot be written ends the program.
 */
#ifndef EXTRACT_H
#define EXTRACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/publish.h"
#include "vardstrom/strbuf.h"

enum {
	EXTRACT_MAX_COLUMNS = 12,
	EXTRACT_BLOCK = 1024 * 1024 /* bytes gathered before they are written */
};

/** How all the extracts of a year are dressed. */
struct extract_dress {
	const char *dir;
	uint64_t seed;        /* of the column order */
	bool is_gzip;         /* NAME.csv.gz, several members */
	bool is_windows_1252; /* otherwise UTF-8 */
	bool has_bom;
	bool is_crlf;
	bool is_shuffled; /* columns in another order, with an unknown one */
};

/** The values of a row, in UTF-8, in the order of the contract's columns. */
struct extract_row {
	struct strbuf cells[EXTRACT_MAX_COLUMNS];
};

/** How one row differs from the file's dress. */
struct extract_style {
	unsigned quoted; /* bit i: cell i in quotes; others as needed */
	unsigned bare;   /* bit i: cell i never quoted, whatever it holds */
	bool is_other_encoding; /* the other of the two encodings */
	int n_cut;              /* cells to leave out at the end */
	int n_extra;            /* cells too many at the end */
	int n_empty;            /* empty cells too many */
};

struct extract {
	const struct extract_dress *dress;
	const char *base; /* "fys002.csv", whatever the dress */
	char *name;       /* in the folder: "fys002.csv.gz" */
	struct output out;
	int n_columns;
	int order[EXTRACT_MAX_COLUMNS]; /* column written at each place */
	struct strbuf line;
	struct strbuf block, packed;
	uint64_t line_no; /* of the line to be written next, 1-based */
};

void extract_row_init(struct extract_row *row);
void extract_row_release(struct extract_row *row);
void extract_row_copy(struct extract_row *to, const struct extract_row *from);

/** Empty a cell and give it a text. */
void extract_set(struct extract_row *row, int column, const char *s);

/**
 * Begin the file NAME (NAME.gz where so dressed) with its header; columns are
 * named with ';' between. NULL: a file without rows, see extract_write_line.
 *
 * Memory:  borrows dress and name.
 */
void extract_open(struct extract *x, const struct extract_dress *dress,
    const char *name, const char *columns);

/**
 * Write a row. A style of NULL: as the file's dress says.
 *
 * Returns: the line on which the row begins, 1-based.
 */
uint64_t extract_write(struct extract *x, const struct extract_row *row,
    const struct extract_style *style);

/** Write a line of one's own. */
void extract_write_line(struct extract *x, const char *s, size_t len);

/** DIR/NAME with its suffix ("" or ".gz") is to be gone. */
void extract_remove(struct publication *p, const char *dir, const char *name,
    const char *suffix);

/**
 * Write what is gathered, and hand the file over to be published. The same
 * extract of the other dress, NAME or NAME.gz, is to be gone then.
 */
void extract_commit(struct extract *x, struct publication *p);

/** Free everything; a file that was not committed is gone. */
void extract_release(struct extract *x);

#endif
