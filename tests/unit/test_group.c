/* test_group.c - what records are grouped by, and counted by elements. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/strbuf.h"
#include "vardstrom/xalloc.h"

#include "../../lib/cube/cube.h"
#include "../../lib/define/group.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static void
test_split(void **state)
{
	static const struct {
		const char *text;
		const char *groups; /* with | between; NULL: what is said */
		const char *said;
	} cases[] = {
		{ "a", "a", "" },
		{ " a ,b c", "a|b c", "" },
		{ "bins(a, \"0-1,2-\"),b", "bins(a, \"0-1,2-\")|b", "" },
		{ "first(a,1),x=days(b,c)", "first(a,1)|x=days(b,c)", "" },
		{ "bins(a,'0)'),b", "bins(a,'0)')|b", "" },
		{ "it's,b)", "it's|b)", "" },
		{ "", NULL, "-g: an empty name in the list" },
		{ "a,", NULL, "-g: an empty name in the list" },
		{ "a, ,b", NULL, "-g: an empty name in the list" },
		{ "a,b,a", NULL, "-g: a given twice" },
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct strbuf err = STRBUF_INIT, sb = STRBUF_INIT;
		const char **groups = NULL;
		int n = group_split(cases[i].text, &groups, &err);

		assert_int_equal(n < 0, !cases[i].groups);
		for (int k = 0; k < n; k++)
			strbuf_addf(&sb, "%s%s", k ? "|" : "", groups[k]);
		assert_string_equal(
		    sb.s, cases[i].groups ? cases[i].groups : "");
		assert_string_equal(err.s, cases[i].said);
		if (n >= 0)
			free(groups);
		strbuf_release(&sb);
		strbuf_release(&err);
	}
}

static void
test_column(void **state)
{
	static const struct {
		const char *text, *name;
		bool is_made, is_each;
	} cases[] = {
		{ "clinic", "clinic", false, false },
		{ "Antal (st)", "Antal (st)", false, false },
		{ "x=clinic", "x", true, false },
		{ "`a b`", "a b", true, false },
		{ "kva[]", "kva", true, true },
		{ "k = kva[]", "k ", true, true },
		{ "quarter(date)", "quarter_date", true, false },
		{ "days(a,b)", "days_a_b", true, false },
		{ "first(kva[],1)", "first_kva", true, true },
		{ "v\xc3\xa5rd=bins( age , '0-17, 18-')", "v\xc3\xa5rd", true,
		    false },
		{ "bins(days(a, b), \"0-3\")", "bins_days_a_b", true, false },
	};
	static const char *const wrong[] = { "x=", "bins(age)", "bins(age,5)",
		"bins(age,\"\")", "bins(age,\"5-1\")", "bins(age,\"1,1\")",
		"bins(age,\"1,\")", "bins(,\"1\")", "bins(age,\"1\"",
		"first(a,0)", "first(a,1001)", "first(a,1x)", "first(a)",
		"first(a,99999999999)", "left(a,1)", "starts_with(a,'x')",
		"year(a)[]", "year()", "year(1)", "`a", "first([],1)" };
	struct strbuf err = STRBUF_INIT;
	struct wanted w;

	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		int column;

		wanted_init(&w);
		column = group_column(&w, cases[i].text, &err);
		assert_true(column >= 0);
		if (strcmp(cases[i].name, "k ") != 0)
			assert_string_equal(
			    wanted_name(&w, column), cases[i].name);
		assert_int_equal(
		    w.columns[column].source >= 0, cases[i].is_made);
		assert_int_equal(w.columns[column].is_each, cases[i].is_each);
		assert_int_equal(group_column(&w, cases[i].text, &err), column);
		wanted_release(&w);
	}
	for (size_t i = 0; i < LENGTH(wrong); i++) {
		wanted_init(&w);
		strbuf_reset(&err);
		assert_int_equal(group_column(&w, wrong[i], &err), -1);
		assert_non_null(strchr(err.s, '^'));
		wanted_release(&w);
	}
	strbuf_release(&err);
}

/* Two measures by the elements of a list, and by one of them. */
struct counted {
	struct wanted w;
	struct cube *cube;
	int grouping, sum, codes;
};

