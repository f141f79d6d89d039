/*
 * table.h - rows of a delimited text file (CSV), as slices of its lines.
 *
 * A row without a quote is cut by one vector scan of its line. A row that
 * holds a quote goes through libcsv in its strict mode; both ways give the
 * same answer. The first row is the header; it says how many columns a row
 * has. A faulty row never takes others with it: a quote that is not closed
 * in a row of the right width costs the one line that it is on.
 */
#ifndef VARDSTROM_TABLE_H
#define VARDSTROM_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/charset.h"
#include "vardstrom/lines.h"
#include "vardstrom/strbuf.h"

enum {
	TABLE_MAX_ROW_LINES = 1000, /* physical lines of one quoted row */
	TABLE_MAX_COLUMNS = 4096    /* columns in a header */
};

enum table_status {
	TABLE_OK,
	TABLE_EOF,
	TABLE_EINPUT,  /* see lines_error */
	TABLE_EHEADER, /* the header again, where files were joined: no row */
	/* a row to reject; the next call goes on behind it */
	TABLE_ERAGGED,   /* not as many fields as the header */
	TABLE_ECR,       /* a carriage return outside quotes, within the row */
	TABLE_ESTRAY,    /* a quote inside a field or behind a quoted one */
	TABLE_EUNCLOSED, /* a quoted field that does not end */
	TABLE_EENCODING, /* a byte that is not in the encoding */
	TABLE_ENUL,      /* a NUL byte */
	TABLE_ETOOLONG   /* longer than the longest line; raw is its start */
};

/** The rows that name the columns. */
enum table_header {
	TABLE_HEADER_ONE,
	TABLE_HEADER_NONE, /* the first row is data, and says how many fields */
	TABLE_HEADER_TWO   /* a name above others is that of all to its right */
};

/** How a file is written. */
struct table_options {
	char delimiter;       /* one byte of ASCII */
	char quote;           /* one byte of ASCII; 0: quotes mean nothing */
	enum charset charset; /* of every row, the header too */
	bool is_careful;      /* every row through libcsv (for tests) */
	bool may_trail;       /* empty fields may follow a row, any number */
	enum table_header header;
	unsigned n_before;  /* lines before the header */
	const char *starts; /* or: what the header's line begins with, UTF-8;
			       borrowed; NULL: nothing is said */
};

/**
 * A field: UTF-8, blanks at both ends left out (fold_trim); LINES_PADDING
 * bytes behind its end can be read.
 */
struct table_field {
	const char *s;
	size_t len;
};

/** A row, borrowed until the next is read. */
struct table_row {
	const struct table_field *fields;
	size_t n_fields; /* TABLE_OK: exactly the number of columns */
	const char *raw; /* as it is in the file, without its line end */
	size_t raw_len;
	uint64_t line_no;  /* 1-based, of the row's first line */
	bool is_converted; /* AUTO: was not UTF-8, read as Windows-1252 */
	bool has_escape;   /* a field may hold what JSON strings escape */
};

/** The reader: its memory is reused for each file and row. */
struct table;

/**
 * A reader for files written as options say.
 *
 * Returns: new, freed with table_free; NULL with a sentence in err where the
 *          encoding is not known to this system.
 */
struct table *table_new(
    const struct table_options *options, struct strbuf *err);
void table_free(struct table *t);

/**
 * Begin with an open input and read its header into *header: trimmed names,
 * empty ones at the end left out. A row then has as many fields as the header
 * with these, or as without them. Of two rows, a name is both with a space
 * between; without a header, *header is the first row, which table_next then
 * gives again.
 *
 * Returns: 0; -1 with a finished sentence in err (FILE:LINE: reason): the
 *          file is empty, its header is faulty, it is UTF-16, its lines end
 *          with carriage returns alone.
 * Memory:  borrows lines until the next table_begin or table_free.
 */
int table_begin(struct table *t, struct lines *lines, struct table_row *header,
    struct strbuf *err) __attribute__((warn_unused_result));

/**
 * After table_begin: what was taken for the header is the first row of a file
 * without one.
 *
 * Returns: how many fields it has.
 */
size_t table_header_is_row(struct table *t, const struct table_row *header);

/**
 * The next row. Lines of nothing but blanks are skipped.
 *
 * Returns: TABLE_OK with the row; a fault with raw and line_no of the row
 *          (fields empty); TABLE_EOF, TABLE_EINPUT.
 * Memory:  the row borrows the input's and the reader's memory until the
 *          next call; allocates only where a row is larger than any before.
 */
enum table_status table_next(struct table *t, struct table_row *row)
    __attribute__((warn_unused_result));

/** A short sentence for a faulty row; static. */
const char *table_strerror(enum table_status status);

/** The reject code, such as "ragged_row"; static. */
const char *table_code(enum table_status status);

#endif
