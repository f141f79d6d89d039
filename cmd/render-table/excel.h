/* excel.h - tables as the sheets of an Excel workbook. */
#ifndef RENDER_TABLE_EXCEL_H
#define RENDER_TABLE_EXCEL_H

#include "vardstrom/strbuf.h"

#include "layout.h"
#include "pivot.h"

struct excel;

/**
 * A workbook without sheets, in a temporary file of $TMPDIR or /tmp.
 *
 * Returns: new, ended by excel_close; NULL with a finished sentence in
 *          err.
 */
struct excel *excel_new(struct strbuf *err);

/**
 * Put a table on a sheet of its own: its title and note above it, numbers as
 * numbers with the decimals that are printed, text never a formula.
 *
 * Shape:   name is cut at 31 characters and its []:*?/\ become blanks, as
 *          Excel demands; title and note may be NULL.
 * Returns: 0; -1 with a finished sentence in err, as for a name twice.
 */
int excel_add(struct excel *w, const char *name, const char *title,
    const char *note, const struct pivot *p, const struct layout_options *o,
    struct strbuf *err);

/**
 * The bytes of the file into out; the same for the same tables. Frees w.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int excel_close(struct excel *w, struct strbuf *out, struct strbuf *err);

#endif
