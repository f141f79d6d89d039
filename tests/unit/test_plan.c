/*
 * test_plan.c - a planned year: sums exact at every size, days of work.
 *
 * unit: cmd/synthesize/plan.c
 * unit: cmd/synthesize/past.c
 * unit: cmd/synthesize/calibration.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "calibrated.h"

#include "../../cmd/synthesize/past.h"
#include "../../cmd/synthesize/plan.h"

enum { MAX_PARTS = 6 };

struct share_case {
	uint64_t total;
	size_t n;
	uint64_t weights[MAX_PARTS], parts[MAX_PARTS];
};

static const struct share_case shares[] = {
	{ 10, 3, { 1, 1, 1 }, { 4, 3, 3 } },
	{ 0, 2, { 5, 7 }, { 0, 0 } },
	{ 7, 2, { 0, 3 }, { 0, 7 } },
	{ 5, 2, { 0, 0 }, { 0, 0 } },
	{ 1, 4, { 3, 9, 9, 2 }, { 0, 1, 0, 0 } },
	{ 100, 3, { 1, 2, 3 }, { 17, 33, 50 } },
	{ 100000000, 2, { 102768, 7193 }, { 93458590, 6541410 } },
};

static void
shares_add_up(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		uint64_t parts[MAX_PARTS];

		memcpy(parts, shares[i].weights, sizeof(parts));
		plan_apportion(parts, shares[i].n, shares[i].total);
		for (size_t k = 0; k < shares[i].n; k++)
			assert_int_equal(parts[k], shares[i].parts[k]);
	}
}

static void
months_add_up(void **state)
{
	uint64_t months[PLAN_MONTHS];

	(void)state;
	plan_spread(months, 1, 5, 215); /* divides */
	for (int m = 0; m < PLAN_MONTHS; m++)
		assert_int_equal(months[m], m < 5 ? 43 : 0);
	plan_spread(months, 1, 12, 3450); /* six quarters over */
	for (int m = 0; m < PLAN_MONTHS; m++)
		assert_int_equal(months[m], m < 6 ? 300 : 275);
	plan_spread(months, 1, 12, 3715); /* and 0.15 in the last month */
	assert_int_equal(months[0], 325);
	assert_int_equal(months[11], 315);
	plan_spread(months, 0, 0, 0);
	assert_int_equal(months[0], 0);
}

/* What holds for every planned year. */
static void
check_plan(const struct plan *p, uint64_t n_contacts)
{
	uint64_t contacts = 0, next = 0;

	for (size_t i = 0; i < p->n_units; i++) {
		const struct plan_unit *u = &p->units[i];

		contacts += u->visits + u->others;
		assert_true(u->patients <= u->visits);
		assert_true(u->patients > 0 || u->visits == 0);
		assert_true(u->far <= u->visits);
		assert_int_equal(u->first_person, next);
		next += u->patients;
		for (int m = 0; m < PLAN_MONTHS; m++)
			assert_true(u->graduates[m] <= u->fte[m]);
	}
	assert_int_equal(next, p->n_patients);
	assert_true(p->n_people > p->n_patients);
	if (n_contacts > 0)
		assert_int_equal(contacts, n_contacts);
}

static void
every_size_adds_up(void **state)
{
	static const uint64_t sizes[] = { 0, 1, 2, 41, 999, 10000, 1234567,
		PLAN_MAX_CONTACTS };

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct plan p;

		plan_make(&p, of_2025(), 2025, 1, sizes[i]);
		check_plan(&p, sizes[i]);
	}
}

/* The clinics of a year: each counted event falls on some day, once. */
static void
days_add_up(void **state)
{
	struct plan p;

	(void)state;
	plan_make(&p, of_2025(), 2024, 7, 0);
	assert_int_equal(p.n_days, 366);
	for (size_t i = 0; i < p.n_units; i++) {
		const struct plan_unit *u = &p.units[i];
		uint64_t before = 0;

		if (u->visits == 0)
			continue;
		assert_int_equal(plan_upto(&p, u, u->visits, 0), 0);
		for (int day = 1; day <= p.n_days; day++) {
			uint64_t n = plan_upto(&p, u, u->visits, day);

			assert_true(n >= before);
			if (p.upto[day] == p.upto[day - 1] || day > u->end_day)
				assert_int_equal(n, before);
			before = n;
		}
		assert_int_equal(before, u->visits);
	}
}

static bool
is_free(const struct plan *p, int month, int day)
{
	static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243,
		273, 304, 334 };
	int i = before[month - 1] + day - 1;

	return p->upto[i] == p->upto[i + 1];
}

