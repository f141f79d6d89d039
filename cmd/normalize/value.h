/* value.h - one value of a row on its way from the extract to the record. */
#ifndef NORMALIZE_VALUE_H
#define NORMALIZE_VALUE_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "vardstrom/pnr.h"
#include "vardstrom/xalloc.h"

enum {
	VALUE_PADDING = 32 /* bytes readable behind every value's text */
};

enum value_form {
	VALUE_MISSING,
	VALUE_TEXT, /* the inside of a JSON string that needs no escape */
	VALUE_JSON  /* ready JSON */
};

/** A value as it will stand in the record. */
struct json_value {
	const char *s; /* borrowed; VALUE_PADDING bytes behind it readable */
	size_t len;
	enum value_form form;
	int number; /* DATE: day; MONTH: months since 1970-01; LOOKUP: row */
};

/** What is wrong with a value: a reject code and a sentence; static. */
struct fault {
	const char *code;
	const char *message;
};

/** A new copy with VALUE_PADDING zero bytes behind it, freed with free(). */
static inline char *
value_copy(const char *s, size_t len)
{
	char *copy = xcalloc(1, len + VALUE_PADDING);

	memcpy(copy, s, len);
	return copy;
}

/** Free the text of a value whose text value_copy made. */
static inline void
value_free(struct json_value *v)
{
	union {
		const char *borrowed;
		char *own;
	} s = { v->s };

	free(s.own);
	v->s = NULL;
}

#endif
