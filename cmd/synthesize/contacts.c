/* contacts.c - the contacts of a year and the rows that they leave. */
#include "contacts.h"

#include <string.h>

#include "care.h"
#include "columns.h"
#include "rng.h"

enum {
	STOCK = 12,          /* one patient in 12 came the year before too */
	SHARED = 16,         /* one private patient in 16 is the region's too */
	GUEST_PERMILLE = 40, /* visits to another of the region's clinics */
	DONE_PERMILLE =
	    250, /* of the contacts that are no visits, and of these */
	CHAT_PERMILLE = 850, /* are chats; the rest tell no type */
	MAX_NEED = 40,       /* see need() */
	MAX_TRIES = 32       /* at a patient who needs many visits */
};

/** A contact in the making. */
struct contact {
	size_t unit; /* where */
	size_t home; /* whose patient; the same but for guests */
	uint64_t no; /* of the patient at home */
	struct person person;
	struct care care;
	bool is_new; /* the patient's first visit to the provider */
	bool is_far;
	struct rng rng;
};

/*
 * The person who is patient no of a unit. Some of a private provider's
 * patients are the region's too. The numbers stay different within a unit,
 * and no private provider has more than one.
 */
static uint64_t
person_of(const struct plan *plan, size_t unit, uint64_t no)
{
	const struct plan_unit *u = &plan->units[unit];

	if (unit >= plan->n_region && no % SHARED == 5 &&
	    u->patients <= plan->region_patients)
		return (u->first_person + no) % plan->region_patients;
	return u->first_person + no;
}

/*
 * How often a patient comes, 1 to 40: few need many visits. A patient is
 * drawn for a visit in proportion to it.
 */
static unsigned
need(const struct plan *plan, size_t unit, uint64_t no)
{
	static const unsigned char needs[] = { 1, 1, 1, 4, 4, 4, 4, 12, 12,
		MAX_NEED };
	uint64_t h = rng_of(plan->seed, RNG_NEED, unit, no);

	return needs[rng_below(h, sizeof(needs))];
}

/* Hardly anyone comes twice a day; the last CONTACTS_TODAY are known. */
static bool
came_today(const struct contacts *cs, size_t unit, uint64_t no)
{
	size_t n = cs->n_today < CONTACTS_TODAY ? cs->n_today : CONTACTS_TODAY;

	for (size_t i = 0; i < n; i++)
		if (cs->today[i] == (no << 8 | unit))
			return true;
	return false;
}

static void
note_today(struct contacts *cs, size_t unit, uint64_t no)
{
	cs->today[cs->n_today++ % CONTACTS_TODAY] = no << 8 | unit;
}

/* A patient of the unit who was seen before, one of late more often. */
static uint64_t
pick_seen(const struct contacts *cs, size_t unit, struct rng *r)
{
	const struct plan *plan = cs->plan;
	uint64_t n_seen = cs->at[unit].n_seen, window, back;
	uint64_t no = 0;

	window = plan->units[unit].patients / 3 + 4;
	if (window > n_seen)
		window = n_seen;
	for (int i = 0; i < MAX_TRIES; i++) {
		back = rng_pick(r, rng_pick(r, window) + 1);
		no = n_seen - 1 - back;
		if (rng_pick(r, MAX_NEED) < need(plan, unit, no) &&
		    !came_today(cs, unit, no))
			break;
	}
	return no;
}

/* The clinic's n-th event of its kind out of all is one of the chosen. */
static bool
is_chosen(uint64_t n, uint64_t all, uint64_t chosen)
{
	return (n + 1) * chosen / all > n * chosen / all;
}

static const char *
first_alias(const struct calibration_unit *c, char *out, size_t cap)
{
	size_t len = strcspn(c->aliases, "|");

	if (len >= cap)
		return c->id;
	memcpy(out, c->aliases, len);
	out[len] = '\0';
	return out;
}

static void
set_clinic(struct contacts *cs, struct strbuf *cell, size_t unit, struct rng *r)
{
	const struct calibration_unit *c = cs->plan->units[unit].unit;
	const char *bar = strrchr(c->aliases, '|');
	const char *name = c->name;
	/* drawn in every dress, so that what follows is the same */
	bool is_by_id = rng_chance(r, 20);

	if (cs->is_by_alias)
		name = bar ? bar + 1 : c->aliases;
	else if (c->old_name && cs->month <= c->old_until_month)
		name = c->old_name;
	else if (is_by_id)
		name = c->id;
	strbuf_reset(cell);
	strbuf_addstr(cell, name);
}

