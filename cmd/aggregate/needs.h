/* needs.h - which members of which records each indicator looks at. */
#ifndef AGGREGATE_NEEDS_H
#define AGGREGATE_NEEDS_H

#include "vardstrom/strbuf.h"

#include "define/indicators.h"

/**
 * Append the "need" records of all indicators, a line each: one for each side
 * of a figure, measure of it and kind of record that can count there.
 *
 * Shape: the definitions were loaded with members.
 */
void needs_format(
    const struct indicators *ins, const struct wanted *w, struct strbuf *sb);

#endif
