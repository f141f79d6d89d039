/*
 * system.h - numbers of which only the range is known, the relations between
 * them, and whether any numbers at all fit all of it.
 *
 * Ranges are narrowed by one relation after the other, exactly, until nothing
 * changes; then a linear programme over what is left looks at all sums at
 * once. A "no" of the programme counts only where it is clear (SYSTEM_SLACK).
 */
#ifndef RECONCILE_SYSTEM_H
#define RECONCILE_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>

#include "range.h"

/** A sum must fail by so much before the linear programme is believed. */
#define SYSTEM_SLACK 1e-6

struct system;

struct system *system_new(void);
void system_free(struct system *s);

/** A number; returns which, 0-based. */
size_t system_number(struct system *s, const struct range *r, bool is_whole);

/** plus and minus together lie in right; filled by system_term. */
size_t system_sum(struct system *s, const struct range *right);
void system_term(struct system *s, size_t number, int sign);
/** quotient = scale * above / below. */
size_t system_quotient(
    struct system *s, size_t quotient, size_t above, size_t below, int scale);

size_t system_n_numbers(const struct system *s);
size_t system_n_relations(const struct system *s);
/** The numbers of a relation; borrowed until the next is added. */
const size_t *system_numbers_of(
    const struct system *s, size_t relation, size_t *n);
int system_sign_of(const struct system *s, size_t relation, size_t i);
/** What a sum comes to. */
const struct range *system_right(const struct system *s, size_t relation);
bool system_is_quotient(const struct system *s, size_t relation, int *scale);

/** Take the number as what it is printed as, as anything, or as in r. */
void system_free_number(struct system *s, size_t number, bool is_free);
void system_set_number(struct system *s, size_t number, const struct range *r);
const struct range *system_known(const struct system *s, size_t number);

/** A relation that is left out holds nothing. */
void system_leave_out(struct system *s, size_t relation, bool is_out);

/** Do any numbers fit all relations that are not left out? */
bool system_fits(struct system *s);
/** What is left of the number since then. */
const struct range *system_left(const struct system *s, size_t number);
/** Do any numbers fit this relation, whatever the others say? */
bool system_fits_alone(struct system *s, size_t relation);

/** Was any search ended before it was done? What it says to be possible may
 * then not be. */
bool system_is_cut(const struct system *s);

/**
 * A few relations that nothing fits, while without any one of them something
 * does, leaving the others out.
 *
 * Returns: how many, their numbers in list (system_n_relations fit); 0: all
 *          fits.
 */
size_t system_conflict(struct system *s, size_t *list);

#endif