static void
set_person(struct contacts *cs, struct strbuf *cell, const struct person *p,
    struct rng *r)
{
	static const unsigned char forms[] = { PEOPLE_FULL, PEOPLE_FULL,
		PEOPLE_FULL, PEOPLE_FULL, PEOPLE_FULL, PEOPLE_FULL_DASH,
		PEOPLE_FULL_DASH, PEOPLE_SHORT_DASH, PEOPLE_SHORT_DASH,
		PEOPLE_SHORT };
	enum people_form form = forms[rng_pick(r, sizeof(forms))];
	char text[PEOPLE_TEXT_MAX];
	size_t len = people_write(
	    text, p, people_id_on(p, cs->day), form, cs->plan->year);

	strbuf_reset(cell);
	strbuf_add(cell, text, len);
}

/* PREFIX, the year, and a running number of ten digits. */
static void
set_number(struct contacts *cs, struct strbuf *cell, char prefix, uint64_t n)
{
	char text[16];
	unsigned year = (unsigned)cs->plan->year;
	int i;

	text[0] = prefix;
	for (i = 4; i > 0; i--, year /= 10)
		text[i] = (char)('0' + year % 10);
	for (i = 14; i > 4; i--, n /= 10)
		text[i] = (char)('0' + n % 10);
	strbuf_reset(cell);
	strbuf_add(cell, text, 15);
}

static void
write_row(struct contacts *cs, enum dirty_file file,
    const struct extract_row *row, const struct contact *c,
    const struct person *person)
{
	struct extract *x = &cs->files[file];
	const struct calibration_unit *unit = cs->plan->units[c->unit].unit;
	char alias[128];
	struct dirty_subject subject = { person, cs->day, NULL };

	if (!cs->d) {
		extract_write(x, row, NULL);
		return;
	}
	subject.other_clinic = first_alias(unit, alias, sizeof(alias));
	dirty_write(cs->d, file, x, row, &subject);
}

/* Booked contacts with actions; the done prescriptions are planned. */
static void
write_booking(struct contacts *cs, struct contact *c, const char *status)
{
	struct extract_row *row = &cs->booking;
	struct strbuf *kva = &row->cells[BOOKING_KVA];

	set_number(cs, &row->cells[BOOKING_ID], 'B', ++cs->n_bookings);
	extract_set(row, BOOKING_DATE, cs->date);
	set_person(cs, &row->cells[BOOKING_PERSON], &c->person, &c->rng);
	set_clinic(cs, &row->cells[BOOKING_CLINIC], c->unit, &c->rng);
	strbuf_reset(kva);
	if (c->is_far)
		strbuf_addstr(kva, "DV200");
	if (!c->is_far || rng_chance(&c->rng, 250)) {
		if (c->is_far)
			strbuf_addch(kva, ' ');
		strbuf_add(kva, care_action(&c->care, &c->rng), 5);
	}
	extract_set(row, BOOKING_STATUS, status);
	write_row(cs, DIRTY_BOOKINGS, row, c, &c->person);
}

/* Days from a patient's call to the assessment. */
static int
pick_wait(struct rng *r)
{
	uint64_t v = rng_pick(r, 1000);

	if (v < 260)
		return 0;
	if (v < 640)
		return 1 + (int)rng_pick(r, 3);
	if (v < 800)
		return 4 + (int)rng_pick(r, 4);
	return 8 + (int)rng_pick(r, v < 960 ? 21 : 60);
}

static void
write_wait(struct contacts *cs, struct contact *c)
{
	struct extract_row *row = &cs->wait;
	struct rng *r = &c->rng;
	char contact_date[DAY_TEXT_LEN];
	int wait = pick_wait(r);
	bool is_done = rng_chance(r, 940);
	bool is_chosen_wait = rng_chance(r, wait > 3 ? 250 : 20);

	if (wait > cs->day)
		wait = cs->day;
	strbuf_reset(&row->cells[WAIT_ID]);
	strbuf_add(&row->cells[WAIT_ID], cs->visit.cells[VISIT_ID].s,
	    cs->visit.cells[VISIT_ID].len);
	set_person(cs, &row->cells[WAIT_PERSON], &c->person, r);
	set_clinic(cs, &row->cells[WAIT_CLINIC], c->unit, r);
	strbuf_reset(&row->cells[WAIT_CONTACT]);
	day_format(cs->plan->new_year_day + cs->day - wait, contact_date);
	strbuf_add(&row->cells[WAIT_CONTACT], contact_date, DAY_TEXT_LEN);
	extract_set(row, WAIT_ASSESSED, is_done ? cs->date : "");
	extract_set(row, WAIT_COVERED, rng_chance(r, 720) ? "J" : "N");
	extract_set(row, WAIT_CHOSEN, is_chosen_wait ? "J" : "N");
	extract_set(row, WAIT_DONE, is_done ? "J" : "N");
	write_row(cs, DIRTY_WAITS, row, c, &c->person);
}

