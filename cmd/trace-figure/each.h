/* each.h - one record by itself, in all figures. */
#ifndef TRACE_FIGURE_EACH_H
#define TRACE_FIGURE_EACH_H

#include "cube/cube.h"
#include "define/indicators.h"
#include "define/period.h"
#include "vardstrom/strbuf.h"

/**
 * Append a line for every figure that the record at hand is in, and for every
 * indicator that it could have been in; cube_begin was told of it.
 */
void each_figure(const struct wanted *w, struct cube *cube,
    const struct indicators *ins, const struct period *period,
    struct strbuf *lines);

#endif
