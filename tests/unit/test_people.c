/*
 * test_people.c - invented people: ids that the library reads, all different.
 *
 * unit: cmd/synthesize/people.c
 * unit: cmd/synthesize/plan.c
 * unit: cmd/synthesize/past.c
 * unit: cmd/synthesize/calibration.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../cmd/synthesize/people.h"
#include "vardstrom/day.h"
#include "vardstrom/pnr.h"

enum { YEAR = 2025, N_PEOPLE = 60000, N_FORMS = 4, LAST_DAY = 364 };

static int
last_day_of_year(void)
{
	struct ymd ymd = { YEAR, 12, 31 };

	return day_from_ymd(ymd);
}

static enum pnr_kind
kind_of(enum people_id id)
{
	switch (id) {
	case PEOPLE_PERSONNUMMER:
		return PNR_PERSONNUMMER;
	case PEOPLE_SAMORDNING:
	case PEOPLE_SAMORDNING_PARTIAL:
		return PNR_SAMORDNINGSNUMMER;
	default:
		return PNR_RESERVNUMMER;
	}
}

/* All the forms of one id are read back as the same id. */
static void
check_forms(const struct person *p, enum people_id id)
{
	int first = last_day_of_year() - LAST_DAY;
	char full[PEOPLE_TEXT_MAX];

	assert_int_equal(
	    people_write(full, p, id, PEOPLE_FULL, YEAR), PEOPLE_ID_LEN);
	for (int form = 0; form < N_FORMS; form++) {
		for (int day = first; day <= first + LAST_DAY; day += 91) {
			char text[PEOPLE_TEXT_MAX];
			struct pnr pnr;
			size_t len = people_write(
			    text, p, id, (enum people_form)form, YEAR);

			assert_int_equal(
			    pnr_parse(&pnr, text, len, day, PNR_RESERVE_ALL),
			    PNR_OK);
			assert_memory_equal(pnr.id, full, PEOPLE_ID_LEN);
			assert_int_equal(pnr.kind, kind_of(id));
		}
	}
}

static void
every_form_is_read(void **state)
{
	struct people pp;
	struct person p;
	unsigned kinds = 0;

	(void)state;
	people_init(&pp, YEAR, 1, N_PEOPLE);
	for (uint64_t no = 0; no < N_PEOPLE; no++) {
		people_get(&p, &pp, no);
		for (unsigned i = 0; i < p.n_ids; i++) {
			check_forms(&p, p.ids[i]);
			kinds |= 1U << p.ids[i];
		}
		assert_true(people_is_linked(&pp, no) == (p.n_ids > 1));
	}
	assert_int_equal(kinds, (1U << (PEOPLE_NATIONAL + 1)) - 1);
}

static int
compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, PEOPLE_ID_LEN);
}

/* No two people share an id, old ids included. */
static void
check_different(uint64_t n_all, uint64_t n)
{
	char(*ids)[PEOPLE_ID_LEN] = malloc(n * PEOPLE_MAX_IDS * sizeof(*ids));
	struct people pp;
	struct person p;
	size_t n_ids = 0;

	assert_non_null(ids);
	people_init(&pp, YEAR, 3, n_all);
	for (uint64_t no = 0; no < n; no++) {
		people_get(&p, &pp, no * (n_all / n));
		for (unsigned i = 0; i < p.n_ids; i++) {
			char text[PEOPLE_TEXT_MAX];

			people_write(text, &p, p.ids[i], PEOPLE_FULL, YEAR);
			memcpy(ids[n_ids++], text, PEOPLE_ID_LEN);
		}
	}
	qsort(ids, n_ids, sizeof(*ids), compare_ids);
	for (size_t i = 1; i < n_ids; i++)
		assert_memory_not_equal(ids[i - 1], ids[i], PEOPLE_ID_LEN);
	free(ids);
}

static void
ids_are_different(void **state)
{
	(void)state;
	check_different(30950, 30950);
	check_different(700001, 700001);
	check_different(28000000, 500000); /* a sample of the largest year */
}

/* People of the largest year fit, and the serials stay serials. */
static void
the_largest_year_fits(void **state)
{
	struct people pp;
	struct person p;

	(void)state;
	people_init(&pp, YEAR, 1, 28300000);
	assert_int_equal(pp.upto[PEOPLE_CELLS], 28300000);
	for (uint64_t no = 0; no < pp.n; no += 997) {
		people_get(&p, &pp, no);
		assert_in_range(p.serial, 1, 999);
		assert_int_equal(p.serial % 2, p.is_woman ? 0 : 1);
	}
}

static void
most_are_women(void **state)
{
	struct people pp;
	struct person p;
	int n_women = 0;

	(void)state;
	people_init(&pp, YEAR, 1, 1000);
	for (uint64_t no = 0; no < 1000; no++) {
		people_get(&p, &pp, no);
		n_women += p.is_woman;
		assert_in_range(
		    p.birth_year, YEAR - PEOPLE_MAX_AGE, YEAR - PEOPLE_MIN_AGE);
	}
	assert_in_range(n_women, 590, 610);
}

static void
an_id_is_replaced_on_its_day(void **state)
{
	struct person p = { .n_ids = 3,
		.ids = { PEOPLE_NATIONAL, PEOPLE_SAMORDNING,
		    PEOPLE_PERSONNUMMER },
		.from_day = { 0, 40, 90 } };

	(void)state;
	assert_int_equal(people_id_on(&p, 0), PEOPLE_NATIONAL);
	assert_int_equal(people_id_on(&p, 39), PEOPLE_NATIONAL);
	assert_int_equal(people_id_on(&p, 40), PEOPLE_SAMORDNING);
	assert_int_equal(people_id_on(&p, 89), PEOPLE_SAMORDNING);
	assert_int_equal(people_id_on(&p, 90), PEOPLE_PERSONNUMMER);
	assert_int_equal(people_id_on(&p, 364), PEOPLE_PERSONNUMMER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form_is_read),
		cmocka_unit_test(ids_are_different),
		cmocka_unit_test(the_largest_year_fits),
		cmocka_unit_test(most_are_women),
		cmocka_unit_test(an_id_is_replaced_on_its_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