/* What is the same for a contact that was kept and one that was not. */
static void
set_contact(struct contacts *cs, struct contact *c, const char *status)
{
	struct extract_row *row = &cs->visit;
	const char *profession = "Fysioterapeut";

	set_number(cs, &row->cells[VISIT_ID], 'K', ++cs->n_contacts);
	extract_set(row, VISIT_DATE, cs->date);
	set_clinic(cs, &row->cells[VISIT_CLINIC], c->unit, &c->rng);
	extract_set(row, VISIT_STATUS, status);
	if (strstr(cs->plan->units[c->unit].unit->name, "Naprapat") &&
	    rng_chance(&c->rng, 600))
		profession = "Naprapat";
	else if (rng_chance(&c->rng, 40))
		profession = "Sjukgymnast";
	extract_set(row, VISIT_PROFESSION, profession);
}

static void
set_care(struct contacts *cs, struct contact *c, enum care_type type)
{
	struct extract_row *row = &cs->visit;

	extract_set(row, VISIT_TYPE, care_type_text(type));
	strbuf_reset(&row->cells[VISIT_DIAGNOSIS]);
	strbuf_reset(&row->cells[VISIT_OTHERS]);
	strbuf_reset(&row->cells[VISIT_KVA]);
	care_add_diagnosis(&row->cells[VISIT_DIAGNOSIS], &c->care, &c->rng);
	care_add_others(&row->cells[VISIT_OTHERS], &c->rng);
	care_add_kva(&row->cells[VISIT_KVA], &c->care, type, c->is_new,
	    c->is_far, &c->rng);
}

/* What the person who is patient no of a unit comes for. */
static void
know_care(struct contacts *cs, struct contact *c, size_t unit, uint64_t no)
{
	const struct plan *plan = cs->plan;

	care_of_patient(&c->care, &plan->units[unit].unit->arthrosis,
	    &c->person, plan->year - c->person.birth_year,
	    rng_of(plan->seed, RNG_CARE, unit, no));
}

static void
know_patient(struct contacts *cs, struct contact *c)
{
	people_get(&c->person, cs->people, person_of(cs->plan, c->home, c->no));
	know_care(cs, c, c->home, c->no);
}

/* Now and then a patient goes to another of the region's clinics. */
static void
pick_patient(struct contacts *cs, struct contact *c)
{
	c->home = c->unit;
	if (c->unit < cs->plan->n_region &&
	    rng_chance(&c->rng, GUEST_PERMILLE)) {
		size_t other = rng_pick(&c->rng, cs->plan->n_region);

		if (cs->at[other].n_seen > 0)
			c->home = other;
	}
	c->no = pick_seen(cs, c->home, &c->rng);
}

static void
write_visit(struct contacts *cs, size_t unit)
{
	const struct plan_unit *u = &cs->plan->units[unit];
	uint64_t n = cs->at[unit].n_visits++;
	uint64_t n_stock = u->patients / STOCK + 1;
	struct contact c = { .unit = unit, .home = unit };
	bool is_stock, is_first;

	c.rng.state = rng_of(cs->plan->seed, RNG_VISIT, unit, n);
	/* those from the year before come first, then new ones evenly */
	is_stock = n < n_stock;
	c.is_new = is_stock || is_chosen(n - n_stock, u->visits - n_stock,
				   u->patients - n_stock);
	c.is_far = is_chosen(n, u->visits, u->far);
	is_first = c.is_new && !is_stock;
	if (c.is_new)
		c.no = cs->at[unit].n_seen++;
	else
		pick_patient(cs, &c);
	note_today(cs, c.home, c.no);
	know_patient(cs, &c);
	set_contact(cs, &c, "Genomförd");
	set_person(cs, &cs->visit.cells[VISIT_PERSON], &c.person, &c.rng);
	set_care(cs, &c, care_pick_type(&c.rng, is_first));
	write_row(cs, DIRTY_VISITS, &cs->visit, &c, &c.person);
	if (c.is_far || rng_chance(&c.rng, 120))
		write_booking(cs, &c, "Genomförd");
	if (rng_chance(&c.rng, is_first ? 550 : 15))
		write_wait(cs, &c);
	cs->last = c.person;
	cs->is_anyone_seen = true;
}

