/*
 * instant.h - FHIR's dates and times, and the day that they are in Sweden.
 *
 * No clock and no time zone of the machine: the rule is a table of years.
 */
#ifndef VARDSTROM_INSTANT_H
#define VARDSTROM_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum instant_status {
	INSTANT_OK,
	INSTANT_EFORM,    /* not of a form that FHIR has */
	INSTANT_ENODAY,   /* of the form, but no such day or time */
	INSTANT_EPARTIAL, /* a year or a month: no day */
	INSTANT_EZONE     /* a time without its zone: no instant */
};

struct instant {
	int64_t seconds;      /* since 1970-01-01T00:00:00Z; of a date alone,
				 its midnight in UTC */
	uint32_t nanoseconds; /* further digits are left out */
	int day;              /* days since 1970-01-01: in Sweden at that
				 instant, or the date as written */
};

/**
 * Read a dateTime or instant of FHIR: YYYY-MM-DD, or with
 * Thh:mm[:ss[.fff]](Z|+hh:mm|-hh:mm) behind it. Second 60 is the last of a
 * minute with a leap second, and counts as the next one.
 *
 * Returns: INSTANT_OK with *out; *out is otherwise untouched.
 * Source:  HL7 FHIR R4 (4.0.1), data types dateTime and instant (R-DATE-05).
 */
enum instant_status instant_parse(struct instant *out, const char *s,
    size_t len) __attribute__((warn_unused_result));

/**
 * The day in Sweden (days since 1970-01-01) at a number of seconds since
 * 1970-01-01T00:00:00Z, from 1970 on.
 *
 * Source: R-DATE-05; SFS 1979:988 and its followers, 2001:127; directive
 *         2000/84/EC.
 */
int instant_day(int64_t seconds);

const char *instant_strerror(enum instant_status status);

#endif
