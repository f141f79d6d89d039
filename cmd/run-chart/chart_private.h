/* chart_private.h - what the files of chart.c share. */
#ifndef RUN_CHART_CHART_PRIVATE_H
#define RUN_CHART_CHART_PRIVATE_H

#include "vardstrom/ratio.h"

#include "chart.h"

void chart_add_signal(struct chart *c, struct signal signal);

/** What cannot be, by how large the numbers are. */
void chart_must(enum ratio_status status);
/** *a = *a * times / by. */
void chart_scale(struct ratio *a, size_t times, size_t by);

/** sides: of the median; above it 1, below -1, on it 0. */
void chart_find_anhoej(struct chart *c, const int *sides, size_t n);
/** Lines are of the first n_base points; false: larger than struct dec. */
bool chart_find_xmr(struct chart *c, const struct point *points, size_t n,
    size_t n_base, bool is_screened) __attribute__((warn_unused_result));

#endif
