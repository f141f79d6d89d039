/* write.h - tables on their way out. */
#ifndef RENDER_TABLE_WRITE_H
#define RENDER_TABLE_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"
#include "vardstrom/stream.h"

#include "layout.h"
#include "pivot.h"

/** One table; texts are borrowed. */
struct table {
	const char *name, *title, *note;
	struct pivot_options asked;
	struct layout_options layout;
	const char **headings;
	bool *is_percent; /* of the columns: shown times a hundred */
	struct pivot *pivot;
};

/**
 * Write all of them, one after the other or each on a sheet.
 *
 * Returns: 0; -1 with a finished sentence in err.
 */
int write_tables(struct stream *st, const struct table *tables, size_t n_tables,
    enum layout_format format, struct strbuf *err)
    __attribute__((warn_unused_result));

#endif
