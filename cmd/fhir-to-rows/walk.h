/*
 * walk.h - into a resource: its members' members, by name.
 *
 * A member that has another type of JSON than FHIR gives it is a fault, noted
 * once: the first one is told.
 */
#ifndef WALK_H
#define WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/ndjson.h"

struct walk {
	const char *wrong; /* the name of the first member of a wrong type */
	struct strbuf scratch;
};

/** The member of that name and type in an object; false: it is not there. */
bool walk_to(struct walk *w, const struct ndjson_member *object,
    const char *name, enum ndjson_type type, struct ndjson_member *out);

/** The same of a record itself. */
bool walk_in(struct walk *w, const struct record *rec, const char *name,
    enum ndjson_type type, struct ndjson_member *out);

/** The next object of an array; false at its end. */
bool walk_next(struct walk *w, struct ndjson_iter *it, const char *name,
    struct ndjson_member *out);

/** Add a string's decoded text to sb. */
void walk_add(
    struct walk *w, const struct ndjson_member *text, struct strbuf *sb);

/** sb becomes the text of a string member; false: it is not there, or empty.
 */
bool walk_text(struct walk *w, const struct ndjson_member *object,
    const char *name, struct strbuf *sb);

#endif
