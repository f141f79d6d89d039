/* expr_call.h - the functions of expressions. Private to lib/expr*.c. */
#ifndef VARDSTROM_EXPR_CALL_H
#define VARDSTROM_EXPR_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include "expr_set.h"

enum { CALL_MAX_ARGS = 2 }; /* of one that gives a value */

/** One that a word and "(" call: it gives a value, or is a condition. */
struct expr_function {
	const char *word;
	bool is_value;
	enum call call;  /* where it is a value */
	enum node_op op; /* where it is a condition */
	size_t n_args;
	const char *usage; /* "expected ...", to be told where it is not so */
};

/** NULL: there is none of that name. */
const struct expr_function *expr_function_find(const char *word, size_t len);
const char *expr_call_word(enum call call);
const char *expr_op_word(enum node_op op);

/** The type of what it is made of: texts that are dates, or numbers. */
enum ndjson_type expr_call_takes(enum call call);

/**
 * Read the text of a date as the function needs it: one that asks for days
 * takes a date, others a month (2025-03) as well.
 *
 * Returns: false where it is none.
 */
bool expr_call_read(enum call call, const char *s, size_t len, int *read);
/** What comes of the arguments that were read. */
int expr_call_result(enum call call, const int *read);

#endif
