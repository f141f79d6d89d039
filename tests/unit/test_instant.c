/* test_instant.c - FHIR's times, and the hours in which Sweden's day changes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "vardstrom/day.h"
#include "vardstrom/instant.h"

struct instant_case {
	const char *text;
	enum instant_status status;
	const char *day; /* in Sweden */
};

/* R-DATE-05 */
static const struct instant_case cases[] = {
	{ "2025-03-03", INSTANT_OK, "2025-03-03" },
	{ "2025-03-03T07:15:00Z", INSTANT_OK, "2025-03-03" },
	{ "2025-03-03T07:15Z", INSTANT_OK, "2025-03-03" },
	{ "2025-03-03T07:15:00.123456789012Z", INSTANT_OK, "2025-03-03" },
	{ "2025-03-03T08:15:00+01:00", INSTANT_OK, "2025-03-03" },
	/* winter: the day begins at 23:00 UTC */
	{ "2025-01-31T22:59:59Z", INSTANT_OK, "2025-01-31" },
	{ "2025-01-31T23:00:00Z", INSTANT_OK, "2025-02-01" },
	/* summer: at 22:00 UTC */
	{ "2025-06-30T21:59:59Z", INSTANT_OK, "2025-06-30" },
	{ "2025-06-30T22:00:00Z", INSTANT_OK, "2025-07-01" },
	/* the day of the change to summer, 30 March: it begins in winter and
	 * ends in summer */
	{ "2025-03-29T22:59:59Z", INSTANT_OK, "2025-03-29" },
	{ "2025-03-29T23:00:00Z", INSTANT_OK, "2025-03-30" },
	{ "2025-03-30T00:59:59Z", INSTANT_OK, "2025-03-30" },
	{ "2025-03-30T01:00:00Z", INSTANT_OK, "2025-03-30" },
	{ "2025-03-30T21:59:59Z", INSTANT_OK, "2025-03-30" },
	{ "2025-03-30T22:00:00Z", INSTANT_OK, "2025-03-31" },
	/* back, 26 October */
	{ "2025-10-25T21:59:59Z", INSTANT_OK, "2025-10-25" },
	{ "2025-10-25T22:00:00Z", INSTANT_OK, "2025-10-26" },
	{ "2025-10-26T00:59:59Z", INSTANT_OK, "2025-10-26" },
	{ "2025-10-26T01:00:00Z", INSTANT_OK, "2025-10-26" },
	{ "2025-10-26T22:59:59Z", INSTANT_OK, "2025-10-26" },
	{ "2025-10-26T23:00:00Z", INSTANT_OK, "2025-10-27" },
	/* the turn of the year */
	{ "2024-12-31T22:59:59Z", INSTANT_OK, "2024-12-31" },
	{ "2024-12-31T23:00:00Z", INSTANT_OK, "2025-01-01" },
	{ "2025-12-31T23:30:00+00:00", INSTANT_OK, "2026-01-01" },
	/* another zone */
	{ "2025-01-01T05:30:00+09:00", INSTANT_OK, "2024-12-31" },
	{ "2024-12-31T18:00:00-05:00", INSTANT_OK, "2025-01-01" },
	{ "2025-01-01T12:00:00+14:00", INSTANT_OK, "2024-12-31" },
	/* leap days, a leap second */
	{ "2024-02-28T23:00:00Z", INSTANT_OK, "2024-02-29" },
	{ "2016-12-31T22:59:60Z", INSTANT_OK, "2017-01-01" },
	/* summer ended in September until 1995, and began with 1980 */
	{ "1995-10-15T22:30:00Z", INSTANT_OK, "1995-10-15" },
	{ "1996-10-15T22:30:00Z", INSTANT_OK, "1996-10-16" },
	{ "1980-07-01T22:30:00Z", INSTANT_OK, "1980-07-02" },
	{ "1980-04-05T22:30:00Z", INSTANT_OK, "1980-04-05" },
	{ "1980-04-06T22:30:00Z", INSTANT_OK, "1980-04-07" },
	{ "1979-07-01T22:30:00Z", INSTANT_OK, "1979-07-01" },
	{ "1969-12-31T12:00:00Z", INSTANT_OK, "1969-12-31" },
	{ "2025", INSTANT_EPARTIAL, "" },
	{ "2025-03", INSTANT_EPARTIAL, "" },
	{ "2025-03-03T07:15:00", INSTANT_EZONE, "" },
	{ "2025-03-03T07:15", INSTANT_EZONE, "" },
	{ "2025-02-29", INSTANT_ENODAY, "" },
	{ "2025-02-29T07:15:00Z", INSTANT_ENODAY, "" },
	{ "2025-03-03T24:00:00Z", INSTANT_ENODAY, "" },
	{ "2025-03-03T07:60:00Z", INSTANT_ENODAY, "" },
	{ "2025-03-03T07:15:61Z", INSTANT_ENODAY, "" },
	{ "2025-03-03T07:15:00+15:00", INSTANT_ENODAY, "" },
	{ "2025-03-03T07:15:00+14:01", INSTANT_ENODAY, "" },
	{ "0000-01-01", INSTANT_ENODAY, "" },
	{ "", INSTANT_EFORM, "" },
	{ "20250303", INSTANT_EFORM, "" },
	{ "2025-3-3", INSTANT_EFORM, "" },
	{ "2025-03-03 07:15:00Z", INSTANT_EFORM, "" },
	{ "2025-03-03T", INSTANT_EFORM, "" },
	{ "2025-03-03T07Z", INSTANT_EFORM, "" },
	{ "2025-03-03T07:15:00.Z", INSTANT_EFORM, "" },
	{ "2025-03-03T07:15:00z", INSTANT_EFORM, "" },
	{ "2025-03-03T07:15:00Z ", INSTANT_EFORM, "" },
	{ "2025-03-03T07:15:00+0100", INSTANT_EFORM, "" },
	{ "2025-03-03T07:15:00+01:00x", INSTANT_EFORM, "" },
	{ "2025-03-", INSTANT_EFORM, "" },
	{ "20x5-03-03", INSTANT_EFORM, "" },
};

