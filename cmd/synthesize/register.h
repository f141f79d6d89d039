/* register.h - the extracts that are no contacts: clinics, staff, links. */
#ifndef REGISTER_H
#define REGISTER_H

#include "dirty.h"
#include "extract.h"
#include "people.h"
#include "plan.h"

/** mottagningar.csv; d NULL: clean. */
void register_write_clinics(
    struct extract *x, struct dirty *d, const struct plan *plan);

/** resurs.csv: a row for every month and clinic with staff. */
void register_write_staff(
    struct extract *x, struct dirty *d, const struct plan *plan);

/** lankar.csv: every id that was replaced in the course of the year. */
void register_write_links(struct extract *x, struct dirty *d,
    const struct plan *plan, const struct people *people);

#endif
