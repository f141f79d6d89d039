/*
 * fuzz_instant.c - any bytes as a date or time of FHIR: read by the reader and
 * by a slow one, and the day in Sweden held against the machine's own table of
 * time zones, where it has one.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "given.h"
#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/instant.h"

static const char zone_file[] = "/usr/share/zoneinfo/Europe/Stockholm";

/* Does s have the form, in which 0 is a digit and all else itself? */
static bool
has_form(const char *s, const char *form)
{
	for (; *form; s++, form++)
		if (*form == '0' ? !ascii_is_digit(*s) : *s != *form)
			return false;
	return true;
}

static int
two_digits(const char *s)
{
	return 10 * (s[0] - '0') + s[1] - '0';
}

static int
days_of(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && is_leap);
}

/* Seconds since 1970 of a whole date and time; false: none is written. */
static bool
slow_parse(const char *s, long long *seconds, bool *is_date)
{
	int year, month, day, sign, zone, second = 0;

	if (!has_form(s, "0000-00-00"))
		return false;
	year = 100 * two_digits(s) + two_digits(s + 2);
	month = two_digits(s + 5);
	day = two_digits(s + 8);
	if (year < 1 || month < 1 || month > 12 || day < 1 ||
	    day > days_of(year, month))
		return false;
	*seconds = (day - 1) * 86400LL;
	for (int y = year; y < 1970; y++)
		*seconds -= (days_of(y, 2) + 337) * 86400LL;
	for (int y = 1970; y < year; y++)
		*seconds += (days_of(y, 2) + 337) * 86400LL;
	for (int m = 1; m < month; m++)
		*seconds += days_of(year, m) * 86400LL;
	s += 10;
	*is_date = *s == '\0';
	if (*is_date)
		return true;
	if (!has_form(s, "T00:00") || two_digits(s + 1) > 23 ||
	    two_digits(s + 4) > 59)
		return false;
	*seconds += two_digits(s + 1) * 3600 + two_digits(s + 4) * 60;
	s += 6;
	if (*s == ':') {
		if (!has_form(s, ":00"))
			return false;
		second = two_digits(s + 1);
		s += 3;
		if (*s == '.') {
			if (!ascii_is_digit(*++s))
				return false;
			while (ascii_is_digit(*s))
				s++;
		}
	}
	if (second > 60)
		return false;
	*seconds += second;
	if (strcmp(s, "Z") == 0)
		return true;
	sign = *s == '-' ? -1 : 1;
	if ((*s != '-' && *s != '+') || !has_form(s + 1, "00:00") || s[6])
		return false;
	zone = two_digits(s + 1) * 60 + two_digits(s + 4);
	if (two_digits(s + 4) > 59 || zone > 14 * 60)
		return false;
	*seconds -= sign * zone * 60LL;
	return true;
}

/* What the C library says; only where the rule is known to be in force. */
static void
check_day(const struct instant *at)
{
	time_t seconds = (time_t)at->seconds;
	struct tm tm;

	if (at->seconds < 0 || at->seconds > 0x7fffffff ||
	    access(zone_file, R_OK) != 0)
		return;
	setenv("TZ", ":/usr/share/zoneinfo/Europe/Stockholm", 1);
	tzset();
	assert(localtime_r(&seconds, &tm));
	assert(at->day == day_from_ymd((struct ymd){
			      tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday }));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct instant at = { .seconds = -1, .day = -1 };
	enum instant_status status;
	long long seconds;
	bool is_date, is_read;
	char text[64];

	status = instant_parse(&at, (const char *)data, len);
	assert(*instant_strerror(status));
	if (status != INSTANT_OK)
		assert(at.seconds == -1 && at.day == -1);
	if (len >= sizeof(text) || (len > 0 && memchr(data, '\0', len)))
		return 0;
	if (len > 0)
		memcpy(text, data, len);
	text[len] = '\0';
	is_read = slow_parse(text, &seconds, &is_date);
	assert(is_read == (status == INSTANT_OK));
	if (!is_read)
		return 0;
	assert(at.seconds == seconds && at.nanoseconds < 1000000000);
	if (is_date)
		assert((long long)at.day * 86400 == seconds);
	else
		check_day(&at);
	return 0;
}
