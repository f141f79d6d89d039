/* day.c - calendar days as numbers; no clock, no time zone. */
#include "vardstrom/day.h"

#include <assert.h>
#include <stdint.h>

#include "vardstrom/ascii.h"

enum {
	DAYS_IN_ERA = 146097, /* 400 Gregorian years */
	DAYS_TO_1970 = 719468 /* from 0000-03-01 */
};

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool
day_is_real(struct ymd ymd)
{
	static const int last[13] = { 0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };

	if (ymd.year < 1 || ymd.year > 9999)
		return false;
	if (ymd.month < 1 || ymd.month > 12 || ymd.day < 1)
		return false;
	if (ymd.month == 2 && is_leap(ymd.year))
		return ymd.day <= 29;
	return ymd.day <= last[ymd.month];
}

/*
 * Years are counted from March, so that the leap day is a year's last and
 * (153 * month + 2) / 5 gives the days before a month without a table.
 */
static int
count_days(struct ymd ymd)
{
	int year = ymd.month <= 2 ? ymd.year - 1 : ymd.year;
	int month = ymd.month <= 2 ? ymd.month + 9 : ymd.month - 3;
	int era = year / 400;
	int year_of_era = year % 400;
	int day_of_year = (153 * month + 2) / 5 + ymd.day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 -
			 year_of_era / 100 + day_of_year;

	return era * DAYS_IN_ERA + day_of_era - DAYS_TO_1970;
}

int
day_from_ymd(struct ymd ymd)
{
	assert(day_is_real(ymd));
	return count_days(ymd);
}

bool
day_find(int *day, struct ymd ymd)
{
	if (!day_is_real(ymd))
		return false;
	*day = count_days(ymd);
	return true;
}

/*
 * Quotients of linear functions, as multiplications and shifts: quarters of a
 * day make a century 146097 long and a year 1461; 2^32 / 1461 is close enough
 * to 2939745, and 2^16 / 30.6 to 2141, for all days that there are. Years are
 * counted from March here too.
 * Source: C. Neri, L. Schneider, Euclidean affine functions and their
 *         application to calendar algorithms, Software: Practice and
 *         Experience 53 (2023).
 */
struct ymd
day_to_ymd(int day)
{
	uint32_t quarters = 4 * (uint32_t)(day + DAYS_TO_1970) + 3;
	uint32_t century = quarters / DAYS_IN_ERA;
	uint64_t product = (uint64_t)2939745 * (quarters % DAYS_IN_ERA | 3);
	uint32_t day_of_year = (uint32_t)product / 2939745 / 4;
	uint32_t months = 2141 * day_of_year + 197913;
	bool is_next_year = day_of_year >= 306; /* January or February */
	struct ymd ymd;

	ymd.year =
	    (int)(100 * century + (uint32_t)(product >> 32)) + is_next_year;
	ymd.month = (int)(months >> 16) - (is_next_year ? 12 : 0);
	ymd.day = (int)((months & 0xffff) / 2141) + 1;
	return ymd;
}

/* Read n digits; -1 where one of them is none. */
static int
read_digits(const char *s, size_t n)
{
	int v = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!ascii_is_digit(s[i]))
			return -1;
		v = 10 * v + ascii_digit(s[i]);
	}
	return v;
}

static bool
is_in(int v, int max)
{
	return v >= 0 && v <= max;
}

/* Nothing, Z, or an offset from UTC: +hh:mm, +hhmm, +hh, also negative. */
static bool
read_zone(struct day_clock *clock, const char *s, size_t len)
{
	int hours, minutes = 0;

	clock->has_zone = len > 0;
	if (len > 1 && s[0] == ' ') {
		s++;
		len--;
	}
	if (len == 0)
		return true;
	if (len == 1)
		return s[0] == 'Z' || s[0] == 'z';
	if ((s[0] != '+' && s[0] != '-') || len < 3)
		return false;
	hours = read_digits(s + 1, 2);
	if (len > 3) {
		size_t at = s[3] == ':' ? 4 : 3;

		if (len != at + 2)
			return false;
		minutes = read_digits(s + at, 2);
	}
	if (!is_in(hours, 23) || !is_in(minutes, 59))
		return false;
	clock->ahead_minutes = 60 * hours + minutes;
	if (s[0] == '-')
		clock->ahead_minutes = -clock->ahead_minutes;
	return true;
}

/* hhmm or hhmmss and a zone, to the end. */
static bool
read_compact_time(struct day_clock *clock, const char *s, size_t len)
{
	int hours, minutes;
	size_t at = 4;

	if (len < 4)
		return false;
	hours = read_digits(s, 2);
	minutes = read_digits(s + 2, 2);
	if (len >= 6 && is_in(read_digits(s + 4, 2), 59))
		at = 6;
	if (!is_in(hours, 23) || !is_in(minutes, 59))
		return false;
	clock->minute = 60 * hours + minutes;
	return read_zone(clock, s + at, len - at);
}

