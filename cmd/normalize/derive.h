/* derive.h - members that are made of columns: year, age, a clinic's owner. */
#ifndef NORMALIZE_DERIVE_H
#define NORMALIZE_DERIVE_H

#include <stdbool.h>

#include "convert.h"
#include "profile.h"
#include "value.h"
#include "vardstrom/keyset.h"
#include "vardstrom/strbuf.h"

enum {
	DERIVED_MAX_SMALL = 24,
	DERIVED_MAX_SCANNED = 1024 /* bytes of a list that is looked through */
};

/** A derivation's value for the row at hand; memory reused for each row. */
struct derived {
	struct json_value v;
	struct lookup *lookup; /* borrowed, where a table's keys are asked */
	/* private */
	struct fault fault;
	char small[DERIVED_MAX_SMALL + VALUE_PADDING];
	struct strbuf text;
	struct keyset *elements; /* of a long list while it is made; or NULL */
};

void derived_init(struct derived *d);
void derived_release(struct derived *d);

/** Does it rest on one column's value alone, and never find a fault? */
bool derive_is_plain(const struct profile_derived *how);

/**
 * Make the value of d a column's, of which others are derived, and make it
 * the value as that column's type has it.
 *
 * Returns: as derive, of what is wrong with the column that is made.
 */
const struct fault *derive_made(struct derived *d, struct converter *made);

/**
 * Make the value of d from the columns' values. Where one that it rests on is
 * missing, so is the value.
 *
 * Returns: NULL, or what is wrong with column how->of[0]; borrows d.
 * Memory:  d->v borrows d, the columns and their look-ups.
 */
const struct fault *derive(struct derived *d, const struct profile_derived *how,
    const struct converter *columns);

#endif
