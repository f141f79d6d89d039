/*
 * test_derive.c - members made of columns.
 *
 * unit: cmd/normalize/derive.c
 * unit: cmd/normalize/convert.c
 * unit: cmd/normalize/convert_list.c
 * unit: cmd/normalize/lookup.c
 * unit: cmd/normalize/id.c
 * unit: cmd/normalize/number.c
 * unit: cmd/normalize/written.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../cmd/normalize/derive.h"
#include "vardstrom/day.h"

static const struct profile_column date_column = { .as = "date",
	.type = PROFILE_DATE,
	.element = PROFILE_DATE,
	.at = PROFILE_NONE,
	.table = PROFILE_NONE };
static const struct profile_column person_column = { .as = "patient",
	.type = PROFILE_PERSON_ID,
	.element = PROFILE_PERSON_ID,
	.reserves = PNR_RESERVE_ALL,
	.table = PROFILE_NONE };
static const struct profile_column list_column = { .as = "list",
	.type = PROFILE_LIST,
	.element = PROFILE_STRING,
	.separators = ",",
	.at = PROFILE_NONE,
	.table = PROFILE_NONE };

/* Convert a text, which is put where bytes behind it can be read. */
static const struct fault *
give(struct converter *cv, const char *text)
{
	static char padded[8][256];
	static unsigned next;
	char *to = padded[next++ % 8];
	size_t len = strlen(text);

	assert_true(len + VALUE_PADDING <= sizeof(padded[0]));
	memset(to, 0, sizeof(padded[0]));
	memcpy(to, text, len);
	return convert(cv, to, len);
}

static int
number_of(const struct json_value *v)
{
	int n = 0;
	size_t i;

	assert_int_equal(v->form, VALUE_JSON);
	for (i = 0; i < v->len; i++) {
		assert_in_range(v->s[i], '0', '9');
		n = 10 * n + v->s[i] - '0';
	}
	return n;
}

/* The age on the texts is the age that day_age counts. */
static void
test_age_as_day_age(void **state)
{
	static const struct profile_derived how = {
		.take = PROFILE_TAKE_AGE, .of = { 0, 1 }, .n_of = 1
	};
	struct converter columns[2];
	struct derived d;
	char text[DAY_TEXT_LEN + 1] = "";
	int birth_day, day;

	(void)state;
	converter_init(&columns[0], &date_column, NULL);
	converter_init(&columns[1], &date_column, NULL);
	derived_init(&d);
	/* from 1896-02-20, before a leap year's end, to 2025 */
	for (birth_day = -26977; birth_day < 20000; birth_day += 97) {
		day_format(birth_day, text);
		assert_null(give(&columns[0], text));
		for (day = birth_day; day < 20100; day += 173) {
			day_format(day, text);
			assert_null(give(&columns[1], text));
			assert_null(derive(&d, &how, columns));
			assert_int_equal(
			    number_of(&d.v), day_age(birth_day, day));
		}
	}
	assert_null(give(&columns[0], "2024-02-29"));
	assert_null(give(&columns[1], "2025-02-28"));
	assert_null(derive(&d, &how, columns));
	assert_int_equal(number_of(&d.v), 0);
	assert_null(give(&columns[1], "2025-03-01"));
	assert_null(derive(&d, &how, columns));
	assert_int_equal(number_of(&d.v), 1);
	assert_null(give(&columns[1], "2024-02-28"));
	assert_string_equal(
	    derive(&d, &how, columns)->code, "born_after_contact");
	converter_release(&columns[0]);
	converter_release(&columns[1]);
	derived_release(&d);
}

static void
expect(struct derived *d, const struct converter *columns,
    enum profile_take take, const char *want)
{
	struct profile_derived how = {
		.take = take, .of = { 0, 1 }, .n_of = 1
	};

	assert_null(derive(d, &how, columns));
	if (!want) {
		assert_int_equal(d->v.form, VALUE_MISSING);
		return;
	}
	assert_int_not_equal(d->v.form, VALUE_MISSING);
	assert_int_equal(d->v.len, strlen(want));
	assert_memory_equal(d->v.s, want, d->v.len);
}

