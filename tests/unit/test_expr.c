/* test_expr.c - conditions: what holds for a record, and what is refused. */
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
		{ "status == \"done\"", true },
		{ "status == 'done'", true },
		{ "status != 'done'", false },
		{ "status == 'Done'", false },
		{ "'done' == status", true },
		{ "escaped == 'done'", true },
		{ "escaped == status", true },
		{ "escaped in ['x', 'done']", true },
		{ "escaped < 'e'", true },
		/* missing: every comparison is false */
		{ "absent == 'x'", false },
		{ "absent != 'x'", false },
		{ "!(absent == 'x')", true },
		{ "absent < 1", false },
		{ "absent >= 1", false },
		{ "absent == absent", false },
		{ "absent in ['x']", false },
		{ "'x' in absent", false },
		{ "absent", false },
		{ "!absent", true },
		{ "has(absent)", false },
		/* missing, null, "" and 0 are four things */
		{ "has(nothing)", true },
		{ "has(empty) && has(zero)", true },
		{ "nothing == null", true },
		{ "absent == null", false },
		{ "empty == null", false },
		{ "zero == null", false },
		{ "zero == ''", false },
		{ "empty == ''", true },
		{ "empty != nothing", true },
		{ "zero == 0", true },
		{ "zero == -0.0", true },
		/* numbers, exactly */
		{ "age == 67", true },
		{ "age == 67.0", true },
		{ "age == 6.7e1", true },
		{ "age == '67'", false },
		{ "age != '67'", true },
		{ "age > 66.999999999999", true },
		{ "age < 67.000000000001", true },
		{ "fte == 1.1", true },
		{ "big == 12345678901234567890", true },
		{ "big == 12345678901234567891", false },
		{ "big < 12345678901234567891", true },
		{ "huge > big", true },
		{ "huge == 10e399", true },
		{ "huge < 1e401", true },
		{ "zero > -1", true },
		/* order within a type only */
		{ "age < 'x'", false },
		{ "age >= 'x'", false },
		{ "status < 1", false },
		{ "no < yes", false },
		{ "nothing <= nothing", false },
		/* strings, byte by byte */
		{ "date >= '2025-01-01' && date <= '2025-12-31'", true },
		{ "date < '2025-03-14'", false },
		{ "date <= '2025-03-14'", true },
		{ "status < 'done2'", true },
		{ "status > 'don'", true },
		{ "empty < 'a'", true },
		{ "kommun == '\xc3\x85rj'", true },
		/* true and false */
		{ "yes", true },
		{ "no", false },
		{ "yes == true", true },
		{ "no == false", true },
		{ "status", false },
		{ "age", false },
		{ "true", true },
		{ "!false", true },
		{ "!!yes", true },
		/* lists */
		{ "'far' in measures", true },
		{ "\"far\" in measures", true },
		{ "'fa' in measures", false },
		{ "7 in measures", true },
		{ "7.0 in measures", true },
		{ "'7' in measures", false },
		{ "'r\xc3\xb6k' in measures", true },
		{ "'far' in object", false },
		{ "'far' in status", false },
		{ "'x' in none", false },
		{ "status in ['no_show', 'done']", true },
		{ "status in []", false },
		{ "age in [1, 67.0]", true },
		{ "!(status in [\"cancelled\"])", true },
		{ "nothing in [null]", true },
		{ "yes in [true]", true },
		{ "status in measures", false },
		{ "list2 == list2", true },
		{ "none == list2", false },
		/* names */
		{ "`in` == 'side'", true },
		{ "`Main diagnosis` == 'M17'", true },
		{ "has(`Main diagnosis`)", true },
		/* binding: ! before &&, && before || */
		{ "true || false && false", true },
		{ "(true || false) && false", false },
		{ "!false && false", false },
		{ "!(false && false)", true },
		{ "no || no || yes", true },
		{ "yes && yes && no", false },
		{ "\tyes\n&& yes ", true },
		/* what the program gives */
		{ "date <= $period_end", true },
		{ "date > $period_end", false },
		{ "age >= $limit", true },
		{ "$done", true },
		{ "$done && age > 70", false },
		{ "!$done", false },
		{ "status in [$word]", true },
		/* inside strings */
		{ "status == 'it\\'s'", false },
		{ "'a\\\\b' == 'a\\\\b'", true },
		{ "'\"' == \"\\\"\"", true },
	};
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	struct fixture f;
	size_t i;
	int expr, done;

	(void)state;
	set_up(&f);
	expr_define_string(set, "period_end", "2025-12-31", 10);
	expr_define_string(set, "word", "done", 4);
	expr_define_number(set, "limit", "18", 2);
	expr = expr_compile(set, "status == 'done'", 16, &err);
	expr_define_condition(set, "done", expr);
	done = expr;
	for (i = 0; i < LENGTH(cases); i++) {
		const char *text = cases[i].text;
		bool holds;

		expr = expr_compile(set, text, strlen(text), &err);
		if (expr < 0)
			print_message("%s: %s\n", text, err.s);
		assert_true(expr >= 0);
		expr_begin(set, &f.rec);
		holds = expr_holds(set, expr);
		if (holds != cases[i].holds)
			print_message("case: %s\n", text);
		assert_true(holds == cases[i].holds);
		assert_true(expr_holds(set, expr) == holds);
	}
	/* names go, what was compiled with them stays */
	assert_int_equal(expr_n_names(set), 4);
	assert_true(expr_has_name(set, "done"));
	expr_keep_names(set, 2);
	assert_false(expr_has_name(set, "done"));
	assert_true(expr_has_name(set, "word"));
	assert_true(expr_compile(set, "$done", 5, &err) < 0);
	assert_int_equal(expr_compile(set, "status == 'done'", 16, &err), done);
	assert_true(expr_holds(set, done));
	strbuf_release(&err);
	expr_set_free(set);
	ndjson_free(f.reader);
}

