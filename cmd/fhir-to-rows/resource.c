/* resource.c - a FHIR resource: what of it becomes part of a row. */
#include "resource.h"

#include <stdlib.h>
#include <string.h>

#include "pack.h"
#include "resource_private.h"
#include "vardstrom/ascii.h"
#include "vardstrom/day.h"
#include "vardstrom/instant.h"
#include "vardstrom/xalloc.h"

static const char *const type_names[] = { "Encounter", "Condition", "Procedure",
	"Patient", "Organization", "Location", "PractitionerRole",
	"Appointment" };

void
resource_init(struct resource *r)
{
	*r = (struct resource){ .id = STRBUF_INIT,
		.encounter = STRBUF_INIT,
		.texts = STRBUF_INIT,
		.names = STRBUF_INIT,
		.scratch = STRBUF_INIT,
		.other = STRBUF_INIT,
		.walk = { .scratch = STRBUF_INIT } };
}

void
resource_release(struct resource *r)
{
	strbuf_release(&r->id);
	strbuf_release(&r->encounter);
	strbuf_release(&r->texts);
	strbuf_release(&r->names);
	strbuf_release(&r->scratch);
	strbuf_release(&r->other);
	strbuf_release(&r->walk.scratch);
	free(r->uses);
}

bool
resource_is(const struct strbuf *sb, const char *s)
{
	return sb->len == strlen(s) && memcmp(sb->s, s, sb->len) == 0;
}

void
resource_pack(struct resource *r, const struct strbuf *sb)
{
	pack_text(&r->texts, sb->s, sb->len);
}

/* --- parts that many types have ------------------------------------------- */

static bool
is_id(const char *s, size_t len)
{
	if (len == 0 || len > RESOURCE_MAX_ID)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!ascii_is_alnum(s[i]) && s[i] != '-' && s[i] != '.')
			return false;
	return true;
}

/*
 * The id behind "TYPE/" at the end of a reference, absolute or not, with a
 * version behind it or without; false: it refers to another type, or is of
 * another form.
 */
static bool
find_id(
    const struct strbuf *ref, const char *type, const char **id, size_t *len)
{
	static const char history[] = "/_history/";
	size_t n = strlen(type), end = ref->len, at;
	const char *version = NULL;

	for (at = 0; at + sizeof(history) - 1 <= end; at++)
		if (ref->s[at] == '/' &&
		    memcmp(ref->s + at, history, sizeof(history) - 1) == 0)
			version = ref->s + at;
	if (version)
		end = (size_t)(version - ref->s);
	for (at = end; at > 0 && ref->s[at - 1] != '/'; at--)
		;
	*id = ref->s + at;
	*len = end - at;
	return at > n && memcmp(ref->s + at - 1 - n, type, n) == 0 &&
	       (at == n + 1 || ref->s[at - n - 2] == '/') && is_id(*id, *len);
}

/* The id that a Reference object gives for that type, into sb. */
bool
resource_take_reference(struct resource *r, const struct ndjson_member *object,
    const char *type, struct strbuf *sb)
{
	const char *id;
	size_t len;

	strbuf_reset(sb);
	if (!walk_text(&r->walk, object, "reference", &r->other) ||
	    !find_id(&r->other, type, &id, &len))
		return false;
	strbuf_add(sb, id, len);
	return true;
}

/* Of the codings of a concept the first code, whatever its system. */
static bool
take_code(
    struct resource *r, const struct ndjson_member *concept, struct strbuf *sb)
{
	struct ndjson_member codings, coding;
	struct ndjson_iter it;

	strbuf_reset(sb);
	if (!walk_to(&r->walk, concept, "coding", NDJSON_ARRAY, &codings))
		return false;
	ndjson_iter_init(&it, &codings);
	while (walk_next(&r->walk, &it, "coding", &coding))
		if (walk_text(&r->walk, &coding, "code", sb))
			return true;
	return false;
}

