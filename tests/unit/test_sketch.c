/*
 * test_sketch.c - what a column of an unknown file is taken for.
 * unit: cmd/normalize/sketch.c
 * unit: cmd/normalize/sketch_format.c
 * unit: cmd/normalize/convert.c
 * unit: cmd/normalize/convert_list.c
 * unit: cmd/normalize/lookup.c
 * unit: cmd/normalize/number.c
 * unit: cmd/normalize/written.c
 * unit: cmd/normalize/id.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/sketch.h"

static void
add(struct sketch *sk, int column, const char *text)
{
	char padded[128] = "";

	memcpy(padded, text, strlen(text));
	sketch_value(sk, (size_t)column, padded, strlen(text));
}

static void
test_delimiter(void **state)
{
	static const struct {
		const char *lines[3];
		char delimiter;
		size_t n_before;
	} cases[] = {
		{ { "a;b;c", "1,5;2,5;3,5", "1;2;3" }, ';', 0 },
		{ { "a,b", "\"x;y\",2", "3,4" }, ',', 0 },
		{ { "a\tb", "1,5\t2", "3\t4" }, '\t', 0 },
		{ { "a|b|c", "1|2|3", "1|2|3" }, '|', 0 },
		{ { "a, b;c", "1;2", "3;4" }, ';', 0 },
		{ { "a", "1", "2" }, ';', 0 },
		{ { "Made on", "a;b", "1;2" }, ';', 1 },
		{ { "a;b", "", "" }, ';', 0 },
	};
	size_t i, k, n;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sketch_marks marks = { 0 };

		for (k = 0; k < 3; k++)
			sketch_marks_line(&marks, cases[i].lines[k],
			    strlen(cases[i].lines[k]));
		assert_int_equal(
		    sketch_marks_best(&marks, &n), cases[i].delimiter);
		assert_int_equal(n, cases[i].n_before);
	}
}

static void
test_header(void **state)
{
	static const struct {
		const char *text;
		bool is_data;
	} cases[] = {
		{ "Kontaktdatum", false },
		{ "2025", false },
		{ "2025-03", false },
		{ "2025-03-14", true },
		{ "20000229-2399", true },
		{ "123456", true },
		{ "Klass 12345", false },
		{ "", false },
	};
	struct sketch *sk = sketch_new();
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char padded[128] = "";

		memcpy(padded, cases[i].text, strlen(cases[i].text));
		assert_int_equal(
		    sketch_is_data(sk, padded, strlen(cases[i].text)),
		    cases[i].is_data);
	}
	sketch_free(sk);
}

/* One column of these values, each n times; does the profile hold want? */
static void
check(const char *header, const char *const *values, size_t n, const char *want)
{
	const struct sketch_form form = {
		.name = "a.csv", .delimiter = ';', .encoding = "utf-8"
	};
	struct strbuf profile = STRBUF_INIT;
	struct sketch *sk = sketch_new();
	int k = sketch_column(sk, header, strlen(header));
	size_t i;

	for (; *values; values++) {
		for (i = 0; i < n; i++) {
			sketch_row(sk);
			add(sk, k, *values);
			sketch_row_end(sk);
		}
	}
	sketch_format(sk, &form, &profile);
	if (!strstr(profile.s, want))
		fail_msg("%s: not in %s", want, profile.s);
	strbuf_release(&profile);
	sketch_free(sk);
}

