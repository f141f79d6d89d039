/* printed.h - a printed table: its file read, and its rows and columns. */
#ifndef RECONCILE_PRINTED_H
#define RECONCILE_PRINTED_H

#include "published.h"

/**
 * Read the file of a table that is described; without it, is_absent is set
 * where the table is optional.
 *
 * Returns: 0; -1 with a sentence in err.
 */
int printed_table_read(struct printed_table *t, const char *folder,
    struct strbuf *err) __attribute__((warn_unused_result));
void printed_table_release(struct printed_table *t);

#endif
