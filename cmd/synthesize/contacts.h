/* contacts.h - the contacts of a year and the rows that they leave. */
#ifndef CONTACTS_H
#define CONTACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dirty.h"
#include "extract.h"
#include "people.h"
#include "plan.h"
#include "vardstrom/day.h"

enum {
	CONTACTS_TODAY = 64 /* patients of a clinic remembered for a day */
};

/** How far a clinic's year has come. */
struct progress {
	uint64_t n_visits;
	uint64_t n_others;
	uint64_t n_seen; /* patients who have had their first visit */
};

/**
 * Where the year stands. Every contact follows from its clinic and number;
 * only the clinics' counters are remembered, and who came today.
 */
struct contacts {
	const struct plan *plan;
	const struct people *people;
	struct extract *files;                   /* by enum dirty_file */
	struct dirty *d;                         /* NULL: a clean year */
	bool is_by_alias;                        /* name clinics by an alias */
	struct extract_row visit, booking, wait; /* reused for each row */
	struct progress at[CALIBRATION_MAX_UNITS];
	uint64_t today[CONTACTS_TODAY]; /* who came to the clinic today */
	size_t n_today;                 /* of all, also of those forgotten */
	uint64_t n_contacts, n_bookings;
	int day;   /* 1 January = 0 */
	int month; /* 1-12 */
	char date[DAY_TEXT_LEN + 1];
	struct person last; /* the last who was seen, for contacts_finish */
	bool is_anyone_seen;
};

/**
 * Stand before the first contact. d NULL: a clean year.
 *
 * Memory: borrows everything.
 */
void contacts_init(struct contacts *cs, const struct plan *plan,
    const struct people *people, struct extract *files, struct dirty *d);
void contacts_release(struct contacts *cs);

/**
 * Write the rows of one day: contacts, bookings, waits.
 *
 * Units: day counts from 1 January = 0; the days come in order, all of them.
 */
void contacts_write_day(struct contacts *cs, int day);

/** The last fault of each of these files, made from its last row. */
void contacts_finish(struct contacts *cs);

#endif
