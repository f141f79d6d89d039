/* test_day.c - days: written forms, limits, leap years, ages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/day.h"

enum { UNTOUCHED = 123456789 };

struct day_case {
	const char *text;
	enum day_status status;
	int day;
};

/* R-DATE-01 */
static const struct day_case days[] = {
	{ "1970-01-01", DAY_OK, 0 },
	{ "1969-12-31", DAY_OK, -1 },
	{ "2025-03-14", DAY_OK, 20161 },
	{ "20250314", DAY_OK, 20161 },
	{ "0001-01-01", DAY_OK, -719162 },
	{ "9999-12-31", DAY_OK, 2932896 },
	{ "2024-02-29", DAY_OK, 19782 },
	{ "2000-02-29", DAY_OK, 11016 },
	{ "2025-02-29", DAY_ENODAY, 0 },
	{ "1900-02-29", DAY_ENODAY, 0 },
	{ "2025-09-31", DAY_ENODAY, 0 },
	{ "2025-00-10", DAY_ENODAY, 0 },
	{ "2025-13-10", DAY_ENODAY, 0 },
	{ "2025-01-00", DAY_ENODAY, 0 },
	{ "2025-01-32", DAY_ENODAY, 0 },
	{ "0000-01-01", DAY_ENODAY, 0 },
	{ "20250931", DAY_ENODAY, 0 },
	/* followed by a time, which is checked and left out */
	{ "2025-03-14 23:59", DAY_OK, 20161 },
	{ "2025-03-14T23:59", DAY_OK, 20161 },
	{ "2025-03-14 08:15:00", DAY_OK, 20161 },
	{ "2025-03-14 08:15:00.0000000", DAY_OK, 20161 },
	{ "2025-03-14T08:15:00Z", DAY_OK, 20161 },
	{ "2025-03-14T08:15:00.5+02:00", DAY_OK, 20161 },
	{ "2025-03-14T08:15-01:00", DAY_OK, 20161 },
	{ "20250314 08:15", DAY_OK, 20161 },
	{ "20250314T08:15:59", DAY_OK, 20161 },
	{ "202503140815", DAY_OK, 20161 },
	{ "20250314081559", DAY_OK, 20161 },
	{ "2025-03-14 24:00", DAY_EFORM, 0 },
	{ "2025-03-14 08:60", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:60", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00.", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00+0200", DAY_OK, 20161 },
	{ "2025-03-14 08:15:00+00", DAY_OK, 20161 },
	{ "2025-03-14 08:15:00.0000000 +01:00", DAY_OK, 20161 },
	{ "20250314T081559", DAY_OK, 20161 },
	{ "20250314T0815Z", DAY_OK, 20161 },
	{ "20250314T081559+0100", DAY_OK, 20161 },
	{ "20250314081559Z", DAY_OK, 20161 },
	{ "20250314T0860", DAY_EFORM, 0 },
	{ "20250314T081", DAY_EFORM, 0 },
	{ "2025-03-14T081559", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00 ", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00  Z", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00+1", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00+01:", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00+01:60", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00+010", DAY_EFORM, 0 },
	{ "2025-03-14 08:15:00+24:00", DAY_EFORM, 0 },
	{ "2025-03-14 8:15", DAY_EFORM, 0 },
	{ "2025-03-14 ", DAY_EFORM, 0 },
	{ "2025-03-14T", DAY_EFORM, 0 },
	{ "2025-03-140815", DAY_EFORM, 0 },
	{ "202503142460", DAY_EFORM, 0 },
	{ "20250314081", DAY_EFORM, 0 },
	{ "2025031408155", DAY_EFORM, 0 },
	{ "202503140815590", DAY_EFORM, 0 },
	/* not of the form */
	{ "", DAY_EFORM, 0 },
	{ "2025", DAY_EFORM, 0 },
	{ "2025-3-14", DAY_EFORM, 0 },
	{ "2025/03/14", DAY_EFORM, 0 },
	{ "14-03-2025", DAY_EFORM, 0 },
	{ "250314", DAY_EFORM, 0 },
	{ "2025-0314", DAY_EFORM, 0 },
	{ "202503-14", DAY_EFORM, 0 },
	{ "2025-03-1x", DAY_EFORM, 0 },
	{ "2025-03--1", DAY_EFORM, 0 },
	{ "+025-03-14", DAY_EFORM, 0 },
	{ " 2025-03-14", DAY_EFORM, 0 },
	{ "2025\xe2\x88\x92"
	  "03-14",
	    DAY_EFORM, 0 },
};

static void
parses_every_written_form_r_date_01(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
		const struct day_case *c = &days[i];
		int day = UNTOUCHED;

		if (day_parse(&day, c->text, strlen(c->text)) != c->status)
			fail_msg("status of \"%s\"", c->text);
		if (day != (c->status == DAY_OK ? c->day : UNTOUCHED))
			fail_msg("\"%s\" is day %d", c->text, day);
	}
}