/** What is certain where only the member status is known. */
static void
test_may_hold(void **state)
{
	static const struct {
		const char *text;
		bool may_hold;
	} cases[] = {
		{ "status == 'done'", true },
		{ "status == 'x'", false },
		{ "status != 'done'", false },
		{ "status in ['x', 'y']", false },
		{ "'x' == 'y'", false },
		{ "false", false },
		{ "has(status)", true },
		{ "!has(status)", false },
		{ "status", false },
		{ "age > 1000", true },
		{ "nowhere", true },
		{ "nowhere in [1]", true },
		{ "status == 'x' && age > 1000", false },
		{ "age > 1000 && status == 'x'", false },
		{ "status == 'x' || age > 1000", true },
		{ "status == 'x' || status == 'y'", false },
		{ "!(status == 'done' || age > 1000)", false },
		{ "!(status == 'done' && age > 1000)", true },
		{ "!(status == 'x')", true },
		{ "starts_with(status, 'do')", true },
		{ "starts_with(status, 'x')", false },
		{ "starts_with(status, age)", true },
		{ "between(status, 'e', 'f')", false },
		{ "between(status, 'e', age)", true },
		{ "year(status) == 1", false },
		{ "year(age) == 1", true },
		{ "days(status, age) == 1", true },
		{ "year(age) == status", true },
	};
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	struct fixture f;
	size_t i;

	(void)state;
	set_up(&f);
	for (i = 0; i < LENGTH(cases); i++) {
		const char *text = cases[i].text;
		int expr = expr_compile(set, text, strlen(text), &err);

		assert_true(expr >= 0);
		expr_begin(set, &f.rec);
		if (expr_may_hold(set, expr, expr_member(set, "status", 6)) !=
		    cases[i].may_hold)
			print_message("case: %s\n", text);
		assert_true(
		    expr_may_hold(set, expr, expr_member(set, "status", 6)) ==
		    cases[i].may_hold);
		/* what holds in this very record may hold */
		assert_true(!expr_holds(set, expr) || cases[i].may_hold);
	}
	strbuf_release(&err);
	expr_set_free(set);
	ndjson_free(f.reader);
}

/** What is left of an expression for records of one status. */
static void
test_given(void **state)
{
	static const struct {
		const char *text;
		const char *left; /* NULL: it always holds */
	} cases[] = {
		{ "status == 'done'", NULL },
		{ "status == 'done' && age > 1000", "age > 1000" },
		{ "age > 1000 && status == 'done'", "age > 1000" },
		{ "status == 'x' || age > 1000", "age > 1000" },
		{ "age > 1000 || status == 'x'", "age > 1000" },
		{ "status == 'done' || age > 1000", NULL },
		{ "!(status == 'x') && !(age > 1000)", "!(age > 1000)" },
		{ "status == 'x'", "false" },
		{ "!has(status)", "false" },
		{ "age > 1000", "age > 1000" },
		{ "(status == 'done' && yes) || no", "yes || no" },
		/* the left side is looked at before the right decides */
		{ "age > 1000 || has(status)", "age > 1000 || true" },
		{ "age > 1000 && status == 'x'", "age > 1000 && false" },
	};
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	struct fixture f;

	(void)state;
	set_up(&f);
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *text = cases[i].text, *left = cases[i].left;
		int expr = expr_compile(set, text, strlen(text), &err);
		int expected =
		    left ? expr_compile(set, left, strlen(left), &err) : -1;
		int given;

		assert_true(expr >= 0);
		expr_begin(set, &f.rec);
		given = expr_given(set, expr, expr_member(set, "status", 6));
		if (given != expected)
			print_message("case: %s\n", text);
		assert_int_equal(given, expected);
		assert_true(expr_holds(set, expr) ==
			    (given < 0 || expr_holds(set, given)));
	}
	ndjson_free(f.reader);
	expr_set_free(set);
	strbuf_release(&err);
}

