/* systems.h - which identifiers are a person's, and which codes are read. */
#ifndef SYSTEMS_H
#define SYSTEMS_H

#include <stdbool.h>
#include <stddef.h>

/** What a system's values are; of a person's ids the first kind stands. */
enum system_kind {
	SYSTEM_PERSONNUMMER,
	SYSTEM_SAMORDNING,
	SYSTEM_RESERVE,
	SYSTEM_N_PERSONS,                    /* kinds of a person's ids */
	SYSTEM_DIAGNOSIS = SYSTEM_N_PERSONS, /* ICD-10-SE */
	SYSTEM_MEASURE,                      /* KVÅ */
	SYSTEM_TYPE,   /* of an encounter; none named: all are */
	SYSTEM_CLINIC, /* of an organisation; none named: all are */
	SYSTEM_NONE
};

/** The systems that are known from the start, and those of options. */
struct systems {
	struct {
		const char *uri;
		enum system_kind kind;
	} * own; /* URIs are borrowed */
	size_t n, cap;
};

void systems_release(struct systems *s);
void systems_add(struct systems *s, enum system_kind kind, const char *uri);

/** Is this the URI (or bare OID) of a system of that kind? */
bool systems_has(const struct systems *s, enum system_kind kind,
    const char *uri, size_t len);

/** Which of a person's ids has that system; SYSTEM_NONE: none. */
enum system_kind systems_person(
    const struct systems *s, const char *uri, size_t len);

#endif
