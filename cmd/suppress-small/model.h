/*
 * model.h - what the figures of a stream have to do with each other: cells,
 * each in one or more records, and the rows that they must satisfy.
 *
 * This is the reading of who suppresses: all figures are known to it, so it
 * finds relations by the numbers. What is the same vector of numbers over
 * the same scopes is the same quantity, and a vector that is the sum of
 * another is its total. audit.h is the reading of who attacks.
 */
#ifndef SUPPRESS_SMALL_MODEL_H
#define SUPPRESS_SMALL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "items.h"

enum { MODEL_NO_CELL = -1 };

/** A row that a cell stands in, and what it is multiplied with there. */
struct place {
	uint32_t row;
	int32_t coefficient;
};

/** From one number to another, both included. */
struct span {
	int64_t low, high;
};

/** How sure it is that a cell lies within a span. */
enum sureness {
	SURE_LABEL, /* the labels say so */
	SURE_ALONE, /* if what is small alone in a record stays small */
	SURE_NONE,  /* if all that is small does */
	N_SURENESSES
};

/** A number that stands in one or more records. */
struct cell {
	int64_t value;
	int64_t threshold; /* the highest of its records' */
	int64_t at_least;  /* values to be left */
	struct span
	    span[N_SURENESSES]; /* by the labels of the records that show it */
	bool is_small;          /* may not be seen */
	bool is_count;          /* the value of a record that is a count */
	bool is_fixed;          /* known from elsewhere */
	bool is_made;           /* a sum that no record shows */
	uint32_t *items;        /* the records that show it */
	uint32_t n_items, cap_items;
	struct place *rows; /* where it stands in rows */
	uint32_t n_rows, cap_rows;
};

struct term {
	uint32_t cell;
	int32_t coefficient;
};

/** The sum of coefficient * value: 0, or where is_least at least 0. */
struct row {
	size_t first; /* in model.terms */
	uint32_t n;
	bool is_least;
};

struct model {
	struct cell *cells;
	size_t n_cells, cap_cells;
	struct row *rows;
	size_t n_rows, cap_rows;
	struct term *terms;
	size_t n_terms, cap_terms;
	size_t n_untold; /* hidden earlier, and fitting no numbers at all */
	int32_t (*of_item)[N_ROLES + 1]; /* cells of each record by role; the
					    last is the complement */
};

/** Read the items; what they have to do with each other in *m. */
void model_build(struct model *m, struct items *items);
void model_release(struct model *m);

#endif
