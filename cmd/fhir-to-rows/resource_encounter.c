/* resource_encounter.c - an Encounter: its texts, and what it refers to. */
#include "resource_private.h"

#include <string.h>

#include "pack.h"
#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/instant.h"
#include "vardstrom/xalloc.h"

static void
pack_text_in(struct resource *r, const struct record *rec, const char *name)
{
	struct ndjson_member m;

	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, name, NDJSON_STRING, &m))
		walk_add(&r->walk, &m, &r->scratch);
	resource_pack(r, &r->scratch);
}

/* The value of the first identifier. */
static void
pack_identifier(struct resource *r, const struct record *rec)
{
	struct ndjson_member list, identifier;
	struct ndjson_iter it;

	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, "identifier", NDJSON_ARRAY, &list)) {
		ndjson_iter_init(&it, &list);
		while (walk_next(&r->walk, &it, "identifier", &identifier))
			if (walk_text(
				&r->walk, &identifier, "value", &r->scratch))
				break;
	}
	resource_pack(r, &r->scratch);
}

static void
pack_class(struct resource *r, const struct record *rec)
{
	struct ndjson_member coding;

	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, "class", NDJSON_OBJECT, &coding))
		walk_text(&r->walk, &coding, "code", &r->scratch);
	resource_pack(r, &r->scratch);
}

/* The first code of a type in the systems asked for, else its text. */
static bool
take_type(struct resource *r, const struct systems *systems,
    const struct ndjson_member *concept)
{
	struct ndjson_member codings, coding;
	struct ndjson_iter it;

	if (walk_to(&r->walk, concept, "coding", NDJSON_ARRAY, &codings)) {
		ndjson_iter_init(&it, &codings);
		while (walk_next(&r->walk, &it, "coding", &coding))
			if (resource_has_system(
				r, systems, SYSTEM_TYPE, &coding) &&
			    walk_text(&r->walk, &coding, "code", &r->scratch))
				return true;
	}
	return systems_has(systems, SYSTEM_TYPE, "", 0) &&
	       walk_text(&r->walk, concept, "text", &r->scratch);
}

static void
pack_type(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	struct ndjson_member list, concept;
	struct ndjson_iter it;

	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, "type", NDJSON_ARRAY, &list)) {
		ndjson_iter_init(&it, &list);
		while (walk_next(&r->walk, &it, "type", &concept))
			if (take_type(r, systems, &concept))
				break;
	}
	resource_pack(r, &r->scratch);
}

static enum resource_status
pack_start(struct resource *r, const struct record *rec)
{
	struct ndjson_member period;
	struct instant at;
	char day[DAY_TEXT_LEN];
	enum instant_status status;

	strbuf_reset(&r->scratch);
	if (!walk_in(&r->walk, rec, "period", NDJSON_OBJECT, &period) ||
	    !walk_text(&r->walk, &period, "start", &r->scratch)) {
		pack_text(&r->texts, "", 0);
		pack_text(&r->texts, "", 0);
		return RESOURCE_OK;
	}
	status = instant_parse(&at, r->scratch.s, r->scratch.len);
	if (status != INSTANT_OK) {
		r->field = "period.start";
		r->time = instant_strerror(status);
		return RESOURCE_ETIME;
	}
	day_format(at.day, day);
	resource_pack(r, &r->scratch);
	pack_text(&r->texts, day, sizeof(day));
	return RESOURCE_OK;
}

/* A reference that gives the identifier in place of a resource, or with it. */
static bool
take_identifier(struct resource *r, const struct ndjson_member *reference,
    struct ndjson_member *identifier)
{
	return walk_to(
	    &r->walk, reference, "identifier", NDJSON_OBJECT, identifier);
}

static void
pack_subject(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	struct ndjson_member subject, identifier;
	bool is_there =
	    walk_in(&r->walk, rec, "subject", NDJSON_OBJECT, &subject);

	strbuf_reset(&r->scratch);
	if (is_there)
		resource_take_reference(r, &subject, "Patient", &r->scratch);
	resource_pack(r, &r->scratch);
	strbuf_reset(&r->scratch);
	if (is_there && take_identifier(r, &subject, &identifier)) {
		walk_text(&r->walk, &identifier, "system", &r->other);
		if (systems_person(systems, r->other.s, r->other.len) !=
		    SYSTEM_NONE)
			walk_text(&r->walk, &identifier, "value", &r->scratch);
	}
	resource_pack(r, &r->scratch);
}

/* The serviceProvider, else the first location. */
static bool
find_clinic(struct resource *r, const struct record *rec,
    struct ndjson_member *reference, const char **type)
{
	struct ndjson_member list, location;
	struct ndjson_iter it;

