/*
 * unknown.h - names that were looked up and are in no table: the commonest,
 * each with the nearest known one. Who reads "unknown_clinic 5 120" wants to
 * know which alias the register lacks.
 *
 * What is in a clinic's column may be anything, a patient's name too. A
 * name is shown only where its row has no other fault, it has no digits but a
 * few, and it is near a known name or so frequent that it is no patient's.
 */
#ifndef NORMALIZE_UNKNOWN_H
#define NORMALIZE_UNKNOWN_H

#include <stddef.h>
#include <stdint.h>

#include "lookup.h"
#include "vardstrom/strbuf.h"

enum {
	UNKNOWN_MAX_NAMES = 4096, /* that are told apart; others are not met */
	UNKNOWN_MAX_SHOWN = 5,
	UNKNOWN_MAX_BYTES = 64, /* of a name */
	UNKNOWN_MAX_DIGITS = 3, /* in one, of any script */
	UNKNOWN_MIN_ROWS = 10,  /* of one that is near none, and */
	UNKNOWN_MIN_SHARE = 100 /* one in so many of all rows */
};

struct unknown;

struct unknown *unknown_new(void);
void unknown_free(struct unknown *u);

/** A row has a name (UTF-8) in a column that lookup does not know. Borrows. */
void unknown_met(struct unknown *u, const char *column, struct lookup *lookup,
    const char *s, size_t len);

/** A name that may be shown; borrowed until unknown_free. */
struct unknown_name {
	const char *column;
	const char *name; /* as the first row has it */
	uint64_t n_rows;
	const char *near; /* of the table; NULL: none is */
};

/**
 * Choose what may be shown: the commonest first, in the order of arrival where
 * they are equal.
 *
 * Returns: their number, at most UNKNOWN_MAX_SHOWN; 0 where none may be.
 */
size_t unknown_choose(struct unknown *u, uint64_t n_rows,
    struct unknown_name chosen[UNKNOWN_MAX_SHOWN]);

#endif
