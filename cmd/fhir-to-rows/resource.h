/* resource.h - a FHIR resource: what of it becomes part of a row. */
#ifndef RESOURCE_H
#define RESOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "systems.h"
#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"
#include "walk.h"

enum resource_type {
	RESOURCE_ENCOUNTER,
	RESOURCE_CONDITION,
	RESOURCE_PROCEDURE,
	/* what others refer to: one text each, see resource.texts */
	RESOURCE_PATIENT,
	RESOURCE_ORGANIZATION,
	RESOURCE_LOCATION,
	RESOURCE_ROLE,
	RESOURCE_APPOINTMENT,
	RESOURCE_OTHER
};

enum resource_status {
	RESOURCE_OK,
	RESOURCE_ENONE, /* no resourceType */
	RESOURCE_EID,   /* no id, or none of FHIR's form */
	RESOURCE_ETYPE, /* a member of another type of JSON, see walk.wrong */
	RESOURCE_ETIME, /* field is a time that is none, see time */
	RESOURCE_EIDS   /* a patient with two ids of one kind */
};

enum {
	RESOURCE_MAX_ID = 64, /* bytes: FHIR R4, data type id */
	RESOURCE_AGE = 20     /* bytes of resource.age */
};

/** Why a resource is in no row, from its own words. */
enum resource_reason {
	RESOURCE_COUNTS,
	RESOURCE_ERROR,    /* entered in error */
	RESOURCE_REFUTED,  /* a diagnosis that was refuted */
	RESOURCE_NOT_DONE, /* a procedure that is not completed */
	RESOURCE_NO_CODE   /* no code of the systems that are read */
};

/** The texts of an encounter, in the order in which resource_read packs them.
 */
enum resource_text {
	TEXT_IDENTIFIER,
	TEXT_STATUS,
	TEXT_CLASS,
	TEXT_TYPE,
	TEXT_START,
	TEXT_DAY,          /* YYYY-MM-DD, in Sweden */
	TEXT_PATIENT,      /* the id of a Patient */
	TEXT_PERSON,       /* a person's id, where subject itself has it */
	TEXT_CLINIC,       /* where serviceProvider itself has its id */
	TEXT_ORGANIZATION, /* "Organization/ID" or "Location/ID" */
	TEXT_DISPLAY,      /* of that reference */
	RESOURCE_N_TEXTS
};

/** A reference to a Condition, in an encounter's diagnosis. */
struct resource_use {
	size_t at, len; /* of the Condition's id in resource.names */
	uint32_t rank;  /* UINT32_MAX: none */
};

/** What was read; one serves all resources of a stream. */
struct resource {
	enum resource_type type;
	struct strbuf id;
	/* of its version: bytewise less is newer */
	unsigned char age[RESOURCE_AGE];
	enum resource_reason reason;
	struct strbuf encounter; /* the id that it refers to; may be empty */
	/* An encounter's texts, RESOURCE_N_TEXTS of them, then the ids of
	 * its PractitionerRoles behind their number, and of its Appointments
	 * likewise. The codes of a Condition or Procedure behind their
	 * number. Of all others one text: a person's id, a clinic, a
	 * profession, a status. All as in pack.h. */
	struct strbuf texts;
	struct resource_use *uses; /* of an encounter */
	size_t n_uses, cap_uses;
	struct strbuf names;
	const char *field; /* the member at fault */
	const char *time;  /* a sentence for RESOURCE_ETIME */
	struct walk walk;
	struct strbuf scratch, other;
};

void resource_init(struct resource *r);
void resource_release(struct resource *r);

/** Read one: fills *r, which is of use on RESOURCE_OK only. */
enum resource_status resource_read(
    struct resource *r, const struct systems *systems, const struct record *rec)
    __attribute__((warn_unused_result));

/** The code of a reject, and its sentence. */
const char *resource_code(enum resource_status status);
const char *resource_strerror(
    const struct resource *r, enum resource_status status);

/** The reason to drop it; "" of RESOURCE_COUNTS. */
const char *resource_strreason(enum resource_reason reason);

#endif
