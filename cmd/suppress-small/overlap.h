/*
 * overlap.h - figures of periods that overlap, such as a year and a quarter.
 *
 * Their difference is a figure too, of the months that one of them lacks, and
 * may be small whether the stream has these months or not.
 */
#ifndef SUPPRESS_SMALL_OVERLAP_H
#define SUPPRESS_SMALL_OVERLAP_H

#include <stdbool.h>

#include "items.h"

/** Tell which indicators have figures of periods that overlap, here or in
    earlier releases. Returns whether none has. */
bool overlap_tell(const struct items *items);

#endif
