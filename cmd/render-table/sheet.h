/*
 * sheet.h - a table on its way out: what the layouts share. Private to
 * layout*.c.
 */
#ifndef RENDER_TABLE_SHEET_H
#define RENDER_TABLE_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

#include "layout.h"
#include "pivot.h"

/** The table, and what its legend must explain. */
struct sheet {
	const struct pivot *p;
	const struct layout_options *o;
	struct strbuf *out;
	size_t n_rows; /* with the total */
	bool has_met, has_missed, has_none;
	const char **reasons; /* in the order in which they were met */
	size_t n_reasons, cap_reasons;
	struct strbuf text, field; /* scratch */
};

/** Row i: the last one is the total where there is one. */
const struct row *sheet_row(const struct sheet *s, size_t i);

/** Label i of a row; the total's first one is a word for all. */
const char *sheet_label(const struct sheet *s, const struct row *row, size_t i);

/** Append text from the data, its control characters as '?'. */
void sheet_add_text(struct strbuf *out, const char *text);

/** Append a figure rounded and with its zeros; nothing without a value. */
void sheet_add_figure(
    const struct sheet *s, const struct cell *cell, struct strbuf *out);

/** Append what stands behind the figure, for the legend to explain. */
void sheet_add_mark(
    struct sheet *s, const struct cell *cell, struct strbuf *out);

/** What stands above the labels of a row member. */
const char *sheet_row_title(const struct sheet *s, size_t i);

/** Does a column hold words, which stand to the left? */
bool sheet_is_text(const struct sheet *s, size_t column);

/** Does any figure of a column have a verdict? */
bool sheet_has_verdicts(const struct sheet *s, size_t column);
/** What stands above them; in s->text. */
const char *sheet_verdict_title(struct sheet *s, size_t column);
/** "true", "false", the reason, or ""; or words for them, in s->text. */
const char *sheet_verdict(struct sheet *s, const struct cell *cell);

void sheet_terminal(struct sheet *s);
void sheet_csv(struct sheet *s);
void sheet_ndjson(struct sheet *s);

#endif
