/* plan.c - how many of everything each clinic gets, and on which days. */
#include "plan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "past.h"
#include "rng.h"
#include "vardstrom/day.h"
#include "vardstrom/xalloc.h"

enum {
	QUARTER = 25, /* a step in staffing, hundredths of an FTE */
	MONDAY = 3,   /* days since 1970-01-01, a Thursday, modulo 7, + 3 */
	WEEK = 7
};

/* How busy a working day of each month is. */
static const unsigned month_weight[PLAN_MONTHS] = { 95, 105, 105, 105, 100, 90,
	45, 85, 105, 105, 105, 85 };

void
plan_apportion(uint64_t *parts, size_t n, uint64_t total)
{
	uint64_t sum = 0, given = 0;
	uint64_t *left = xcalloc(n, sizeof(*left));
	size_t i, best;

	for (i = 0; i < n; i++)
		sum += parts[i];
	for (i = 0; i < n && sum > 0; i++) {
		left[i] = total * parts[i] % sum;
		parts[i] = total * parts[i] / sum;
		given += parts[i];
	}
	for (; sum > 0 && given < total; given++) {
		for (best = 0, i = 1; i < n; i++)
			if (left[i] > left[best])
				best = i;
		parts[best]++;
		left[best] = 0;
	}
	free(left);
}

void
plan_spread(
    uint64_t months[PLAN_MONTHS], int first_month, int last_month, uint64_t sum)
{
	uint64_t n = (uint64_t)(last_month - first_month + 1), each, left;
	int m;

	memset(months, 0, PLAN_MONTHS * sizeof(*months));
	if (first_month == 0)
		return;
	each = sum % n == 0 ? sum / n : sum / n / QUARTER * QUARTER;
	left = sum - n * each;
	for (m = first_month - 1; m < last_month; m++) {
		months[m] = each;
		if (left >= QUARTER) {
			months[m] += QUARTER;
			left -= QUARTER;
		}
	}
	months[last_month - 1] += left;
}

/* Easter Sunday. Source: the anonymous algorithm in Nature, 20 April 1876. */
static int
easter_day(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;
	struct ymd ymd = { year, n / 31, n % 31 + 1 };

	return day_from_ymd(ymd);
}

/* Public holidays and the eves that are as good as. */
static bool
is_holiday(int day, struct ymd ymd, int easter)
{
	static const int fixed[] = { 101, 106, 501, 606, 1224, 1225, 1226,
		1231 };
	int month_day = 100 * ymd.month + ymd.day;
	size_t i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (fixed[i] == month_day)
			return true;
	if (day == easter - 2 || day == easter + 1 || day == easter + 39)
		return true;
	/* Midsummer Eve: the Friday of 19 to 25 June */
	return (day + MONDAY) % WEEK == 4 && month_day >= 619 &&
	       month_day <= 625;
}

static void
plan_days(struct plan *p)
{
	struct ymd first = { p->year, 1, 1 }, next = { p->year + 1, 1, 1 };
	int easter = easter_day(p->year), i;

	p->new_year_day = day_from_ymd(first);
	p->n_days = day_from_ymd(next) - p->new_year_day;
	p->upto[0] = 0;
	for (i = 0; i < p->n_days; i++) {
		int day = p->new_year_day + i;
		struct ymd ymd = day_to_ymd(day);
		unsigned weight = month_weight[ymd.month - 1];
		/* a day before 1970 has a negative number */
		int weekday = ((day + MONDAY) % WEEK + WEEK) % WEEK;

		if (weekday >= 5 || is_holiday(day, ymd, easter))
			weight = 0;
		p->upto[i + 1] = p->upto[i] + weight;
	}
}

/* The months with staff are the months with contacts. */
static void
plan_window(const struct plan *p, struct plan_unit *u)
{
	struct ymd from = { p->year, u->first_month, 1 };
	struct ymd to = { p->year, u->last_month + 1, 1 };

	if (from.month == 0)
		return;
	u->first_day = day_from_ymd(from) - p->new_year_day;
	u->end_day = p->n_days;
	if (to.month <= PLAN_MONTHS)
		u->end_day = day_from_ymd(to) - p->new_year_day;
}