static void
takes_only_iso_where_iso_is_asked(void **state)
{
	int day = UNTOUCHED;

	(void)state;
	assert_int_equal(day_parse_iso(&day, "2025-03-14", 10), DAY_OK);
	assert_int_equal(day, 20161);
	assert_int_equal(day_parse_iso(&day, "20250314", 8), DAY_EFORM);
	assert_int_equal(
	    day_parse_iso(&day, "2025-03-14 08:15", 16), DAY_EFORM);
	assert_int_equal(day_parse_iso(&day, "2025-03-1", 9), DAY_EFORM);
	assert_int_equal(day_parse_iso(&day, "2025-02-30", 10), DAY_ENODAY);
	assert_int_equal(day_parse_iso(&day, "2025-03-1\0", 10), DAY_EFORM);
	assert_int_equal(day, 20161);
}

struct month_case {
	const char *text;
	enum day_status status;
	int month;
};

/* R-DATE-02 */
static const struct month_case months[] = {
	{ "1970-01", DAY_OK, 0 },
	{ "1969-12", DAY_OK, -1 },
	{ "2025-03", DAY_OK, 662 },
	{ "202503", DAY_OK, 662 },
	{ "2025-12", DAY_OK, 671 },
	{ "2025-00", DAY_ENODAY, 0 },
	{ "2025-13", DAY_ENODAY, 0 },
	{ "202513", DAY_ENODAY, 0 },
	{ "0000-01", DAY_ENODAY, 0 },
	{ "", DAY_EFORM, 0 },
	{ "2025-3", DAY_EFORM, 0 },
	{ "2025-03-14", DAY_EFORM, 0 },
	{ "2025/03", DAY_EFORM, 0 },
	{ "20x503", DAY_EFORM, 0 },
	{ "2025-x3", DAY_EFORM, 0 },
};

static void
parses_months_r_date_02(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
		const struct month_case *c = &months[i];
		int month = UNTOUCHED;

		if (month_parse(&month, c->text, strlen(c->text)) != c->status)
			fail_msg("status of \"%s\"", c->text);
		if (month != (c->status == DAY_OK ? c->month : UNTOUCHED))
			fail_msg("\"%s\" is month %d", c->text, month);
	}
}

/* Every day of years 1 to 9999 follows the one before it, both ways. */
static void
counts_every_day_once(void **state)
{
	int day = -719162;
	struct ymd ymd;

	(void)state;
	for (ymd.year = 1; ymd.year <= 9999; ymd.year++) {
		for (ymd.month = 1; ymd.month <= 12; ymd.month++) {
			for (ymd.day = 1; day_is_real(ymd); ymd.day++, day++) {
				struct ymd back = day_to_ymd(day);

				if (day_from_ymd(ymd) != day ||
				    back.year != ymd.year ||
				    back.month != ymd.month ||
				    back.day != ymd.day)
					fail_msg("%04d-%02d-%02d", ymd.year,
					    ymd.month, ymd.day);
			}
			if (ymd.day < 29 || ymd.day > 32)
				fail_msg("%04d-%02d has %d days", ymd.year,
				    ymd.month, ymd.day - 1);
		}
	}
	assert_int_equal(day, 2932897);
}

static void
formats_what_it_parses(void **state)
{
	static const char *const texts[] = { "0001-01-01", "1969-12-31",
		"2000-02-29", "2025-03-14", "9999-12-31" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char out[DAY_TEXT_LEN];
		int day;

		assert_int_equal(
		    day_parse_iso(&day, texts[i], DAY_TEXT_LEN), DAY_OK);
		day_format(day, out);
		assert_memory_equal(out, texts[i], DAY_TEXT_LEN);
	}
}

struct age_case {
	const char *birth;
	const char *at;
	int age;
};

/* R-DATE-03 */
static const struct age_case ages[] = {
	{ "1970-06-15", "2025-06-14", 54 },
	{ "1970-06-15", "2025-06-15", 55 },
	{ "2025-06-15", "2025-06-15", 0 },
	{ "1899-12-31", "2000-01-01", 100 },
	/* born on a leap day: a year older on 1 March, or on the day */
	{ "2004-02-29", "2025-02-28", 20 },
	{ "2004-02-29", "2025-03-01", 21 },
	{ "2004-02-29", "2024-02-29", 20 },
	{ "2025-06-15", "2025-06-14", -1 },
};

static void
counts_whole_years_r_date_03(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
		const struct age_case *c = &ages[i];
		int birth, at;

		assert_int_equal(day_parse_iso(&birth, c->birth, 10), DAY_OK);
		assert_int_equal(day_parse_iso(&at, c->at, 10), DAY_OK);
		if (day_age(birth, at) != c->age)
			fail_msg("born %s, at %s: %d", c->birth, c->at,
			    day_age(birth, at));
	}
}

static void
tells_each_status(void **state)
{
	(void)state;
	assert_string_equal(day_strerror(DAY_EFORM), "not a date");
	assert_string_equal(day_strerror(DAY_ENODAY), "no such day");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_every_written_form_r_date_01),
		cmocka_unit_test(takes_only_iso_where_iso_is_asked),
		cmocka_unit_test(parses_months_r_date_02),
		cmocka_unit_test(counts_every_day_once),
		cmocka_unit_test(formats_what_it_parses),
		cmocka_unit_test(counts_whole_years_r_date_03),
		cmocka_unit_test(tells_each_status),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