static void
test_person(void **state)
{
	static const struct {
		const char *id, *normal, *kind, *sex, *birth_date, *age;
	} cases[] = {
		{ "000229-2399", "200002292399", "personnummer", "M",
		    "2000-02-29", "25" },
		{ "19090527+1474", "190905271474", "personnummer", "M",
		    "1909-05-27", "115" },
		{ "701063-2391", "197010632391", "samordningsnummer", "M",
		    "1970-10-03", "54" },
		{ "19810829SU3A", "19810829SU3A", "reservnummer", "M", NULL,
		    NULL },
		{ "19450829SF2B", "19450829SF2B", "reservnummer", "F",
		    "1945-08-29", "79" },
		{ "19930829SP0C", "19930829SP0C", "staff", NULL, NULL, NULL },
	};
	struct converter columns[2];
	struct derived d;
	size_t i;

	(void)state;
	converter_init(&columns[0], &person_column, NULL);
	converter_init(&columns[1], &date_column, NULL);
	derived_init(&d);
	assert_null(give(&columns[1], "2025-03-14"));
	columns[0].at = CONVERT_AT_DAY;
	columns[0].at_day = columns[1].v.number;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(give(&columns[0], cases[i].id));
		assert_int_equal(columns[0].v.len, 12);
		assert_memory_equal(columns[0].v.s, cases[i].normal, 12);
		expect(&d, columns, PROFILE_TAKE_KIND, cases[i].kind);
		expect(&d, columns, PROFILE_TAKE_SEX, cases[i].sex);
		expect(
		    &d, columns, PROFILE_TAKE_BIRTH_DATE, cases[i].birth_date);
		expect(&d, columns, PROFILE_TAKE_AGE, cases[i].age);
	}
	assert_null(give(&columns[0], ""));
	expect(&d, columns, PROFILE_TAKE_KIND, NULL);
	expect(&d, columns, PROFILE_TAKE_AGE, NULL);
	converter_release(&columns[0]);
	converter_release(&columns[1]);
	derived_release(&d);
}

static void
test_all_of_lists(void **state)
{
	static const struct profile_derived how = {
		.take = PROFILE_TAKE_ALL, .of = { 0, 1 }, .n_of = 2
	};
	static const struct {
		const char *one, *two, *want;
	} cases[] = {
		{ "a,b", "b,c", "[\"a\",\"b\",\"c\"]" },
		{ "a,a", "a", "[\"a\"]" },
		{ "", "x", "[\"x\"]" },
		{ ",", " , ", NULL },
		{ "a]\\\"b", "]", "[\"a]\\\\\\\"b\",\"]\"]" },
		{ "ab", "a", "[\"ab\",\"a\"]" },
	};
	struct converter columns[2];
	struct derived d;
	size_t i;

	(void)state;
	converter_init(&columns[0], &list_column, NULL);
	converter_init(&columns[1], &list_column, NULL);
	derived_init(&d);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(give(&columns[0], cases[i].one));
		assert_null(give(&columns[1], cases[i].two));
		assert_null(derive(&d, &how, columns));
		if (!cases[i].want) {
			assert_int_equal(d.v.form, VALUE_MISSING);
			continue;
		}
		assert_int_equal(d.v.len, strlen(cases[i].want));
		assert_memory_equal(d.v.s, cases[i].want, d.v.len);
	}
	converter_release(&columns[0]);
	converter_release(&columns[1]);
	derived_release(&d);
}

/*
 * Lists of many elements, the second with all of the first in it: comparing
 * each with all before it would take minutes.
 */
