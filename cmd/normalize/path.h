/* path.h - the way to a value within nested JSON: "code.coding[0].code". */
#ifndef NORMALIZE_PATH_H
#define NORMALIZE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/ndjson.h"

enum { PATH_MAX_STEPS = 16 };

/** A member of an object, or an element of an array, or all of these. */
struct path_step {
	const char *name; /* within path.text; NULL: an element */
	size_t len;
	bool is_all;  /* [] */
	size_t index; /* [N], from 0 */
};

struct path {
	char *text; /* own */
	struct path_step steps[PATH_MAX_STEPS];
	size_t n;
	bool has_all;
};

/**
 * Read a path: names with points between, and behind a name [N] or [] any
 * number of times. It begins with a name.
 *
 * Returns: new, freed with path_free; NULL: it is none, or too long.
 */
struct path *path_parse(const char *text);
/** Does b go on where a ends, or end there? */
bool path_begins_with(const struct path *b, const struct path *a);
/** NULL is allowed. */
void path_free(struct path *p);

enum path_status {
	PATH_FOUND,
	PATH_MISSING, /* not there, or null on the way */
	PATH_ESHAPE   /* a value on the way that has no members or elements */
};

/**
 * Take one step, not one of is_all, from m.
 *
 * Memory: *found borrows the line.
 */
enum path_status path_take(const struct path_step *step,
    const struct ndjson_member *m, struct ndjson_member *found);

#endif
