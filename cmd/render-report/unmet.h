/* unmet.h - indicators that the report names and that nothing has. */
#ifndef RENDER_REPORT_UNMET_H
#define RENDER_REPORT_UNMET_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/stream.h"
#include "vardstrom/titles.h"

#include "plan.h"
#include "store.h"

/** What names are held against; all borrowed. */
struct unmet {
	struct stream *st;
	bool is_strict;
	const struct store *store;
	struct titles *const *titles; /* of the definitions that were given */
	size_t n_titles;
};

/**
 * Tell each indicator of the report's chapters, those of clinics among them,
 * that neither a figure nor a definition has: a year may lack figures, but
 * not of a name that nobody knows. Without definitions, and not strict, only
 * a name that is nearly that of a figure is told.
 */
void unmet_tell(const struct unmet *u, const struct plan *plan);

#endif
