/*
 * test_render_table.c - the order of names, the width of text, and that the
 * order of the records does not matter.
 *
 * unit: cmd/render-table/pivot.c
 * unit: cmd/render-table/tables.c
 * unit: cmd/render-table/layout.c
 * unit: cmd/render-table/layout_csv.c
 * unit: cmd/render-table/layout_ndjson.c
 * unit: cmd/render-table/layout_terminal.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

#include "../../cmd/render-table/layout.h"
#include "../../cmd/render-table/pivot.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

/* In this order, each before all that follow. */
static const char *const names[] = { "", "-", "1", "10", "2", "Alma", "alma",
	"Alma AB", "bo", "Zeta", "Å", "å", "Åby", "Ä", "Äng", "Ö", "ö", "é",
	"日本" };

static void
test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(names); i++) {
		for (size_t j = 0; j < N(names); j++) {
			const int got = pivot_compare_names(names[i], names[j]);

			assert_int_equal(
			    (got > 0) - (got < 0), (i > j) - (i < j));
		}
	}
}

static void
test_width(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} cases[] = {
		{ "", 0 },
		{ "abc", 3 },
		{ "Hjälmö", 6 },
		{ "Hja\xCC\x88lmo\xCC\x88", 6 },
		{ "日本", 4 },
		{ "한", 2 },
		{ "\xF0\x9F\x98\x80", 2 },
		{ "✓", 1 },
		{ "–", 1 },
		{ "a\xE2\x80\x8B", 1 },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++)
		assert_int_equal(
		    layout_width(cases[i].text, strlen(cases[i].text)),
		    cases[i].width);
}

#define FIGURE(id, x, rest)                                                    \
	"{\"record\":\"indicator\",\"indicator\":\"" id                        \
	"\",\"period\":\"2025\",\"by\":[\"x\"],\"x\":" x "," rest "}"

static const char *const lines[] = {
	FIGURE("a", "\"Åby\"", "\"value\":1"),
	FIGURE("b", "\"Åby\"", "\"value\":2,\"met\":true"),
	FIGURE("a", "\"Alma\"", "\"not_assessed\":\"few\""),
	FIGURE("b", "\"Alma\"", "\"not_assessed\":\"none\""),
	FIGURE("a", "1", "\"value\":1"),
	FIGURE("b", "\"1\"", "\"value\":1"),
};

static const char table[] = "x     a    b\n"
			    "------------\n"
			    "1     1  ·\n"
			    "1     ·  1\n"
			    "Alma  a  b\n"
			    "Åby   1  2 ✓\n"
			    "\n"
			    "✓ target met\n"
			    "· no figure\n"
			    "a not assessed: few\n"
			    "b not assessed: none\n";

static void
add(struct pivot *p, const char *line)
{
	struct strbuf text = STRBUF_INIT;
	struct ndjson *reader = ndjson_new();
	struct record rec = RECORD_INIT;
	enum figure_status figure;
	size_t at, len = strlen(line);

	strbuf_grow(&text, len + NDJSON_PADDING);
	memset(text.s, 0, len + NDJSON_PADDING);
	strbuf_addstr(&text, line);
	assert_int_equal(
	    ndjson_parse(reader, text.s, len, &rec, &at), NDJSON_OK);
	assert_int_equal(pivot_add(p, &rec, &figure), PIVOT_OK);
	assert_int_equal(pivot_add(p, &rec, &figure), PIVOT_EREPEAT);
	record_release(&rec);
	ndjson_free(reader);
	strbuf_release(&text);
}

static void
test_any_order(void **state)
{
	static const char *const rows[] = { "x" }, *const columns[] = { "a",
		"b" };
	const struct pivot_options po = { .row_names = rows,
		.n_row_names = 1,
		.columns = columns,
		.n_columns = 2 };
	const struct layout_options lo = { .row_names = rows,
		.n_row_names = 1,
		.headings = columns,
		.n_columns = 2 };

	(void)state;
	for (size_t first = 0; first < N(lines); first++) {
		struct strbuf out = STRBUF_INIT;
		struct pivot *p = pivot_new(&po);

		for (size_t i = 0; i < N(lines); i++)
			add(p, lines[(first + i) % N(lines)]);
		pivot_sort(p);
		layout_table(p, &lo, &out);
		assert_string_equal(out.s, table);
		pivot_free(p);
		strbuf_release(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_any_order),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
