/* year.h - a year's extracts, written day by day. */
#ifndef YEAR_H
#define YEAR_H

#include <stdbool.h>
#include <stdint.h>

#include "extract.h"
#include "vardstrom/strbuf.h"

/** What a year is made from; main.c fills it from the options. */
struct year_options {
	const struct calibration *calibration; /* what it adds up to */
	int year;
	uint64_t seed;
	uint64_t n_contacts; /* rows of fys002; 0: the calibrated year */
	uint64_t dirty_ppm;  /* faulty rows, parts of a million; 0: none */
	bool is_by_alias;    /* contacts name their clinic by an alias */
	struct extract_dress dress;
};

/**
 * Write the six extracts, and faults.ndjson where there are faults, into
 * dress.dir. The names are given when everything is written.
 *
 * Returns: 0; -1 with a finished sentence in err.
 * Memory:  a fixed amount, whatever the size of the year.
 */
int year_write(const struct year_options *options, struct strbuf *err)
    __attribute__((warn_unused_result));

#endif
