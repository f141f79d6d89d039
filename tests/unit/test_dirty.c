/*
 * test_dirty.c - planted faults: shares, lines, what is told.
 *
 * unit: cmd/synthesize/dirty.c
 * unit: cmd/synthesize/extract.c
 * unit: cmd/synthesize/people.c
 * unit: cmd/synthesize/plan.c
 * unit: cmd/synthesize/past.c
 * unit: cmd/synthesize/calibration.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../cmd/synthesize/columns.h"
#include "../../cmd/synthesize/dirty.h"

struct share_case {
	const char *text;
	bool is_share;
	uint64_t ppm;
};

static const struct share_case shares[] = {
	{ "3%", true, 30000 },
	{ "0%", true, 0 },
	{ "0.25%", true, 2500 },
	{ "0.0001%", true, 1 },
	{ "100%", true, 1000000 },
	{ "100.0000%", true, 1000000 },
	{ "100.0001%", false, 0 },
	{ "101%", false, 0 },
	{ "0.00001%", false, 0 },
	{ "1000000000000000000000%", false, 0 },
	{ "3", false, 0 },
	{ "3%%", false, 0 },
	{ "3.%", false, 0 },
	{ ".3%", false, 0 },
	{ "-3%", false, 0 },
	{ " 3%", false, 0 },
	{ "3 %", false, 0 },
	{ "3,5%", false, 0 },
	{ "%", false, 0 },
	{ "", false, 0 },
};

static void
shares_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		uint64_t ppm = 7;

		assert_int_equal(dirty_parse_share(&ppm, shares[i].text),
		    shares[i].is_share);
		assert_int_equal(ppm, shares[i].is_share ? shares[i].ppm : 7);
	}
}

/** A folder with an open extract in it. */
struct place {
	char dir[32];
	struct extract_dress dress;
	struct extract x;
	struct extract_row row;
};

static int
set_up(void **state)
{
	struct place *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	extract_row_init(&p->row);
	memcpy(p->dir, "/tmp/test_dirty.XXXXXX", 23);
	assert_non_null(mkdtemp(p->dir));
	p->dress.dir = p->dir;
	*state = p;
	return 0;
}

static int
tear_down(void **state)
{
	static const char *const names[] = { "x.csv", "x.csv.gz",
		"faults.ndjson" };
	struct place *p = *state;
	struct publication *publication = publication_new();

	for (size_t i = 0; i < 3; i++)
		extract_remove(publication, p->dir, names[i], "");
	publication_commit(publication);
	publication_free(publication);
	assert_int_equal(rmdir(p->dir), 0);
	extract_release(&p->x);
	extract_row_release(&p->row);
	free(p);
	return 0;
}

static void
commit(struct place *p)
{
	struct publication *publication = publication_new();

	extract_commit(&p->x, publication);
	publication_commit(publication);
	publication_free(publication);
}

static size_t
slurp(const struct place *p, const char *name, char *out, size_t cap)
{
	char path[64];
	size_t len;
	FILE *f;

	assert_true(snprintf(path, sizeof(path), "%s/%s", p->dir, name) > 0);
	f = fopen(path, "rb");
	assert_non_null(f);
	len = fread(out, 1, cap - 1, f);
	out[len] = '\0';
	fclose(f);
	return len;
}

static void
assert_holds(const struct place *p, const char *name, const char *text)
{
	char got[8192];

	slurp(p, name, got, sizeof(got));
	assert_string_equal(got, text);
}

/* A row's line is the one on which it begins, as an editor counts. */
static void
lines_are_counted(void **state)
{
	struct place *p = *state;
	struct extract_style cut = { .n_cut = 1 };

	extract_open(&p->x, &p->dress, "x.csv", "A;B");
	extract_set(&p->row, 0, "1");
	extract_set(&p->row, 1, "a\nb;\"c\"");
	assert_int_equal(extract_write(&p->x, &p->row, NULL), 2);
	assert_int_equal(extract_write(&p->x, &p->row, NULL), 4);
	assert_int_equal(extract_write(&p->x, &p->row, &cut), 6);
	assert_int_equal(extract_write(&p->x, &p->row, NULL), 7);
	commit(p);
	assert_holds(p, "x.csv",
	    "A;B\n"
	    "1;\"a\nb;\"\"c\"\"\"\n"
	    "1;\"a\nb;\"\"c\"\"\"\n"
	    "1\n"
	    "1;\"a\nb;\"\"c\"\"\"\n");
}

