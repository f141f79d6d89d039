/* leaves.h - the terms of a figure's sides, or their parts. */
#ifndef TRACE_FIGURE_LEAVES_H
#define TRACE_FIGURE_LEAVES_H

#include <stddef.h>

#include "plan.h"

/** Find the leaves of a plan's indicator. */
void leaves_find(struct plan *p);
/** Forget those from n on. */
void leaves_forget(struct plan *p, size_t n);

#endif
