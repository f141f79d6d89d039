/*
 * test_formula.c - formulas over measures of a few records.
 *
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../lib/cube/answer.h"
#include "../../lib/define/formula.h"
#include "../../lib/define/function.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char *const lines[] = {
	"{\"clinic\":\"a\",\"fte\":0.5,\"p\":\"1\"}",
	"{\"clinic\":\"a\",\"fte\":0.25,\"p\":\"2\"}",
	"{\"clinic\":\"b\",\"p\":\"2\"}",
	"{\"clinic\":\"b\",\"p\":\"3\",\"x\":-4}",
};

struct fixture {
	struct wanted wanted;
	struct cube *cube;
	struct formulas formulas;
	int everything, by_clinic;
};

static void
name_function(struct fixture *f, const char *name, const char *text)
{
	struct strbuf err = STRBUF_INIT;
	struct function function;

	assert_int_equal(
	    function_parse(&function, &f->wanted, text, -1, true, &err),
	    FUNCTION_OK);
	formula_name_function(&f->formulas, name, &function);
	function_release(&function);
	strbuf_release(&err);
}

static void
set_up(struct fixture *f)
{
	int clinic;

	memset(f, 0, sizeof(*f));
	wanted_init(&f->wanted);
	clinic = wanted_column(&f->wanted, "clinic", 6);
	f->everything = wanted_grouping(&f->wanted, NULL, 0);
	f->by_clinic = wanted_grouping(&f->wanted, &clinic, 1);
	name_function(f, "n", "count");
	name_function(f, "fte", "sum:fte");
	name_function(f, "patients", "distinct:p");
	name_function(f, "lowest", "min:x");
	formula_name_number(&f->formulas, "k", dec_from_int(3));
}

static void
tear_down(struct fixture *f)
{
	formulas_release(&f->formulas);
	cube_free(f->cube);
	wanted_release(&f->wanted);
}

static void
count_all(struct fixture *f)
{
	struct cube_options options = { .budget = 0 };
	struct ndjson *reader = ndjson_new();
	struct strbuf err = STRBUF_INIT;
	char buffer[256 + NDJSON_PADDING];
	struct cube_fault fault;
	struct record rec = RECORD_INIT;
	size_t i, error_at;

	f->cube = cube_new(&f->wanted, &options);
	for (i = 0; i < LENGTH(lines); i++) {
		memcpy(buffer, lines[i], strlen(lines[i]) + 1);
		assert_int_equal(ndjson_parse(reader, buffer, strlen(lines[i]),
				     &rec, &error_at),
		    NDJSON_OK);
		cube_begin(f->cube, &rec);
		assert_int_equal(cube_add(f->cube, &fault), CUBE_COUNTED);
	}
	assert_int_equal(cube_finish(f->cube, &err), 0);
	strbuf_release(&err);
	ndjson_free(reader);
}

static const struct {
	const char *text;
	const char *all; /* over everything; NULL: none */
	const char *a;   /* in clinic a */
	const char *b;   /* in clinic b */
} cases[] = {
	{ "n", "4", "2", "2" },
	{ "fte", "0.75", "0.75", "0" },
	{ "patients", "3", "2", "2" },
	{ "lowest", "-4", NULL, "-4" },
	{ "lowest + n", "0", NULL, "-2" },
	{ "n / fte", "5.333333333333", "2.666666666667", NULL },
	{ "n / 3 * 3", "4", "2", "2" },
	{ "n / k * k", "4", "2", "2" },
	{ "1 + 2 * 3 - n", "3", "5", "5" },
	{ "(1 + 2) * 3 - n", "5", "7", "7" },
	{ "n - 1 - 1", "2", "0", "0" },
	{ "16 / n / 2", "2", "4", "4" },
	{ "-n", "-4", "-2", "-2" },
	{ "--n", "4", "2", "2" },
	{ "min_over(clinic, fte)", "0.75", "0.75", NULL },
	{ "min_over(clinic, n + fte)", "2", "2.75", "2" },
	{ "max_over(clinic, -n)", "-2", "-2", "-2" },
	{ "max_over(clinic, n / fte)", "2.666666666667", "2.666666666667",
	    NULL },
	{ "max_over(p, lowest)", "-4", NULL, "-4" },
	{ "min_over(p, n)", "1", "1", "1" },
	{ "max_over(p, n)", "2", "1", "1" },
	{ "at_least(n, 2)", "1", "1", "1" },
	{ "at_least(n, 3)", "1", "0", "0" },
	{ "at_least(fte, 0.75)", "1", "1", "0" },
	{ "at_least(lowest, 0)", "0", NULL, "0" },
	{ "1200 * (1 - 0.20 * fte)", "1020", "1020", "1200" },
	{ "total(n)", "4", "4", "4" },
	{ "n / total(n)", "1", "0.5", "0.5" },
	{ "sum_over(clinic, patients)", "4", "2", "2" },
	{ "sum_over(clinic, n / (fte + 1))", "3.142857142857", "1.142857142857",
	    "2" },
	{ "total(sum_over(clinic, patients)) - patients", "1", "2", "2" },
	{ "across(clinic, n)", "4", "4", "4" },
	{ "n / across(clinic, n)", "1", "0.5", "0.5" },
	{ "across(p, n)", "4", "2", "2" },
	{ "across(p, across(clinic, n)) - n", "0", "2", "2" },
	{ "sum_over(clinic, n * across(clinic, fte))", "3", "1.5", "1.5" },
	{ "mean_over(p, n)", "1.333333333333", "1", "1" },
	{ "mean_over(clinic, patients)", "2", "2", "2" },
	/* nothing was counted in b, or it cannot be worked out there */
	{ "mean_over(clinic, fte)", "0.75", "0.75", NULL },
	{ "mean_over(clinic, n / fte)", "2.666666666667", "2.666666666667",
	    NULL },
	{ "mean_over(clinic, lowest)", "-4", NULL, "-4" },
	{ "mean_over(p, mean_over(clinic, n))", "1", "1", "1" },
	/* 1, 2 and 1 by p; by clinic what fte + n comes to is 2.75 and 2 */
	{ "median_over(p, n)", "1", "1", "1" },
	{ "median_over(clinic, fte + n)", "2.375", "2.75", "2" },
	{ "median_over(clinic, fte)", "0.75", "0.75", NULL },
	{ "percentile_over(p, 0, n)", "1", "1", "1" },
	{ "percentile_over(p, 66.666, n)", "1", "1", "1" },
	{ "percentile_over(p, 66.667, n)", "2", "1", "1" },
	{ "percentile_over(clinic, 50, fte + n)", "2", "2.75", "2" },
	{ "percentile_over( clinic , 100, -lowest)", "4", NULL, "4" },
	{ "share_over(p, at_least(n, 2))", "0.333333333333", "0", "0" },
	{ "share_over(clinic, fte)", "1", "1", NULL },
	{ "share_over(clinic, n - fte - 2)", "0.5", "1", "0" },
	{ "mean_over(p, n, n)", "1.5", "1", "1" },
	{ "mean_over(clinic, fte + n, 3 - n - fte)", "2.15", "2.75", "2" },
	{ "mean_over(p, n, lowest)", "1", NULL, "1" },
	{ "mean_over(clinic, n, n - 2)", NULL, NULL, NULL },
	{ "rank(clinic, n)", NULL, "1", "1" },
	{ "rank(clinic, fte + n)", NULL, "1", "2" },
	{ "rank(clinic, -fte - n)", NULL, "2", "1" },
	/* nothing was counted, or cannot be worked out: out of the running */
	{ "rank(clinic, fte)", NULL, "1", NULL },
	{ "rank(clinic, lowest)", NULL, NULL, "1" },
	{ "rank(p, n)", NULL, NULL, NULL },
	{ "sum_over(p, rank(p, n))", "5", "2", "2" },
	{ "next(lowest, -5)", "-4", NULL, "-4" },
	{ "next(lowest, -4)", "-4", NULL, "-4" },
	{ "next( lowest , 0 - 7 / 2)", NULL, NULL, NULL },
	{ "next(across(clinic, lowest), n - 8) + n", "0", "-2", "-2" },
	{ "next(total(lowest), -n - 9)", "-4", "-4", "-4" },
	{ "sum_over(p, next(lowest, -9))", "-4", "0", "-4" },
	{ "day(1970-01-31) + day( 1969-12-31 )", "29", "29", "29" },
	{ "max(n, 3)", "4", "3", "3" },
	{ "min(n, k)", "3", "2", "2" },
	{ "max(0, -fte)", "0", "0", "0" },
	{ "max(0, lowest) + min(1, 1)", "1", NULL, "1" },
	{ "sum_over(clinic, max(0, n - fte - 1))", "1.25", "0.25", "1" },
};