/* Days off in 2025, as the almanac has them. */
static void
nobody_works_on_holidays(void **state)
{
	static const int off[] = { 101, 104, 105, 106, 418, 421, 501, 529, 606,
		620, 1224, 1225, 1226, 1231 };
	struct plan p;

	(void)state;
	plan_make(&p, of_2025(), 2025, 1, 0);
	assert_int_equal(p.n_days, 365);
	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		assert_true(is_free(&p, off[i] / 100, off[i] % 100));
	assert_false(is_free(&p, 1, 2));
	assert_false(is_free(&p, 4, 17));
	assert_false(is_free(&p, 6, 23));
	assert_false(is_free(&p, 12, 30));
}

/* What the printed report tells of the year, and how it is rounded. */
static void
calibration_is_the_report(void **state)
{
	uint64_t visits[32] = { 0 }, patients = 0, cents = 0, far[32] = { 0 };
	struct plan p;
	uint64_t all = 0, far_all = 0;

	(void)state;
	plan_make(&p, of_2025(), 2025, 1, 0);
	for (size_t i = 0; i < p.n_units; i++) {
		const struct plan_unit *u = &p.units[i];

		visits[u->unit->provider] += u->visits;
		far[u->unit->provider > 0] += u->far;
		all += u->visits;
		far_all += u->far;
		patients += u->patients;
		for (int m = 0; m < PLAN_MONTHS; m++)
			cents += u->fte[m];
	}
	assert_int_equal(visits[CALIBRATION_REGION], 48409);
	assert_int_equal(p.region_patients, 17027);
	assert_int_equal(all, 102768);
	assert_int_equal(patients, 30104);
	assert_int_equal((cents + 6) / 12, 8287);
	assert_int_equal(far_all, 271);
	assert_int_equal(far[0], 182);
}

/* R-YEAR-04: what the same report tells of the two years before. */
static void
past_years_are_the_report(void **state)
{
	static const struct {
		int year;
		uint64_t visits, fte[2], far[2]; /* own, private */
	} cases[] = {
		{ 2023, 93751, { 422, 334 }, { 130, 172 } },
		{ 2024, 98036, { 408, 393 }, { 169, 132 } },
	};

	(void)state;
	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
		uint64_t visits = 0, cents[2] = { 0 }, far[2] = { 0 };
		struct plan p;

		plan_make(&p, of_2025(), cases[k].year, 1, 0);
		check_plan(&p, 0);
		for (size_t i = 0; i < p.n_units; i++) {
			const struct plan_unit *u = &p.units[i];

			visits += u->visits;
			far[u->unit->provider > 0] += u->far;
			for (int m = 0; m < PLAN_MONTHS; m++)
				cents[u->unit->provider > 0] += u->fte[m];
		}
		assert_int_equal(visits, cases[k].visits);
		for (int regi = 0; regi < 2; regi++) {
			assert_int_equal(cents[regi], 120 * cases[k].fte[regi]);
			assert_int_equal(far[regi], cases[k].far[regi]);
		}
		plan_make(&p, of_2025(), cases[k].year, 1, 5000);
		check_plan(&p, 5000);
	}
}

/* Staff from the month of opening on, until that of closing. */
static void
months_of_staff(void **state)
{
	static const struct {
		struct calibration_day opened, closed;
		int year, first, last;
	} cases[] = {
		{ { 0 }, { 0 }, 2024, 1, 12 },
		{ { -1, 5, 27 }, { 0 }, 2023, 0, 0 },
		{ { -1, 5, 27 }, { 0 }, 2024, 5, 12 },
		{ { -8, 9, 1 }, { 0 }, 2024, 1, 12 },
		{ { 0 }, { 0, 2, 1 }, 2024, 1, 12 },
		{ { 0 }, { -1, 6, 30 }, 2024, 1, 6 },
		{ { 0 }, { -1, 7, 1 }, 2024, 1, 6 },
		{ { 0 }, { -1, 1, 1 }, 2024, 0, 0 },
		{ { 0 }, { -2, 6, 30 }, 2024, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct calibration_unit c = { .opened = cases[i].opened,
			.closed = cases[i].closed,
			.fte = { 1, 12, 1200 } };
		int first, last;

		past_months(&c, 2025, cases[i].year, &first, &last);
		assert_int_equal(first, cases[i].first);
		assert_int_equal(last, cases[i].last);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shares_add_up),
		cmocka_unit_test(months_add_up),
		cmocka_unit_test(every_size_adds_up),
		cmocka_unit_test(days_add_up),
		cmocka_unit_test(nobody_works_on_holidays),
		cmocka_unit_test(calibration_is_the_report),
		cmocka_unit_test(past_years_are_the_report),
		cmocka_unit_test(months_of_staff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
