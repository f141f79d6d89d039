/*
 * clusters.h - what the interval of a clustered count tells of its clusters.
 *
 * The design effect of visits in patients, and so the ends of their interval,
 * tell the sum over patients of the square of each one's visits. With it the
 * number of patients can be worked out, or how many came twice. They are shown
 * only where the figures that a rule names for this are all shown.
 */
#ifndef SUPPRESS_SMALL_CLUSTERS_H
#define SUPPRESS_SMALL_CLUSTERS_H

#include "items.h"

/** Take low, high and design_effect off where they tell what is hidden, and
    limits and signal where those of everything do; when all marks are set. */
void clusters_withhold(struct items *items);

#endif