static void
assert_value(
    struct fixture *f, int node, int grouping, uint32_t g, const char *want)
{
	struct answers answers = { &f->wanted, &f->formulas, f->cube };
	struct strbuf sb = STRBUF_INIT;
	struct ratio value;
	struct dec v;
	enum formula_status status =
	    answer_formula(&value, &answers, node, grouping, g);

	assert_true((status == FORMULA_OK) == (want != NULL));
	if (want) {
		assert_int_equal(ratio_dec(&v, &value), RATIO_OK);
		dec_format(v, &sb);
		assert_string_equal(sb.s, want);
	}
	strbuf_release(&sb);
}

static void
test_values(void **state)
{
	int nodes[LENGTH(cases)];
	struct strbuf err = STRBUF_INIT;
	struct fixture f;
	size_t i;

	(void)state;
	set_up(&f);
	for (i = 0; i < LENGTH(cases); i++) {
		nodes[i] = formula_compile(
		    &f.formulas, &f.wanted, cases[i].text, &err);
		assert_true(nodes[i] >= 0);
		assert_true(formula_want(
		    &f.formulas, &f.wanted, nodes[i], f.everything));
		assert_true(formula_want(
		    &f.formulas, &f.wanted, nodes[i], f.by_clinic));
	}
	count_all(&f);
	for (i = 0; i < LENGTH(cases); i++) {
		/* group 0 of a member's values is "missing" */
		assert_value(&f, nodes[i], f.everything, 0, cases[i].all);
		assert_value(&f, nodes[i], f.by_clinic, 1, cases[i].a);
		assert_value(&f, nodes[i], f.by_clinic, 2, cases[i].b);
	}
	strbuf_release(&err);
	tear_down(&f);
}

