/*
 * names.h - the names of what records are grouped by, put beside the ids: of a
 * clinic from records of clinics, as they were in a period.
 */
#ifndef AGGREGATE_NAMES_H
#define AGGREGATE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

#include "cube/value.h"

struct names;

/**
 * Read names: of member M are those of the records of the kind M, each the
 * member name beside M, valid from valid_from to valid_to where it has these.
 *
 * Shape:   members are those that are grouped by.
 * Returns: NULL with a finished sentence in err: no record names any of them,
 *          or one value has two names at once.
 * Memory:  borrows members until names_free.
 */
struct names *names_load(const char *path, const char *const *members,
    size_t n_members, struct strbuf *err) __attribute__((warn_unused_result));
/** NULL is allowed. */
void names_free(struct names *names);

/** Does some record name a value of member i? */
bool names_has(const struct names *names, size_t i);

/**
 * The name of a value of member i on a day, NULL: it has none; borrowed.
 *
 * Shape: day as 2025-03-14; what stands behind a shorter one is its end.
 */
const char *names_find(
    struct names *names, size_t i, struct value v, const char *day);
/** How many values that were looked for had none. */
size_t names_lacking(const struct names *names);

#endif
