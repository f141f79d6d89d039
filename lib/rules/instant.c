/* instant.c - FHIR's dates and times, and the day that they are in Sweden. */
#include "vardstrom/instant.h"

#include "vardstrom/ascii.h"
#include "vardstrom/day.h"

enum {
	HOUR = 3600, /* seconds */
	DAY = 24 * HOUR,
	MAX_ZONE_HOURS = 14
};

/* --- Swedish time: R-DATE-05 ---------------------------------------------- */

/* The last Sunday of a month that has 31 days, or 30; 1970-01-04 was one. */
static int
last_sunday(int year, int month, int last)
{
	int day = day_from_ymd((struct ymd){ year, month, last });

	return day - ((day - 3) % 7 + 7) % 7;
}

/* Seconds that Sweden is ahead of UTC; both changes are at 01:00 UTC. */
static int64_t
ahead(int64_t seconds)
{
	int year = day_to_ymd((int)(seconds / DAY)).year;
	int64_t begin, end;

	if (year < 1980)
		return HOUR;
	begin = year == 1980 ? day_from_ymd((struct ymd){ 1980, 4, 6 })
			     : last_sunday(year, 3, 31);
	end =
	    year < 1996 ? last_sunday(year, 9, 30) : last_sunday(year, 10, 31);
	return seconds >= begin * DAY + HOUR && seconds < end * DAY + HOUR
		   ? 2 * HOUR
		   : HOUR;
}

int
instant_day(int64_t seconds)
{
	seconds += seconds >= 0 ? ahead(seconds) : HOUR;
	return (
	    int)(seconds >= 0 ? seconds / DAY : -((DAY - 1 - seconds) / DAY));
}

/* --- written forms -------------------------------------------------------- */

/* Take n digits; -1 where there are not so many. */
static int
take_digits(const char **s, const char *end, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*s)++) {
		if (*s == end || !ascii_is_digit(**s))
			return -1;
		v = 10 * v + ascii_digit(**s);
	}
	return v;
}

static bool
take_char(const char **s, const char *end, char c)
{
	if (*s == end || **s != c)
		return false;
	(*s)++;
	return true;
}

/* [.fff] in nanoseconds; -1: a point without digits. */
static int64_t
take_fraction(const char **s, const char *end)
{
	int64_t nanoseconds = 0, unit = 100000000;

	if (!take_char(s, end, '.'))
		return 0;
	if (*s == end || !ascii_is_digit(**s))
		return -1;
	for (; *s < end && ascii_is_digit(**s); (*s)++, unit /= 10)
		nanoseconds += unit * ascii_digit(**s);
	return nanoseconds;
}

/* Z, +hh:mm, -hh:mm, to the end; the seconds ahead of UTC. */
static enum instant_status
take_zone(const char *s, const char *end, int64_t *zone)
{
	int sign, hours, minutes;

	*zone = 0;
	if (s == end)
		return INSTANT_EZONE;
	if (*s == 'Z')
		return s + 1 == end ? INSTANT_OK : INSTANT_EFORM;
	if (*s != '+' && *s != '-')
		return INSTANT_EFORM;
	sign = *s++ == '-' ? -1 : 1;
	hours = take_digits(&s, end, 2);
	if (hours < 0 || !take_char(&s, end, ':'))
		return INSTANT_EFORM;
	minutes = take_digits(&s, end, 2);
	if (minutes < 0 || s != end)
		return INSTANT_EFORM;
	if (minutes > 59 || hours > MAX_ZONE_HOURS ||
	    (hours == MAX_ZONE_HOURS && minutes > 0))
		return INSTANT_ENODAY;
	*zone = sign * (int64_t)(hours * HOUR + minutes * 60);
	return INSTANT_OK;
}

/* hh:mm[:ss[.fff]] and the zone; adds them to out. */
static enum instant_status
take_time(const char *s, const char *end, struct instant *out)
{
	int hours, minutes, seconds = 0;
	int64_t fraction = 0, zone;
	enum instant_status status;

	hours = take_digits(&s, end, 2);
	if (hours < 0 || !take_char(&s, end, ':'))
		return INSTANT_EFORM;
	minutes = take_digits(&s, end, 2);
	if (take_char(&s, end, ':')) {
		seconds = take_digits(&s, end, 2);
		fraction = take_fraction(&s, end);
	}
	if (minutes < 0 || seconds < 0 || fraction < 0)
		return INSTANT_EFORM;
	status = take_zone(s, end, &zone);
	if (status != INSTANT_OK)
		return status;
	if (hours > 23 || minutes > 59 || seconds > 60)
		return INSTANT_ENODAY;
	out->seconds += hours * HOUR + minutes * 60 + seconds - zone;
	out->nanoseconds = (uint32_t)fraction;
	return INSTANT_OK;
}

/* YYYY-MM-DD, its parts being numbers. */
static enum instant_status
take_date(const char **s, const char *end, struct ymd *date)
{
	date->year = take_digits(s, end, 4);
	if (date->year < 0)
		return INSTANT_EFORM;
	if (*s == end)
		return INSTANT_EPARTIAL;
	if (!take_char(s, end, '-'))
		return INSTANT_EFORM;
	date->month = take_digits(s, end, 2);
	if (date->month < 0)
		return INSTANT_EFORM;
	if (*s == end)
		return INSTANT_EPARTIAL;
	if (!take_char(s, end, '-'))
		return INSTANT_EFORM;
	date->day = take_digits(s, end, 2);
	return date->day < 0 ? INSTANT_EFORM : INSTANT_OK;
}

enum instant_status
instant_parse(struct instant *out, const char *s, size_t len)
{
	const char *end = s + len;
	enum instant_status status;
	struct instant at = { 0 };
	struct ymd date;

	status = take_date(&s, end, &date);
	if (status != INSTANT_OK)
		return status;
	if (s < end && *s != 'T')
		return INSTANT_EFORM;
	if (!day_find(&at.day, date))
		return INSTANT_ENODAY;
	at.seconds = (int64_t)at.day * DAY;
	if (s < end) {
		status = take_time(s + 1, end, &at);
		if (status != INSTANT_OK)
			return status;
		at.day = instant_day(at.seconds);
	}
	*out = at;
	return INSTANT_OK;
}

const char *
instant_strerror(enum instant_status status)
{
	switch (status) {
	case INSTANT_OK:
		return "a day";
	case INSTANT_EFORM:
		return "no date or time of FHIR";
	case INSTANT_ENODAY:
		return "no such day or time";
	case INSTANT_EPARTIAL:
		return "a year or month, not a day";
	case INSTANT_EZONE:
		return "a time without its zone";
	}
	return "?";
}