/* Is the system of this coding or identifier one of that kind? */
bool
resource_has_system(struct resource *r, const struct systems *systems,
    enum system_kind kind, const struct ndjson_member *object)
{
	walk_text(&r->walk, object, "system", &r->other);
	return systems_has(systems, kind, r->other.s, r->other.len);
}

/* Pack the codes of that kind which a concept has, behind their number. */
static size_t
pack_codes(struct resource *r, const struct systems *systems,
    enum system_kind kind, const struct record *rec)
{
	struct ndjson_member concept, codings, coding;
	size_t at = r->texts.len, n_codes = 0;
	struct ndjson_iter it;
	uint64_t n;

	pack_number(&r->texts, 0);
	if (!walk_in(&r->walk, rec, "code", NDJSON_OBJECT, &concept) ||
	    !walk_to(&r->walk, &concept, "coding", NDJSON_ARRAY, &codings))
		return 0;
	ndjson_iter_init(&it, &codings);
	while (walk_next(&r->walk, &it, "coding", &coding))
		if (resource_has_system(r, systems, kind, &coding) &&
		    walk_text(&r->walk, &coding, "code", &r->scratch)) {
			resource_pack(r, &r->scratch);
			n_codes++;
		}
	n = n_codes;
	memcpy(r->texts.s + at, &n, sizeof(n));
	return n_codes;
}

/* --- versions ------------------------------------------------------------- */

static void
put_big_endian(unsigned char *to, uint64_t v, size_t n)
{
	while (n-- > 0) {
		to[n] = (unsigned char)v;
		v >>= 8;
	}
}

/* A version id that is a number; 0: it is none, or has more than 18 digits. */
static uint64_t
version_number(const struct strbuf *sb)
{
	uint64_t n = 0;

	if (sb->len > 18)
		return 0;
	for (size_t i = 0; i < sb->len; i++) {
		if (!ascii_is_digit(sb->s[i]))
			return 0;
		n = 10 * n + (uint64_t)ascii_digit(sb->s[i]);
	}
	return n;
}

/*
 * R-FHIR-02: the later lastUpdated is the newer, of two with the same (or
 * none) the higher versionId. Without either a resource is older than others.
 */
static enum resource_status
take_age(struct resource *r, const struct record *rec)
{
	struct instant at = { .seconds = INT64_MIN };
	struct ndjson_member meta;
	uint64_t version = 0;

	if (walk_in(&r->walk, rec, "meta", NDJSON_OBJECT, &meta)) {
		if (walk_text(&r->walk, &meta, "lastUpdated", &r->scratch)) {
			enum instant_status status =
			    instant_parse(&at, r->scratch.s, r->scratch.len);

			if (status != INSTANT_OK) {
				r->field = "meta.lastUpdated";
				r->time = instant_strerror(status);
				return RESOURCE_ETIME;
			}
		}
		if (walk_text(&r->walk, &meta, "versionId", &r->scratch))
			version = version_number(&r->scratch);
	}
	put_big_endian(
	    r->age, ~((uint64_t)at.seconds ^ ((uint64_t)1 << 63)), 8);
	put_big_endian(r->age + 8, ~(uint64_t)at.nanoseconds, 4);
	put_big_endian(r->age + 12, ~version, 8);
	return RESOURCE_OK;
}

/* --- Condition, Procedure ------------------------------------------------- */

static void
take_encounter_of(struct resource *r, const struct record *rec)
{
	struct ndjson_member reference;

	if (walk_in(&r->walk, rec, "encounter", NDJSON_OBJECT, &reference))
		resource_take_reference(
		    r, &reference, "Encounter", &r->encounter);
}

static enum resource_status
take_condition(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	struct ndjson_member verification;

	take_encounter_of(r, rec);
	if (pack_codes(r, systems, SYSTEM_DIAGNOSIS, rec) == 0)
		r->reason = RESOURCE_NO_CODE;
	if (walk_in(&r->walk, rec, "verificationStatus", NDJSON_OBJECT,
		&verification) &&
	    take_code(r, &verification, &r->scratch)) {
		if (resource_is(&r->scratch, "entered-in-error"))
			r->reason = RESOURCE_ERROR;
		else if (resource_is(&r->scratch, "refuted"))
			r->reason = RESOURCE_REFUTED;
	}
	return RESOURCE_OK;
}