/** Many texts looked for in one list. */
static void
test_texts_in_list(void **state)
{
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	struct fixture f;
	char text[64];
	int exprs[200];

	(void)state;
	set_up(&f);
	for (int i = 0; i < 200; i++) {
		int len = snprintf(text, sizeof(text), "'f%cr%d' in measures",
		    i % 2 ? 'a' : 'b', i);

		if (i % 50 == 7)
			len = snprintf(text, sizeof(text), "%s in measures",
			    i == 7     ? "'far'"
			    : i == 57  ? "'r\xc3\xb6k'"
			    : i == 107 ? "'supervised_training'"
				       : "7.0");
		exprs[i] = expr_compile(set, text, (size_t)len, &err);
		assert_true(exprs[i] >= 0);
	}
	for (int round = 0; round < 2; round++) {
		expr_begin(set, &f.rec);
		for (int i = 0; i < 200; i++)
			assert_true(expr_holds(set, exprs[i]) == (i % 50 == 7));
	}
	ndjson_free(f.reader);
	expr_set_free(set);
	strbuf_release(&err);
}

static void
test_errors(void **state)
{
	static const struct {
		const char *text;
		const char *err;
	} cases[] = {
		{ "", "expected a condition\n  \n  ^" },
		{ "status ==", "expected a value to compare with\n"
			       "  status ==\n           ^" },
		{ "status = 'done'", "\"equal\" is written ==\n"
				     "  status = 'done'\n         ^" },
		{ "a and b", "\"and\" is written &&\n  a and b\n    ^" },
		{ "a & b", "\"and\" is written &&\n  a & b\n    ^" },
		{ "a b", "expected && or || or the end\n  a b\n    ^" },
		{ "(a", "expected &&, || or )\n  (a\n    ^" },
		{ "a)", "expected && or || or the end\n  a)\n   ^" },
		{ "'x'", "a value alone is no condition\n  'x'\n  ^" },
		{ "a == 'x", "the closing quote is missing\n"
			     "  a == 'x\n       ^" },
		{ "a == 'x\\n'", "\\ stands before a quote or a \\ only\n"
				 "  a == 'x\\n'\n         ^" },
		{ "date > 2025-01-01", "not a number (a date needs quotes)\n"
				       "  date > 2025-01-01\n             ^" },
		{ "a > 1.", "not a number (a date needs quotes)\n"
			    "  a > 1.\n      ^" },
		{ "a in 'x'", "expected a member or a [list] after in\n"
			      "  a in 'x'\n       ^" },
		{ "a in ['x'", "expected , or ] in the list\n"
			       "  a in ['x'\n           ^" },
		{ "a in [b]", "expected a value in the list\n"
			      "  a in [b]\n        ^" },
		{ "has a", "expected ( after has\n  has a\n      ^" },
		{ "has('a')", "expected a member's name\n"
			      "  has('a')\n      ^" },
		{ "a == $nix", "no such name is defined here\n"
			       "  a == $nix\n       ^" },
		{ "a == 1 && # b", "a sign that means nothing here\n"
				   "  a == 1 && # b\n            ^" },
		/* the caret counts characters, not bytes */
		{ "\xc3\xa5\xc3\xa4 = 1", "\"equal\" is written ==\n"
					  "  \xc3\xa5\xc3\xa4 = 1\n     ^" },
		{ "a\n== ", "expected a value to compare with\n"
			    "  a == \n       ^" },
	};
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < LENGTH(cases); i++) {
		const char *text = cases[i].text;

		strbuf_reset(&err);
		assert_int_equal(
		    expr_compile(set, text, strlen(text), &err), -1);
		assert_string_equal(err.s, cases[i].err);
	}
	strbuf_release(&err);
	expr_set_free(set);
}

/** As deep as is allowed, and one deeper; as long, and one longer. */
static void
test_limits(void **state)
{
	struct expr_set *set = expr_set_new();
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	int i;

	(void)state;
	for (i = 0; i < EXPR_MAX_DEPTH; i++)
		strbuf_addch(&text, i % 2 ? '!' : '(');
	strbuf_addstr(&text, "true");
	for (i = 0; i < EXPR_MAX_DEPTH / 2; i++)
		strbuf_addch(&text, ')');
	assert_true(expr_compile(set, text.s, text.len, &err) >= 0);
	strbuf_reset(&text);
	for (i = 0; i < EXPR_MAX_DEPTH + 1; i++)
		strbuf_addch(&text, '!');
	strbuf_addstr(&text, "true");
	assert_int_equal(expr_compile(set, text.s, text.len, &err), -1);

	strbuf_reset(&text);
	strbuf_addstr(&text, "true");
	while (text.len < EXPR_MAX_LEN)
		strbuf_addch(&text, ' ');
	assert_true(expr_compile(set, text.s, text.len, &err) >= 0);
	strbuf_addch(&text, ' ');
	assert_int_equal(expr_compile(set, text.s, text.len, &err), -1);
	strbuf_release(&text);
	strbuf_release(&err);
	expr_set_free(set);
}

