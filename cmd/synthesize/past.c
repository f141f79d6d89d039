/* past.c - a year before the report's, made of the report's. */
#include "past.h"

#include <string.h>

/* The first day of a month in which the clinic has staff from that day. */
static int
month_from(const struct calibration_day *day, int base_year, int year)
{
	int y = base_year + day->years_after;

	if (day->month == 0 || y < year)
		return 1;
	return y == year ? day->month : PLAN_MONTHS + 1;
}

static int
month_to(const struct calibration_day *day, int base_year, int year)
{
	int y = base_year + day->years_after;

	if (day->month == 0 || y > year)
		return PLAN_MONTHS;
	if (y < year)
		return 0;
	return day->day == 1 ? day->month - 1 : day->month;
}

void
past_months(const struct calibration_unit *c, int base_year, int year,
    int *first_month, int *last_month)
{
	*first_month = month_from(&c->opened, base_year, year);
	*last_month = month_to(&c->closed, base_year, year);
	if (c->fte.first_month == 0 || *first_month > *last_month)
		*first_month = *last_month = 0;
}

static enum calibration_regi
regi_of(const struct plan_unit *u)
{
	return u->unit->provider == CALIBRATION_REGION ? CALIBRATION_OWN
						       : CALIBRATION_PRIVATE;
}

/* A number of the base year in as many months as the clinic has staff. */
static uint64_t
in_months(const struct plan_unit *u, uint64_t n)
{
	const struct calibration_staff *fte = &u->unit->fte;
	uint64_t was = (uint64_t)(fte->last_month - fte->first_month + 1);

	if (u->first_month == 0)
		return 0;
	return n * (uint64_t)(u->last_month - u->first_month + 1) / was;
}

/* A number of the base year with other staff. */
static uint64_t
by_fte(const struct plan_unit *u, uint64_t n, uint64_t fte)
{
	if (u->unit->fte.cents == 0)
		return 0;
	return n * fte / (uint64_t)u->unit->fte.cents;
}

/* Share the totals of each regi among its clinics, as their parts are. */
static void
share(const struct plan *p, uint64_t *parts, const int *totals)
{
	for (int regi = 0; regi < CALIBRATION_N_REGI; regi++) {
		uint64_t own[CALIBRATION_MAX_UNITS] = { 0 };

		for (size_t i = 0; i < p->n_units; i++)
			if ((int)regi_of(&p->units[i]) == regi)
				own[i] = parts[i];
		plan_apportion(own, p->n_units, (uint64_t)totals[regi]);
		for (size_t i = 0; i < p->n_units; i++)
			if ((int)regi_of(&p->units[i]) == regi)
				parts[i] = own[i];
	}
}

void
past_make(struct plan *p, const struct calibration_year *year)
{
	uint64_t fte[CALIBRATION_MAX_UNITS], far[CALIBRATION_MAX_UNITS];
	uint64_t visits[CALIBRATION_MAX_UNITS], patients[CALIBRATION_MAX_UNITS];
	uint64_t all_fte = 0, all_visits = 0, all_patients = 0, n_visits;

	for (size_t i = 0; i < p->n_units; i++) {
		struct plan_unit *u = &p->units[i];

		all_fte += (uint64_t)u->unit->fte.cents;
		all_visits += u->visits;
		all_patients += u->patients;
		past_months(u->unit, p->base_year, p->year, &u->first_month,
		    &u->last_month);
		fte[i] = in_months(u, (uint64_t)u->unit->fte.cents);
		far[i] = in_months(u, u->far);
	}
	n_visits = (uint64_t)year->visits;
	if (n_visits == 0)
		n_visits = all_visits *
			   (uint64_t)(year->fte[CALIBRATION_OWN] +
				      year->fte[CALIBRATION_PRIVATE]) /
			   all_fte;
	share(p, fte, year->fte);
	share(p, far, year->far);
	for (size_t i = 0; i < p->n_units; i++) {
		visits[i] = by_fte(&p->units[i], p->units[i].visits, fte[i]);
		patients[i] =
		    by_fte(&p->units[i], p->units[i].patients, fte[i]);
	}
	plan_apportion(visits, p->n_units, n_visits);
	plan_apportion(
	    patients, p->n_units, all_patients * n_visits / all_visits);
	for (size_t i = 0; i < p->n_units; i++) {
		struct plan_unit *u = &p->units[i];

		u->visits = visits[i];
		u->patients = patients[i];
		u->far = far[i];
		plan_spread(u->fte, u->first_month, u->last_month, fte[i]);
		memset(u->graduates, 0, sizeof(u->graduates));
	}
}