static void
begin(struct counted *c)
{
	struct cube_options options = { .budget = 0 };
	struct strbuf err = STRBUF_INIT;
	int columns[2];

	wanted_init(&c->w);
	columns[0] = group_column(&c->w, "first(k[],1)", &err);
	columns[1] = group_column(&c->w, "p", &err);
	c->grouping = wanted_grouping(&c->w, columns, 2);
	c->sum = wanted_measure(
	    &c->w, MEASURE_SUM, -1, wanted_column(&c->w, "v", 1), true);
	c->codes = wanted_measure(
	    &c->w, MEASURE_TALLY, -1, group_column(&c->w, "k[]", &err), false);
	wanted_by(&c->w, c->sum, c->grouping);
	wanted_by(&c->w, c->codes, c->grouping);
	c->cube = cube_new(&c->w, &options);
	assert_int_equal(err.len, 0);
}

static void
add(struct counted *c, const char *line)
{
	struct ndjson *reader = ndjson_new();
	struct record rec = RECORD_INIT;
	char buffer[256 + NDJSON_PADDING];
	struct cube_fault fault;
	size_t error_at;

	memcpy(buffer, line, strlen(line));
	assert_int_equal(
	    ndjson_parse(reader, buffer, strlen(line), &rec, &error_at),
	    NDJSON_OK);
	cube_begin(c->cube, &rec);
	assert_int_equal(cube_add(c->cube, &fault), CUBE_COUNTED);
	ndjson_free(reader);
	record_release(&rec);
}

/** "GROUP PERSON: sum, codes; " of each group, in order. */
static void
tell(struct counted *c, struct strbuf *sb)
{
	struct strbuf err = STRBUF_INIT;
	uint32_t groups[16], n = cube_n_groups(c->cube, c->grouping);
	struct dec sum;

	assert_int_equal(cube_finish(c->cube, &err), 0);
	assert_true(n <= LENGTH(groups));
	for (uint32_t g = 0; g < n; g++)
		groups[g] = g;
	cube_sort_groups(c->cube, c->grouping, groups, n);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t g = groups[i];
		struct value k = cube_group_value(c->cube, c->grouping, g, 0);
		struct value p = cube_group_value(c->cube, c->grouping, g, 1);

		strbuf_addf(sb, "%.*s %.*s: ",
		    value_type(k) == VALUE_MISSING ? 0 : (int)k.len, k.s,
		    (int)p.len, p.s);
		assert_int_equal(
		    cube_sum(&sum, c->cube, c->sum, c->grouping, g), DEC_OK);
		dec_format(sum, sb);
		strbuf_addf(sb, ", %d; ",
		    (int)cube_distinct(c->cube, c->codes, c->grouping, g));
	}
	cube_free(c->cube);
	wanted_release(&c->w);
}

static void
test_elements(void **state)
{
	static const char *const lines[] = {
		"{\"p\":\"x\",\"v\":1,\"k\":[\"a1\",\"a2\",\"b1\",\"a1\"]}",
		"{\"p\":\"x\",\"v\":20,\"k\":[\"a3\",\"a1\"]}",
		"{\"p\":\"y\",\"v\":300,\"k\":\"b1\"}",
		"{\"p\":\"x\",\"v\":4000,\"k\":[]}",
		"{\"p\":\"x\",\"v\":50000}",
		"{\"p\":\"x\",\"v\":600000,\"k\":null}",
		"{\"p\":\"x\",\"v\":7000000,\"k\":[null,\"b2\"]}",
	};
	static const char expected[] =
	    " x: 7654000, 0; a x: 21, 3; b x: 7000001, 2; b y: 300, 1; ";
	struct strbuf sb = STRBUF_INIT, err = STRBUF_INIT;
	struct counted whole, part;

	(void)state;
	begin(&whole);
	for (size_t i = 0; i < LENGTH(lines); i++)
		add(&whole, lines[i]);
	tell(&whole, &sb);
	assert_string_equal(sb.s, expected);
	/* the same in two parts, put together */
	strbuf_reset(&sb);
	begin(&whole);
	begin(&part);
	for (size_t i = 0; i < LENGTH(lines); i++)
		add(i % 2 ? &part : &whole, lines[i]);
	assert_int_equal(cube_merge(whole.cube, part.cube, &err), 0);
	cube_free(part.cube);
	wanted_release(&part.w);
	tell(&whole, &sb);
	assert_string_equal(sb.s, expected);
	strbuf_release(&sb);
	strbuf_release(&err);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_column),
		cmocka_unit_test(test_elements),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
