/* ndjson_base.c - the walk in plain C, for any processor. */
#include "ndjson_fast.h"

#include <string.h>

#include "vardstrom/ascii.h"

#include "ndjson_names.h"

#define WALK ndjson_walk_base
#define TARGET

static inline const char *
find_quote(struct ndjson_cursor *c, const char *s, bool *is_escaped)
{
	c->p = s;
	return ndjson_check_string(c, is_escaped) ? c->p - 1 : NULL;
}

static inline bool
is_name_at(const struct ndjson_known_name *name, const char *s)
{
	return memcmp(s, name->text, name->len) == 0;
}

#include "ndjson_walk.h"
