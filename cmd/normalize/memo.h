/*
 * memo.h - the last conversions of a column, so that what repeats is done
 * once. A small table, two places for each text: what finds both taken puts
 * one of the others out.
 */
#ifndef NORMALIZE_MEMO_H
#define NORMALIZE_MEMO_H

#include <stdbool.h>
#include <stddef.h>

#include "value.h"

enum {
	MEMO_N = 1024,      /* places; a power of two */
	MEMO_MAX_KEY = 48,  /* longer texts are not remembered */
	MEMO_MAX_VALUE = 64 /* nor longer values */
};

struct memo;

struct memo *memo_new(void);
/** NULL is allowed. */
void memo_free(struct memo *m);

/** The value that this text had; false: not remembered. *v borrows m. */
bool memo_get(const struct memo *m, const char *s, size_t len, struct value *v);

/** Remember a text's value (a copy), if they are short enough. */
void memo_put(struct memo *m, const char *s, size_t len, const struct value *v);

#endif
