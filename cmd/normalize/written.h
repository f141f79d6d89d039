/* written.h - days and months in the form that a profile gives. */
#ifndef NORMALIZE_WRITTEN_H
#define NORMALIZE_WRITTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "vardstrom/day.h"

/**
 * What is wrong with a form; NULL: nothing.
 *
 * Shape: YYYY, MM or M, DD or D (of a month: none), each once; hh, mm, ss, and
 *        z for Z or an offset such as +02:00, which are checked and left out;
 *        all else stands for itself.
 */
const char *written_fault(const char *form, bool is_month);

/** Can one text be of both forms and mean two days? */
bool written_are_alike(const char *a, const char *b);

/**
 * Read a text of that form; of a month, day is 1. clock is the time in it.
 *
 * Returns: DAY_OK with *ymd; DAY_EFORM: of another form; DAY_ENODAY.
 */
enum day_status written_parse(struct ymd *ymd, struct day_clock *clock,
    const char *form, const char *s, size_t len);

#endif
