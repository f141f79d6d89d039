/*
 * sample.h - which groupings make few groups together, as far as the first
 * thousands of records tell. It decides on speed, never on a figure.
 */
#ifndef AGGREGATE_SAMPLE_H
#define AGGREGATE_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	SAMPLE_RECORDS = 256,
	SAMPLE_EVERY = 32,   /* one record in so many: neighbours are alike */
	SAMPLE_COLUMNS = 32, /* at the most: a bit for each in a set of them */
	SAMPLE_FEW = 128     /* groups that are never too many */
};

/** The numbers of some columns in some records. */
struct sample {
	size_t n;        /* records */
	size_t n_passed; /* that it was chosen from */
	int columns[SAMPLE_COLUMNS];
	size_t n_columns;
	uint32_t numbers[SAMPLE_RECORDS][SAMPLE_COLUMNS];
};

/** A set of a sample's columns, bit i for columns[i], and what it holds. */
struct sample_joint {
	uint32_t columns;
	size_t n_groups; /* in the sample */
	size_t n_sets;   /* that were joined in it */
};

/** How many combinations of values there are of a set of columns. */
size_t sample_n_groups(const struct sample *s, uint32_t columns);

/**
 * Join sets of columns that make hardly more groups together than one of them
 * alone, or few groups at all. A column of one value in all records is taken
 * for one that may have many.
 *
 * Shape:   joints has room for n_sets; no joint has more than max_columns,
 *          unless a set has.
 * Returns: how many joints there are; choice[i] is the index of the one that
 *          set i lies in.
 */
size_t sample_join(const struct sample *s, const uint32_t *sets, size_t n_sets,
    size_t max_columns, struct sample_joint *joints, size_t *choice);

#endif
