/* order.h - the records of a table by what came of their groups. */
#ifndef AGGREGATE_ORDER_H
#define AGGREGATE_ORDER_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

#include "cube/cube.h"
#include "table.h"

/** A member of the answer to sort by. */
struct order_key {
	size_t i; /* of the table's members: those of -g, then functions */
	bool is_descending;
};

struct order {
	struct order_key *keys;
	size_t n_keys, cap_keys;
	size_t top;    /* records to keep; 0: all */
	size_t n_tied; /* after order_apply: cut off, but equal to the last */
};

/**
 * Sort by the members in text, each with '-' in front where the greatest comes
 * first; NULL: by the first function, greatest first.
 *
 * Shape:   the table's members are known.
 * Returns: 0; -1 with a sentence in err: a name that is no member of it.
 */
int order_parse(struct order *o, const struct table *t, const char *text,
    struct strbuf *err);
void order_release(struct order *o);

/**
 * Put the table's groups, which table_sort has put in their own order, in this
 * one, and cut off what is beyond the top.
 *
 * Returns: 0; -1 with a sentence in err: a sum that is too large.
 */
int order_apply(
    struct order *o, struct table *t, struct cube *cube, struct strbuf *err);

#endif
