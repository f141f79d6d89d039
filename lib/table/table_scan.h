/*
 * table_scan.h - inside the table reader: one pass over a line, with vectors
 * where the processor has them.
 */
#ifndef TABLE_SCAN_H
#define TABLE_SCAN_H

#include <stddef.h>

#include "vardstrom/table.h"

enum { TABLE_SCAN_PADDING = 32 }; /* bytes readable behind a line */

/** What a line holds besides its fields. */
enum {
	TABLE_HAS_QUOTE = 1,
	TABLE_HAS_NUL = 2,
	TABLE_HAS_RETURN = 32, /* a carriage return */
	TABLE_HAS_ESCAPE = 4,  /* perhaps a byte that a JSON string escapes */
	TABLE_HAS_HIGH = 8,    /* a byte above ASCII */
	TABLE_HAS_LONG = 16    /* bytes above ASCII that are not, all of them,
				  letters of two bytes: UTF-8 is to be checked */
};

/** The fields of a line; memory used again for each. */
struct table_fields {
	struct table_field *at;
	size_t n, cap;
};

void table_grow_fields(struct table_fields *fields, size_t n);

/** Make room for n fields. */
static inline void
table_want_fields(struct table_fields *fields, size_t n)
{
	if (n > fields->cap)
		table_grow_fields(fields, n);
}

/**
 * Cut the line at its delimiters and tell what else is in it.
 *
 * Shape: at least TABLE_SCAN_PADDING bytes behind the line are readable.
 */
typedef unsigned table_scan_fn(struct table_fields *fields,
    const struct table_options *options, const char *s, size_t len);

table_scan_fn table_scan_base; /* plain C; takes all that is high for long */
#ifdef __x86_64__
table_scan_fn table_scan_sse2;
table_scan_fn table_scan_avx2; /* only where the processor has it */
#endif

/** The best of them for this processor. */
table_scan_fn *table_scan_best(void);

/** The line's quotes and NULs, one by one, where there may be some. */
unsigned table_look_closer(
    const struct table_options *options, const char *s, size_t len);

#endif
