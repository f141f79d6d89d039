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

/** Why there is no proof for a figure, the worst first. */
enum open_why {
	OPEN_ENDED,   /* the search came to its end */
	OPEN_NOWHERE, /* it found nothing */
	OPEN_NARROW,  /* there is no room, whatever is hidden */
	N_OPEN_WHYS
};

/** Small figures of an indicator and a grouping, for which there is no proof.
 */
struct open_figures {
	uint32_t indicator, grouping;
	enum open_why why;
	size_t n;
	int64_t wanted, room; /* values; room only for OPEN_NARROW */
};

struct protection {
	size_t n_small;         /* records */
	size_t n_complementary; /* records */
	size_t n_open;          /* small figures for which no proof was found */
	size_t n_released;      /* small figures that were released earlier */
	struct open_figures *open; /* the n_open of them */
	size_t n_groups, cap_groups;
};

/** So much work (solver_work, and terms of rows that are looked at) may the
    search for tables be: a minute or two. */
#define PROTECT_MAX_WORK 6e9

/**
 * Set the marks of the items; what is not protected after max_work stays open.
 *
 * Shape:  a record that is_released is left as it is.
 * Memory: *result is freed with protection_release.
 */
void protect(struct items *items, struct model *m, double max_work,
    struct protection *result);
void protection_release(struct protection *p);

#endif