static void
test_types(void **state)
{
	static const struct {
		const char *header, *values[8];
		size_t n;
		const char *want;
	} cases[] = {
		{ "a", { "2025-03-14" }, 1, "\"type\": \"date\"" },
		{ "a", { "20250314", "20250315" }, 1, "\"string\"" },
		{ "a", { "20250314", "20250315", "20250401" }, 1, "\"date\"" },
		{ "a", { "12340101", "12340102", "12340103" }, 1,
		    "\"string\"" },
		{ "a", { "2025-03" }, 1, "\"month\"" },
		{ "a", { "0f8fad5b-d9cb-469f-a165-70867728950e" }, 1,
		    "\"form\": \"uuid\"" },
		{ "a", { "J", "N" }, 1, "\"boolean\"" },
		{ "a", { "1", "0" }, 1, "only 0 and 1: may be a boolean" },
		{ "a", { "7", "12" }, 1, "\"integer\"" },
		{ "a", { "007", "012" }, 1, "\"string\"" },
		{ "a", { "10001", "10002" }, 1, "\"string\"" },
		{ "a", { "10001", "10002" }, 2, "\"integer\"" },
		{ "a", { "1,5", "12" }, 1, "\"decimal\"" },
		{ "a", { "1.234", "2.345" }, 1, "are they thousands?" },
		{ "a", { "M544", "G20", "Z478" }, 2, "\"icd10se\"" },
		{ "a", { "M544", "G20", "Z478" }, 1, "\"string\"" },
		{ "Diagnos", { "M54.4" }, 1, "\"icd10se\"" },
		{ "Diagnoser", { "M54.4 G20" }, 1, "\"of\": \"icd10se\"" },
		{ "a", { "20000229-2399" }, 1, "\"person_id\"" },
		{ "a", { "20000229-2398" }, 1, "not all are valid" },
		{ "a", { "000229-2399" }, 1, "of two-digit years" },
		{ "a", { "Ja tack", "Nej" }, 5, "\"Ja tack\": \"Ja tack\"" },
		{ "a", { "Ja tack", "ja  TACK" }, 3, "\"Ja tack\"" },
		{ "a", { "Ja tack", "Nej" }, 4, "\"string\"" },
		{ "Namn", { "Anna", "Bo" }, 50, "\"string\"" },
		{ "a", { "Rum 101", "Rum 102" }, 50, "\"string\"" },
		{ "a", { "" }, 2, "empty in every row" },
		{ "a", { "12", "-", "NULL" }, 1,
		    "\"integer\", \"none\": [\"-\", \"null\"]" },
		{ "a", { "12", "-" }, 1, "'-' in 1 of 2 rows; never empty" },
		{ "a", { "Ja tack", "Nej", "-" }, 5, "\"none\": [\"-\"]" },
		{ "a", { "x", "-" }, 1, "\"type\": \"string\", \"req" },
		{ "a", { "2025-03-14", "saknas", "" }, 1,
		    "\"date\", \"none\": [\"saknas\"]" },
		{ "a", { "-" }, 1, "no other value" },
		{ "record", { "x" }, 1, "\"as\": \"record_2\"" },
		{ "K\xc3\xa4llans \xc3\x85r-2", { "x" }, 1,
		    "\"as\": \"kallans_ar_2\"" },
		{ "2025", { "x" }, 1, "\"as\": \"c_2025\"" },
		{ "\xe2\x82\xac", { "x" }, 1, "\"as\": \"column_1\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i].header, cases[i].values, cases[i].n,
		    cases[i].want);
}

/* Rows of a word and ids, one a row in turn: does the profile show the word? */
static bool
shows(const char *const *orders, const char *const *ids, size_t n)
{
	const struct sketch_form form = {
		.name = "a", .delimiter = ';', .encoding = "utf-8"
	};
	struct strbuf profile = STRBUF_INIT;
	struct sketch *sk = sketch_new();
	int word = sketch_column(sk, "word", 4);
	int order = sketch_column(sk, "order", 5);
	int id = sketch_column(sk, "id", 2);
	size_t i;
	bool is_shown;

	for (i = 0; i < 30; i++) {
		sketch_row(sk);
		add(sk, word, "sekret");
		if (orders)
			add(sk, order, orders[i % n]);
		if (ids)
			add(sk, id, ids[i % n]);
		sketch_row_end(sk);
	}
	sketch_format(sk, &form, &profile);
	is_shown = strstr(profile.s, "sekret");
	strbuf_release(&profile);
	sketch_free(sk);
	return is_shown;
}

/* A text that only two persons have is not shown, however often it stands. */
static void
test_persons(void **state)
{
	static const char *const ids[] = { "20000229-2399", "19551222-9823",
		"19380609-9804" };
	static const char *const faulty[] = { "19121212-1213", "191212121212",
		"191212121213" };
	static const char *const spellings[] = { "19121212-1212",
		"191212121212", "121212-1212", "1212121212", "121212+1212" };
	static const char *const reserves[] = { "19810829SU3A", "19810829su3a",
		"19810829-SU3A" };
	static const char *const mixed[] = { "19380609-9804", "20000229-2399",
		"19810829SU3A" };
	static const char *const orders[] = { "7000000001", "7000000002",
		"7000000003" };
	static const char *const same[] = { "191212121212", "191212121212",
		"191212121212" };

	(void)state;
	assert_true(shows(NULL, NULL, 1));
	assert_false(shows(NULL, ids, 1));
	assert_false(shows(NULL, ids, 2));
	assert_true(shows(NULL, ids, 3));
	/* whether the check digits hold or not, it is a person's */
	assert_false(shows(NULL, faulty, 1));
	assert_false(shows(NULL, faulty, 3));
	assert_false(shows(NULL, spellings, 5));
	assert_false(shows(NULL, reserves, 3));
	assert_true(shows(NULL, mixed, 3));
	/* a number of another kind stands for nobody else */
	assert_false(shows(orders, same, 3));
	assert_false(shows(same, orders, 3));
	assert_true(shows(orders, ids, 3));
}

/* With more columns of persons than are kept apart, nothing is shown. */
static void
test_many_persons(void **state)
{
	size_t n_columns, i, k;

	(void)state;
	for (n_columns = 8; n_columns <= 9; n_columns++) {
		const struct sketch_form form = {
			.name = "a", .delimiter = ';', .encoding = "utf-8"
		};
		struct strbuf profile = STRBUF_INIT;
		struct sketch *sk = sketch_new();
		int word = sketch_column(sk, "word", 4);

		for (i = 0; i < 30; i++) {
			sketch_row(sk);
			add(sk, word, "sekret");
			for (k = 0; k < n_columns; k++) {
				char name[] = { 'c', (char)('0' + k), '\0' };
				char id[] = "7000000000";

				id[9] = (char)('0' + i % 10);
				add(sk, sketch_column(sk, name, 2), id);
			}
			sketch_row_end(sk);
		}
		sketch_format(sk, &form, &profile);
		assert_int_equal(
		    strstr(profile.s, "sekret") != NULL, n_columns == 8);
		strbuf_release(&profile);
		sketch_free(sk);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_delimiter),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_persons),
		cmocka_unit_test(test_many_persons),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
