/*
 * calibration.h - what a made year must add up to, read from a file.
 *
 * The file that is built in, year-2025.json, says what the region's printed
 * report has of 2025 and of the years before; another one may be given.
 */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

/** A day of the calendar, its year told as years after the one asked for. */
struct calibration_day {
	int years_after; /* -1: the year before */
	int month;       /* 0: no such day is known */
	int day;
};

/** Staff of some months in a row, spread over them in steps of a quarter. */
struct calibration_staff {
	int first_month, last_month; /* 1-12; 0 0: none */
	int cents;                   /* the months' sum, hundredths of an FTE */
};

/** Osteoarthritis of hip and knee at a clinic, and what was done. */
struct calibration_arthrosis {
	int permille;         /* of the clinic's patients */
	int school_percent;   /* of those: went to osteoarthritis school */
	int training_percent; /* of those: trained under supervision */
};

/** One clinic: what the register says, and what its year must add up to. */
struct calibration_unit {
	const char *id;
	const char *name;
	char *aliases;        /* "|" between; the last one is not the name's */
	const char *old_name; /* one of the aliases, or NULL */
	int old_until_month;  /* the last month with the old name */
	size_t provider;      /* index into providers */
	const char *municipality;
	struct calibration_day opened, closed;
	struct calibration_staff fte, graduates;
	int visits;   /* done contacts */
	int patients; /* whose first visit to the provider is here */
	int far;      /* done bookings with a prescription of activity */
	struct calibration_arthrosis arthrosis;
};

struct calibration_provider {
	const char *name; /* as the report's tables write it */
	const char *regi;
};

enum calibration_regi {
	CALIBRATION_OWN,
	CALIBRATION_PRIVATE,
	CALIBRATION_N_REGI
};

/** What is known of an earlier year. */
struct calibration_year {
	int year;
	int visits;                  /* 0: not known */
	int fte[CALIBRATION_N_REGI]; /* the months' sum, hundredths */
	int far[CALIBRATION_N_REGI];
};

enum {
	CALIBRATION_REGION = 0, /* the provider that is the region itself */
	CALIBRATION_MAX_UNITS = 64
};

/** One file; its texts belong to the configuration that it holds. */
struct calibration {
	struct config *config;
	int year;           /* that the units' numbers are of */
	int other_permille; /* contacts that are no visits, of those that are */
	struct calibration_provider *providers;
	size_t n_providers;
	struct calibration_unit *units; /* the region's own come first */
	size_t n_units;
	struct calibration_year *past;
	size_t n_past;
};

/**
 * Read a file; NULL: the one that is built in.
 *
 * Returns: 0; or -1 with a finished sentence in err.
 * Memory:  *c is freed with calibration_release, also after -1; borrows err
 *          until then.
 */
int calibration_load(struct calibration *c, const char *path,
    struct strbuf *err) __attribute__((warn_unused_result));
void calibration_release(struct calibration *c);

/** The earlier year, or NULL where nothing is known of it. */
const struct calibration_year *calibration_of_year(
    const struct calibration *c, int year);

#endif
