/*
 * test_suggest.c - near misses of ids, and how many of them are told.
 * unit: cmd/normalize/suggest.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/normalize/suggest.h"
#include "vardstrom/day.h"
#include "vardstrom/pnr.h"

static int
day_2025(void)
{
	return day_from_ymd((struct ymd){ 2025, 3, 3 });
}

static void
meet(struct suggest *sg, uint64_t line_no, const char *id)
{
	suggest_row(sg, line_no);
	suggest_met(sg, id, strlen(id));
}

static void
refuse(struct suggest *sg, uint64_t line_no, uint64_t no, const char *s)
{
	struct suggest_text text = { s, strlen(s), day_2025(),
		PNR_RESERVE_VARMLAND };

	suggest_row(sg, line_no);
	suggest_refused(sg, &text);
	suggest_rejected(sg, no);
}

static void
expect(struct suggest *sg, uint64_t no, const char *want)
{
	struct strbuf sb = STRBUF_INIT;

	suggest_format(sg, no, &sb);
	assert_string_equal(sb.s, want);
	strbuf_release(&sb);
}

/* Every written form and place of one slip against 19701018-9806. */
static void
r_id_13_one_slip(void **state)
{
	static const struct {
		const char *text;
		bool is_near;
	} rows[] = {
		{ "197010189805", true }, { "197010189816", true },
		{ "297010189806", true }, { "19701018-9805", true },
		{ "701018-9807", true }, { "7010188906", true },
		{ "791018-9806", true }, { "701081-9806", true },
		{ "701019-8806", true }, /* swapped across the separator */
		{ "917010189806", true }, { "1970I0189806", true },
		{ "197010189860", true }, { "1970101898", false },
		{ "19701018980", false }, { "1970101898067", false },
		{ "197010189", false }, { "", false },
		{ "197010189915", false },   /* two digits */
		{ "197010198896", false },   /* two swaps */
		{ "19701018 9806", false },  /* not a separator: one too many */
		{ "1970-1018-9806", false }, /* longer than any id */
	};
	struct suggest *sg = suggest_new(NULL);
	size_t i, n = sizeof(rows) / sizeof(rows[0]);

	(void)state;
	suggest_begin(sg, "f.csv");
	for (i = 0; i < n; i++)
		refuse(sg, 2 + i, i, rows[i].text);
	meet(sg, 99, "197010189806");
	for (i = 0; i < n; i++) {
		print_message("# %s\n", rows[i].text);
		expect(sg, i,
		    rows[i].is_near ? ",\"suggest\":[\"f.csv:99\"]" : "");
	}
	suggest_free(sg);
}

/* Of ten ids that are near, eight are told, in the order they were met. */
static void
at_most_eight(void **state)
{
	struct suggest *sg = suggest_new(NULL);
	struct strbuf want = STRBUF_INIT;
	struct pnr pnr;
	char id[16];
	uint64_t line_no = 20;
	int n = 0;

	(void)state;
	suggest_begin(sg, "a");
	suggest_begin(sg, "b\"c");
	/* one check digit for each serial 000..009 with the rest the same */
	for (int i = 9; i >= 0; i--)
		for (int c = 0; c < 10; c++) {
			snprintf(id, sizeof(id), "1970101898%d%d", i, c);
			if (pnr_parse(&pnr, id, 12, day_2025(), 0) != PNR_OK ||
			    i == 3)
				continue;
			meet(sg, line_no, id);
			if (n < SUGGEST_MAX && strncmp(id + 10, "3", 1) != 0) {
				strbuf_addf(&want, "%s\"b\\\"c:%d\"",
				    n ? "," : ",\"suggest\":[", (int)line_no);
				n++;
			}
			line_no++;
		}
	strbuf_addch(&want, ']');
	/* each differs in its first digit from one of ten that differ there */
	suggest_row(sg, 90);
	for (int i = 0; i < 10; i++) {
		struct suggest_text text = { id, 12, day_2025(), 0 };

		snprintf(id, sizeof(id), "2970101898%d%d", i, i);
		suggest_refused(sg, &text);
		for (int c = 0; c < 10; c++) {
			snprintf(id, sizeof(id), "1970101898%d%d", i, c);
			suggest_refused(sg, &text);
		}
	}
	suggest_rejected(sg, 7);
	expect(sg, 6, "");
	expect(sg, 7, want.s);
	expect(sg, 8, "");
	strbuf_release(&want);
	suggest_free(sg);
}

/* What was refused in a row that then was no reject is forgotten. */
static void
only_rejects(void **state)
{
	struct suggest *sg = suggest_new(NULL);
	struct suggest_text text = { "197010189805", 12, day_2025(), 0 };

	(void)state;
	suggest_begin(sg, "f");
	meet(sg, 2, "197010189806");
	suggest_row(sg, 3);
	suggest_refused(sg, &text);
	suggest_row(sg, 4);
	suggest_rejected(sg, 0);
	expect(sg, 0, "");
	suggest_free(sg);
	suggest_free(NULL);
}

static void
with_pseudonyms(void **state)
{
	struct pseudonym *p = pseudonym_new("key", 3, NULL);
	struct suggest *sg = suggest_new(p);

	(void)state;
	suggest_begin(sg, "f");
	meet(sg, 2, "197010189806");
	meet(sg, 3, "19810829SU3A");
	refuse(sg, 4, 0, "197010189805");
	refuse(sg, 5, 1, "19810892SU3A");
	expect(sg, 0, ",\"suggest\":[\"f:2\"]");
	expect(sg, 1, ",\"suggest\":[\"f:3\"]");
	suggest_free(sg);
	pseudonym_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(r_id_13_one_slip),
		cmocka_unit_test(at_most_eight),
		cmocka_unit_test(only_rejects),
		cmocka_unit_test(with_pseudonyms),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
