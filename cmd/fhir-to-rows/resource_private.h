/* resource_private.h - what the parts of resource share. */
#ifndef RESOURCE_PRIVATE_H
#define RESOURCE_PRIVATE_H

#include "resource.h"

/** Is this the text? */
bool resource_is(const struct strbuf *sb, const char *s);

/** Pack a text behind the others. */
void resource_pack(struct resource *r, const struct strbuf *sb);

/** sb becomes the id that a Reference object gives for that type. */
bool resource_take_reference(struct resource *r,
    const struct ndjson_member *object, const char *type, struct strbuf *sb);

/** Is the system of this coding or identifier one of that kind? */
bool resource_has_system(struct resource *r, const struct systems *systems,
    enum system_kind kind, const struct ndjson_member *object);

enum resource_status resource_take_encounter(struct resource *r,
    const struct systems *systems, const struct record *rec);

#endif
