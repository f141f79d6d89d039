/* unmet.h - what was asked for and that nothing in the input has. */
#ifndef RENDER_TABLE_UNMET_H
#define RENDER_TABLE_UNMET_H

#include <stdbool.h>

#include "flat.h"
#include "pivot.h"
#include "vardstrom/stream.h"

/** How it is told. */
struct unmet {
	struct stream *st;
	bool is_strict;
	bool is_file; /* a file asks, which speaks of many years: only names
			 nearly another's are told as such */
};

/** Rows, columns, period and sort of a table without figures. */
void unmet_tell_table(const struct unmet *u, const struct pivot_options *asked,
    const struct pivot *pivot);

/** A kind that no record is of, members that none has. */
void unmet_tell_records(const struct unmet *u, const struct flat_options *asked,
    const struct flat *flat);

#endif
