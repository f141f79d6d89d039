/*
 * test_trace_plan.c - formulas taken apart into terms or parts.
 * unit: cmd/trace-figure/plan.c
 * unit: cmd/trace-figure/leaves.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../cmd/trace-figure/plan.h"

static const char form[] =
    "{\"values\":{\"two\":2},\"measures\":{"
    "\"n\":{\"take\":\"count\"},\"fte\":{\"take\":\"sum:fte\"},"
    "\"p\":{\"take\":\"distinct:p\"},\"m\":{\"take\":\"mean:w\"},"
    "\"q\":{\"take\":\"p90:w\"}},\"indicators\":[{\"id\":\"x\",\"title\":"
    "{\"sv\":\"x\",\"en\":\"x\"},\"unit\":\"x\",\"decimals\":0,\"n\":\"n\","
    "\"by\":[[\"c\"]],\"value\":\"%s\"}]}";

static const struct row {
	const char *value;
	bool is_sum, has_denominator;
	size_t n_leaves;
	const char *leaves; /* a sign a leaf: how it counts */
} rows[] = {
	{ "n", true, false, 1, "1" },
	{ "n + fte - p", true, false, 3, "11-" },
	{ "two * (n - fte / 4)", true, false, 2, "x-" },
	{ "n + 3", true, false, 1, "1" },
	{ "n / fte", true, true, 2, "11" },
	{ "n / total(n)", true, true, 2, "11" },
	{ "m", true, true, 2, "11" },
	{ "sum_over(d, p)", true, false, 1, "1" },
	{ "sum_over(d, q)", true, false, 1, "1" },
	/* no sums of what records count */
	{ "sum_over(d, n + 1)", false, false, 1, "1" },
	{ "n * p", false, false, 2, "11" },
	{ "n * n", false, false, 1, "1" },
	{ "n * total(n)", false, false, 2, "11" },
	{ "rank(c, n)", false, false, 1, "1" },
	{ "max(n, p)", false, false, 2, "11" },
	{ "m + 1", false, false, 1, "1" },
	{ "median_over(d, p)", false, false, 1, "1" },
	{ "mean_over(d, p, n)", false, false, 2, "11" },
	{ "sum_over(d, total(n))", false, false, 1, "1" },
};

static void
load(const struct row *row, struct wanted *w, struct indicators *ins)
{
	char path[] = "/tmp/plan.XXXXXX";
	struct strbuf err = STRBUF_INIT, sb = STRBUF_INIT;
	const char *value = strstr(form, "%s");
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	strbuf_add(&sb, form, (size_t)(value - form));
	strbuf_addstr(&sb, row->value);
	strbuf_addstr(&sb, value + 2);
	assert_int_equal(write(fd, sb.s, sb.len), sb.len);
	close(fd);
	if (indicators_load(ins, w, path, false, &err) != 0)
		fail_msg("%s", err.s);
	unlink(path);
	strbuf_release(&sb);
	strbuf_release(&err);
}

static char
sign_of(const struct leaf *leaf)
{
	if (leaf->is_once)
		return '1';
	return leaf->times.is_negative ? '-' : 'x';
}

static void
formulas_are_taken_apart(void **state)
{
	char name[] = "c", value[] = "a";
	struct asked asked = { name, value };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct indicators ins = { 0 };
		struct strbuf err = STRBUF_INIT;
		struct cube_options options = { .budget = 0 };
		struct wanted w;
		struct cube *cube;
		struct plan p;

		wanted_init(&w);
		load(row, &w, &ins);
		cube = cube_new(&w, &options);
		assert_int_equal(
		    plan_make(&p, &w, cube, &ins, "x", &asked, 1, &err), 0);
		if (p.sides[SIDE_NUMERATOR].is_sum != row->is_sum ||
		    p.sides[SIDE_DENOMINATOR].is_there !=
			row->has_denominator ||
		    p.n_leaves != row->n_leaves)
			fail_msg("%s: %zu leaves", row->value, p.n_leaves);
		for (size_t k = 0; k < p.n_leaves; k++) {
			if (sign_of(&p.leaves[k]) != row->leaves[k])
				fail_msg("%s: leaf %zu", row->value, k);
			assert_int_equal(
			    p.leaves[k].name != NULL, !row->is_sum);
		}
		plan_release(&p);
		indicators_release(&ins);
		cube_free(cube);
		wanted_release(&w);
		strbuf_release(&err);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formulas_are_taken_apart),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