static enum resource_status
take_procedure(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	struct ndjson_member status;

	take_encounter_of(r, rec);
	if (pack_codes(r, systems, SYSTEM_MEASURE, rec) == 0)
		r->reason = RESOURCE_NO_CODE;
	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, "status", NDJSON_STRING, &status))
		walk_add(&r->walk, &status, &r->scratch);
	if (resource_is(&r->scratch, "entered-in-error"))
		r->reason = RESOURCE_ERROR;
	else if (!resource_is(&r->scratch, "completed"))
		r->reason = RESOURCE_NOT_DONE;
	return RESOURCE_OK;
}

/* --- what others refer to ------------------------------------------------- */

static bool
is_old(struct resource *r, const struct ndjson_member *identifier)
{
	return walk_text(&r->walk, identifier, "use", &r->other) &&
	       resource_is(&r->other, "old");
}

/*
 * R-FHIR-01: the personnummer, else the samordningsnummer, else a reserve
 * number. scratch becomes the best so far.
 */
static enum resource_status
take_person(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	enum system_kind best = SYSTEM_NONE, kind;
	enum resource_status status = RESOURCE_OK;
	struct ndjson_member list, identifier;
	struct ndjson_iter it;

	strbuf_reset(&r->scratch);
	if (!walk_in(&r->walk, rec, "identifier", NDJSON_ARRAY, &list))
		return status;
	ndjson_iter_init(&it, &list);
	while (walk_next(&r->walk, &it, "identifier", &identifier)) {
		if (is_old(r, &identifier))
			continue;
		walk_text(&r->walk, &identifier, "system", &r->other);
		kind = systems_person(systems, r->other.s, r->other.len);
		if (kind == SYSTEM_NONE || kind > best ||
		    !walk_text(&r->walk, &identifier, "value", &r->other))
			continue;
		if (kind < best)
			status = RESOURCE_OK;
		else if (r->other.len != r->scratch.len ||
			 memcmp(r->other.s, r->scratch.s, r->other.len) != 0)
			status = RESOURCE_EIDS;
		best = kind;
		strbuf_reset(&r->scratch);
		strbuf_add(&r->scratch, r->other.s, r->other.len);
	}
	r->field = "identifier";
	return status;
}

/* An identifier of the clinics' system, else the name. */
static enum resource_status
take_organization(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	struct ndjson_member list, identifier, name;
	struct ndjson_iter it;

	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, "identifier", NDJSON_ARRAY, &list)) {
		ndjson_iter_init(&it, &list);
		while (walk_next(&r->walk, &it, "identifier", &identifier))
			if (resource_has_system(
				r, systems, SYSTEM_CLINIC, &identifier) &&
			    walk_text(
				&r->walk, &identifier, "value", &r->scratch))
				return RESOURCE_OK;
	}
	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, "name", NDJSON_STRING, &name))
		walk_add(&r->walk, &name, &r->scratch);
	return RESOURCE_OK;
}

/* The first code's name: its text, else the display of a coding. */
static enum resource_status
take_role(struct resource *r, const struct record *rec)
{
	struct ndjson_member list, concept, codings, coding;
	struct ndjson_iter it, in;

	strbuf_reset(&r->scratch);
	if (!walk_in(&r->walk, rec, "code", NDJSON_ARRAY, &list))
		return RESOURCE_OK;
	ndjson_iter_init(&it, &list);
	while (walk_next(&r->walk, &it, "code", &concept)) {
		if (walk_text(&r->walk, &concept, "text", &r->scratch))
			return RESOURCE_OK;
		if (!walk_to(
			&r->walk, &concept, "coding", NDJSON_ARRAY, &codings))
			continue;
		ndjson_iter_init(&in, &codings);
		while (walk_next(&r->walk, &in, "coding", &coding))
			if (walk_text(
				&r->walk, &coding, "display", &r->scratch))
				return RESOURCE_OK;
	}
	return RESOURCE_OK;
}

