/*
 * group.h - what records are grouped by, as written behind -g:
 *
 *	groups = group { "," group }
 *	group  = [ name "=" ] ( source | value
 *	       | "bins" "(" source "," spans ")" | "first" "(" source "," n ")"
 *) source = ( member | value ) [ "[]" ]
 *
 * A value is a function of vardstrom/expr.h that gives one, such as
 * quarter(date). member[] is each element of a list. spans are quoted, as in
 * "0-17,18-64,65-".
 */
#ifndef DEFINE_GROUP_H
#define DEFINE_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/strbuf.h"

#include "wanted.h"

/** Is it MEMBER[]? */
bool group_is_each(const char *text);

/**
 * Ask for the column of one group.
 *
 * Returns: its number; -1 with a finished sentence in err, and mostly two
 *          lines more: the text, and a caret under the place.
 */
int group_column(struct wanted *w, const char *text, struct strbuf *err)
    __attribute__((warn_unused_result));

/**
 * Cut "a,b, first(c, 3)" into groups, in a copy; blanks around one are not
 * part of it.
 *
 * Returns: how many; -1 with a finished sentence in err.
 * Memory:  *groups is new, freed with one free(); the texts live in it.
 */
int group_split(const char *text, const char ***groups, struct strbuf *err)
    __attribute__((warn_unused_result));

#endif
