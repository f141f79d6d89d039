/* figures.h - the figures of the stream, found by what they are of. */
#ifndef RECONCILE_FIGURES_H
#define RECONCILE_FIGURES_H

#include "vardstrom/figure.h"
#include "vardstrom/ndjson.h"

#include "published.h"

struct figures;

struct figures *figures_new(void);
void figures_free(struct figures *f);
/**
 * Keep a figure; other records are FIGURE_EOTHER. *is_otherwise: it was there
 * with another value, which stands.
 */
enum figure_status figures_add(struct figures *f, const struct record *rec,
    bool *is_otherwise) __attribute__((warn_unused_result));
/** The figure that is printed there, times the column's scale. */
bool figures_find(
    struct figures *f, const struct place *place, struct ratio *value);

#endif
