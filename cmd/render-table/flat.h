/* flat.h - any records as a table: a row a record, a column a member. */
#ifndef RENDER_TABLE_FLAT_H
#define RENDER_TABLE_FLAT_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/ndjson.h"

#include "pivot.h"

/** What is asked for; all borrowed. */
struct flat_options {
	const char *kind;           /* of the records; NULL: any */
	const char *const *members; /* the columns; NULL: all that there are */
	size_t n_members;
	bool is_list;      /* not the records, but what there is to ask for */
	bool has_decimals; /* figures are rounded as their records say */
};

struct flat;

/** Memory: holds the text of each shown member. Borrows o. */
struct flat *flat_new(const struct flat_options *o);
/** The pivot of flat_finish goes with it. */
void flat_free(struct flat *f);

/** Take a record; false: it is of another kind. */
bool flat_add(struct flat *f, const struct record *rec);

/** The kinds of records that there were. */
const struct near_names *flat_kinds(const struct flat *f);

/** Had any record of the kind that is asked for the member asked for as i? */
bool flat_has_member(const struct flat *f, size_t i);

/**
 * All is read: the rows in the order of the input, what there is sorted.
 *
 * Returns: the table, borrowed; its columns' names in *names.
 */
struct pivot *flat_finish(
    struct flat *f, const char *const **names, size_t *n_names);

#endif
