/* table.h - one record a group: the answer to a one-liner. */
#ifndef AGGREGATE_TABLE_H
#define AGGREGATE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/strbuf.h"

#include "cube/cube.h"
#include "define/function.h"
#include "names.h"

struct table {
	int grouping;
	int everyone;    /* measure: counts every record, so knows the groups */
	const char **by; /* the groups as written, then the names of their
			    members; borrowed */
	size_t n_by;
	struct function *functions;
	size_t n_functions, cap_functions;
	uint32_t *groups; /* sorted, after table_sort */
	size_t n_groups;
	struct names *names; /* that stand beside the groups; NULL: none */
	const char *day;     /* on which they are names, unless a group says */
	int n_decimals;      /* that numbers are rounded to; -1: as they are */
};

/**
 * Ask for the table's grouping and functions. where: an expression
 * or -1.
 *
 * Returns: 0; -1 with a sentence in err (a name twice, too many members).
 * Memory:  borrows by and its names.
 */
int table_prepare(
    struct table *t, struct wanted *w, int where, struct strbuf *err);
void table_release(struct table *t);

/**
 * Put the names of a file beside the values of groups, as they are on a day
 * where no group says when.
 *
 * Returns: 0; -1 with a sentence in err.
 * Memory:  borrows day.
 */
int table_set_names(
    struct table *t, const char *path, const char *day, struct strbuf *err);

/** After the last record: find the groups and put them in order. */
void table_sort(struct table *t, struct cube *cube);

/** Say that what came of a function is too large; -1. */
int table_complain(const struct function *f, struct strbuf *err);

/**
 * Append the record of group i of those sorted.
 *
 * Returns: 0; -1 with a sentence in err: a sum that is too large.
 */
int table_format(const struct table *t, struct cube *cube, size_t i,
    struct strbuf *sb, struct strbuf *err);

#endif
