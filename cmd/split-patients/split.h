/* split.h - which part a record belongs to, by its patient. */
#ifndef SPLIT_SPLIT_H
#define SPLIT_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "vardstrom/ndjson.h"
#include "vardstrom/strbuf.h"

/** Part of a record that is about no patient. */
#define SPLIT_NONE SIZE_MAX

struct split {
	struct field patient;
	struct strbuf scratch;
	size_t n_parts; /* 1 or more */
};

void split_init(struct split *s, size_t n_parts);
/** The scratch, which held an id, is wiped. */
void split_release(struct split *s);

/**
 * The part of a record: the same for the same patient in every run, on every
 * machine and in every version (R-PART-01).
 *
 * Shape:   `patient` is read decoded. Missing, null, "" and what is no string
 *          is no patient.
 * Returns: 0 to n_parts - 1; SPLIT_NONE: it has no patient.
 */
size_t split_part_of(struct split *s, const struct record *rec);

/**
 * The name of part i, counted from 0: the only '%' of the pattern becomes its
 * number, counted from 1, with zeros in front as the last part's needs.
 *
 * Returns: new; NULL: there is no '%', or there are several.
 */
char *split_name(const char *pattern, size_t i, size_t n_parts);

#endif
