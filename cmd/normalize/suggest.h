/*
 * suggest.h - rows that a refused person id may have been meant for: those
 * with an id that differs in one character or in two neighbours swapped.
 */
#ifndef NORMALIZE_SUGGEST_H
#define NORMALIZE_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vardstrom/pseudonym.h"
#include "vardstrom/strbuf.h"

enum {
	SUGGEST_MAX = 8 /* places that are told of one reject */
};

/**
 * The ids that were met with the first row of each, and those refused.
 *
 * Memory: an id of 12 characters takes about 28 bytes; one that was refused,
 *         32. With pseudonyms no id is held that was met, but its pseudonym:
 *         48 bytes. Wiped before it is freed.
 */
struct suggest;

/** pseudonym may be NULL; else it is borrowed. */
struct suggest *suggest_new(struct pseudonym *pseudonym);
/** NULL is allowed. */
void suggest_free(struct suggest *sg);

/** A file begins; what is told of its rows begins with its name. */
void suggest_begin(struct suggest *sg, const char *file);
/** A row of it begins. */
void suggest_row(struct suggest *sg, uint64_t line_no);

/** The row has an id, 12 characters as pnr_parse leaves it. */
void suggest_met(struct suggest *sg, const char *id, size_t len);

/** A person id as it was written, and what it was read with. */
struct suggest_text {
	const char *s;
	size_t len;
	int at_day;        /* the record's own date */
	unsigned reserves; /* PNR_RESERVE_* */
};

/** The row has an id that was refused. Longer than any id: not looked at. */
void suggest_refused(struct suggest *sg, const struct suggest_text *text);

/** The row is the reject of that number, counted from 0, in rising order. */
void suggest_rejected(struct suggest *sg, uint64_t reject_no);

/**
 * After the last row, for each reject in order: append ,"suggest":[PLACE,...]
 * where ids were met that its own are near misses of (R-ID-13), the places of
 * their first rows in the order in which these were met; else nothing.
 */
void suggest_format(
    struct suggest *sg, uint64_t reject_no, struct strbuf *member);

#endif
