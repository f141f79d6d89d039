/*
 * overlap.h - figures of periods that overlap, such as a year and a quarter.
 *
 * Their difference is a figure too, of the months that one of them lacks, and
 * may be small whether the stream has these months or not.
 */
#ifndef SUPPRESS_SMALL_OVERLAP_H
#define SUPPRESS_SMALL_OVERLAP_H

#include <stdbool.h>
#include <stdint.h>

#include "items.h"

/** Two periods of an indicator, as values. */
typedef void overlap_fn(const struct items *items, uint32_t indicator,
    uint32_t one, uint32_t other);

/** Tell once of each indicator that has figures of periods that overlap, here
    or in earlier releases. Returns whether none has. */
bool overlap_find(const struct items *items, overlap_fn *tell);

#endif
