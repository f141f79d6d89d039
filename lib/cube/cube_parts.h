/*
 * cube_parts.h - the parts that a merge has read, held against those of a
 * plan: each once, of the input that it should be of, none missing.
 *
 * A plan has a line for each part: its name, or, as sha256sum writes it, the
 * checksum of its input before that.
 *
 * Memory: a name, a checksum and some words for each part.
 */
#ifndef CUBE_CUBE_PARTS_H
#define CUBE_CUBE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/digest.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"

enum { CUBE_PARTS_MAX_NAME = 255 /* bytes */ };

struct cube_part {
	char input[DIGEST_HEX + 1]; /* of what it was counted from; "": any */
	bool is_planned, is_there;
};

struct cube_parts {
	struct keyset *names; /* a part without a name: its input's checksum */
	struct cube_part *list; /* by number of the name */
	size_t n, cap;
	bool has_plan;
};

void cube_parts_init(struct cube_parts *p);
void cube_parts_release(struct cube_parts *p);

/** Can a part be called so: UTF-8 that can stand on a line of a plan? */
bool cube_parts_is_name(const char *name, size_t len);

/** Read a plan; 0, or -1 with a finished sentence in err. */
int cube_parts_load(struct cube_parts *p, const char *path, struct strbuf *err);

/**
 * A part was met; len 0: it has no name. Two without a name are one part
 * where they are of one input, unless that was empty.
 *
 * Returns: false with what is wrong in why.
 */
bool cube_parts_take(struct cube_parts *p, const char *name, size_t len,
    const char input[DIGEST_HEX + 1], struct strbuf *why);

/** After the last: false with which are missing in why. */
bool cube_parts_are_all(const struct cube_parts *p, struct strbuf *why);

/** Append those that were met, as JSON, in the order of their names. */
void cube_parts_json(const struct cube_parts *p, struct strbuf *sb);

#endif