/** What is written twice is one expression. */
static void
test_same_is_one(void **state)
{
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	int a, b, c;

	(void)state;
	a = expr_compile(set, "x == 'a' && y in [1,2]", 22, &err);
	b = expr_compile(set, "(x==\"a\")&&(y in [1, 2])", 23, &err);
	c = expr_compile(set, "x == 'a' && y in [1,3]", 22, &err);
	assert_true(a >= 0 && c >= 0);
	assert_int_equal(a, b);
	assert_int_not_equal(a, c);
	assert_int_equal(expr_member(set, "x", 1), expr_member(set, "x", 1));
	strbuf_release(&err);
	expr_set_free(set);
}

/* Told apart: never looked for, there, and nowhere. */
static void
test_never_there(void **state)
{
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT;
	struct fixture f;
	int expr, member;

	(void)state;
	set_up(&f);
	expr = expr_compile(set, "agee == 1 && age == 2", 21, &err);
	assert_true(expr >= 0);
	assert_int_equal(expr_never_there(set, 0), -1);
	expr_begin(set, &f.rec);
	assert_false(expr_holds(set, expr));
	member = expr_never_there(set, 0);
	assert_string_equal(expr_member_name(set, member), "agee");
	assert_int_equal(expr_never_there(set, member + 1), -1);
	assert_non_null(expr_value(set, expr_member(set, "age", 3)));
	assert_null(expr_value(set, expr_member(set, "aeg", 3)));
	member = expr_never_there(set, member + 1);
	assert_string_equal(expr_member_name(set, member), "aeg");
	ndjson_free(f.reader);
	strbuf_release(&err);
	expr_set_free(set);
}

/** The first part that does not hold, how many do not; and back to text. */
static void
test_parts(void **state)
{
	static const struct {
		const char *text, *first;
		size_t n_failing;
	} cases[] = {
		{ "status == 'done'", NULL, 0 },
		{ "yes && status == \"x\" && age < 3", "status == 'x'", 2 },
		{ "yes && (no && (empty == 'it\\'s' && yes))", "no", 2 },
		{ "(no || age > 70) && yes", "no || age > 70", 1 },
		{ "yes && !(age in [67, 'x'])", "!(age in [67, 'x'])", 1 },
		{ "!has(age) && 'far' in object", "!has(age)", 2 },
		{ "$young && yes", "age < 18", 1 },
		{ "`in` == `Main diagnosis`", "`in` == `Main diagnosis`", 1 },
		{ "true && false", "false", 1 },
		{ "yes && (no || (no && yes)) && huge != 1e400",
		    "no || no && yes", 2 },
		{ "yes && !starts_with(status, [\"d\"])",
		    "!starts_with(status, ['d'])", 1 },
		{ "contains(measures, `Main diagnosis`) && yes",
		    "contains(measures, `Main diagnosis`)", 1 },
		{ "between(date, '2025-05', \"2025-06\") && yes",
		    "between(date, '2025-05', '2025-06')", 1 },
		{ "days( date , '2025-03-15' ) > 3 || year(age) == 3",
		    "days(date, '2025-03-15') > 3 || year(age) == 3", 1 },
	};
	struct expr_set *set = expr_set_new();
	struct strbuf err = STRBUF_INIT, sb = STRBUF_INIT;
	struct fixture f;

	(void)state;
	set_up(&f);
	expr_define_condition(
	    set, "young", expr_compile(set, "age < 18", 8, &err));
	for (size_t i = 0; i < LENGTH(cases); i++) {
		const char *text = cases[i].text;
		int expr = expr_compile(set, text, strlen(text), &err), part;

		expr_begin(set, &f.rec);
		part = expr_first_failing(set, expr);
		assert_int_equal(expr_n_failing(set, expr), cases[i].n_failing);
		strbuf_reset(&sb);
		if (part >= 0)
			expr_format(set, part, &sb);
		assert_string_equal(sb.s, cases[i].first ? cases[i].first : "");
		strbuf_reset(&sb);
		expr_format(set, expr, &sb);
		assert_int_equal(expr_compile(set, sb.s, sb.len, &err), expr);
	}
	ndjson_free(f.reader);
	strbuf_release(&err);
	strbuf_release(&sb);
	expr_set_free(set);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_may_hold),
		cmocka_unit_test(test_given),
		cmocka_unit_test(test_texts_in_list),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_same_is_one),
		cmocka_unit_test(test_never_there),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
