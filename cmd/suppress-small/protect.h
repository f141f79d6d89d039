/*
 * protect.h - hide what is small, and so much more that nobody can work it
 * out.
 *
 * A small figure is protected when there are whole tables that differ from
 * the true one in hidden cells only, satisfy every row, and give the figure
 * so many values as the rules ask. Such tables are proposed by linear
 * programming and checked in whole numbers; those that were found are the
 * proof.
 */
#ifndef SUPPRESS_SMALL_PROTECT_H
#define SUPPRESS_SMALL_PROTECT_H

#include <stddef.h>

#include "items.h"
#include "model.h"

struct protection {
	size_t n_small;         /* records */
	size_t n_complementary; /* records */
	size_t n_open;          /* small figures for which no proof was found */
	size_t n_released;      /* small figures that were released earlier */
};

/**
 * Set the marks of the items.
 *
 * Shape: a record that is_released is left as it is.
 */
void protect(struct items *items, struct model *m, struct protection *result);

#endif
