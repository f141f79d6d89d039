/* source.h - the member that says where a record came from. */
#ifndef SOURCE_H
#define SOURCE_H

#include "vardstrom/ndjson.h"

/**
 * The member `source`, whose name f has, or NULL. It mostly stands last, so
 * there is looked first: where it stood before, another may stand now, since
 * members without a value are left out.
 */
static inline const struct ndjson_member *
source_of(const struct record *rec, struct field *f)
{
	f->hint = rec->n_members ? rec->n_members - 1 : 0;
	return record_get(rec, f);
}

#endif
