/*
 * people.h - invented people and their ids.
 *
 * A person is a number from 0 to n - 1; everything about the person follows
 * from it. No two people share an id. Serials 980 to 999 are used first, then
 * downwards; see testdata/README.md.
 */
#ifndef PEOPLE_H
#define PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PEOPLE_MIN_AGE = 3, /* in whole calendar years at the year's end */
	PEOPLE_MAX_AGE = 101,
	PEOPLE_CELLS = 2 * (PEOPLE_MAX_AGE - PEOPLE_MIN_AGE + 1),
	PEOPLE_CELL_CAP = 365 * 499, /* ids of one birth year and sex */
	PEOPLE_ID_LEN = 12,
	PEOPLE_TEXT_MAX = 16, /* of any written form */
	PEOPLE_MAX_IDS = 3
};

/** The kinds of id; a partial date has month 00, day 60 or no such day. */
enum people_id {
	PEOPLE_PERSONNUMMER,
	PEOPLE_SAMORDNING,
	PEOPLE_SAMORDNING_PARTIAL,
	PEOPLE_VARMLAND, /* reserve number, birth date known */
	PEOPLE_VARMLAND_UNDATED,
	PEOPLE_VARMLAND_UNKNOWN,
	PEOPLE_NATIONAL /* national reserve number */
};

/** How an id is written. */
enum people_form {
	PEOPLE_FULL,       /* YYYYMMDDNNNC */
	PEOPLE_FULL_DASH,  /* YYYYMMDD-NNNC, + from a hundred years */
	PEOPLE_SHORT_DASH, /* YYMMDD-NNNC, likewise */
	PEOPLE_SHORT       /* YYMMDDNNNC; younger than a hundred only */
};

struct people {
	int year;
	uint64_t seed;
	uint64_t n;           /* people */
	uint64_t step, start; /* the order in which they are dealt to cells */
	uint64_t
	    upto[PEOPLE_CELLS + 1]; /* people before each birth year, sex */
};

struct person {
	int birth_year, birth_month, birth_day_no; /* the last 1-31 */
	bool is_woman;
	unsigned pair;   /* 0-498, with sex the serial */
	unsigned serial; /* 1-999 */
	unsigned n_ids;  /* more than one: linked in the course of the year */
	enum people_id ids[PEOPLE_MAX_IDS]; /* in the order they were used */
	int from_day[PEOPLE_MAX_IDS]; /* 1 January = 0; used from this day */
};

/** n at most half of what PEOPLE_CELLS * PEOPLE_CELL_CAP can carry. */
void people_init(struct people *pp, int year, uint64_t seed, uint64_t n);

/** True where person no has several ids, one after the other. */
bool people_is_linked(const struct people *pp, uint64_t no);

void people_get(struct person *p, const struct people *pp, uint64_t no);

/** The id in use on a day of the year, 1 January = 0. */
enum people_id people_id_on(const struct person *p, int day);

/**
 * Write an id in the form asked for, or the nearest that can be read back.
 *
 * Units:   year is that of the record that holds the id.
 * Returns: the length; out has PEOPLE_TEXT_MAX bytes, no NUL is added.
 */
size_t people_write(char *out, const struct person *p, enum people_id id,
    enum people_form form, int year);

#endif