	*type = "Organization";
	if (walk_in(&r->walk, rec, "serviceProvider", NDJSON_OBJECT, reference))
		return true;
	*type = "Location";
	if (!walk_in(&r->walk, rec, "location", NDJSON_ARRAY, &list))
		return false;
	ndjson_iter_init(&it, &list);
	while (walk_next(&r->walk, &it, "location", &location))
		if (walk_to(&r->walk, &location, "location", NDJSON_OBJECT,
			reference))
			return true;
	return false;
}

static void
pack_clinic(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	struct ndjson_member clinic, identifier;
	const char *type;
	bool is_there = find_clinic(r, rec, &clinic, &type);

	strbuf_reset(&r->scratch);
	if (is_there && take_identifier(r, &clinic, &identifier) &&
	    resource_has_system(r, systems, SYSTEM_CLINIC, &identifier))
		walk_text(&r->walk, &identifier, "value", &r->scratch);
	resource_pack(r, &r->scratch);
	strbuf_reset(&r->scratch);
	if (is_there &&
	    resource_take_reference(r, &clinic, type, &r->scratch)) {
		strbuf_reset(&r->other);
		strbuf_addstr(&r->other, type);
		strbuf_addch(&r->other, '/');
		strbuf_add(&r->other, r->scratch.s, r->scratch.len);
		resource_pack(r, &r->other);
	} else {
		pack_text(&r->texts, "", 0);
	}
	strbuf_reset(&r->scratch);
	if (is_there)
		walk_text(&r->walk, &clinic, "display", &r->scratch);
	resource_pack(r, &r->scratch);
}

/*
 * Pack the ids of one type that the elements of a list refer to, behind their
 * number; the reference is an element's member, or (NULL) the element itself.
 */
static void
pack_references(struct resource *r, const struct record *rec, const char *list,
    const char *member, const char *type)
{
	struct ndjson_member array, element, reference;
	size_t at = r->texts.len;
	struct ndjson_iter it;
	uint64_t n = 0;

	pack_number(&r->texts, 0);
	if (!walk_in(&r->walk, rec, list, NDJSON_ARRAY, &array))
		return;
	ndjson_iter_init(&it, &array);
	while (walk_next(&r->walk, &it, list, &element)) {
		reference = element;
		if (member && !walk_to(&r->walk, &element, member,
				  NDJSON_OBJECT, &reference))
			continue;
		if (!resource_take_reference(r, &reference, type, &r->scratch))
			continue;
		resource_pack(r, &r->scratch);
		n++;
	}
	memcpy(r->texts.s + at, &n, sizeof(n));
}

/* A rank is a positive integer; UINT32_MAX where there is none. */
static uint32_t
rank_of(struct resource *r, const struct ndjson_member *diagnosis)
{
	struct ndjson_member rank;
	uint32_t n = 0;

	if (!walk_to(&r->walk, diagnosis, "rank", NDJSON_NUMBER, &rank))
		return UINT32_MAX;
	for (size_t i = 0; i < rank.value_len; i++) {
		if (!ascii_is_digit(rank.value[i]) || i == 9) {
			r->walk.wrong = r->walk.wrong ? r->walk.wrong : "rank";
			return UINT32_MAX;
		}
		n = 10 * n + (uint32_t)ascii_digit(rank.value[i]);
	}
	return n;
}

static void
take_uses(struct resource *r, const struct record *rec)
{
	struct ndjson_member list, diagnosis, condition;
	struct ndjson_iter it;

	if (!walk_in(&r->walk, rec, "diagnosis", NDJSON_ARRAY, &list))
		return;
	ndjson_iter_init(&it, &list);
	while (walk_next(&r->walk, &it, "diagnosis", &diagnosis)) {
		struct resource_use *use;

		if (!walk_to(&r->walk, &diagnosis, "condition", NDJSON_OBJECT,
			&condition) ||
		    !resource_take_reference(
			r, &condition, "Condition", &r->scratch))
			continue;
		GROW(r->uses, r->n_uses, r->cap_uses);
		use = &r->uses[r->n_uses++];
		use->at = r->names.len;
		use->len = r->scratch.len;
		use->rank = rank_of(r, &diagnosis);
		strbuf_add(&r->names, r->scratch.s, r->scratch.len);
	}
}

enum resource_status
resource_take_encounter(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	enum resource_status status;

	pack_identifier(r, rec);
	pack_text_in(r, rec, "status");
	if (resource_is(&r->scratch, "entered-in-error"))
		r->reason = RESOURCE_ERROR;
	pack_class(r, rec);
	pack_type(r, systems, rec);
	status = pack_start(r, rec);
	pack_subject(r, systems, rec);
	pack_clinic(r, systems, rec);
	pack_references(
	    r, rec, "participant", "individual", "PractitionerRole");
	pack_references(r, rec, "appointment", NULL, "Appointment");
	take_uses(r, rec);
	return status;
}
