/* tables.h - a file that says which tables are made. */
#ifndef RENDER_TABLE_TABLES_H
#define RENDER_TABLE_TABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

/** A table of the file; texts borrowed from it. */
struct table_plan {
	const char *name;         /* of its sheet, and for --pick */
	const char *title, *note; /* NULL: none */
	const char **rows, **row_titles;
	size_t n_rows;
	const char **columns;
	size_t n_columns;
	const char *sort; /* NULL: by name */
	bool has_total;
};

struct tables;

/**
 * Read a file of tables (pipelines/report/report.schema.json).
 *
 * Shape:   language is the member of a text: "sv" or "en".
 * Returns: new, freed with tables_free; NULL with a finished sentence in
 *          err.
 */
struct tables *tables_load(
    const char *path, const char *language, struct strbuf *err);
/** NULL is allowed. */
void tables_free(struct tables *t);

size_t tables_n(const struct tables *t);
const struct table_plan *tables_get(const struct tables *t, size_t i);

/** What the file says in place of a value of a member; NULL: nothing. */
const char *tables_value(
    const struct tables *t, const char *member, const char *value);

/** The place of a member's value in the file; of others the same, the last. */
size_t tables_place(
    const struct tables *t, const char *member, const char *value);

/** What the file says of a reason; the reason itself where it says nothing. */
const char *tables_reason(const struct tables *t, const char *reason);

#endif
