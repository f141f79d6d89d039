/* past.h - a year before the report's, made of the report's. */
#ifndef PAST_H
#define PAST_H

#include "calibration.h"
#include "plan.h"

/**
 * The months of a year in which a clinic has staff: those of the base
 * year, without those before it opened, and all where it closed in that year.
 *
 * Units: months 1 to 12; both 0 where it has none.
 */
void past_months(const struct calibration_unit *c, int base_year, int year,
    int *first_month, int *last_month);

/**
 * Give each clinic of a plan, which holds the numbers of the base
 * year, those of a year
 * before: FTE in proportion to its months of staff, visits and patients to its
 * FTE, and together what is known of the year. What is not known follows the
 * FTE. Nobody was newly graduated: the lowered requirement came in 2025.
 */
void past_make(struct plan *p, const struct calibration_year *year);

#endif