static void
days_in_sweden(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct instant_case *c = &cases[i];
		struct instant at = { -1, 7, -1 };
		char day[DAY_TEXT_LEN + 1] = "";
		enum instant_status status =
		    instant_parse(&at, c->text, strlen(c->text));

		if (status == INSTANT_OK)
			day_format(at.day, day);
		else
			assert_true(at.nanoseconds == 7 && at.day == -1);
		if (status != c->status || strcmp(day, c->day) != 0)
			fail_msg("%s: status %d, day %s", c->text, status, day);
	}
}

static void
order_of_instants(void **state)
{
	static const char *const texts[] = { "2025-03-03T07:15:00Z",
		"2025-03-03T08:15:00.000000001+01:00", "2025-03-03T07:15:00.5Z",
		"2025-03-03T07:15:01Z" };
	struct instant before = { 0 }, at;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(
		    instant_parse(&at, texts[i], strlen(texts[i])), INSTANT_OK);
		assert_true(i == 0 || at.seconds > before.seconds ||
			    at.nanoseconds > before.nanoseconds);
		before = at;
	}
	assert_int_equal(
	    instant_parse(&at, "2025-03-03T07:15:00Z", 20), INSTANT_OK);
	assert_int_equal(at.seconds, INT64_C(1740986100));
}

/*
 * Every half hour of 1970 to 2099 against the rule as POSIX writes it, where
 * the two are one (from 1996). The C library knows no other rule then.
 */
static void
every_half_hour(void **state)
{
	int64_t from =
	    (int64_t)day_from_ymd((struct ymd){ 1996, 1, 1 }) * 86400;
	int64_t to =
	    (int64_t)day_from_ymd((struct ymd){ 2099, 12, 31 }) * 86400;

	(void)state;
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	for (int64_t s = from; s < to; s += 1800) {
		time_t t = (time_t)s;
		struct tm tm;
		int day;

		assert_non_null(localtime_r(&t, &tm));
		assert_true(day_find(&day, (struct ymd){ tm.tm_year + 1900,
					       tm.tm_mon + 1, tm.tm_mday }));
		if (instant_day(s) != day)
			fail_msg("%lld: %d, not %d", (long long)s,
			    instant_day(s), day);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_in_sweden),
		cmocka_unit_test(order_of_instants),
		cmocka_unit_test(every_half_hour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
