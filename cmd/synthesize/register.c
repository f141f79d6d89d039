/* register.c - the extracts that are no contacts: clinics, staff, links. */
#include "register.h"

#include "columns.h"
#include "vardstrom/day.h"

static void
set_date(struct extract_row *row, int column, struct ymd ymd)
{
	strbuf_reset(&row->cells[column]);
	strbuf_addf(&row->cells[column], "%04d-%02d-%02d", ymd.year, ymd.month,
	    ymd.day);
}

static void
set_calibration_day(struct extract_row *row, int column,
    const struct calibration_day *day, int year)
{
	struct ymd ymd = { year + day->years_after, day->month, day->day };

	strbuf_reset(&row->cells[column]);
	if (day->month > 0)
		set_date(row, column, ymd);
}

void
register_write_clinics(
    struct extract *x, struct dirty *d, const struct plan *plan)
{
	struct dirty_subject nobody = { 0 };
	struct extract_row row;

	extract_row_init(&row);
	for (size_t i = 0; i < plan->n_units; i++) {
		const struct calibration_unit *c = plan->units[i].unit;
		const struct calibration_provider *p =
		    &plan->calibration->providers[c->provider];

		extract_set(&row, CLINIC_ID, c->id);
		extract_set(&row, CLINIC_NAME, c->name);
		extract_set(&row, CLINIC_ALIAS, c->aliases);
		if (d && i % 8 == 0) /* a cell of two lines, one with quotes */
			strbuf_addf(&row.cells[CLINIC_ALIAS],
			    "|Fysioterapi \"%s\"|%s\nRehab", c->name, c->name);
		extract_set(&row, CLINIC_PROVIDER, p->name);
		extract_set(&row, CLINIC_REGI, p->regi);
		extract_set(&row, CLINIC_MUNICIPALITY, c->municipality);
		set_calibration_day(
		    &row, CLINIC_OPENED, &c->opened, plan->base_year);
		set_calibration_day(
		    &row, CLINIC_CLOSED, &c->closed, plan->base_year);
		dirty_write(d, DIRTY_CLINICS, x, &row, &nobody);
	}
	extract_set(&row, CLINIC_ALIAS, "");
	dirty_finish(d, DIRTY_CLINICS, x, &row, &nobody);
	extract_row_release(&row);
}

/* Hundredths with a decimal comma. */
static void
set_cents(struct extract_row *row, int column, uint64_t cents)
{
	strbuf_reset(&row->cells[column]);
	strbuf_addf(&row->cells[column], "%llu,%02llu",
	    (unsigned long long)(cents / 100),
	    (unsigned long long)(cents % 100));
}

void
register_write_staff(
    struct extract *x, struct dirty *d, const struct plan *plan)
{
	struct dirty_subject nobody = { 0 };
	struct extract_row row;

	extract_row_init(&row);
	for (int month = 0; month < PLAN_MONTHS; month++) {
		for (size_t i = 0; i < plan->n_units; i++) {
			const struct plan_unit *u = &plan->units[i];

			if (u->fte[month] == 0)
				continue;
			strbuf_reset(&row.cells[STAFF_MONTH]);
			strbuf_addf(&row.cells[STAFF_MONTH], "%04d-%02d",
			    plan->year, month + 1);
			extract_set(&row, STAFF_CLINIC, u->unit->id);
			set_cents(&row, STAFF_FTE, u->fte[month]);
			set_cents(&row, STAFF_GRADUATE, u->graduates[month]);
			dirty_write(d, DIRTY_STAFF, x, &row, &nobody);
		}
	}
	if (row.cells[STAFF_MONTH].len > 0)
		dirty_finish(d, DIRTY_STAFF, x, &row, &nobody);
	extract_row_release(&row);
}

static void
set_id(struct extract_row *row, int column, const struct person *p,
    enum people_id id, int year)
{
	char text[PEOPLE_TEXT_MAX];
	size_t len = people_write(text, p, id, PEOPLE_FULL, year);

	strbuf_reset(&row->cells[column]);
	strbuf_add(&row->cells[column], text, len);
}

void
register_write_links(struct extract *x, struct dirty *d,
    const struct plan *plan, const struct people *people)
{
	struct dirty_subject subject = { 0 };
	struct person last, p;
	struct extract_row row;

	extract_row_init(&row);
	for (uint64_t no = 0; no < plan->n_people; no++) {
		if (!people_is_linked(people, no))
			continue;
		people_get(&p, people, no);
		for (unsigned i = 1; i < p.n_ids; i++) {
			set_id(&row, LINK_FROM, &p, p.ids[i - 1], plan->year);
			set_id(&row, LINK_TO, &p, p.ids[i], plan->year);
			set_date(&row, LINK_SINCE,
			    day_to_ymd(plan->new_year_day + p.from_day[i]));
			last = p;
			subject.person = &last;
			subject.day = p.from_day[i];
			extract_write(x, &row, NULL);
		}
	}
	if (subject.person)
		dirty_finish(d, DIRTY_LINKS, x, &row, &subject);
	extract_row_release(&row);
}
