/* expr_hint.h - what other languages write. Private to lib/expr*.c. */
#ifndef VARDSTROM_EXPR_HINT_H
#define VARDSTROM_EXPR_HINT_H

#include <stddef.h>

extern const char expr_no_patterns[], expr_no_is[], expr_no_between[];

/**
 * What to write instead of the word at at, or of the one before it, where an
 * operator or the end was due; NULL: nothing is known.
 */
const char *expr_hint(const char *start, const char *at, const char *end);

/** The same of a sign that begins no word and no operator of ours. */
const char *expr_hint_sign(const char *s, size_t len);

#endif
