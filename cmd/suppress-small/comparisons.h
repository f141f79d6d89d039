/*
 * comparisons.h - what compare-years has told of an earlier figure beside a
 * later one.
 *
 * "previous" is the earlier figure itself, and "change" gives it away. They
 * stay beside a figure only where the earlier one is shown with that number:
 * in the stream, or in an earlier release.
 */
#ifndef SUPPRESS_SMALL_COMPARISONS_H
#define SUPPRESS_SMALL_COMPARISONS_H

#include "items.h"

/** Take comparisons off where they tell what is hidden, or what nobody has
    looked at; when all marks are set. */
void comparisons_withhold(struct items *items);

/** What the comparisons of shown figures tell. */
struct comparisons;

struct comparisons *comparisons_read(struct items *items);
void comparisons_free(struct comparisons *c);

/** The value of this figure, where another one tells it. */
bool comparisons_tell(
    const struct comparisons *c, const struct item *item, int64_t *value);

#endif
