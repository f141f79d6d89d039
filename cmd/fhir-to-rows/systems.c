/* systems.c - which identifiers are a person's, and which codes are read. */
#include "systems.h"

#include <stdlib.h>
#include <string.h>

#include "vardstrom/xalloc.h"

/*
 * R-FHIR-01. An OID stands for itself and, of codes, for all that lies under
 * it: each edition of a code book has one of its own.
 */
static const struct known {
	const char *uri; /* an OID, or all of a URL */
	enum system_kind kind;
	bool is_tree;
} known[] = {
	{ "1.2.752.129.2.1.3.1", SYSTEM_PERSONNUMMER, false },
	{ "http://electronichealth.se/identifier/personnummer",
	    SYSTEM_PERSONNUMMER, false },
	{ "1.2.752.129.2.1.3.3", SYSTEM_SAMORDNING, false },
	{ "http://electronichealth.se/identifier/samordningsnummer",
	    SYSTEM_SAMORDNING, false },
	{ "1.2.752.97.3.1.3", SYSTEM_RESERVE, false }, /* Stockholm */
	{ "http://electronichealth.se/identifier/nationelltReservnummer",
	    SYSTEM_RESERVE, false },
	{ "1.2.752.116.1.1.1", SYSTEM_DIAGNOSIS, true },
	{ "http://hl7.org/fhir/sid/icd-10-se", SYSTEM_DIAGNOSIS, false },
	{ "1.2.752.116.1.3.2", SYSTEM_MEASURE, true },
};

void
systems_release(struct systems *s)
{
	free(s->own);
	*s = (struct systems){ 0 };
}

void
systems_add(struct systems *s, enum system_kind kind, const char *uri)
{
	GROW(s->own, s->n, s->cap);
	s->own[s->n].uri = uri;
	s->own[s->n++].kind = kind;
}

static bool
is_own(const struct systems *s, enum system_kind kind, const char *uri,
    size_t len, bool *is_any)
{
	*is_any = false;
	for (size_t i = 0; i < s->n; i++) {
		if (s->own[i].kind != kind)
			continue;
		*is_any = true;
		if (strlen(s->own[i].uri) == len &&
		    memcmp(s->own[i].uri, uri, len) == 0)
			return true;
	}
	return false;
}

bool
systems_has(
    const struct systems *s, enum system_kind kind, const char *uri, size_t len)
{
	static const char oid[] = "urn:oid:";
	bool is_any;

	if (is_own(s, kind, uri, len, &is_any))
		return true;
	if (kind == SYSTEM_TYPE || kind == SYSTEM_CLINIC)
		return !is_any;
	if (len > sizeof(oid) - 1 && memcmp(uri, oid, sizeof(oid) - 1) == 0) {
		uri += sizeof(oid) - 1;
		len -= sizeof(oid) - 1;
	}
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = strlen(known[i].uri);

		if (known[i].kind == kind && len >= n &&
		    memcmp(uri, known[i].uri, n) == 0 &&
		    (len == n || (known[i].is_tree && uri[n] == '.')))
			return true;
	}
	return false;
}

enum system_kind
systems_person(const struct systems *s, const char *uri, size_t len)
{
	for (int kind = 0; kind < SYSTEM_N_PERSONS; kind++)
		if (systems_has(s, (enum system_kind)kind, uri, len))
			return (enum system_kind)kind;
	return SYSTEM_NONE;
}
