/*
 * lookup.h - a table of records that names are looked up in, such as the
 * clinic register: found by key, name or any other name, in any spelling that
 * fold_name makes the same.
 */
#ifndef NORMALIZE_LOOKUP_H
#define NORMALIZE_LOOKUP_H

#include <stddef.h>
#include <stdint.h>

#include "profile.h"
#include "value.h"

struct lookup;

/**
 * Read the table's records from a file of NDJSON, plain or gzip, sealed or
 * not; records of other kinds are passed over.
 *
 * Returns: new, freed with lookup_free; NULL with a finished sentence in err:
 *          unreadable, not valid, a key or name that two records claim (both
 *          lines are told), a seal that does not fit.
 * Memory:  holds the keys, names and taken members of all records.
 */
struct lookup *lookup_load(const struct profile_table *table, const char *path,
    size_t max_line, struct strbuf *err);
void lookup_free(struct lookup *l);

/** The row of a name (any spelling), or PROFILE_NONE. */
int lookup_find(struct lookup *l, const char *s, size_t len);

/**
 * The row whose key members are these values, in the profile's order, or
 * PROFILE_NONE. A number is never a string; none is missing.
 */
int lookup_find_key(
    struct lookup *l, const struct json_value *const *values, size_t n);

/** The name of the table most like this one, as near_name; NULL: none is. */
const char *lookup_near(struct lookup *l, const char *s, size_t len);

/** The key of a row, as JSON; borrowed. */
struct json_value lookup_key(const struct lookup *l, int row);

/** A member of a row as JSON, or VALUE_MISSING; borrowed. */
struct json_value lookup_member(const struct lookup *l, int row, int member);

#endif
