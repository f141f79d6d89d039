/* layout.h - a pivot as text: for the terminal, as Markdown, as CSV. */
#ifndef RENDER_TABLE_LAYOUT_H
#define RENDER_TABLE_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

#include "pivot.h"

struct tables;

enum layout_format {
	LAYOUT_TERMINAL,
	LAYOUT_MARKDOWN,
	LAYOUT_CSV,
	LAYOUT_EXCEL_CSV, /* as a Swedish Excel opens it */
	LAYOUT_XLSX,      /* see excel.h */
	LAYOUT_NDJSON
};
enum layout_language { LAYOUT_ENGLISH, LAYOUT_SWEDISH };

/** How to lay it out; all borrowed. */
struct layout_options {
	enum layout_format format;
	enum layout_language language; /* of the legend and the total's name */
	bool has_decimal_comma;        /* and in CSV semicolons between */
	const char *const *row_names;
	size_t n_row_names;
	const char *const *headings; /* of the columns */
	size_t n_columns;
	const char *const *ids;        /* of the columns; in NDJSON */
	const char *const *row_titles; /* of the row members; NULL: names */
	/* Words for reasons, and in spreadsheets for verdicts; NULL: none. */
	const struct tables *words;
};

/** Append the table, lines ended by LF. The pivot is sorted. */
void layout_table(
    const struct pivot *p, const struct layout_options *o, struct strbuf *out);

/** The name of the row of all. */
const char *layout_all(enum layout_language language);

/**
 * Append text as Markdown that shows it and means nothing by it, within one
 * line; as to what cannot be shown see shown.h.
 */
void layout_add_markdown(struct strbuf *out, const char *text);

/**
 * How many columns of a terminal the text takes: 0 for combining marks, 2
 * for wide East Asian characters and pictographs, otherwise 1.
 *
 * Shape: s is valid UTF-8.
 */
size_t layout_width(const char *s, size_t len);

#endif
