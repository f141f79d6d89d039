/* aim.h - the target that a traced figure is held against. */
#ifndef TRACE_FIGURE_AIM_H
#define TRACE_FIGURE_AIM_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/dec.h"
#include "vardstrom/strbuf.h"

/** A target; check-targets judges by it. */
struct aim {
	bool is_there;
	char *relation;
	struct dec limit; /* where other is NULL */
	char *other;      /* the indicator that gives the limit */
};

/**
 * Find the target of an indicator by some members in a targets file: one that
 * names these members, in any order, or else one that names none.
 *
 * Returns: 0, also where there is none; -1 with a finished sentence in err.
 */
int aim_load(struct aim *a, const char *path, const char *indicator,
    const char *const *by, size_t n_by, struct strbuf *err);
void aim_release(struct aim *a);

#endif