static void
test_all_of_long_lists(void **state)
{
	static const struct profile_derived how = {
		.take = PROFILE_TAKE_ALL, .of = { 0, 1 }, .n_of = 2
	};
	struct strbuf text = STRBUF_INIT;
	struct converter columns[2];
	struct derived d;
	size_t len = 0, i;

	(void)state;
	converter_init(&columns[0], &list_column, NULL);
	converter_init(&columns[1], &list_column, NULL);
	derived_init(&d);
	for (i = 0; i < 200000; i++) {
		if (i == 100000)
			len = text.len;
		strbuf_addf(&text, "%zu,", 100000 + i);
	}
	strbuf_grow(&text, VALUE_PADDING);
	assert_null(convert(&columns[0], text.s, len));
	assert_null(convert(&columns[1], text.s, text.len));
	alarm(20);
	assert_null(derive(&d, &how, columns));
	alarm(0);
	assert_int_equal(d.v.len, columns[1].v.len);
	assert_memory_equal(d.v.s, columns[1].v.s, d.v.len);
	/* and the next row knows nothing of it */
	assert_null(give(&columns[0], "100000"));
	assert_null(give(&columns[1], ""));
	assert_null(derive(&d, &how, columns));
	assert_int_equal(d.v.len, strlen("[\"100000\"]"));
	strbuf_release(&text);
	converter_release(&columns[0]);
	converter_release(&columns[1]);
	derived_release(&d);
}

/* R-DATE-04: weeks at the turns of years; the first three are known ones. */
static void
test_week(void **state)
{
	static const struct {
		const char *date, *want;
	} cases[] = {
		{ "2008-12-29", "2009-W01" },
		{ "2010-01-03", "2009-W53" },
		{ "2024-12-29", "2024-W52" },
		{ "2024-12-30", "2025-W01" },
		{ "2025-01-05", "2025-W01" },
		{ "2025-01-06", "2025-W02" },
		{ "2020-12-31", "2020-W53" },
		{ "1969-12-28", "1969-W52" },
		{ "1969-12-29", "1970-W01" },
		{ "0001-01-01", "0001-W01" },
		{ "9999-12-31", "9999-W52" },
	};
	struct converter columns[2];
	struct derived d;
	size_t i;

	(void)state;
	converter_init(&columns[0], &date_column, NULL);
	converter_init(&columns[1], &date_column, NULL);
	derived_init(&d);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(give(&columns[0], cases[i].date));
		expect(&d, columns, PROFILE_TAKE_WEEK, cases[i].want);
	}
	assert_null(give(&columns[0], ""));
	expect(&d, columns, PROFILE_TAKE_WEEK, NULL);
	converter_release(&columns[0]);
	converter_release(&columns[1]);
	derived_release(&d);
}

/* A fixed day of a year before or after; none outside the calendar. */
static void
test_date(void **state)
{
	static const struct {
		const char *date;
		int years;
		const char *want;
	} cases[] = {
		{ "2025-06-30", 1, "2026-03-01" },
		{ "2025-06-30", 0, "2025-03-01" },
		{ "2025-06-30", -100, "1925-03-01" },
		{ "0999-06-30", 0, "0999-03-01" },
		{ "0001-06-30", -1, NULL },
		{ "9999-06-30", 0, "9999-03-01" },
		{ "9999-06-30", 1, NULL },
	};
	struct profile_derived how = {
		.take = PROFILE_TAKE_DATE, .n_of = 1, .day = "03-01"
	};
	struct converter column;
	struct derived d;
	size_t i;

	(void)state;
	converter_init(&column, &date_column, NULL);
	derived_init(&d);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		how.years = cases[i].years;
		assert_null(give(&column, cases[i].date));
		assert_null(derive(&d, &how, &column));
		if (!cases[i].want) {
			assert_int_equal(d.v.form, VALUE_MISSING);
			continue;
		}
		assert_int_equal(d.v.len, DAY_TEXT_LEN);
		assert_memory_equal(d.v.s, cases[i].want, DAY_TEXT_LEN);
	}
	converter_release(&column);
	derived_release(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_age_as_day_age),
		cmocka_unit_test(test_person),
		cmocka_unit_test(test_week),
		cmocka_unit_test(test_date),
		cmocka_unit_test(test_all_of_lists),
		cmocka_unit_test(test_all_of_long_lists),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
