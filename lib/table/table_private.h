/* table_private.h - the reader of rows, for the files that make it up. */
#ifndef TABLE_PRIVATE_H
#define TABLE_PRIVATE_H

#include <csv.h>
#include <string.h>

#include "table_scan.h"
#include "vardstrom/table.h"

struct table {
	struct table_options options;
	struct charset_map map; /* unused where the encoding is UTF-8 */
	struct lines *lines;    /* borrowed */
	size_t n_columns;       /* 0: the header is still to be read */
	size_t n_header;      /* fields of it, with nameless ones at the end */
	struct strbuf header; /* the header line as it stands in the file */
	struct strbuf second; /* of two header rows, the lower one */
	struct strbuf names;  /* of two, both joined */
	bool is_given_again;  /* first is the next row */
	struct table_row first;
	table_scan_fn *scan;
	struct table_fields fields;
	struct strbuf converted; /* the row in UTF-8 */
	struct csv_parser csv;
	struct strbuf unquoted; /* the fields as libcsv gave them, joined */
};

static inline void
pad(struct strbuf *sb)
{
	strbuf_grow(sb, LINES_PADDING);
	memset(sb->s + sb->len, 0, LINES_PADDING);
}

/* A byte-order mark in front of a row, as joined files have it within. */
static inline void
skip_mark(const char **s, size_t *len)
{
	while (*len >= 3 && memcmp(*s, "\xef\xbb\xbf", 3) == 0) {
		*s += 3;
		*len -= 3;
	}
}

static inline bool
may_be_utf_8(const struct table *t)
{
	enum charset charset = t->options.charset;

	return charset == CHARSET_UTF_8 || charset == CHARSET_AUTO;
}

/* A carriage return that no line feed follows. */
static inline bool
has_bare_return(const char *s, size_t len)
{
	const char *end = s + len;

	while ((s = memchr(s, '\r', (size_t)(end - s)))) {
		if (++s == end || *s != '\n')
			return true;
	}
	return false;
}

#endif
