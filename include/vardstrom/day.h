/* day.h - calendar days as numbers; no clock, no time zone. */
#ifndef VARDSTROM_DAY_H
#define VARDSTROM_DAY_H

#include <stdbool.h>
#include <stddef.h>

enum {
	DAY_TEXT_LEN = 10 /* "2025-03-14" */
};

enum day_status {
	DAY_OK,
	DAY_EFORM, /* not of a form that day_parse takes */
	DAY_ENODAY /* of the form, but no such day (31 September) */
};

/** A day in the proleptic Gregorian calendar, years 1 to 9999. */
struct ymd {
	int year;
	int month; /* 1-12 */
	int day;   /* 1-31 */
};

/** Days since 1970-01-01 (may be negative). ymd must be a real day. */
int day_from_ymd(struct ymd ymd);
struct ymd day_to_ymd(int day);
bool day_is_real(struct ymd ymd);
/** Both in one: false where it is no real day, *day is then untouched. */
bool day_find(int *day, struct ymd ymd) __attribute__((warn_unused_result));

/**
 * Read a day: YYYY-MM-DD or YYYYMMDD, either followed by a time that is
 * checked and left out: ("T" or blank) hh:mm[:ss[.fff]], or hhmm, hhmmss
 * after YYYYMMDD or YYYYMMDDT; and a zone: Z, +hh:mm, +hhmm or +hh, also
 * negative and behind a blank.
 *
 * Returns: DAY_OK with *day in days since 1970-01-01; *day is otherwise
 *          untouched.
 * Source:  CONTRACT 3 (type date); RIV-TA time stamps (YYYYMMDDhhmmss).
 */
enum day_status day_parse(int *day, const char *s, size_t len)
    __attribute__((warn_unused_result));

/** The time behind a day. */
struct day_clock {
	int minute;        /* of the day: 0 to 1439; 0 where there is no time */
	int ahead_minutes; /* of UTC, where has_zone; may be negative */
	bool has_zone;
};

/** The same, with the time. clock may be touched on failure. */
enum day_status day_parse_clock(int *day, struct day_clock *clock,
    const char *s, size_t len) __attribute__((warn_unused_result));

/** Exactly YYYY-MM-DD. */
enum day_status day_parse_iso(int *day, const char *s, size_t len)
    __attribute__((warn_unused_result));

/** YYYY-MM, YYYYMM or YYYYMmm; *month counts months since 1970-01. */
enum day_status month_parse(int *month, const char *s, size_t len)
    __attribute__((warn_unused_result));

/** Write YYYY-MM-DD: DAY_TEXT_LEN bytes, no NUL. */
void day_format(int day, char *out);

/** Whole years from birth_day to at_day; the 29 February is passed on 1 March.
 */
int day_age(int birth_day, int at_day);

const char *day_strerror(enum day_status status);

#endif