/* hh:mm[:ss[.fff]] and a zone, to the end. */
static bool
read_clock_time(struct day_clock *clock, const char *s, size_t len)
{
	size_t at = 5;

	if (len < 5 || s[2] != ':' || !is_in(read_digits(s, 2), 23) ||
	    !is_in(read_digits(s + 3, 2), 59))
		return false;
	clock->minute = 60 * read_digits(s, 2) + read_digits(s + 3, 2);
	if (len >= 8 && s[5] == ':') {
		if (!is_in(read_digits(s + 6, 2), 59))
			return false;
		at = 8;
		if (len > 8 && s[8] == '.') {
			at = 9;
			while (at < len && ascii_is_digit(s[at]))
				at++;
			if (at == 9)
				return false;
		}
	}
	return read_zone(clock, s + at, len - at);
}

/* What may follow a date; is_dashed tells which kind of date it was. */
static bool
read_time(struct day_clock *clock, const char *s, size_t len, bool is_dashed)
{
	clock->minute = clock->ahead_minutes = 0;
	clock->has_zone = false;
	if (len == 0)
		return true;
	if (!is_dashed && s[0] == 'T' && (len < 4 || s[3] != ':'))
		return read_compact_time(clock, s + 1, len - 1);
	if (s[0] == 'T' || s[0] == ' ')
		return read_clock_time(clock, s + 1, len - 1);
	return !is_dashed && read_compact_time(clock, s, len);
}

static enum day_status
set_day(int *day, int year, int month, int day_of_month)
{
	struct ymd ymd;

	if (year < 0 || month < 0 || day_of_month < 0)
		return DAY_EFORM;
	ymd.year = year;
	ymd.month = month;
	ymd.day = day_of_month;
	return day_find(day, ymd) ? DAY_OK : DAY_ENODAY;
}

/* R-DATE-01 */
enum day_status
day_parse_clock(int *day, struct day_clock *clock, const char *s, size_t len)
{
	if (len >= 10 && s[4] == '-') {
		if (!read_time(clock, s + 10, len - 10, true))
			return DAY_EFORM;
		return day_parse_iso(day, s, 10);
	}
	if (len < 8 || !read_time(clock, s + 8, len - 8, false))
		return DAY_EFORM;
	return set_day(day, read_digits(s, 4), read_digits(s + 4, 2),
	    read_digits(s + 6, 2));
}

enum day_status
day_parse(int *day, const char *s, size_t len)
{
	struct day_clock clock;

	return day_parse_clock(day, &clock, s, len);
}

enum day_status
day_parse_iso(int *day, const char *s, size_t len)
{
	if (len != DAY_TEXT_LEN || s[4] != '-' || s[7] != '-')
		return DAY_EFORM;
	return set_day(day, read_digits(s, 4), read_digits(s + 5, 2),
	    read_digits(s + 8, 2));
}

/* R-DATE-02 */
enum day_status
month_parse(int *month, const char *s, size_t len)
{
	int year, month_of_year;

	if (len == 7 && (s[4] == '-' || s[4] == 'M'))
		month_of_year = read_digits(s + 5, 2);
	else if (len == 6)
		month_of_year = read_digits(s + 4, 2);
	else
		return DAY_EFORM;
	year = read_digits(s, 4);
	if (year < 0 || month_of_year < 0)
		return DAY_EFORM;
	if (year < 1 || month_of_year < 1 || month_of_year > 12)
		return DAY_ENODAY;
	*month = (year - 1970) * 12 + month_of_year - 1;
	return DAY_OK;
}

static void
put_digits(char *out, int v, size_t n)
{
	while (n) {
		out[--n] = (char)('0' + v % 10);
		v /= 10;
	}
}

void
day_format(int day, char *out)
{
	struct ymd ymd = day_to_ymd(day);

	put_digits(out, ymd.year, 4);
	out[4] = '-';
	put_digits(out + 5, ymd.month, 2);
	out[7] = '-';
	put_digits(out + 8, ymd.day, 2);
}

/* R-DATE-03 */
int
day_age(int birth_day, int at_day)
{
	struct ymd birth = day_to_ymd(birth_day);
	struct ymd at = day_to_ymd(at_day);
	int age = at.year - birth.year;

	if (at.month < birth.month ||
	    (at.month == birth.month && at.day < birth.day))
		age--;
	return age;
}

const char *
day_strerror(enum day_status status)
{
	switch (status) {
	case DAY_OK:
		return "a day";
	case DAY_EFORM:
		return "not a date";
	case DAY_ENODAY:
		return "no such day";
	}
	return "unknown status";
}