static enum resource_status
take_appointment(struct resource *r, const struct record *rec)
{
	struct ndjson_member status;

	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, "status", NDJSON_STRING, &status))
		walk_add(&r->walk, &status, &r->scratch);
	return RESOURCE_OK;
}

/* --- all ------------------------------------------------------------------ */

static enum resource_status
take_type_and_id(struct resource *r, const struct record *rec)
{
	struct ndjson_member m;
	int type = 0;

	strbuf_reset(&r->scratch);
	if (walk_in(&r->walk, rec, "resourceType", NDJSON_STRING, &m))
		walk_add(&r->walk, &m, &r->scratch);
	if (r->scratch.len == 0)
		return RESOURCE_ENONE;
	while (type < RESOURCE_OTHER &&
	       !resource_is(&r->scratch, type_names[type]))
		type++;
	r->type = (enum resource_type)type;
	if (type == RESOURCE_OTHER)
		return RESOURCE_OK;
	strbuf_reset(&r->id);
	if (walk_in(&r->walk, rec, "id", NDJSON_STRING, &m))
		walk_add(&r->walk, &m, &r->id);
	return is_id(r->id.s, r->id.len) ? RESOURCE_OK : RESOURCE_EID;
}

static enum resource_status
take_content(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	enum resource_status status = RESOURCE_OK;

	switch (r->type) {
	case RESOURCE_ENCOUNTER:
		return resource_take_encounter(r, systems, rec);
	case RESOURCE_CONDITION:
		return take_condition(r, systems, rec);
	case RESOURCE_PROCEDURE:
		return take_procedure(r, systems, rec);
	case RESOURCE_PATIENT:
		status = take_person(r, systems, rec);
		break;
	case RESOURCE_ORGANIZATION:
	case RESOURCE_LOCATION:
		status = take_organization(r, systems, rec);
		break;
	case RESOURCE_ROLE:
		status = take_role(r, rec);
		break;
	case RESOURCE_APPOINTMENT:
		status = take_appointment(r, rec);
		break;
	case RESOURCE_OTHER:
		return RESOURCE_OK;
	}
	resource_pack(r, &r->scratch);
	return status;
}

enum resource_status
resource_read(
    struct resource *r, const struct systems *systems, const struct record *rec)
{
	enum resource_status status;

	r->reason = RESOURCE_COUNTS;
	r->n_uses = 0;
	r->walk.wrong = NULL;
	r->field = NULL;
	strbuf_reset(&r->encounter);
	strbuf_reset(&r->texts);
	strbuf_reset(&r->names);
	status = take_type_and_id(r, rec);
	if (status == RESOURCE_OK && r->type != RESOURCE_OTHER)
		status = take_age(r, rec);
	if (status == RESOURCE_OK)
		status = take_content(r, systems, rec);
	if (r->walk.wrong) {
		r->field = r->walk.wrong;
		return RESOURCE_ETYPE;
	}
	if (status == RESOURCE_ENONE)
		r->field = "resourceType";
	else if (status == RESOURCE_EID)
		r->field = "id";
	return status;
}

const char *
resource_code(enum resource_status status)
{
	static const char *const codes[] = { "ok", "no_resource", "bad_id",
		"bad_type", "bad_time", "several_ids" };

	return codes[status];
}

const char *
resource_strerror(const struct resource *r, enum resource_status status)
{
	static const char *const sentences[] = { "a resource",
		"not there: this is no FHIR resource",
		"not 1 to 64 letters, digits, - and .",
		"not of the type of JSON that FHIR has it in", "no time",
		"two different ones of one kind" };

	return status == RESOURCE_ETIME ? r->time : sentences[status];
}

const char *
resource_strreason(enum resource_reason reason)
{
	static const char *const reasons[] = { "", "entered_in_error",
		"refuted", "not_completed", "other_code_system" };

	return reasons[reason];
}
