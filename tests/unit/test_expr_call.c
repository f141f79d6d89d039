/* test_expr_call.c - the functions of conditions, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/expr.h"
#include "vardstrom/strbuf.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char line[] =
    "{\"status\":\"done\",\"age\":67,\"fte\":1.10,\"empty\":\"\",\"zero\":0,"
    "\"nothing\":null,\"yes\":true,\"no\":false,\"date\":\"2025-03-14\","
    "\"measures\":[\"far\",\"supervised_training\",7,\"r\\u00f6k\"],"
    "\"object\":{\"far\":1},\"none\":[],\"escaped\":\"d\\u006fne\","
    "\"big\":12345678901234567890,\"huge\":1e400,\"kommun\":\"\xc3\x85rj\","
    "\"in\":\"side\",\"Main diagnosis\":\"M17\",\"list2\":[1,2]}";

/** The line as a record, with the bytes behind it that the reader wants. */
struct fixture {
	struct ndjson *reader;
	struct record rec;
	char buffer[sizeof(line) + NDJSON_PADDING];
};

static void
set_up(struct fixture *f)
{
	size_t error_at;

	memset(f, 0, sizeof(*f));
	memcpy(f->buffer, line, sizeof(line));
	f->reader = ndjson_new();
	assert_int_equal(ndjson_parse(f->reader, f->buffer, sizeof(line) - 1,
			     &f->rec, &error_at),
	    NDJSON_OK);
}

static void
test_holds(void **state)
{
	static const struct {
		const char *text;
		bool holds;
	} cases[] = {
		/* texts, or any text of a list */
		{ "starts_with(status, 'do')", true },
		{ "starts_with(status, 'one')", false },
		{ "starts_with(status, 'done2')", false },
		{ "starts_with(status, '')", true },
		{ "starts_with(status, ['x', 'd'])", true },
		{ "starts_with(status, [])", false },
		{ "starts_with(escaped, 'don')", true },
		{ "starts_with(date, month)", false },
		{ "starts_with(escaped, status)", true },
		{ "starts_with(status, $word)", true },
		{ "starts_with(measures, 'super')", true },
		{ "starts_with(measures, 'r\xc3\xb6')", true },
		{ "starts_with(measures, 'ar')", false },
		{ "starts_with(none, '')", false },
		{ "starts_with(list2, '1')", false },
		{ "starts_with(age, '6')", false },
		{ "starts_with(absent, '')", false },
		{ "!starts_with(absent, '')", true },
		{ "contains(status, 'on')", true },
		{ "contains(status, 'done')", true },
		{ "contains(status, 'on ')", false },
		{ "contains(measures, ['x', 'sed_t'])", true },
		{ "contains(kommun, 'rj')", true },
		{ "contains('aabaabaab', 'aabaab')", true },
		{ "contains('aabaaabaab', 'abaab')", true },
		{ "contains('aabaaabaaab', 'abaabb')", false },
		{ "between(age, 67, 70)", true },
		{ "between(age, 60, 67.0)", true },
		{ "between(age, 60, 66.9)", false },
		{ "between(age, zero, big)", true },
		{ "between(age, '1', '9')", false },
		{ "between(date, '2025-03-14', '2025-03-14')", true },
		{ "between(date, '2025-02', '2025-03')", true },
		{ "between(date, '2025-02', '2025-02')", false },
		{ "between(date, '2025', '2025')", true },
		{ "between(measures, 'g', 's')", true },
		{ "between(list2, 2, 5)", true },
		{ "between(list2, 3, 5)", false },
		{ "between(absent, 1, 5)", false },
		{ "between(age, absent, 70)", false },
		{ "between(age, 1, absent)", false },
		/* dates */
		{ "year(date) == 2025", true },
		{ "month(date) == 3", true },
		{ "quarter(date) == 1", true },
		{ "weekday(date) == 5", true },
		{ "year(date) == year('2025-12-31')", true },
		{ "year(date) != 2025", false },
		{ "month(date) in [1, 2, 3.0]", true },
		{ "between(month(date), 1, 2)", false },
		{ "weekday('1970-01-01') == 4", true },
		{ "weekday('1969-12-28') == 7", true },
		{ "weekday('0001-01-01') == 1", true },
		{ "quarter('2025-04') == 2 && quarter('2025-12') == 4", true },
		{ "year('0001-02') == 1 && month('9999-12-31') == 12", true },
		{ "year('2025-03-14T10:00:00+02:00') == 2025", true },
		{ "days('2024-02-28', date) == 380", true },
		{ "days(date, '2025-03-01') == -13", true },
		{ "days(date, date) == 0", true },
		{ "days($period_end, date) < 0", true },
		{ "day(date) == 20161 && day('1970-01-02') == 1", true },
		/* numbers */
		{ "product(age, fte) == 73.7", true },
		{ "product(fte, -0.5) == -0.55", true },
		{ "product(zero, fte) in [0]", true },
		{ "product(1e-12, 1e-12) == 1e-24", true },
		{ "product(big, big) > 1e38", true },
		{ "product(age, absent) != 1", false },
		{ "product(age, nothing) != 1", false },
		{ "product(age, huge) > 1", false },
		{ "product(status, age) < 1", false },
		/* no date: the value is missing */
		{ "year(status) == 2025", false },
		{ "year(status) != 2025", false },
		{ "year(age) != 2025", false },
		{ "year(absent) != 2025", false },
		{ "year(nothing) != 2025", false },
		{ "year(measures) != 2025", false },
		{ "days(date, absent) != 0", false },
		{ "!(days(date, absent) == 0)", true },
		/* names as ever where no bracket follows */
		{ "year == 1", false },
		{ "contains", false },
	};
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	struct fixture f;

	(void)state;
	set_up(&f);
	expr_define_string(set, "period_end", "2025-12-31", 10);
	expr_define_string(set, "word", "done", 4);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *text = cases[i].text;
		int expr = expr_compile(set, text, strlen(text), &err);

		if (expr < 0)
			print_message("%s: %s\n", text, err.s);
		assert_true(expr >= 0);
		expr_begin(set, &f.rec);
		if (expr_holds(set, expr) != cases[i].holds)
			print_message("case: %s\n", text);
		assert_true(expr_holds(set, expr) == cases[i].holds);
	}
	ndjson_free(f.reader);
	strbuf_release(&err);
	expr_set_free(set);
}