/* Visits, others and patients of a year with n_contacts in all. */
static void
scale(struct plan *p, uint64_t n_contacts)
{
	uint64_t rows[2 * CALIBRATION_MAX_UNITS], part[CALIBRATION_MAX_UNITS];
	uint64_t was = 0, patients = 0, far = 0;
	size_t n = p->n_units, i;

	for (i = 0; i < n; i++) {
		rows[i] = p->units[i].visits;
		rows[n + i] = p->units[i].others;
		was += rows[i] + rows[n + i];
		patients += p->units[i].patients;
		far += p->units[i].far;
	}
	plan_apportion(rows, 2 * n, n_contacts);
	for (i = 0; i < n; i++) {
		p->units[i].visits = rows[i];
		p->units[i].others = rows[n + i];
		part[i] = p->units[i].patients;
	}
	plan_apportion(part, n, patients * n_contacts / was);
	for (i = 0; i < n; i++) {
		struct plan_unit *u = &p->units[i];

		u->patients = part[i];
		if (u->patients == 0 && u->visits > 0)
			u->patients = 1;
		if (u->patients > u->visits)
			u->patients = u->visits;
		part[i] = u->far;
	}
	plan_apportion(part, n, far * n_contacts / was);
	for (i = 0; i < n; i++) {
		struct plan_unit *u = &p->units[i];

		u->far = part[i] < u->visits ? part[i] : u->visits;
		for (int m = 0; m < PLAN_MONTHS; m++) {
			u->fte[m] = (u->fte[m] * n_contacts + was / 2) / was;
			u->graduates[m] =
			    (u->graduates[m] * n_contacts + was / 2) / was;
		}
	}
}

static void
number_people(struct plan *p)
{
	uint64_t no = 0, others = 0;
	size_t i;

	for (i = 0; i < p->n_units; i++) {
		struct plan_unit *u = &p->units[i];

		u->first_person = no;
		no += u->patients;
		others += u->others;
		if (u->unit->provider == CALIBRATION_REGION) {
			p->n_region = i + 1;
			p->region_patients = no;
		}
	}
	p->n_patients = no;
	p->n_people = no + others / 8 + 1;
}

void
plan_make(struct plan *p, const struct calibration *calibration, int year,
    uint64_t seed, uint64_t n_contacts)
{
	const struct calibration_year *past =
	    calibration_of_year(calibration, year);
	uint64_t weights[CALIBRATION_MAX_UNITS], visits = 0;
	size_t i;

	memset(p, 0, sizeof(*p));
	p->calibration = calibration;
	p->year = year;
	p->base_year = past ? calibration->year : year;
	p->seed = seed;
	p->n_units = calibration->n_units;
	plan_days(p);
	for (i = 0; i < p->n_units; i++) {
		const struct calibration_unit *c = &calibration->units[i];
		struct plan_unit *u = &p->units[i];

		u->unit = c;
		u->visits = (uint64_t)c->visits;
		u->patients = (uint64_t)c->patients;
		u->far = (uint64_t)c->far;
		u->first_month = c->fte.first_month;
		u->last_month = c->fte.last_month;
		plan_spread(u->fte, c->fte.first_month, c->fte.last_month,
		    (uint64_t)c->fte.cents);
		plan_spread(u->graduates, c->graduates.first_month,
		    c->graduates.last_month, (uint64_t)c->graduates.cents);
	}
	if (past)
		past_make(p, past);
	for (i = 0; i < p->n_units; i++) {
		plan_window(p, &p->units[i]);
		weights[i] = p->units[i].visits;
		visits += weights[i];
	}
	plan_apportion(weights, p->n_units,
	    visits * (uint64_t)calibration->other_permille / 1000);
	for (i = 0; i < p->n_units; i++)
		p->units[i].others = weights[i];
	if (n_contacts > 0)
		scale(p, n_contacts);
	number_people(p);
}

uint64_t
plan_upto(const struct plan *p, const struct plan_unit *u, uint64_t n, int day)
{
	uint64_t all, before, phase;

	if (day <= u->first_day)
		return 0;
	if (day >= u->end_day)
		return n;
	all = p->upto[u->end_day] - p->upto[u->first_day];
	before = p->upto[day] - p->upto[u->first_day];
	/* so that clinics with few events do not all have them on one day */
	phase = rng_of(p->seed, RNG_PHASE, (uint64_t)(u - p->units), 0) % all;
	return (n * before + phase) / all;
}