/* A row that is about staff or a sample: YYYYMMDDS, P or L, 0, a letter. */
static void
set_nobody(struct contacts *cs, struct strbuf *cell, struct rng *r)
{
	strbuf_reset(cell);
	strbuf_add(cell, cs->date, 4);
	strbuf_add(cell, cs->date + 5, 2);
	strbuf_add(cell, cs->date + 8, 2);
	strbuf_addstr(cell, rng_chance(r, 500) ? "SP0" : "SL0");
	strbuf_addch(cell, (char)('A' + rng_pick(r, 20)));
}

/*
 * A contact that is no visit, often of someone never seen: it was missed or
 * cancelled, or it is a chat, or nobody wrote what it was.
 */
static void
write_other(struct contacts *cs, size_t unit)
{
	struct contact c = { .unit = unit, .home = unit };
	const struct plan *plan = cs->plan;
	enum care_type type = CARE_UNTOLD;
	const char *status = "Genomförd";
	bool is_nobody, is_done;

	c.rng.state =
	    rng_of(plan->seed, RNG_OTHER, unit, cs->at[unit].n_others++);
	is_done = rng_chance(&c.rng, DONE_PERMILLE);
	if (!is_done)
		status = rng_chance(&c.rng, 600) ? "Avbokad" : "Uteblivet";
	is_nobody = rng_chance(&c.rng, 20);
	c.is_far = !is_done && rng_chance(&c.rng, 10);
	if (cs->at[unit].n_seen > 0 && rng_chance(&c.rng, 700)) {
		c.no = pick_seen(cs, unit, &c.rng);
		know_patient(cs, &c);
	} else {
		uint64_t no =
		    plan->n_patients +
		    rng_pick(&c.rng, plan->n_people - plan->n_patients);

		people_get(&c.person, cs->people, no);
		know_care(cs, &c, unit, no);
	}
	set_contact(cs, &c, status);
	if (!is_done)
		type = care_pick_type(&c.rng, false);
	else if (rng_chance(&c.rng, CHAT_PERMILLE))
		type = CARE_CHAT;
	set_care(cs, &c, type);
	if (is_nobody)
		set_nobody(cs, &cs->visit.cells[VISIT_PERSON], &c.rng);
	else
		set_person(
		    cs, &cs->visit.cells[VISIT_PERSON], &c.person, &c.rng);
	write_row(
	    cs, DIRTY_VISITS, &cs->visit, &c, is_nobody ? NULL : &c.person);
	if (!is_done && rng_chance(&c.rng, 200))
		write_booking(cs, &c, status);
}

void
contacts_write_day(struct contacts *cs, int day)
{
	const struct plan *plan = cs->plan;
	struct ymd ymd = day_to_ymd(plan->new_year_day + day);

	cs->day = day;
	cs->month = ymd.month;
	day_format(plan->new_year_day + cs->day, cs->date);
	for (size_t i = 0; i < plan->n_units; i++) {
		const struct plan_unit *u = &plan->units[i];
		uint64_t visits = plan_upto(plan, u, u->visits, cs->day + 1);
		uint64_t others = plan_upto(plan, u, u->others, cs->day + 1);

		cs->n_today = 0;
		while (cs->at[i].n_visits < visits)
			write_visit(cs, i);
		while (cs->at[i].n_others < others)
			write_other(cs, i);
	}
}

static void
finish_file(struct contacts *cs, enum dirty_file file,
    const struct extract_row *row, const struct dirty_subject *subject)
{
	dirty_finish(cs->d, file, &cs->files[file], row, subject);
}

void
contacts_finish(struct contacts *cs)
{
	struct dirty_subject subject = { &cs->last, cs->day - 1, NULL };

	if (!cs->is_anyone_seen)
		return;
	finish_file(cs, DIRTY_VISITS, &cs->visit, &subject);
	if (cs->n_bookings > 0)
		finish_file(cs, DIRTY_BOOKINGS, &cs->booking, &subject);
	if (cs->wait.cells[WAIT_ID].len > 0)
		finish_file(cs, DIRTY_WAITS, &cs->wait, &subject);
}

void
contacts_init(struct contacts *cs, const struct plan *plan,
    const struct people *people, struct extract *files, struct dirty *d)
{
	memset(cs, 0, sizeof(*cs));
	cs->plan = plan;
	cs->people = people;
	cs->files = files;
	cs->d = d;
	extract_row_init(&cs->visit);
	extract_row_init(&cs->booking);
	extract_row_init(&cs->wait);
}

void
contacts_release(struct contacts *cs)
{
	extract_row_release(&cs->visit);
	extract_row_release(&cs->booking);
	extract_row_release(&cs->wait);
}