static void
test_errors(void **state)
{
	static const struct {
		const char *text;
		const char *err;
	} cases[] = {
		{ "year(date) == 1 && year(date)",
		    "a number alone is no condition; compare it: == 1\n"
		    "  year(date) == 1 && year(date)\n"
		    "                     ^" },
		{ "year('x') == 1",
		    "expected a date: a member, or a text such as "
		    "\"2025-03-14\"\n  year('x') == 1\n       ^" },
		{ "days(a) == 1",
		    "expected two arguments, with a comma between\n"
		    "  days(a) == 1\n        ^" },
		{ "weekday('2025-03') == 1",
		    "expected a date: a member, or a text such as "
		    "\"2025-03-14\"\n  weekday('2025-03') == 1\n"
		    "          ^" },
		{ "product(a, 'c') == 1",
		    "expected a number: a member, or one such as 0.5\n"
		    "  product(a, 'c') == 1\n             ^" },
		{ "a == contains(b, 'c')",
		    "a condition cannot be compared\n"
		    "  a == contains(b, 'c')\n       ^" },
		{ "between(a, 'c', 'b')",
		    "nothing lies between these: two texts or two numbers, "
		    "the lower one first\n"
		    "  between(a, 'c', 'b')\n             ^" },
		{ "starts_with(a, 1)",
		    "expected a text, a [list] of texts or a member to look "
		    "for: \"M16\", [\"M16\", \"M17\"]\n"
		    "  starts_with(a, 1)\n                 ^" },
		{ "`year`(date) == 1", "expected && or || or the end\n"
				       "  `year`(date) == 1\n        ^" },
	};
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *text = cases[i].text;

		strbuf_reset(&err);
		assert_int_equal(
		    expr_compile(set, text, strlen(text), &err), -1);
		assert_string_equal(err.s, cases[i].err);
	}
	strbuf_release(&err);
	expr_set_free(set);
}

/* A function whose member never was a date, and one whose member once was. */
static void
test_never_a_date(void **state)
{
	static const char text[] = "year(status) == 1 || month(date) == 1 || "
				   "weekday(absent) == 1 || days(date, age) == "
				   "1 || starts_with(age, 'x')";
	static const char *const said[] = {
		"starts_with(age, \"x\"): can never hold, as age is a number, "
		"and it asks for texts",
		"year(status): never has a value, as status is no date: "
		"\"2025-03-14\"",
		"days(date, age): never has a value, as age is a number; a "
		"date is a text: \"2025-03-14\""
	};
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT, sb = STRBUF_INIT;
	struct fixture f;
	int expr, at = 0;

	(void)state;
	set_up(&f);
	expr = expr_compile(set, text, strlen(text), &err);
	expr_begin(set, &f.rec);
	assert_false(expr_holds(set, expr));
	for (size_t i = 0; i < LENGTH(said); i++, at++) {
		strbuf_reset(&sb);
		at = expr_never_met(set, at, &sb);
		assert_true(at >= 0);
		assert_string_equal(sb.s, said[i]);
	}
	assert_int_equal(expr_never_met(set, at, &sb), -1);
	ndjson_free(f.reader);
	strbuf_release(&err);
	strbuf_release(&sb);
	expr_set_free(set);
}

/* What a group is made of: a member, or a function of some. */
static void
test_value(void **state)
{
	static const struct {
		const char *text, *value;
	} cases[] = { { "status", "done" }, { " `Main diagnosis` ", "M17" },
		{ "quarter(date)", "1" }, { "year(status)", NULL },
		{ "days(date, '2025-03-01')", "-13" } };
	static const char *const wrong[] = { "", "'x'", "1", "a b",
		"year(a) =", "starts_with(a, 'b')", "year(a", "yer(a)" };
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	struct fixture f;

	(void)state;
	set_up(&f);
	expr_begin(set, &f.rec);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *text = cases[i].text, *is = cases[i].value;
		int value = expr_compile_value(set, text, strlen(text), &err);
		const struct ndjson_member *m;

		assert_true(value >= 0);
		m = expr_value_of(set, value);
		assert_true(!m == !is);
		if (m)
			assert_memory_equal(m->value, is, m->value_len);
	}
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		strbuf_reset(&err);
		assert_int_equal(
		    expr_compile_value(set, wrong[i], strlen(wrong[i]), &err),
		    -1);
		assert_non_null(strchr(err.s, '^'));
	}
	ndjson_free(f.reader);
	strbuf_release(&err);
	expr_set_free(set);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_never_a_date),
		cmocka_unit_test(test_value),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
