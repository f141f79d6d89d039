/*
 * value.h - values of members as keys: bytes that are equal exactly where the
 * values are, with an order.
 *
 * The key of a string is its text. Everything else begins with the byte 0xff,
 * which no text holds: then the JSON follows, numbers in one way of writing
 * (1.0 is 1). A missing member is that byte alone.
 */
#ifndef CUBE_VALUE_H
#define CUBE_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

/** In the order in which values are sorted. */
enum value_type {
	VALUE_MISSING,
	VALUE_NULL,
	VALUE_FALSE,
	VALUE_TRUE,
	VALUE_NUMBER,
	VALUE_STRING,
	VALUE_ARRAY,
	VALUE_OBJECT
};

/** A key; borrowed. */
struct value {
	const char *s;
	size_t len;
};

/**
 * The key of a member; m may be NULL: missing.
 *
 * Memory: borrows the record or scratch, which is reset where it is used.
 */
struct value value_of(const struct ndjson_member *m, struct strbuf *scratch);

enum value_type value_type(struct value v);

/**
 * Missing, null, false, true, numbers by size, strings byte by byte, lists
 * and objects as they are written. 0 only where the keys are the same.
 */
int value_cmp(struct value a, struct value b);

/** Append the value as JSON; it must not be missing. */
void value_json(struct value v, struct strbuf *sb);

#endif
