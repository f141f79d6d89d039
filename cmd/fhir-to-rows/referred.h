/*
 * referred.h - the resources that others refer to, in memory: of each one
 * text, such as a Patient's personnummer, and which version it is of.
 */
#ifndef REFERRED_H
#define REFERRED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "resource.h"
#include "vardstrom/keyset.h"

/** Where a resource was read. */
struct place {
	uint64_t file; /* a number, from 0 */
	uint64_t line_no;
	uint64_t hash; /* of its line, to tell a repeat from a conflict */
};

struct referred {
	struct keyset *keys; /* the type's number, and the id */
	struct referred_item {
		struct place place;
		size_t text_at, text_len; /* in texts */
		unsigned char age[RESOURCE_AGE];
	} * items; /* by the key's number */
	size_t n, cap;
	struct strbuf texts, key;
};

void referred_init(struct referred *r);
void referred_release(struct referred *r);

enum referred_verdict {
	REFERRED_NEW,     /* the first of its id */
	REFERRED_NEWER,   /* the one before was an older version */
	REFERRED_OLDER,   /* it is one itself */
	REFERRED_REPEAT,  /* the same version, with the same content */
	REFERRED_CONFLICT /* the same version, with another content */
};

/** Add one; *before is the place of the one that was there (all but NEW). */
enum referred_verdict referred_add(struct referred *r,
    const struct resource *resource, const struct place *place,
    struct place *before);

/** The text of a type and id, borrowed until the next is added. */
bool referred_find(struct referred *r, enum resource_type type, const char *id,
    size_t id_len, const char **text, size_t *len);

#endif