static void
test_errors(void **state)
{
	static const struct {
		const char *text;
		const char *err;
	} wrong[] = {
		{ "", "expected a measure or a number\n  \n  ^" },
		{ "n *", "expected a measure or a number\n  n *\n     ^" },
		{ "(n", "expected )\n  (n\n    ^" },
		{ "n n", "expected + - * / or the end\n  n n\n    ^" },
		{ "nn", "no measure or value has that name\n  nn\n  ^" },
		{ "n + mean(n)",
		    "there are only total(), across(), sum_over(), "
		    "mean_over(), min_over(), max_over(), median_over(), "
		    "percentile_over(), share_over(), standardised(), "
		    "slope_index(), relative_index(), cumulate(), rolling(), "
		    "before(), baseline(), rank(), min(), max(), at_least(), "
		    "next() and day()\n"
		    "  n + mean(n)\n      ^" },
		{ "next(n, 1)", "expected a measure that takes min:\n"
				"  next(n, 1)\n       ^" },
		{ "next(lowest)", "expected a comma\n  next(lowest)\n"
				  "             ^" },
		{ "day(2025-02-29)",
		    "expected a date, or the name of a value that is one: "
		    "day(2025-03-14)\n  day(2025-02-29)\n      ^" },
		{ "sum_over(n)", "expected a comma\n  sum_over(n)\n"
				 "            ^" },
		{ "median_over(clinic, n, n)",
		    "expected )\n  median_over(clinic, n, n)\n"
		    "                       ^" },
		{ "percentile_over(p, n)",
		    "expected a number from 0 to 100, of 3 decimals at most\n"
		    "  percentile_over(p, n)\n                     ^" },
		{ "percentile_over(p, 100.1, n)",
		    "expected a number from 0 to 100, of 3 decimals at most\n"
		    "  percentile_over(p, 100.1, n)\n                     ^" },
		{ "percentile_over(p, 90)", "expected a comma\n"
					    "  percentile_over(p, 90)\n"
					    "                       ^" },
		{ "rolling(month, 0, n)",
		    "expected a number of periods, 1 to 1200\n"
		    "  rolling(month, 0, n)\n                 ^" },
		{ "before(month, 1201, n)",
		    "expected a number of periods, 1 to 1200\n"
		    "  before(month, 1201, n)\n                ^" },
		{ "baseline(month, 2025-13, 2026, n)",
		    "expected a period: 2025, 2025-Q1 or 2025-03\n"
		    "  baseline(month, 2025-13, 2026, n)\n"
		    "                  ^" },
		{ "max(n)", "expected a comma\n  max(n)\n       ^" },
		{ "rank(n)", "expected a comma\n  rank(n)\n        ^" },
		{ "1.2.3", "not a number that can be held exactly\n"
			   "  1.2.3\n  ^" },
	};
	struct strbuf err = STRBUF_INIT;
	struct fixture f;
	size_t i;

	(void)state;
	set_up(&f);
	for (i = 0; i < LENGTH(wrong); i++) {
		strbuf_reset(&err);
		assert_int_equal(formula_compile(&f.formulas, &f.wanted,
				     wrong[i].text, &err),
		    -1);
		assert_string_equal(err.s, wrong[i].err);
	}
	strbuf_release(&err);
	tear_down(&f);
}

/** As deep as is allowed, and one deeper. */
static void
test_depth(void **state)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct fixture f;
	int i;

	(void)state;
	set_up(&f);
	for (i = 0; i < FORMULA_MAX_DEPTH - 1; i++)
		strbuf_addch(&text, '-');
	strbuf_addch(&text, 'n');
	assert_true(formula_compile(&f.formulas, &f.wanted, text.s, &err) >= 0);
	text.s[text.len - 1] = '-';
	strbuf_addch(&text, 'n');
	assert_int_equal(
	    formula_compile(&f.formulas, &f.wanted, text.s, &err), -1);
	strbuf_release(&text);
	strbuf_release(&err);
	tear_down(&f);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_depth),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
