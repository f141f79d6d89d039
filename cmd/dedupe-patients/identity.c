/* identity.c - one patient, one id, and the members that follow from it. */
#include "identity.h"

#include <string.h>

#include "vardstrom/day.h"
#include "vardstrom/same.h"

void
identity_init(struct identity *id)
{
	*id = (struct identity){ .record = FIELD("record"),
		.patient = FIELD("patient"),
		.patient_kind = FIELD("patient_kind"),
		.sex = FIELD("sex"),
		.birth_date = FIELD("birth_date"),
		.age = FIELD("age"),
		.date = FIELD("date"),
		.contact_date = FIELD("contact_date"),
		.scratch = STRBUF_INIT };
}

void
identity_release(struct identity *id)
{
	strbuf_release(&id->scratch);
}

/* Set a text, unless it is there already. */
static void
set_text(struct record *rec, struct field *f, const char *s, size_t len)
{
	if (!ndjson_is_text(record_get(rec, f), s, len))
		record_set_string(rec, f, s, len);
}

/* The day of the record itself; false where it has none. */
static bool
own_day(struct identity *id, const struct record *rec, int *day)
{
	const struct ndjson_member *m = record_get(rec, &id->date);

	if (!m)
		m = record_get(rec, &id->contact_date);
	return m && m->type == NDJSON_STRING &&
	       day_parse_iso(day, m->value, m->value_len) == DAY_OK;
}

/* A birth day is set with the age that follows from it. */
static void
set_birth(struct identity *id, struct record *rec, int birth_day, bool may_add)
{
	char date[DAY_TEXT_LEN];
	int day;

	if (may_add || record_get(rec, &id->birth_date)) {
		day_format(birth_day, date);
		set_text(rec, &id->birth_date, date, sizeof(date));
	}
	if (!may_add && !record_get(rec, &id->age))
		return;
	if (!own_day(id, rec, &day) || day < birth_day) {
		record_unset(rec, &id->age);
		return;
	}
	strbuf_reset(&id->scratch);
	strbuf_addi(&id->scratch, day_age(birth_day, day));
	record_set_raw(rec, &id->age, id->scratch.s, id->scratch.len);
}

static void
set_person(
    struct identity *id, struct record *rec, const struct links_person *person)
{
	bool may_add = person->is_told;

	if (person->kind >= 0 &&
	    (may_add || record_get(rec, &id->patient_kind))) {
		const char *name = pnr_kind_name((enum pnr_kind)person->kind);

		set_text(rec, &id->patient_kind, name, strlen(name));
	}
	if (person->sex && (may_add || record_get(rec, &id->sex)))
		set_text(rec, &id->sex, &person->sex, 1);
	if (person->birth_day != PNR_NO_DAY)
		set_birth(id, rec, person->birth_day, may_add);
}

static bool
is_kind(const struct ndjson_member *m, enum pnr_kind kind)
{
	const char *name = pnr_kind_name(kind);

	return m && ndjson_is_text(m, name, strlen(name));
}

bool
identity_apply(
    struct identity *id, const struct links *links, struct record *rec)
{
	const struct ndjson_member *m = record_get(rec, &id->patient);
	const struct ndjson_member *kind;
	struct links_person person;
	const char *s, *standing;
	size_t len, standing_len;

	if (!m || m->type != NDJSON_STRING)
		return false;
	s = m->value;
	len = m->value_len;
	if (m->value_escaped)
		ndjson_text(m, &id->scratch, &s, &len);
	if (!links_follow(links, s, len, &standing, &standing_len, &person))
		return false;
	kind = record_get(rec, &id->patient_kind);
	if (is_kind(kind, PNR_STAFF) || is_kind(kind, PNR_SAMPLE) ||
	    ndjson_is_text(record_get(rec, &id->record), "link", 4))
		return false;
	record_set_string(rec, &id->patient, standing, standing_len);
	set_person(id, rec, &person);
	return true;
}

/* An id that tells itself that it is no patient's (Värmland B = P, L). */
static bool
is_staff_or_sample(const char *s, size_t len)
{
	struct pnr pnr;

	return len == PNR_MAX_LEN &&
	       pnr_parse(&pnr, s, len, LINKS_LATEST_DAY,
		   PNR_RESERVE_VARMLAND) == PNR_OK &&
	       (pnr.kind == PNR_STAFF || pnr.kind == PNR_SAMPLE);
}

enum identity_patient
identity_patient_of(
    struct identity *id, const struct record *rec, const char **s, size_t *len)
{
	const struct ndjson_member *m = record_get(rec, &id->patient);
	const struct ndjson_member *kind;

	if (!m || m->type == NDJSON_NULL || m->value_len == 0)
		return IDENTITY_NONE;
	*s = m->value;
	*len = m->value_len;
	if (m->type == NDJSON_STRING && m->value_escaped)
		ndjson_text(m, &id->scratch, s, len);
	if (m->type != NDJSON_STRING) {
		/* never the same as a string: no text begins with this byte */
		strbuf_reset(&id->scratch);
		strbuf_addch(&id->scratch, '\xff');
		same_key(&id->scratch, m);
		*s = id->scratch.s;
		*len = id->scratch.len;
	}
	kind = record_get(rec, &id->patient_kind);
	if (kind ? is_kind(kind, PNR_STAFF) || is_kind(kind, PNR_SAMPLE)
		 : is_staff_or_sample(*s, *len))
		return IDENTITY_NOT_PATIENT;
	return IDENTITY_PATIENT;
}
