/*
 * dirty.h - the faults of real exports, planted beside the clean rows.
 *
 * Clean rows keep their content; some are written in another way that means
 * the same. Planted rows stand directly behind the clean row that they were
 * made from, and each is told in faults.ndjson.
 */
#ifndef DIRTY_H
#define DIRTY_H

#include <stdbool.h>
#include <stdint.h>

#include "extract.h"
#include "people.h"

enum {
	DIRTY_MILLION = 1000000 /* shares are parts of a million */
};

/** The extracts, as this module calls them. */
enum dirty_file {
	DIRTY_VISITS,
	DIRTY_BOOKINGS,
	DIRTY_WAITS,
	DIRTY_CLINICS,
	DIRTY_STAFF,
	DIRTY_LINKS,
	DIRTY_N_FILES
};

struct dirty {
	uint64_t ppm; /* rows with a fault behind them, and rows with noise */
	uint64_t seed;
	int year;
	int new_year_day;         /* 1 January, days since 1970-01-01 */
	bool has_mixed_encodings; /* some rows in the other one */
	struct extract faults;
	struct extract_row row, noisy;
	struct strbuf line;
	uint64_t n_rows;                   /* written so far */
	uint64_t n_planted[DIRTY_N_FILES]; /* which fault comes next */
};

/** What a row is about. */
struct dirty_subject {
	const struct person *person; /* NULL: nobody */
	int day;                     /* of the row, 1 January = 0 */
	const char *other_clinic;    /* another way to name it, or NULL */
};

/**
 * Read a share such as "3%" or "0.25%".
 *
 * Units:   *ppm in parts of a million, 0 to DIRTY_MILLION.
 * Returns: false where it is none, has more than four decimals or is over
 *          100 %; *ppm is then untouched.
 */
bool dirty_parse_share(uint64_t *ppm, const char *text)
    __attribute__((warn_unused_result));

void dirty_open(struct dirty *d, const struct extract_dress *dress);
void dirty_commit(struct dirty *d, struct publication *p);
void dirty_release(struct dirty *d);

/** The faults that an earlier, dirty year left in the folder are to go. */
void dirty_remove(const struct extract_dress *dress, struct publication *p);

/**
 * Write a clean row, perhaps with noise, and perhaps a planted row behind it.
 *
 * Shape: d NULL: only the row, as it is.
 */
void dirty_write(struct dirty *d, enum dirty_file file, struct extract *x,
    const struct extract_row *row, const struct dirty_subject *subject);

/**
 * Plant every fault of a small file once, made from its last row, or in the
 * large ones the one that must come last. d NULL: nothing.
 */
void dirty_finish(struct dirty *d, enum dirty_file file, struct extract *x,
    const struct extract_row *row, const struct dirty_subject *subject);

#endif
