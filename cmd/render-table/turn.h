/*
 * turn.h - a table made of another: the values of a row member as columns,
 * columns as rows, shares in per cent.
 */
#ifndef RENDER_TABLE_TURN_H
#define RENDER_TABLE_TURN_H

#include <stdbool.h>
#include <stddef.h>

#include "write.h"

enum {
	TURN_MAX_COLUMNS = 16384 /* as many as a workbook has */
};

/** What a table was made of, and what it holds since; freed at the end. */
struct turn {
	struct pivot *pivot; /* the new one, whose texts are in the old one */
	struct pivot_options options;
	struct strbuf *names; /* of its columns: ids, then headings */
	size_t n_names, cap_names;
	const char **ids, **headings;
	const char *row_name;
};

/**
 * Give the table's first n cells of each row to its labels: of rows that are
 * records. names are the cells'.
 */
void turn_labels(struct table *table, const char *const *names, size_t n);

/**
 * Make a column of each value of the last row member, or for each of several
 * columns one; a row of the labels before it.
 *
 * Shape:  values that are all numbers go by their size, others by name.
 * Memory: the table's pivot is the new one, owned by *t; the old one stays
 *         its owner's, until after *t.
 * Returns: 0; -1 with a finished sentence in err: too many columns, or two
 *         figures for one place.
 */
int turn_across(struct turn *t, struct table *table, struct strbuf *err);

/**
 * Make a row of each column and a column of each row, the total the last one.
 * row_name is what the columns are: "indicator", and all the
 * name of a row without labels.
 *
 * Memory:  as above. Returns: as above.
 */
int turn_over(struct turn *t, struct table *table, const char *row_name,
    const char *all, struct strbuf *err);

/** In NDJSON every member of an object has another name. 0, -1 as above. */
int turn_check(const struct table *table, struct strbuf *err);

void turn_release(struct turn *t);

#endif