static void
dress_is_worn(void **state)
{
	struct place *p = *state;
	struct extract_style other = { .is_other_encoding = true, .quoted = 1 };

	p->dress.is_windows_1252 = p->dress.is_crlf = true;
	extract_open(&p->x, &p->dress, "x.csv", "Å;B");
	extract_set(&p->row, 0, "ö\xc2\xa0é");
	extract_set(&p->row, 1, "");
	extract_write(&p->x, &p->row, NULL);
	extract_write(&p->x, &p->row, &other);
	commit(p);
	assert_holds(p, "x.csv",
	    "\xc5;B\r\n"
	    "\xf6\xa0\xe9;\r\n"
	    "\"ö\xc2\xa0é\";\r\n");
}

/* Packed, it replaces the plain one; nothing else of it is left behind. */
static void
one_dress_a_folder(void **state)
{
	struct place *p = *state;
	char got[256];

	extract_open(&p->x, &p->dress, "x.csv", "A");
	commit(p);
	extract_release(&p->x);
	p->dress.is_gzip = true;
	extract_open(&p->x, &p->dress, "x.csv", "A");
	commit(p);
	assert_true(slurp(p, "x.csv.gz", got, sizeof(got)) > 18);
	assert_memory_equal(got, "\x1f\x8b\x08", 3);
}

static void
set_staff_row(struct place *p)
{
	extract_set(&p->row, STAFF_MONTH, "2025-12");
	extract_set(&p->row, STAFF_CLINIC, "kil");
	extract_set(&p->row, STAFF_FTE, "1,80");
	extract_set(&p->row, STAFF_GRADUATE, "0,00");
}

static const char staff_faults[] =
    "{\"file\":\"x.csv\",\"line\":3,\"verdict\":\"rejected\","
    "\"field\":\"Månad\",\"error\":\"bad_month\"}\n"
    "{\"file\":\"x.csv\",\"line\":4,\"verdict\":\"rejected\","
    "\"field\":\"Heltidsresurs\",\"error\":\"bad_number\"}\n"
    "{\"file\":\"x.csv\",\"line\":5,\"verdict\":\"rejected\","
    "\"field\":\"MottagningsId\",\"error\":\"unknown_clinic\"}\n"
    "{\"file\":\"x.csv\",\"line\":6,\"verdict\":\"rejected\","
    "\"field\":\"Heltidsresurs\",\"error\":\"missing\"}\n"
    "{\"file\":\"x.csv\",\"line\":7,\"verdict\":\"rejected\","
    "\"error\":\"ragged_row\"}\n"
    "{\"file\":\"x.csv\",\"line\":8,\"verdict\":\"dropped\","
    "\"reason\":\"outside_period\"}\n";

/* A small file gets each of its faults, told with place and verdict. */
static void
faults_are_told(void **state)
{
	struct place *p = *state;
	struct dirty d = { .ppm = 0, .year = 2025 };
	struct dirty_subject nobody = { 0 };
	struct publication *publication;

	dirty_open(&d, &p->dress);
	extract_open(&p->x, &p->dress, "x.csv", STAFF_COLUMNS);
	set_staff_row(p);
	dirty_write(&d, DIRTY_STAFF, &p->x, &p->row, &nobody);
	dirty_finish(&d, DIRTY_STAFF, &p->x, &p->row, &nobody);
	commit(p);
	publication = publication_new();
	dirty_commit(&d, publication);
	publication_commit(publication);
	publication_free(publication);
	dirty_release(&d);
	assert_holds(p, "x.csv",
	    STAFF_COLUMNS "\n"
			  "2025-12;kil;1,80;0,00\n"
			  "2025-13;kil;1,80;0,00\n"
			  "2025-12;kil;1,0O;0,00\n"
			  "2025-12;gymmet;1,80;0,00\n"
			  "2025-12;kil;;0,00\n"
			  "2025-12;kil\n"
			  "2024-11;kil;1,80;0,00\n");
	assert_holds(p, "faults.ndjson", staff_faults);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_are_read),
		cmocka_unit_test_setup_teardown(
		    lines_are_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    dress_is_worn, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    one_dress_a_folder, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    faults_are_told, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
