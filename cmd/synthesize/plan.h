/* plan.h - how many of everything each clinic gets, and on which days. */
#ifndef PLAN_H
#define PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "calibration.h"

enum {
	PLAN_MIN_YEAR = 1950,
	PLAN_MAX_YEAR = 2099,
	PLAN_MAX_CONTACTS = 100000000, /* people have no more ids than that */
	PLAN_MONTHS = 12
};

/** What one clinic's year holds. */
struct plan_unit {
	const struct calibration_unit *unit;
	uint64_t visits;   /* done contacts that are visits */
	uint64_t patients; /* new to the provider, numbered from 0 */
	uint64_t others;   /* contacts that are no visits */
	uint64_t far;      /* done bookings with a prescription */
	int first_month;   /* with staff, 1-12; 0: none */
	int last_month;
	uint64_t first_person; /* the number of patient 0 among all people */
	int first_day;         /* first day with contacts, from 1 January = 0 */
	int end_day;           /* the day after the last one */
	uint64_t fte[PLAN_MONTHS];       /* hundredths of an FTE */
	uint64_t graduates[PLAN_MONTHS]; /* of them newly graduated */
};

/** A year: counts by clinic, and how busy its days are. */
struct plan {
	const struct calibration *calibration; /* borrowed */
	int year;
	int base_year; /* that the register's days are counted from */
	uint64_t seed;
	int new_year_day;   /* 1 January, days since 1970-01-01 */
	int n_days;         /* 365 or 366 */
	uint32_t upto[367]; /* weight of the days before each day */
	size_t n_units;
	struct plan_unit units[CALIBRATION_MAX_UNITS];
	size_t n_region; /* the region's own clinics come first */
	uint64_t
	    region_patients; /* people of the region's clinics: 0 to this */
	uint64_t n_patients; /* people who were seen */
	uint64_t n_people;   /* and those who only missed or cancelled */
};

/**
 * Share total among n parts in proportion to what they hold, which is
 * replaced: each gets its exact share rounded down, and what is left goes to
 * the largest remainders, the first of equal ones.
 *
 * Shape:   all parts zero: they stay so.
 * Units:   every part * total fits in 64 bits.
 * Memory:  allocates and frees n flags.
 */
void plan_apportion(uint64_t *parts, size_t n, uint64_t total);

/**
 * Spread a sum over months in steps of 25: equal parts where it divides, the
 * first months a step more where it does not, the rest in the last month.
 */
void plan_spread(uint64_t months[PLAN_MONTHS], int first_month, int last_month,
    uint64_t sum);

/**
 * Plan a year. n_contacts 0: the calibrated numbers; otherwise that many
 * contacts in all, in the same proportions.
 *
 * Memory: allocates nothing that lasts; borrows calibration.
 */
void plan_make(struct plan *p, const struct calibration *calibration, int year,
    uint64_t seed, uint64_t n_contacts);

/**
 * How many of a clinic's n events fall before a day.
 *
 * Units: day counts from 1 January = 0; 0 before first_day, n from end_day.
 */
uint64_t plan_upto(
    const struct plan *p, const struct plan_unit *u, uint64_t n, int day);

#endif
